"""Takes the steps of the escalation chain that are due, a batch of leads at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial

from sqlalchemy.orm import Session

from agents.decisions import LookDecision
from agents.facts import AssignedFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import routing, sla
from agents.rules.presence import Presence
from agents.vocabulary import Asked, ClockKind, EscalationStep, Role, Tier
from bot.deps import Deps
from bot.effects import (
    PRIORITY_HOT,
    PRIORITY_LEAD,
    PRIORITY_LINE,
    PRIORITY_PING,
    PRIORITY_UPDATE,
    UPDATES,
    PingStep,
    ShowLeadCard,
    ShowLeadList,
    TellNobodyReacted,
    owing,
    post_lane,
)
from bot.workflows.steps import journal
from bot.workflows.steps.apart import apart, in_one_block
from bot.workflows.tick import waits
from store import clocks, outbox
from store.clocks import DueLead
from store.outbox import Owing
from store.overlap import without_waiting
from store.queries import people
from store.session import is_conflict

BATCH = 500
"""Clocks that one tick looks at."""
AGAIN_AFTER = timedelta(minutes=1)
"""When a lead is tried again whose step failed; until then it stands in nobody's way."""

LATER = "version"
"""What a ping has that makes the lead's card another one when it has ended (PingStep)."""

Effects = Sequence[tuple[DueLead, Owing]]
Owe = Callable[[Session, Effects, datetime], Effects]
"""Owes what leads' rungs come to, at a moment; says what is owed in the end."""
Looks = dict[int, LookDecision]
"""By clock."""
Asks = tuple[Asked, ...] | None
Addressee = Callable[[EscalationStep, int | None, str | None, Asks], int | None]
"""Whom a rung calls, by the lead's owner and territory and by whom its chain asks."""
Called = dict[int, int | None]
"""Whom the rungs of this tick call, by their clocks."""


def escalate(deps: Deps, *, limit: int = BATCH) -> int:
    """Takes every step of the chain that is due; says for how many leads.

    A lead that somebody is changing right now is left to the next tick. Where a rung was said
    before, the batch is done again and looks for each. A lead that fails holds up no other: the
    batch is done again lead by lead, and the failing one waits a minute.

    Args:
        deps: the bot's parts.
        limit: at most so many clocks, those that are due longest.
    """
    now = deps.clock()
    with deps.store.read() as session:
        if not clocks.anything_due(session, now=now):
            return 0
    batch = partial(_together, deps=deps, now=now, limit=limit)
    moved = in_one_block(
        deps.store, partial(batch, owe=_owe_new), what="escalate_batch", expected=_is_expected
    )
    if moved is None:
        moved = in_one_block(deps.store, partial(batch, owe=_owe_unsaid), what="escalate_batch")
    if moved is None:
        moved = _one_by_one(deps, now=now, limit=limit)
    if moved:
        deps.wake.set()
    return moved


def _is_expected(error: Exception) -> bool:
    return is_conflict(error) or outbox.is_owed_already(error)


def _together(session: Session, *, deps: Deps, now: datetime, limit: int, owe: Owe) -> int:
    due = clocks.lock_due(session, now=now, limit=limit)
    if due:
        _take(session, due, deps=deps, now=now, owe=owe)
    return len(due)


def _one_by_one(deps: Deps, *, now: datetime, limit: int) -> int:
    with deps.store.begin() as session:
        due = clocks.lock_due(session, now=now, limit=limit)
        outcomes = {
            lead.id: apart(
                session,
                partial(_take, session, (lead,), deps=deps, now=now, owe=_owe_unsaid),
                what="escalate",
                number=lead.id,
            )
            for lead in due
        }
        failed = [
            clock.id for lead in due if outcomes[lead.id] == "failed" for clock in lead.clocks
        ]
        clocks.put_off(session, failed, until=now + AGAIN_AFTER)
    return sum(outcome == "done" for outcome in outcomes.values())


