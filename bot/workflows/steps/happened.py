"""Batches of events: what people we know did elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agents.decisions import FieldProblem
from agents.facts import ActivityFacts, CompanyFacts, ConsentFacts
from agents.policy import SalesPolicy
from agents.rules import matching
from agents.rules.fields import addresses
from bot.workflows.events import EventDraft, parse_events
from bot.workflows.steps import admit, permit, records
from bot.workflows.steps.companies import with_technologies
from store import book
from store.book import ACTIVITY
from store.inbox import DeliveryFacts, Settled
from store.models import Account, Contact, Lead
from store.queries import leads

DOOR = "events"


def take(
    session: Session, delivery: DeliveryFacts, *, policy: SalesPolicy, now: datetime
) -> Settled:
    """Adds each event to its lead once, then scores the leads again; says how the batch ended."""
    events, problems = parse_events(delivery.body)
    named = _leads_of(session, events)
    seen = _seen(session, events)
    new: list[tuple[EventDraft, Lead]] = []
    for event, lead in zip(events, named, strict=True):
        if lead is None:
            unknown = FieldProblem(name=event.external_id, code="unknown_person")
            problems = (*problems, unknown)
        elif event.external_id not in seen:
            new.append((event, lead))
    done = [(event, lead) for event, lead in new if event.kind is not None]
    book.add(session, ACTIVITY, [_row(event, lead, policy) for event, lead in done])
    touched = {lead.id: lead.subject_id for _, lead in new}
    known = {lead.id: event.technologies for event, lead in new if event.technologies}
    for whole in leads.rows(session, touched):
        if whole.id in known:
            _work_with(session, whole, known[whole.id], now=now)
        said = [event.consent for event, lead in new if lead.id == whole.id and event.consent]
        fresh = _unknown(said, leads.facts(whole).consents)
        if fresh:
            permit.say(session, whole, fresh, policy=policy, now=now)
        else:
            admit.settle(session, whole, policy=policy, now=now)
    only = next(iter(touched)) if len(touched) == 1 else None
    return Settled(
        id=delivery.id,
        lead_id=only,
        subject_id=touched[only] if only is not None else None,
        problems=problems,
    )


def _work_with(session: Session, lead: Lead, codes: Sequence[str], *, now: datetime) -> None:
    """The lead's company works with these too; one that nobody named is made for it."""
    if lead.account is None:
        lead.account = Account(created_at=now, technologies=())
        session.flush()
    facts = CompanyFacts(technologies=lead.account.technologies)
    lead.account.technologies = with_technologies(facts, codes).technologies


def _leads_of(session: Session, events: Sequence[EventDraft]) -> list[Lead | None]:
    """The lead each event names: by its number elsewhere, else as the newest of its person."""
    numbers = {event.lead_external_id for event in events if event.lead_external_id is not None}
    of_number = select(Lead.external_id, Lead).where(Lead.external_id.in_(numbers))
    by_number = dict(session.execute(of_number.order_by(Lead.id)).all())
    by_address = _by_address(
        session,
        {
            event.email
            for event in events
            if event.email is not None and event.lead_external_id is None
        },
    )
    named = (
        by_number.get(event.lead_external_id)
        if event.lead_external_id is not None
        else by_address.get(event.email or "")
        for event in events
    )
    return [None if lead is None else leads.survivor(session, lead) for lead in named]


def _by_address(session: Session, emails: Collection[str]) -> dict[str, Lead]:
    """The newest lead of each address; of a team's mailbox only where one person alone uses it."""
    keys = {email: matching.email_key(email) for email in emails}
    shared = {keys[email] for email in emails if addresses.is_role(email)}
    theirs = or_(
        Contact.email_key.in_(set(keys.values())),
        *(Contact.email_key.startswith(f"{key} ", autoescape=True) for key in shared),
    )
    found: dict[str, dict[str, Lead]] = defaultdict(dict)
    rows = select(Contact.email_key, Lead).join(Lead, Lead.contact_id == Contact.id).where(theirs)
    for contact_key, lead in session.execute(rows.order_by(Lead.id)):
        assert contact_key is not None  # the condition leaves out who has no address
        found[contact_key.partition(" ")[0]][contact_key] = lead
    alone = {key: persons for key, persons in found.items() if len(persons) == 1}
    return {email: lead for email, key in keys.items() for lead in alone.get(key, {}).values()}


def _seen(session: Session, events: Sequence[EventDraft]) -> set[str | None]:
    """Numbers of events that were counted before."""
    numbers = {event.external_id for event in events}
    known = select(ACTIVITY.c.external_id).where(
        ACTIVITY.c.door == DOOR, ACTIVITY.c.external_id.in_(numbers)
    )
    return set(session.scalars(known))


def _unknown(said: Sequence[ConsentFacts], known: Sequence[ConsentFacts]) -> list[ConsentFacts]:
    """What nobody has told yet: a sender may tell the same again."""
    told = {(one.purpose, one.state, one.source, one.recorded_at) for one in known}
    return [
        one for one in said if (one.purpose, one.state, one.source, one.recorded_at) not in told
    ]


def _row(event: EventDraft, lead: Lead, policy: SalesPolicy) -> dict[str, object]:
    assert event.kind is not None
    done = ActivityFacts(
        kind=event.kind, occurred_at=event.occurred_at, title=event.title, topic=event.topic
    )
    of = {"lead_id": lead.id, "subject_id": lead.subject_id}
    return records.activity(done, of, door=DOOR, number=event.external_id, policy=policy)
