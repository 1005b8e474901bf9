"""Promises by their next look, a batch at a time: SQLAlchemy Core, because a million may run.

`next_step_at` is indexed; a tick that finds nothing due reads one entry of that index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.orm import Session

from agents.decisions import LookDecision
from agents.rules.sla import Rung
from agents.vocabulary import Asked, ClockKind, EscalationStep, Tier
from store import outbox
from store.among import among
from store.batches import insert_many_missing, update_many
from store.models import Base

CLOCK = Base.metadata.tables["clock"]
LEAD = Base.metadata.tables["lead"]
UNANSWERED = Base.metadata.tables["unanswered"]
IS_DUE = (
    CLOCK.c.next_step_at <= bindparam("now"),
    CLOCK.c.stopped_at.is_(None),
    CLOCK.c.still.is_(None),
)
ANY_DUE = select(CLOCK.c.id).where(*IS_DUE).limit(1)
"""Asks whether one must be looked at; takes `now`."""
AS_PROMISED = 2
"""The place in a stored rung of those whom it asks."""
STEPS: dict[str, EscalationStep] = {step.value: step for step in EscalationStep}


# Not frozen, and nobody changes them: a tick makes hundreds, and frozen ones take three times as
# long. Their fields stand in the order in which a row has them, for the same reason.
@dataclass(slots=True)
class RunningClock:
    """One promise that is kept track of."""

    id: int
    kind: ClockKind
    due_at: datetime
    steps: Sequence[Sequence[Any]]
    """The chain as it is stored: step, moment, and whom it asks; see `chain` and `asks`."""
    next_step: EscalationStep | None = None
    """The rung at which the chain stands."""

    def chain(self) -> tuple[Rung, ...]:
        """The rungs with their moments.

        Raises:
            KeyError: for a step that is none.
            ValueError: for a moment that is none.
        """
        return tuple([(STEPS[rung[0]], datetime.fromisoformat(rung[1])) for rung in self.steps])

    def asks(self, step: EscalationStep) -> tuple[Asked, ...] | None:
        """Whom a rung asks, as it was promised; None for a chain of an older version."""
        for rung in self.steps:
            if rung[0] == step and len(rung) > AS_PROMISED:
                return tuple([Asked(one) for one in rung[AS_PROMISED]])
        return None

    def moved(self, chain: Sequence[Rung]) -> list[list[Any]]:
        """The chain at other moments, as it is stored."""
        return [
            [step, at.isoformat(), *rest]
            for (step, at), (_, _, *rest) in zip(chain, self.steps, strict=True)
        ]


@dataclass(slots=True)
class DueLead:
    """A lead whose promise must be looked at, with what a rung needs to know of it."""

    id: int
    version: int
    owner_id: int | None
    territory: str | None
    tier: Tier | None
    card_channel: str | None
    card_ts: str | None
    list_id: int | None
    snoozed_until: datetime | None
    """Until then its owner is not reminded."""
    next_place: int
    """The place of its next effect, as the question found it (`lock_due`)."""
    clocks: list[RunningClock] = field(default_factory=list)


OF_CLOCK = tuple(CLOCK.c[each.name] for each in fields(RunningClock))
OF_LEAD = (
    *(LEAD.c[each.name] for each in fields(DueLead) if each.name in LEAD.c),
    outbox.next_place(LEAD.c.id),
)
DUE_WITH_LEADS = (
    select(*OF_CLOCK, *OF_LEAD)
    .join_from(CLOCK, LEAD, LEAD.c.id == CLOCK.c.lead_id)
    .where(*IS_DUE)
    .order_by(CLOCK.c.next_step_at, CLOCK.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=(LEAD, CLOCK), skip_locked=True)
)
"""Asks for those that are due longest, each with its lead; takes `now` and `most`."""


def anything_due(session: Session, *, now: datetime) -> bool:
    """Whether a clock must be looked at; takes no lock."""
    return session.scalar(ANY_DUE, {"now": now}) is not None


def lock_due(session: Session, *, now: datetime, limit: int) -> tuple[DueLead, ...]:
    """The leads of the clocks that are due longest, locked; a lead somebody changes is left out.

    The clocks are locked with their leads: PostgreSQL then reads again what another tick has
    changed and committed since this statement began. It does not look again for `next_place`, which
    another block may have taken in that moment.

    Args:
        session: an open block.
        now: the moment.
        limit: at most so many clocks.
    """
    found: dict[int, DueLead] = {}
    for row in session.execute(DUE_WITH_LEADS, {"now": now, "most": limit}).all():
        clock, of_lead = row[: len(OF_CLOCK)], row[len(OF_CLOCK) :]
        lead = found.get(of_lead[0])
        if lead is None:
            lead = found[of_lead[0]] = DueLead(*of_lead)
        lead.clocks.append(RunningClock(*clock))
    return tuple(found.values())


def write_looks(session: Session, looks: Mapping[int, LookDecision]) -> None:
    """Sets where clocks stand and when they are looked at next, by their ids."""
    rows = [
        {
            "id": clock_id,
            "state": look.state,
            "next_step": look.next_step,
            "next_step_at": look.next_at,
            "chain_ended_at": look.ended_at,
        }
        for clock_id, look in looks.items()
    ]
    update_many(session, CLOCK, rows, often_alike=("state", "next_step", "chain_ended_at"))


def write_unanswered(session: Session, clocks: Mapping[int, int], *, now: datetime) -> None:
    """Keeps that chains came to their end and nobody reacted; leads by clocks, each once."""
    if clocks:
        rows = [
            {"clock_id": clock_id, "lead_id": lead_id, "found_at": now}
            for clock_id, lead_id in clocks.items()
        ]
        insert_many_missing(session, UNANSWERED, rows, unique=("clock_id",))


def put_off(session: Session, clock_ids: Sequence[int], *, until: datetime) -> None:
    """Leaves these clocks as they are until then."""
    these = update(CLOCK).where(among(session, CLOCK.c.id, clock_ids))
    session.execute(these.values(next_step_at=until))


def raise_versions(session: Session, lead_ids: Sequence[int]) -> None:
    """What these leads' cards show has changed: whoever has read an older version must read again.

    The leads must be locked.
    """
    if lead_ids:
        these = update(LEAD).where(among(session, LEAD.c.id, lead_ids))
        session.execute(these.values(version=LEAD.c.version + 1))
