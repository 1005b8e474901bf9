"""Fifty colleagues accept one lead at the same moment: one has it, the others hear who."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from agents.vocabulary import ClockKind, Handover, Language, RefusalCode, Role, SlaState, Stage
from bot.errors import Refusal
from bot.workflows import accept
from store.models import Audit, LeadStage
from store.session import Store
from tests.world import World

COLLEAGUES = 50
TEAM = tuple(
    (f"U0RACE{number:02d}", f"Kollegin {number:02d}", Role.SDR, Language.DE, "dach")
    for number in range(COLLEAGUES)
)


def accept_race(store: Store, rounds: int) -> None:
    """Races on an empty, migrated database.

    Raises:
        AssertionError: a lead with two owners or none, a click without an answer or with a false
            one, a decision kept twice.
    """
    world = World(store)
    world.hire(*TEAM)
    with ThreadPoolExecutor(COLLEAGUES) as pool:
        for number in range(rounds):
            _round(world, pool, number)


def _round(world: World, pool: ThreadPoolExecutor, number: int) -> None:
    lead = world.receive(email=f"race{number}@race{number}.example", company=f"Race {number}")
    line = threading.Barrier(COLLEAGUES)

    def click(slack_user_id: str) -> str | tuple[str, RefusalCode, str]:
        person = world.person(slack_user_id)
        line.wait(30)
        try:
            return str(accept.accept(world.deps, lead.id, person=person).owner_id)
        except Refusal as refusal:
            return (slack_user_id, refusal.code, str(refusal.params["name"]))

    answers = list(pool.map(click, [member[0] for member in TEAM]))
    won = [answer for answer in answers if isinstance(answer, str)]
    assert len(won) == 1, f"round {number}: {won}"
    _is_whole(world, lead.id, owner_id=int(won[0]))
    winner = next(one for one in TEAM if world.person(one[0]).id == int(won[0]))
    refused = Counter(answer[1:] for answer in answers if not isinstance(answer, str))
    wanted = {(RefusalCode.ALREADY_ACCEPTED, winner[1]): COLLEAGUES - 1}
    assert refused == wanted, f"round {number}: {refused}"


def _is_whole(world: World, lead_id: int, *, owner_id: int) -> None:
    """One owner, one audit row, and the clocks stopped once."""
    lead = world.lead(lead_id)
    assert (lead.owner_id, lead.decided_by_id) == (owner_id, owner_id)
    assert lead.handover is Handover.ACCEPTED
    stopped = {clock.kind: clock.stopped_at for clock in lead.clocks}
    assert stopped == {ClockKind.ACCEPT: world.clock(), ClockKind.FIRST_TOUCH: None}
    states = {clock.kind: clock.state for clock in lead.clocks}
    assert states[ClockKind.ACCEPT] is SlaState.MET
    with world.store.read() as session:
        kept = session.scalars(
            select(Audit.person_id).where(Audit.lead_id == lead_id, Audit.event == "accepted")
        ).all()
        reached = session.scalars(
            select(LeadStage.stage).where(
                LeadStage.lead_id == lead_id, LeadStage.stage == Stage.SAL
            )
        ).all()
    assert (kept, len(reached)) == ([owner_id], 1)
