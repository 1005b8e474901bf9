"""What must hold when everything has come to rest; the three ledgers are compared by the auditor."""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select, text

from agents.vocabulary import OutboxState
from bot.effects import REPEATED_UP_TO
from store.models import Base
from tests.chaos.ledgers import Kept, Promise, Row, Shown, audit
from tests.simulation.limits import Violation
from tests.simulation.rendering import STANDS, clocks_of
from tests.simulation.sim import Simulation

OUTBOX = Base.metadata.tables["outbox"]
SECRET = b"0" * 64
"""As ground.py has set it: marks are worked out here a second time, not asked of the product."""
LEADS = text(
    "SELECT lead.id, contact.email, lead.version, lead.card_ts FROM lead"
    " JOIN contact ON contact.id = lead.contact_id ORDER BY lead.id"
)
TAKEN = text("SELECT external_id, state, lead_id FROM delivery WHERE door NOT LIKE 'slack:%'")
ACTIVITIES = text("SELECT lead_id, count(*) FROM activity WHERE door != 'events' GROUP BY lead_id")
WITHOUT_NEXT = text(
    "SELECT lead.id FROM lead WHERE handover IN ('waiting', 'offered') AND NOT EXISTS ("
    "SELECT 1 FROM clock WHERE clock.lead_id = lead.id AND kind = 'first_touch' AND"
    " state != 'cancelled' AND (next_step_at IS NOT NULL OR stopped_at IS NOT NULL OR"
    " state = 'breached'))"
)
UNRECORDED = text(
    "SELECT lead.id, handover FROM lead WHERE"
    " (handover = 'accepted' AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.lead_id = lead.id"
    " AND event IN ('accepted', 'taken_over')))"
    " OR (handover = 'rejected' AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.lead_id = lead.id"
    " AND event = 'rejected'))"
    " OR (SELECT count(*) FROM touch WHERE touch.lead_id = lead.id)"
    " != (SELECT count(*) FROM audit WHERE audit.lead_id = lead.id AND event = 'touched')"
)
UNSAYABLE = frozenset({"no_card"})
"""Codes of replies that were given up because what they belong to was not there yet."""


CHECKS = {
    "rest": "Something is left to do for ever.",
    "no_attempt": "An answer that says that nothing was stored counted as an attempt.",
    "paused": "A message was sent by a paused bot.",
    "logged_error": "The product logged an error of its own.",
    "next_look": "An open lead has no moment at which somebody looks at it next.",
    "record": "Something was done to a lead, and nobody wrote down who did it.",
    "delivery": "An acknowledged delivery is not there, or is there twice.",
    "counted_twice": "A wish that was sent once counts twice.",
    "repeat": "A message says that it may be a repeat where it must not.",
    "lost": "Something that was promised is not shown.",
    "doubled": "Something is shown twice.",
    "reordered": "Messages of a lead stand in another order than they were owed in.",
    "unknown": "Something is shown that nobody owed.",
    "parked": "Something was left to the operator.",
    "said_twice": "A rung of the escalation was said twice.",
    "unsaid": "A reply was given up because its card was not there yet.",
    "shown_but_given_up": "A message stands there of which the rows say that it was never sent.",
    "card": "A card does not show its lead as it is.",
}
"""Every check by its name, also those of limits.py and sim.py, and what it means that it fails."""


def check(world: Simulation) -> None:
    """Compares what was promised, what the rows say and what is shown.

    Raises:
        Violation: for the first thing that is not as it must be.
    """
    with world.store.read() as session:
        rows = session.execute(select(OUTBOX).order_by(OUTBOX.c.id)).all()
        leads = session.execute(LEADS).all()
        taken = session.execute(TAKEN).all()
        activities = dict(session.execute(ACTIVITIES).all())
        sure = (row.id for row in leads if row.id not in world.acts.begun_anew)
        stands = {lead_id: clocks_of(session, lead_id) for lead_id in sure}
        adrift = session.scalars(WITHOUT_NEXT).all()
        unrecorded = session.execute(UNRECORDED).all()
    _raise("next_look", (f"lead {lead_id}" for lead_id in adrift))
    _raise("record", (f"lead {row.id} is {row.handover}" for row in unrecorded))
    _raise("delivery", _untaken(world, taken))
    _raise("counted_twice", _counted(world, leads, activities))
    _raise("repeat", _wrong_repeats(world, rows))
    _ledgers(world, rows, leads)
    _raise("said_twice", _said_twice(rows))
    _raise("unsaid", (f"{r.dedup_key} ({r.error_code})" for r in rows if _is_unsaid(r)))
    _raise("shown_but_given_up", _shown_but_given_up(world, rows))
    _raise("card", _untrue_cards(world, leads, stands))


def _raise(name: str, found: Iterator[str]) -> None:
    first = next(found, None)
    if first is not None:
        raise Violation(name, first)


