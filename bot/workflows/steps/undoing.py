"""Steps that let a decision be taken back for a few minutes: what was is kept, and put back.

Kept is what the decision has changed and nothing else, so that whatever else happens to the lead
meanwhile stays. A clock that was stopped runs on to the moment that was promised: the person who
waits has waited all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import RefusalCode, SlaState, Stage, StageCause
from bot.errors import Refusal
from bot.workflows.steps import beside, journal
from bot.workflows.steps.plain import Values, columns, plain, typed, values
from store.models import Account, Audit, Clock, Contact, Lead, LeadStage, ScoreHistory, Undo
from store.queries import people

MERGED = "merge"
"""The door of activities that came with a merged lead."""
NOT_A_DECISIONS = frozenset(
    {
        *("id", "version", "subject_id", "contact_id", "delete_after"),
        *("card_channel", "card_ts", "shown_version", "list_id", "undo_until", "watch_at"),
    }
)
"""Columns of a lead that no decision changes, or that belong to its card."""
DECISIVE = (
    *("stage", "handover", "owner_id", "reject_reason"),
    *("merged_into_id", "passed_to_id", "opportunity_id"),
)
"""Where one of these is another than the decision left it, something has happened since."""
_LEAD = columns(Lead, without=NOT_A_DECISIONS)
_CLOCK = columns(Clock, without=("id", "lead_id"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A lead before a decision."""

    lead_id: int
    lead: Values
    clocks: dict[int, Values]
    stages: frozenset[Stage]
    beside: beside.Rows


def picture(session: Session, lead: Lead) -> Picture:
    """The lead as it is now."""
    return Picture(
        lead_id=lead.id,
        lead=values(lead, _LEAD),
        clocks={clock.id: values(clock, _CLOCK) for clock in lead.clocks},
        stages=_stages(session, lead.id),
        beside=beside.picture(session, lead),
    )


def _stages(session: Session, lead_id: int) -> frozenset[Stage]:
    return frozenset(session.scalars(select(LeadStage.stage).where(LeadStage.lead_id == lead_id)))


def keep(
    session: Session,
    lead: Lead,
    *,
    before: Picture,
    audit: Audit,
    policy: SalesPolicy,
    others: Sequence[tuple[Picture, Lead]] = (),
    made_id: int | None = None,
) -> None:
    """The decision can be taken back from now on; an older one of this lead no more.

    Args:
        session: the open block.
        lead: the row as the decision leaves it.
        before: as it was.
        audit: the decision's entry, with who has decided, and when.
        policy: says for how long.
        others: other leads that the decision has changed.
        made_id: a lead that it has made.
    """
    now = audit.happened_at
    end(session, lead.id, now=now)
    session.flush()
    lead.undo_until = now + policy.undo.within
    session.add(
        Undo(
            lead_id=lead.id,
            subject_id=lead.subject_id,
            act=audit.event,
            person_id=audit.person_id,
            done_at=now,
            until=lead.undo_until,
            audit=audit,
            state={
                "leads": [_change(session, one, row) for one, row in ((before, lead), *others)],
                "made_id": made_id,
            },
            delete_after=now + policy.retention.inbox,
        )
    )


def may_come_back(lead: Lead, *, now: datetime) -> bool:
    """Whether the last decision about the lead can still be taken back."""
    return lead.undo_until is not None and now < lead.undo_until


def end(session: Session, lead_id: int, *, now: datetime) -> None:
    """What could be taken back cannot any more; nothing of it is kept."""
    session.execute(
        update(Undo)
        .where(Undo.lead_id == lead_id, Undo.ended_at.is_(None))
        .values(ended_at=now, state={})
    )


def refuse_overtaken(session: Session, undo: Undo, *, person: PersonFacts) -> None:
    """Nothing is taken back over somebody's head.

    Raises:
        Refusal: UNDO_OVERTAKEN, with the name of whoever has done something since.
    """
    lead_ids = [one["id"] for one in undo.state["leads"]]
    made_id = undo.state.get("made_id")
    if made_id is not None:
        lead_ids.append(made_id)
    later = session.scalars(
        select(Audit.person_id)
        .where(Audit.lead_id.in_(lead_ids), Audit.id > undo.audit_id, Audit.person_id.is_not(None))
        .order_by(Audit.id)
        .limit(1)
    ).first()
    if later is not None:
        who = people.by_id(session, later)
        name = who.name if who is not None else ""
        raise Refusal(RefusalCode.UNDO_OVERTAKEN, name=name, is_you=int(later == person.id))