def _take(
    session: Session, due: Sequence[DueLead], *, deps: Deps, now: datetime, owe: Owe
) -> None:
    """One rung of each: the state of the clock, the ping, the card, then the next look.

    What must be known is read first: whoever reads later waits for all that was written before.
    """
    team = people.all_active(session, with_load=False)
    looks = _looks(due, now=now)
    if any(look.said is not None for look in looks.values()):
        waits.wait_for_duty(session, due, looks, team=team, policy=deps.policy, now=now)
    who = _addressees(session, team, policy=deps.policy, now=now)
    called = _called(due, looks, who, now=now)
    with without_waiting(session):
        clocks.write_looks(session, looks)
        effects = [(lead, each) for lead in due for each in _effects(lead, looks, called, now=now)]
        owed = owe(session, effects, now)
        clocks.raise_versions(session, _changed(owed))
    nobody = _unanswered(due, looks)
    clocks.write_unanswered(session, nobody, now=now)
    board = [_tell_board(lead, nobody, deps) for lead in due if lead.id in nobody.values()]
    outbox.owe_all(session, board, now=now)


def _looks(due: Sequence[DueLead], *, now: datetime) -> Looks:
    return {
        clock.id: sla.look(
            clock.kind, clock.chain(), due_at=clock.due_at, now=now, expected=clock.next_step
        )
        for lead in due
        for clock in lead.clocks
    }


def _owe_new(session: Session, effects: Effects, now: datetime) -> Effects:
    """As it nearly always is: no rung was said before."""
    places = {lead.id: lead.next_place for lead, _ in effects}
    outbox.owe_new(session, [effect for _, effect in effects], now=now, places=places)
    return effects


def _owe_unsaid(session: Session, effects: Effects, now: datetime) -> Effects:
    """No rung is said twice; where it was said before, the card has no ping to follow."""
    news = outbox.owe_many(session, [effect for _, effect in effects], now=now)
    cards = {
        lead.id: (lead, _card(lead, priority=_priority(lead)))
        for (lead, effect), is_new in zip(effects, news, strict=True)
        if not is_new and effect.kind == PingStep.__name__ and _shows(lead)
    }
    outbox.owe_all(session, [card for _, card in cards.values()], now=now)
    return (*effects, *cards.values())


def _changed(owed: Effects) -> list[int]:
    """The leads whose cards, or lines, show another thing from now on; a ping may see to it later."""
    return [
        *{lead.id: None for lead, effect in owed if _shows(lead) and not effect.payload.get(LATER)}
    ]


def _unanswered(due: Sequence[DueLead], looks: Looks) -> dict[int, int]:
    """Leads by the clocks whose chain says now that nobody reacted."""
    return {
        clock.id: lead.id
        for lead in due
        for clock in lead.clocks
        if looks[clock.id].said is EscalationStep.NOBODY_REACTED
    }


def _tell_board(lead: DueLead, nobody: Mapping[int, int], deps: Deps) -> Owing:
    """Without the lead's place in the order of its effects: another channel holds it up not."""
    clock_id = next(clock_id for clock_id, lead_id in nobody.items() if lead_id == lead.id)
    return owing(
        TellNobodyReacted(lead_id=lead.id, clock_id=clock_id),
        key=f"nobody:{clock_id}",
        priority=PRIORITY_PING,
        lane=post_lane(deps.policy.team(lead.territory).manager_channel),
    )


def _shows(lead: DueLead) -> bool:
    """Whether the lead's card shows what has become of its clocks."""
    return lead.card_channel is not None and ClockKind.FIRST_TOUCH in [
        clock.kind for clock in lead.clocks
    ]


def _called(due: Sequence[DueLead], looks: Looks, who: Addressee, *, now: datetime) -> Called:
    """The clocks whose rung is said; it may ask what each of the team carries."""
    return {
        clock.id: who(step, lead.owner_id, lead.territory, clock.asks(step))
        for lead in due
        for clock in lead.clocks
        if (step := looks[clock.id].said) is not None and not _is_silenced(lead, step, now)
    }


