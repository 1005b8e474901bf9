"""Steps that write down: stages reached, decisions taken, cards owed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from agents.policy import SalesPolicy
from agents.rules import lifecycle
from agents.vocabulary import (
    ClockKind,
    Handover,
    OutboxState,
    RoutingReason,
    Stage,
    StageCause,
    Tier,
)
from bot.effects import (
    PRIORITY_HOT,
    PRIORITY_LEAD,
    PRIORITY_LINE,
    PRIORITY_PING,
    PRIORITY_UPDATE,
    UPDATES,
    AskSwap,
    PingStep,
    RefreshPing,
    RefreshTry,
    RemindTry,
    ShowLeadCard,
    ShowLeadList,
    TellAgain,
    TellDeclined,
    TellNewOwner,
    owe,
    owing,
    post_lane,
)
from store.batches import insert_many
from store.models import Audit, Base, Cadence, Clock, Lead, LeadStage, Owed, StageChange, Touch
from store.outbox import Owing

AUDIT = Base.metadata.tables["audit"]
POSTED = (OutboxState.SENDING, OutboxState.UNCERTAIN, OutboxState.SENT)
WAITS = (Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED)
_PINGS = (
    select(Owed)
    .where(
        Owed.lead_id == bindparam("lead_id"),
        Owed.kind.in_((PingStep.__name__, RemindTry.__name__)),
        or_(Owed.state.in_(POSTED), and_(Owed.state == OutboxState.PENDING, Owed.in_doubt)),
    )
    .order_by(Owed.id)
)
"""What was asked under a lead's card, or may have been."""
_WAITED_FOR = select(Clock.id).where(
    Clock.lead_id == bindparam("lead_id"),
    Clock.kind == ClockKind.FIRST_TOUCH,
    Clock.stopped_at.is_(None),
)
"""A first touch that is still promised, or promised anew after an older one."""
LINES_WAIT = timedelta(seconds=2)
"""Several leads of a list often change together, and one update shows it."""


def reach(
    session: Session,
    lead: Lead,
    stage: Stage,
    *,
    now: datetime,
    cause: StageCause | None = None,
    person_id: int | None = None,
    detail: str | None = None,
) -> bool:
    """The lead stands at a stage now: the one place that says so; False where it did already.

    Each step is kept, and apart from it the first time a stage was reached.

    Args:
        session: the open block.
        lead: its row.
        stage: where it stands from now on.
        now: the moment.
        cause: why; None is what usually leads there.
        person_id: who did it; None: a rule.
        detail: a code that says more, for instance the reason of a rejection.

    Raises:
        WrongStepError: when no such step exists.
    """
    came_from, why = lead.stage, cause or lifecycle.USUAL[stage]
    been = set(session.scalars(select(LeadStage.stage).where(LeadStage.lead_id == lead.id)))
    if not lifecycle.step(came_from, stage, cause=why, been=been):
        return False
    lead.stage = stage
    if stage is not Stage.MQL:
        lead.score_falls_at = None
    if stage not in been:
        session.add(LeadStage(lead_id=lead.id, stage=stage, reached_at=now))
    session.add(
        StageChange(
            lead_id=lead.id,
            from_stage=came_from,
            stage=stage,
            changed_at=now,
            cause=why,
            detail=detail,
            person_id=person_id,
        )
    )
    return True


def note(
    session: Session,
    event: str,
    *,
    lead: Lead,
    person_id: int | None,
    now: datetime,
    policy_revision: str,
    **params: str | int | None,
) -> Audit:
    """Keeps who did what, in ids and codes; what was decided before cannot be taken back then."""
    entry = Audit(
        happened_at=now,
        event=event,
        person_id=person_id,
        lead_id=lead.id,
        params=params,
        policy_revision=policy_revision,
    )
    session.add(entry)
    if person_id is not None:
        lead.undo_until = None
    return entry


def note_all(
    session: Session,
    event: str,
    leads: Mapping[int, dict[str, Any]],
    *,
    now: datetime,
    policy_revision: str,
) -> None:
    """Keeps what a rule did with several leads, by their ids, in codes."""
    rows = [
        {
            "happened_at": now,
            "event": event,
            "lead_id": lead_id,
            "params": params,
            "policy_revision": policy_revision,
        }
        for lead_id, params in leads.items()
    ]
    insert_many(session, AUDIT, rows)


def first_card(
    *, lead_id: int, version: int, channel: str, is_hot: bool, policy: SalesPolicy, now: datetime
) -> Owing:
    """What a lead that was just given to somebody owes: its card.

    An ordinary one waits a moment, so that a hot one of the same burst is out before it.
    """
    return owing(
        ShowLeadCard(lead_id=lead_id),
        key=f"card:{lead_id}:{version}",
        lane=post_lane(channel),
        lead_id=lead_id,
        priority=PRIORITY_HOT if is_hot else PRIORITY_LEAD,
        due_at=now if is_hot else now + policy.messages.calm,
    )