def of_others(undo: Undo) -> ColumnElement[bool]:
    """The leads of whose person or company the decision had changed something."""
    changes = [change["beside"] for change in undo.state["leads"]]
    persons = {number for one in changes for number in beside.shared(one, Contact)}
    companies = {number for one in changes for number in beside.shared(one, Account)}
    return or_(Lead.contact_id.in_(persons), Lead.account_id.in_(companies))


def put_back(
    session: Session,
    rows: Mapping[int, Lead],
    undo: Undo,
    *,
    person: PersonFacts,
    now: datetime,
) -> None:
    """Each lead becomes what it was, as far as the decision had changed it.

    Raises:
        Refusal: UNDO_OVERTAKEN where the lead itself has moved on.
    """
    for change in undo.state["leads"]:
        lead = rows[change["id"]]
        if any(
            name in change["after"] and plain(getattr(lead, name)) != change["after"][name]
            for name in DECISIVE
        ):
            raise Refusal(RefusalCode.UNDO_OVERTAKEN, why="itself")
        beside.refuse_moved_on(session, change["beside"])
    for change in undo.state["leads"]:
        _restore(session, rows[change["id"]], change, person=person, done_at=undo.done_at, now=now)
        beside.put_back(session, change["beside"])


def _restore(
    session: Session,
    lead: Lead,
    change: Values,
    *,
    person: PersonFacts,
    done_at: datetime,
    now: datetime,
) -> None:
    was, became = change["before"], change["after"]
    standing = [name for name in was if plain(getattr(lead, name)) == became[name]]
    if "stage" in standing:  # first: it may change other columns
        stage, cause = Stage(was["stage"]), StageCause.UNDONE
        journal.reach(session, lead, stage, now=now, cause=cause, person_id=person.id)
    for name in standing:
        if name != "stage":
            setattr(lead, name, typed(Lead, name, was[name]))
    if not {"score", "fit", "tier"}.isdisjoint(standing):
        _scored_as_before(session, lead, before=done_at, now=now)
    _clocks_go_on(lead, change, now=now)
    if change["stages"]:
        session.execute(
            delete(LeadStage).where(
                LeadStage.lead_id == lead.id, LeadStage.stage.in_(map(Stage, change["stages"]))
            )
        )


def _clocks_go_on(lead: Lead, change: Values, *, now: datetime) -> None:
    """Each runs on to the moment that was promised; those that the decision began are called off."""
    clocks = {str(clock.id): clock for clock in lead.clocks}
    for clock_id, was in change["clocks"].items():
        for name, value in was.items():
            setattr(clocks[clock_id], name, typed(Clock, name, value))
    for clock_id in change["new_clocks"]:
        clock = clocks[str(clock_id)]
        clock.state, clock.stopped_at = SlaState.CANCELLED, now
        clock.next_step, clock.next_step_at = None, None


def _scored_as_before(session: Session, lead: Lead, *, before: datetime, now: datetime) -> None:
    """The history says too that the score is again what it was."""
    was = session.scalar(
        select(ScoreHistory)
        .where(ScoreHistory.lead_id == lead.id, ScoreHistory.scored_at < before)
        .order_by(ScoreHistory.scored_at.desc(), ScoreHistory.id.desc())
        .limit(1)
    )
    if was is None or lead.fit is None:
        return
    session.add(
        ScoreHistory(
            lead_id=lead.id,
            scored_at=now,
            total=lead.score,
            fit=lead.fit,
            tier=lead.tier,
            stage=lead.stage,
            standing=was.standing,
            interest=was.interest,
            policy_revision=was.policy_revision,
        )
    )


def _change(session: Session, before: Picture, lead: Lead) -> Values:
    """What is another now, before and after, as JSON."""
    now = values(lead, _LEAD)
    names = [name for name in _LEAD if before.lead[name] != now[name]]
    clocks = {clock.id: values(clock, _CLOCK) for clock in lead.clocks}
    return {
        "id": lead.id,
        "before": {name: before.lead[name] for name in names},
        "after": {name: now[name] for name in names},
        "clocks": {
            str(clock_id): {
                name: was[name] for name in _CLOCK if was[name] != clocks[clock_id][name]
            }
            for clock_id, was in before.clocks.items()
            if clock_id in clocks and was != clocks[clock_id]
        },
        "new_clocks": [clock_id for clock_id in clocks if clock_id not in before.clocks],
        "stages": sorted(_stages(session, lead.id) - before.stages),
        "beside": beside.changes(before.beside, beside.picture(session, lead)),
    }
