"""Batches of events: what people we know did elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.decisions import FieldProblem
from agents.facts import ActivityFacts, CompanyFacts, ConsentFacts, LeadDraft
from agents.policy import SalesPolicy
from agents.rules import matching
from bot.workflows.events import EventDraft, parse_events
from bot.workflows.steps import admit, again, newcomers, permit, records
from bot.workflows.steps.again import Return
from bot.workflows.steps.companies import with_technologies
from bot.workflows.steps.newcomer import Newcomer
from store import book
from store.book import ACTIVITY
from store.inbox import DeliveryFacts, Settled
from store.models import Account, Contact, Lead
from store.queries import known, leads

DOOR = "events"


def take(
    session: Session, delivery: DeliveryFacts, *, policy: SalesPolicy, now: datetime
) -> Settled:
    """Adds each event to its lead once, then scores the leads again; says how the batch ended."""
    events, problems = parse_events(delivery.body)
    named = _leads_of(session, events)
    seen = _seen(session, events)
    new: dict[int, list[EventDraft]] = {}
    theirs: dict[int, Sequence[Lead]] = {}
    of_lead: dict[int, Sequence[Lead]] = {}
    for event, lead in zip(events, named, strict=True):
        if lead is None:
            unknown = FieldProblem(name=event.external_id, code="unknown_person")
            problems = (*problems, unknown)
        elif event.external_id not in seen:
            if lead.id not in of_lead:
                of_lead[lead.id] = _of_same_person(session, lead)
            rows = of_lead[lead.id]
            theirs[rows[-1].id] = rows
            new.setdefault(rows[-1].id, []).append(event)
    touched = dict(
        _add(session, theirs[key], done, delivery, policy=policy, now=now)
        for key, done in new.items()
    )
    only = next(iter(touched)) if len(touched) == 1 else None
    return Settled(
        id=delivery.id,
        lead_id=only,
        subject_id=touched[only] if only is not None else None,
        problems=problems,
    )


def _of_same_person(session: Session, lead: Lead) -> Sequence[Lead]:
    """All leads of a lead's person."""
    return (lead,) if lead.contact_id is None else again.of_contact(session, lead.contact_id)


def _add(
    session: Session,
    theirs: Sequence[Lead],
    events: Sequence[EventDraft],
    delivery: DeliveryFacts,
    *,
    policy: SalesPolicy,
    now: datetime,
) -> tuple[int, str]:
    """What one person did is added to the lead it belongs to, or begins a new one; its ids."""
    done = [event for event in events if event.kind is not None]
    wish = again.hot_wish((event.kind for event in done if event.kind is not None), policy)
    found = again.find(session, theirs, is_hot=wish is not None, policy=policy)
    assert found is not None  # a person without a lead is nobody we know
    is_new = found.cell.lead == "new" and bool(done) and found.lead.contact_id is not None
    lead_id = found.lead.id
    if is_new:
        began_at = done[0].occurred_at
        lead_id = _anew(session, found, delivery, began_at, policy=policy, now=now)
    of = {"lead_id": lead_id, "subject_id": found.lead.subject_id}
    book.add(session, ACTIVITY, [_row(event, of, policy) for event in done])
    whole = leads.row(session, lead_id)
    assert whole is not None
    codes = [code for event in events for code in event.technologies]
    if codes:
        _work_with(session, whole, codes, now=now)
    told = [event.consent for event in events if event.consent]
    fresh = _unknown(told, leads.facts(whole).consents)
    if fresh:
        permit.say(session, whole, fresh, policy=policy, now=now)
    if is_new:
        owner_id = found.owner_id
        admit.settle(session, whole, policy=policy, now=now, known_owner_id=owner_id)
    elif done or not fresh:
        admit.goes_on(session, whole, found, wish=wish, policy=policy, now=now)
    return whole.id, whole.subject_id


def _anew(
    session: Session,
    found: Return,
    delivery: DeliveryFacts,
    began_at: datetime,
    *,
    policy: SalesPolicy,
    now: datetime,
) -> int:
    """A lead of its own for somebody whose former one has ended; as yet nothing is known of it."""
    before = leads.get(session, found.lead.id)
    assert before is not None
    contact = session.get_one(Contact, found.lead.contact_id)
    draft = LeadDraft(
        source=before.source,
        origin=before.origin,
        language=before.language,
        occurred_at=began_at,
        contact=before.contact,
        company=before.company,
    )
    newcomer = Newcomer(
        draft=draft,
        door=delivery.door,
        key=str(delivery.id),
        person=admit.known_person(contact, found),
        known_consents=admit.said(session, contact),
    )
    (taken,) = newcomers.take_in(session, [newcomer], policy=policy, now=now)
    return taken.lead_id


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
    persons = known.persons_at(session, emails)
    theirs = select(Lead).where(Lead.contact_id.in_(set(persons.values()))).order_by(Lead.id)
    newest = {lead.contact_id: lead for lead in session.scalars(theirs)}
    found: dict[str, set[int]] = defaultdict(set)
    for contact_key, contact_id in persons.items():
        if contact_id in newest:
            found[contact_key.partition(" ")[0]].add(contact_id)
    alone = {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}
    keys = {email: matching.email_key(email) for email in emails}
    return {email: newest[alone[key]] for email, key in keys.items() if key in alone}


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


def _row(event: EventDraft, of: dict[str, Any], policy: SalesPolicy) -> dict[str, object]:
    assert event.kind is not None
    done = ActivityFacts(
        kind=event.kind, occurred_at=event.occurred_at, title=event.title, topic=event.topic
    )
    return records.activity(done, of, door=DOOR, number=event.external_id, policy=policy)