def _effects(lead: DueLead, looks: Looks, called: Called, *, now: datetime) -> Iterator[Owing]:
    """The ping of a rung, or the card where nothing is said; and its line in a list.

    The card follows its ping when that has gone out (bot/workflows/settle.py): it could not go
    before. A lead that stands only in a list has no card to reply to: its own comes first, at once.
    """
    shows = _shows(lead)
    # One that is still to be posted shows the rung itself.
    version = lead.version if shows and lead.card_ts and lead.list_id is None else None
    pings = [
        _ping(lead, clock.id, step, person_id=called[clock.id], version=version)
        for clock in lead.clocks
        if clock.id in called and (step := looks[clock.id].said) is not None
    ]
    if not shows:
        yield from pings
        return
    if lead.list_id is not None:
        yield _line(lead, lead.list_id, now=now)
    if lead.list_id is None or lead.card_ts is not None:
        yield from pings or (_card(lead, priority=_priority(lead)),)
    elif pings or lead.tier is Tier.HOT:
        yield from (_card(lead, priority=PRIORITY_HOT), *pings)


def _is_silenced(lead: DueLead, step: EscalationStep, now: datetime) -> bool:
    """Whether the owner asked not to be reminded yet; nobody else is silenced by that."""
    until = lead.snoozed_until
    return step is EscalationStep.REMIND_OWNER and until is not None and now < until


def _ping(
    lead: DueLead,
    clock_id: int,
    step: EscalationStep,
    *,
    person_id: int | None,
    version: int | None,
) -> Owing:
    return owing(
        PingStep(
            lead_id=lead.id, clock_id=clock_id, step=step, person_id=person_id, version=version
        ),
        key=f"ping:{clock_id}:{step}",
        lead_id=lead.id,
        priority=PRIORITY_PING,
        lane=post_lane(lead.card_channel or ""),
    )


def _card(lead: DueLead, *, priority: int) -> Owing:
    """What the card shows is another thing than before: its version went up by one."""
    return owing(
        ShowLeadCard(lead_id=lead.id),
        key=f"card:{lead.id}:{lead.version + 1}",
        lead_id=lead.id,
        priority=priority,
        lane=UPDATES if lead.card_ts else post_lane(lead.card_channel or ""),
    )


def _priority(lead: DueLead) -> int:
    if lead.card_ts is not None:
        return PRIORITY_UPDATE
    return PRIORITY_HOT if lead.tier is Tier.HOT else PRIORITY_LEAD


def _line(lead: DueLead, list_id: int, *, now: datetime) -> Owing:
    """The line of a lead in its list must be true; those of several leads change together."""
    return owing(
        ShowLeadList(list_id=list_id),
        key=f"list:{list_id}:{lead.id}:{lead.version + 1}",
        priority=PRIORITY_LINE,
        lane=UPDATES,
        due_at=now + journal.LINES_WAIT,
    )


def _addressees(
    session: Session, team: Sequence[PersonFacts], *, policy: SalesPolicy, now: datetime
) -> Addressee:
    """Says whom a rung calls; of those who are on duty, where somebody is.

    What each carries decides between covers only, so it is counted where one is called, not for
    every reminder, and no further than is of use.
    """
    there, presence = waits.on_duty(team, policy=policy, now=now), Presence(policy, now)

    @cache
    def by_load() -> tuple[PersonFacts, ...]:
        carried = people.carried(session)
        return tuple(replace(one, open_leads=carried.get(one.id, 0)) for one in there)

    @cache
    def addressee(
        step: EscalationStep, owner_id: int | None, territory: str | None, asks: Asks
    ) -> int | None:
        lead = AssignedFacts(owner_id=owner_id, territory=territory)
        owner = next((person for person in team if person.id == owner_id), None)
        nominee_id = None if owner is None else routing.nominee_id(owner, presence)
        find = partial(sla.addressee, step, lead=lead, asks=asks, nominee_id=nominee_id)
        found = find(people=there)
        if found is not None and found.role is Role.SDR and found.id != owner_id:
            found = find(people=by_load())
        return None if found is None else found.id

    return addressee