def show_card(
    session: Session, lead: Lead, *, now: datetime, after: timedelta = timedelta(0)
) -> None:
    """The card must say what is true from this commit on; a lead nobody was given has none.

    One that stands in a list has a line there, and gets a card only when it turns hot.

    Args:
        session: the open block.
        lead: its row.
        now: the moment.
        after: how long the one who clicked may take to redraw the card, before it is done here.
    """
    if lead.card_channel is None:
        return
    # A clock or an activity may be all that changed: the card is another one all the same.
    flag_modified(lead, "handover")
    session.flush()  # the version of this change is part of the key
    if lead.list_id is not None:
        show_line(
            session, lead_id=lead.id, list_id=lead.list_id, change=f"{lead.version}", now=now
        )
    if is_listed(lead) and lead.tier is not Tier.HOT:
        return
    owe(
        session,
        ShowLeadCard(lead_id=lead.id),
        key=f"card:{lead.id}:{lead.version}",
        now=now,
        lead_id=lead.id,
        priority=_priority(lead),
        lane=UPDATES if lead.card_ts else post_lane(lead.card_channel),
        due_at=now + after,
    )


def is_listed(lead: Lead) -> bool:
    """Whether the lead stands in a list and nowhere else."""
    return lead.card_ts is None and lead.list_id is not None


def own_card(session: Session, lead: Lead, *, priority: int, now: datetime) -> bool:
    """A lead of a list gets its card, however often it is asked for; False where it is owed."""
    return owe(
        session,
        ShowLeadCard(lead_id=lead.id),
        key=f"card:{lead.id}:{lead.version}:own",
        now=now,
        lead_id=lead.id,
        priority=priority,
        lane=post_lane(lead.card_channel or ""),
    )


def show_line(session: Session, *, lead_id: int, list_id: int, change: str, now: datetime) -> None:
    """The line of a lead in its list must be true; `change` tells one change from another."""
    owe(
        session,
        ShowLeadList(list_id=list_id),
        key=f"list:{list_id}:{lead_id}:{change}",
        now=now,
        priority=PRIORITY_LINE,
        lane=UPDATES,
        due_at=now + LINES_WAIT,
    )


def refresh_pings(session: Session, lead: Lead, *, now: datetime) -> None:
    """What was asked under the card must not go on being asked once somebody has acted.

    A rung that still waits is left alone: it is rendered from what is true when it goes out. One
    in doubt may stand there already.
    """
    posted = session.scalars(_PINGS, {"lead_id": lead.id}).all()
    if not posted:
        return
    over = _over(session, lead)
    pings = [row for row in posted if row.kind == PingStep.__name__]
    tries = [row for row in posted if row not in pings]
    _refresh_tries(session, lead, tries, over=over, now=now)
    if not pings:
        return
    touched = session.scalars(select(Touch.id).where(Touch.lead_id == lead.id).limit(1)).first()
    waits = session.scalars(_WAITED_FOR, {"lead_id": lead.id}).first()
    is_over = (touched is not None and waits is None) or lead.handover not in WAITS
    for row in pings:
        owe(
            session,
            RefreshPing(**row.payload, owed_id=row.id),
            key=f"ping:{row.id}:{over if is_over else lead.version}",
            now=now,
            lead_id=lead.id,
            lane=UPDATES,
        )


def of_try(cadence: Cadence) -> str:
    """How the keys of all reminders of the try that is open begin."""
    return f"try:{cadence.lead_id}:{cadence.started_at.isoformat()}:{cadence.made}:"


def _over(session: Session, lead: Lead) -> str:
    """Ends the keys of what is over: said once, and once more after each undo."""
    taken_back = select(func.count()).where(Audit.lead_id == lead.id, Audit.event == "undone")
    return f"over:{session.scalar(taken_back)}"


def _refresh_tries(
    session: Session, lead: Lead, posted: Sequence[Owed], *, over: str, now: datetime
) -> None:
    """Each reminder speaks of one try: it is over with that try, however often others follow."""
    cadence = lead.cadence
    is_running = cadence is not None and cadence.ended_at is None and lead.handover in WAITS
    open_try = of_try(cadence) if cadence is not None and is_running else None
    for row in posted:
        is_over = open_try is None or not row.dedup_key.startswith(open_try)
        owe(
            session,
            RefreshTry(**row.payload, owed_id=row.id),
            key=f"try:{row.id}:{over if is_over else lead.version}",
            now=now,
            lead_id=lead.id,
            lane=UPDATES,
        )


def tell(
    session: Session,
    lead: Lead,
    effect: PingStep | TellNewOwner | RemindTry | TellAgain | AskSwap | TellDeclined,
    *,
    key: str,
    now: datetime,
) -> None:
    """A reply under the card is owed; a lead that has none but a line in a list gets one first."""
    if is_listed(lead):
        own_card(session, lead, priority=PRIORITY_PING, now=now)
    owe(
        session,
        effect,
        key=key,
        now=now,
        lead_id=lead.id,
        priority=PRIORITY_PING,
        lane=post_lane(lead.card_channel or ""),
    )


def tell_owner(
    session: Session,
    lead: Lead,
    person_id: int,
    reason: RoutingReason,
    *,
    by_person_id: int | None = None,
    now: datetime,
) -> None:
    """A reply under the card mentions its new owner."""
    tell(
        session,
        lead,
        TellNewOwner(
            lead_id=lead.id, person_id=person_id, reason=reason, by_person_id=by_person_id
        ),
        key=f"owner:{lead.id}:{lead.version}",
        now=now,
    )


def _priority(lead: Lead) -> int:
    if lead.card_ts is not None:
        return PRIORITY_UPDATE
    return PRIORITY_HOT if lead.tier is Tier.HOT else PRIORITY_LEAD
