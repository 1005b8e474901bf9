"""Leads, as facts."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from agents.facts import (
    ActivityFacts,
    ChatTurnFacts,
    CompanyFacts,
    ContactFacts,
    DealFacts,
    KnownFrom,
    LeadFacts,
    ScoreLineFacts,
    TouchFacts,
)
from agents.vocabulary import FieldOrigin, Handover, LeadField
from store.models import (
    Account,
    Activity,
    ChatTurn,
    Clock,
    Consent,
    Contact,
    Lead,
    Opportunity,
    Touch,
)
from store.queries import consents, promises

BIGGEST_NUMBER = 2**53
WAITS_FOR_SOMEBODY = (Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED, Handover.QUALIFIED)


_BARE = select(Lead).options(
    joinedload(Lead.contact),
    joinedload(Lead.account),
    joinedload(Lead.listed),
    # What acts begin is read after the lead is locked: PostgreSQL reads a row that it had to wait
    # for again, but not what was joined to it.
    selectinload(Lead.opportunity),
    selectinload(Lead.cadence),
    selectinload(Lead.duty),
)
_BELONGINGS = (
    (Lead.activities, select(Activity).order_by(Activity.occurred_at, Activity.id), Activity),
    (Lead.consents, select(Consent).order_by(Consent.id), Consent),
    (Lead.clocks, select(Clock).order_by(Clock.id), Clock),
    (Lead.touches, select(Touch).order_by(Touch.id), Touch),
    (Lead.chat, select(ChatTurn).order_by(ChatTurn.id), ChatTurn),
)
_WHOLE = _BARE.options(*(selectinload(belonging) for belonging, _, _ in _BELONGINGS))
# One lead is read at every click: by statements that are made once, each a look into an index.
# That takes a third of the time of `selectinload`, which pays where leads are many.
_IT = Lead.id == bindparam("lead_id")
_ONE = _BARE.where(_IT)
_ONE_LOCKED = _ONE.with_for_update(of=Lead).execution_options(populate_existing=True)
_ITS = tuple(
    (
        belonging.key,
        those.where(
            # Consents are the person's, with whichever lead they were given.
            Consent.subject_id == select(Lead.subject_id).where(_IT).scalar_subquery()
            if kind is Consent
            else kind.lead_id == bindparam("lead_id")
        ),
    )
    for belonging, those, kind in _BELONGINGS
)


def whole() -> Select[Lead]:
    """Selects leads with all that their facts need."""
    return _WHOLE


def row(session: Session, lead_id: int) -> Lead | None:
    """The row with all that belongs to it, freshly read, locked to be changed in this block.

    Whoever else wants to change it waits, so that what is read here stays true until the commit.
    """
    return _one(session, _ONE_LOCKED, lead_id)


def _one(session: Session, statement: Select[Lead], lead_id: int) -> Lead | None:
    found = session.scalar(statement, {"lead_id": lead_id})
    if found is None:
        return None
    how = statement.get_execution_options()
    for name, those in _ITS:
        its = session.scalars(those, {"lead_id": lead_id}, execution_options=how)
        set_committed_value(found, name, its.all())
    return found


def rows(session: Session, lead_ids: Collection[int]) -> Sequence[Lead]:
    """The rows of these leads, as `row` gives one; locked in one order, so by id."""
    if not lead_ids:
        return ()
    return (
        session.scalars(
            whole()
            .where(Lead.id.in_(lead_ids))
            .order_by(Lead.id)
            .with_for_update(of=Lead)
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )


def get(session: Session, lead_id: int) -> LeadFacts | None:
    """A lead, or None."""
    found = _one(session, _ONE, lead_id)
    return None if found is None else facts(found)


def newest_number(session: Session) -> int:
    """The highest number of a lead; 0 where there is none."""
    return session.scalar(select(func.max(Lead.id))) or 0


def survivor(session: Session, lead: Lead) -> Lead:
    """The lead into which this one was merged in the end; itself where it never was."""
    while lead.merged_into_id is not None:
        lead = session.get_one(Lead, lead.merged_into_id)
    return lead


def number_in(term: str) -> int | None:
    """The lead's number that a word is; None for a name, and for what no database could hold."""
    number = int(term) if term.isdecimal() else None
    return number if number is not None and number <= BIGGEST_NUMBER else None


def open_leads(
    session: Session, *, owner_id: int | None = None, limit: int = 50
) -> tuple[LeadFacts, ...]:
    """Leads that wait for somebody, hot and older ones first; a test only where it is asked whose."""
    wanted = whole().where(Lead.handover.in_(WAITS_FOR_SOMEBODY))
    if owner_id is None:
        wanted = wanted.where(Lead.is_test.is_(False))
    else:
        wanted = wanted.where(Lead.owner_id == owner_id)
    rows = session.scalars(wanted.order_by(Lead.is_hot.desc(), Lead.id).limit(limit)).unique()
    return tuple(facts(row) for row in rows)