def _untaken(world: Simulation, taken: Any) -> Iterator[str]:
    """Acknowledged deliveries that are not done, or not there, or there twice."""
    rows = Counter(row.external_id for row in taken if row.state == "done")
    for key in world.acts.acknowledged:
        if rows[key] != 1:
            yield f"{key} is there {rows[key]} times"


def _counted(world: Simulation, leads: Any, activities: dict[int, int]) -> Iterator[str]:
    """A wish that was sent twice counts once: a form is one activity."""
    sent = Counter(s.email for s in world.acts.acknowledged.values() if s.door != "events")
    for lead in leads:
        if activities.get(lead.id, 0) > sent[lead.email]:
            yield f"lead {lead.id}: {activities[lead.id]} activities of {sent[lead.email]} forms"


def _mark(key: str) -> str:
    return hmac.new(SECRET, key.encode(), hashlib.sha256).hexdigest()[:32]


def _wrong_repeats(world: Simulation, rows: Any) -> Iterator[str]:
    """A message says that it may be a repeat only if nobody could look, and it is urgent."""
    blind = {mark for process in world.processes for mark in process.line.blind}
    by_mark = {_mark(row.dedup_key): row for row in rows}
    for message in world.slack.messages:
        row = by_mark.get(message.mark)
        is_allowed = row is not None and row.priority <= REPEATED_UP_TO and row.is_repeat
        if message.is_repeat and not (is_allowed and message.mark in blind):
            yield f"message {message.ts} of {row.dedup_key if row else '?'}"


def _ledgers(world: Simulation, rows: Any, leads: Any) -> None:
    repeats = _repeats(world)
    owed = defaultdict(list)
    for row in rows:
        owed[row.lead_id].append(
            Row(
                id=row.id,
                dedup_key=row.dedup_key,
                mark=_mark(row.dedup_key),
                seq=row.seq,
                state=OutboxState(row.state).value,
                external_id=repeats.get(row.external_id, row.external_id),
            )
        )
    promises = [
        Promise(key=email, cards=1)
        for email in sorted({sent.email for sent in world.acts.acknowledged.values()})
    ]
    kept = [Kept(id=lead.id, key=lead.email, rows=tuple(owed.pop(lead.id, ()))) for lead in leads]
    rest = (row for those in owed.values() for row in those)  # what managers are told of leads
    kept += [Kept(id=row.id, key=None, rows=(row,)) for row in rest]
    shown = [
        Shown(
            ts=message.ts,
            mark=message.mark,
            thread_ts=repeats.get(message.thread_ts, message.thread_ts),
        )
        for message in world.slack.messages
        if message.ts not in repeats
    ]
    verdict = audit(promises, kept, shown)
    for name in ("lost", "doubled", "reordered", "unknown", "parked"):
        _raise(name, iter(getattr(verdict, name)))


def _repeats(world: Simulation) -> dict[str | None, str]:
    """Messages that say that they may repeat another one, with the one that they do repeat.

    Each counts as the other: whoever reads the channel was told. Where the other one has never
    landed, or landed later, there is nothing to be told apart.
    """
    honest = {one.mark: one.ts for one in world.slack.messages if not one.is_repeat}
    found: dict[str | None, str] = {}
    for message in world.slack.messages:
        if message.is_repeat and honest.setdefault(message.mark, message.ts) != message.ts:
            found[message.ts] = honest[message.mark]
    world.seen["possible repeats"] += sum(one.is_repeat for one in world.slack.messages)
    world.seen["repeats"] += len(found)
    return found


def _is_unsaid(row: Any) -> bool:
    return row.state == OutboxState.SUPERSEDED and row.error_code in UNSAYABLE


def _said_twice(rows: Any) -> Iterator[str]:
    """A rung of a clock is said once, whatever its effect was called."""
    said = Counter(
        (row.payload["clock_id"], row.payload["step"])
        for row in rows
        if row.kind == "PingStep" and row.state == OutboxState.SENT
    )
    return (f"{step} of clock {clock}" for (clock, step), times in said.items() if times > 1)


def _shown_but_given_up(world: Simulation, rows: Any) -> Iterator[str]:
    """A message stands there of which the rows say that it was never sent."""
    shown = {message.mark for message in world.slack.messages}
    for row in rows:
        if row.state == OutboxState.SUPERSEDED and _mark(row.dedup_key) in shown:
            yield f"{row.dedup_key} ({row.error_code})"


def _untrue_cards(world: Simulation, leads: Any, stands: Mapping[int, str]) -> Iterator[str]:
    """The card shows the lead as it is now, and where its first touch stands, if that is sure."""
    for lead in leads:
        card = world.slack.message(lead.card_ts or "")
        if card is None or card.versions[-1] != lead.version:
            shown = card.versions if card else "nothing"
            yield f"lead {lead.id} is at version {lead.version}; its card showed {shown}"
        elif lead.id in stands and card.text.startswith(STANDS) and card.text != stands[lead.id]:
            yield f"lead {lead.id}: its card says {card.text!r}, but {stands[lead.id]!r} is true"