def facts(row: Lead) -> LeadFacts:
    """The row and all that belongs to it as a value."""
    return LeadFacts(
        id=row.id,
        subject_id=row.subject_id,
        version=row.version,
        stage=row.stage,
        handover=row.handover,
        source=row.source,
        form=row.form,
        origin=row.origin,
        language=row.language,
        created_at=row.created_at,
        contact=_contact(row.contact),
        company=_company(row.account),
        message=row.message,
        need=row.need,
        timeframe=row.timeframe,
        is_hot=row.is_hot,
        is_test=row.is_test,
        score=row.score,
        fit=row.fit,
        score_lines=tuple(ScoreLineFacts(**line) for line in row.score_lines),
        score_falls_at=row.score_falls_at,
        tier=row.tier,
        territory=row.territory,
        owner_id=row.owner_id,
        routing_reason=row.routing_reason,
        next_action=row.next_action,
        next_action_code=row.next_action_code,
        next_action_params=dict(row.next_action_params),
        reject_reason=row.reject_reason,
        reject_sub=row.reject_sub,
        reject_note=row.reject_note,
        decided_by_id=row.decided_by_id,
        decided_at=row.decided_at,
        wake_at=row.wake_at,
        merged_into_id=row.merged_into_id,
        policy_revision=row.policy_revision,
        card_channel=row.card_channel,
        card_ts=row.card_ts,
        shown_version=row.shown_version,
        list_id=row.list_id,
        room=row.room,
        watch_at=row.watch_at,
        returns_to_id=row.returns_to_id,
        previous_owner_id=row.previous_owner_id,
        handed_at=row.handed_at,
        snoozed_until=row.snoozed_until,
        list_ts=row.listed.ts if row.list_id is not None and row.listed else None,
        cadence=promises.cadence(row.cadence) if row.cadence else None,
        duty=promises.duty(row.duty) if row.duty else None,
        **_handover(row),
        **_belongings(row),
    )


def _contact(row: Contact | None) -> ContactFacts:
    if row is None:
        return ContactFacts()
    return ContactFacts(
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        phone=row.phone,
        job_title=row.job_title,
        topics=tuple(row.topics) if row.topics is not None else None,
    )


def _company(row: Account | None) -> CompanyFacts:
    if row is None:
        return CompanyFacts()
    return CompanyFacts(
        name=row.name,
        domain=row.domain,
        industry=row.industry,
        employees=row.employees,
        country=row.country,
        technologies=row.technologies,
        region=row.region,
        postal_code=row.postal_code,
    )


def _handover(row: Lead) -> dict[str, Any]:
    """Where it came from and went to, its deal, and what is still to be done about it."""
    return {
        "account_owner_id": row.account.owner_id if row.account is not None else None,
        "passed_to_id": row.passed_to_id,
        "referred_from_id": row.referred_from_id,
        "former_id": row.former_id,
        "former": row.former,
        "former_reason": row.former_reason,
        "open_fields": tuple(LeadField(name) for name in row.open_fields),
        "known_from": {
            LeadField(name): KnownFrom(origin=FieldOrigin(origin), person_id=person_id)
            for name, (origin, person_id) in row.known_from.items()
        },
        "deal": _deal(row.opportunity),
        "undo_until": row.undo_until,
    }


def _deal(row: Opportunity | None) -> DealFacts | None:
    if row is None:
        return None
    return DealFacts(
        stage=row.stage,
        value=row.value,
        currency=row.currency,
        expected_close_on=row.expected_close_on,
        closed_on=row.closed_on,
        lost_reason=row.lost_reason,
    )


def activity_facts(row: Lead) -> tuple[ActivityFacts, ...]:
    """What the lead did, oldest first."""
    return tuple(
        ActivityFacts(
            kind=item.kind, occurred_at=item.occurred_at, title=item.title, topic=item.topic
        )
        for item in row.activities
    )


def _belongings(row: Lead) -> dict[str, Any]:
    return {
        "activities": activity_facts(row),
        "consents": consents.facts(row.consents),
        "clocks": tuple(promises.clock(item) for item in row.clocks),
        "touches": tuple(
            TouchFacts(kind=item.kind, person_id=item.person_id, occurred_at=item.occurred_at)
            for item in row.touches
        ),
        "chat": tuple(
            ChatTurnFacts(is_visitor=item.is_visitor, text=item.text, said_at=item.said_at)
            for item in row.chat
        ),
    }
