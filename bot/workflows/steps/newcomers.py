"""New leads: everything is decided from facts, then written many at once.

This is the hot path. A lead costs its share of about fifteen statements, however many there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.decisions import RoutingDecision
from agents.facts import CompanyFacts, LeadDraft, SituationFacts
from agents.policy import SalesPolicy
from agents.rules import duties as rules
from agents.rules import matching
from agents.rules.routing import Wish
from agents.vocabulary import Former, Handover, Stage, Tier
from bot.workflows.steps import (
    advice,
    clocks,
    duties,
    journal,
    lead_mail,
    offer,
    origins,
    proofs,
    records,
)
from bot.workflows.steps.companies import Companies, Company
from bot.workflows.steps.newcomer import Newcomer, TakenIn
from store import book
from store.book import (
    ACCOUNT,
    ACTIVITY,
    ADVICE,
    CLOCK,
    CONSENT,
    CONTACT,
    DUTY,
    LEAD,
    LEAD_STAGE,
    ROUTING_LEDGER,
    SCORE_HISTORY,
)
from store.outbox import Owing, owe_all, owe_first
from store.queries import customers, people
from store.queries.customers import Customers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A lead as it will be written."""

    newcomer: Newcomer
    row: dict[str, Any]
    """Its columns; the numbers of what it belongs to are filled in before it is written."""
    company: Company | None
    tier: Tier | None
    decision: RoutingDecision | None
    """None: nobody is called."""
    score: dict[str, Any]
    """The first row of its past scores, without the lead."""


def take_in(
    session: Session, newcomers: Sequence[Newcomer], *, policy: SalesPolicy, now: datetime
) -> list[TakenIn]:
    """Makes a lead of each, in order: person, company, score, owner, promises, card.

    The block must hold the book (`store.locks`): nobody else gives turns or makes persons.
    """
    if not newcomers:
        return []
    newcomers = proofs.examined(session, newcomers, policy=policy)
    drafts = [newcomer.draft for newcomer in newcomers]
    companies = Companies.read(session, [draft.company for draft in drafts])
    turns = offer.Turns(people.for_routing(session, policy=policy, now=now), policy, now=now)
    theirs = [companies.of(draft.company) for draft in drafts]
    bought = customers.of(
        session,
        subjects={one.person.subject_id for one in newcomers if one.person is not None},
        companies={one.id for one in theirs if one is not None and one.id is not None},
    )
    plans = [
        _planned(
            newcomer,
            company,
            turns,
            bought=bought,
            policy=policy,
            now=now,
        )
        for newcomer, company in zip(newcomers, theirs, strict=True)
    ]
    strangers = [plan for plan in plans if plan.newcomer.person is None]
    ids = book.draw(session, {CONTACT: len(strangers), ACCOUNT: companies.new, LEAD: len(plans)})
    companies.write(session, ids[ACCOUNT], now=now)
    for plan, number in zip(plans, _free_numbers(session, drafts), strict=True):
        person = plan.newcomer.person
        plan.row["id"] = next(ids[LEAD])
        plan.row["contact_id"] = next(ids[CONTACT]) if person is None else person.contact_id
        plan.row["subject_id"] = uuid4().hex if person is None else person.subject_id
        plan.row["account_id"] = plan.company.id if plan.company is not None else None
        plan.row["external_id"] = number
    book.add(session, CONTACT, [_contact_row(plan) for plan in strangers])
    book.add(session, LEAD, [plan.row for plan in plans])
    offer.spend(session, turns.spent)
    _write_belongings(session, plans, policy=policy, now=now)
    owe_first(session, list(_cards(plans, policy=policy, now=now)), now=now)
    mails = list(_mails(plans, turns, policy=policy, now=now))
    if mails:
        owe_all(session, mails, now=now)
    return [TakenIn(lead_id=plan.row["id"], subject_id=plan.row["subject_id"]) for plan in plans]


def _planned(
    newcomer: Newcomer,
    company: Company | None,
    turns: offer.Turns,
    *,
    bought: Customers,
    policy: SalesPolicy,
    now: datetime,
) -> _Plan:
    """What the rules say of a newcomer, who gets the next turn where somebody is called."""
    draft, person = newcomer.draft, newcomer.person
    known = company.facts if company is not None else CompanyFacts()
    found = offer.assessment(
        contact=person.facts if person is not None else draft.contact,
        company=known,
        activities=draft.activities,
        consents=(*newcomer.known_consents, *draft.consents),
        stage=Stage.LEAD,
        policy=policy,
        now=now,
        situation=SituationFacts(
            language=draft.language,
            words=draft.message,
            is_customer=person is not None and person.subject_id in bought.subjects,
            is_customers_company=company is not None and company.id in bought.companies,
        ),
    )
    row = _lead_row(draft, policy=policy, now=now) | found.columns(policy)
    is_customer = person is not None and person.former is Former.CUSTOMER
    contact = person.facts if person is not None else None
    row["known_from"] = origins.of_newcomer(draft, contact, known if company else None)
    row["stage"] = Stage.MQL if found.verdict.is_mql and not is_customer else Stage.LEAD
    if person is not None:
        row |= {
            "former_id": person.former_id,
            "former": person.former,
            "former_reason": person.former_reason,
        }
    tier, decision = found.verdict.tier, None
    if newcomer.trial is not None:
        decision = turns.trial(newcomer.trial.person_id)
        row |= offer.placing(decision, policy=policy, channel=newcomer.trial.channel)
    elif tier is not None and not draft.is_test:
        wish = Wish(
            place=offer.place_of(known, draft.language),
            is_hot=tier is Tier.HOT,
            known_owner_id=person.owner_id if person is not None else None,
            account=company.account if company is not None else None,
        )
        decision = turns.next(wish)
        row |= offer.placing(decision, policy=policy)
    return _Plan(
        newcomer=newcomer,
        row=row,
        company=company,
        tier=tier,
        decision=decision,
        score=found.history(row["stage"], tier, policy),
    )


def _lead_row(draft: LeadDraft, *, policy: SalesPolicy, now: datetime) -> dict[str, Any]:
    """What the draft itself says; the same columns for every lead."""
    return {
        "version": 1,
        "source": draft.source,
        "form": draft.form,
        "origin": draft.origin,
        "language": draft.language,
        "created_at": draft.occurred_at,
        "received_at": now,
        "is_test": draft.is_test,
        "is_complete": draft.is_complete,
        "gaps": [list(gap) for gap in draft.gaps],
        "message": draft.message,
        "need": draft.need,
        "timeframe": draft.timeframe,
        "handover": Handover.NONE,
        "territory": None,
        "card_channel": None,
        "owner_id": None,
        "routing_reason": None,
        "watch_at": None,
        "room": None,
        "returns_to_id": None,
        "former_id": None,
        "former": None,
        "former_reason": None,
        "open_fields": [],
        "delete_after": now
        + (policy.making.trial_lasts if draft.is_test else policy.retention.lead),
    }


def _contact_row(plan: _Plan) -> dict[str, Any]:
    contact, lead = plan.newcomer.draft.contact, plan.row
    return {
        "id": lead["contact_id"],
        "subject_id": lead["subject_id"],
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": contact.email,
        "email_key": matching.contact_key(contact),
        "phone": contact.phone,
        "job_title": contact.job_title,
        "created_at": lead["received_at"],
        "delete_after": lead["delete_after"],
    }


def _free_numbers(session: Session, drafts: Sequence[LeadDraft]) -> list[str | None]:
    """The senders' numbers for their leads; None where another lead of the source has it."""
    named = {draft.external_id for draft in drafts if draft.external_id is not None}
    if not named:
        return [None] * len(drafts)
    known = select(LEAD.c.source, LEAD.c.external_id).where(LEAD.c.external_id.in_(named))
    taken = {(source, number) for source, number in session.execute(known)}
    numbers: list[str | None] = []
    for draft in drafts:
        key = (draft.source, draft.external_id)
        numbers.append(None if key in taken else draft.external_id)
        taken.add(key)
    return numbers


def _write_belongings(
    session: Session, plans: Sequence[_Plan], *, policy: SalesPolicy, now: datetime
) -> None:
    """Stages, activities, consents, promises, the ledger, and the conversation it came from."""

    @cache  # what is promised now is the same for all of a tier and a territory
    def promise(tier: Tier, territory: str) -> tuple[dict[str, Any], ...]:
        return clocks.promises(tier, territory=territory, policy=policy, now=now)

    stages, scores, activities, consents, promised, ledger, owed = ([] for _ in range(7))
    advised: list[dict[str, Any]] = []
    for plan in plans:
        newcomer, of = plan.newcomer, {"lead_id": plan.row["id"]}
        who: dict[str, Any] = {**of, "subject_id": plan.row["subject_id"]}
        reached = dict.fromkeys((Stage.LEAD, plan.row["stage"]))
        stages += [{**of, "stage": stage, "reached_at": now} for stage in reached]
        scores.append({**of, **plan.score})
        activities += records.activities(
            newcomer.draft.activities, who, door=newcomer.door, key=newcomer.key, policy=policy
        )
        consents += records.consents(
            newcomer.draft.consents,
            {**who, "address_hash": newcomer.address_hash},
            language=newcomer.draft.language,
            policy=policy,
        )
        if plan.decision is not None and plan.tier is not None:
            both = promise(plan.tier, plan.decision.territory)
            if newcomer.trial is not None:
                both = tuple(map(clocks.calling_the_owner_only, both))
            promised += [{**of, **clock} for clock in both]
            ledger.append({**of, **offer.entry(plan.decision, policy=policy, now=now)})
            if (duty := _duty(plan, policy=policy, now=now)) is not None:
                owed.append({**of, **duty})
            action, code = plan.row["next_action"], plan.row["next_action_code"]
            advised.append(advice.row(of["lead_id"], action, code, policy=policy, now=now))
        records.link_chat(session, newcomer.chat_session_id, who)
    for table, rows in (
        (LEAD_STAGE, stages),
        (SCORE_HISTORY, scores),
        (ACTIVITY, activities),
        (CONSENT, consents),
        (CLOCK, promised),
        (ROUTING_LEDGER, ledger),
        (DUTY, owed),
        (ADVICE, advised),
    ):
        book.add(session, table, rows)


def _duty(plan: _Plan, *, policy: SalesPolicy, now: datetime) -> dict[str, Any] | None:
    """What marketing owes with a lead that is handed over, as a row."""
    draft, person = plan.newcomer.draft, plan.newcomer.person
    owed = rules.owed(
        contact=person.facts if person is not None else draft.contact,
        company=plan.company.facts if plan.company is not None else CompanyFacts(),
        activities=draft.activities,
        consents=(*plan.newcomer.known_consents, *draft.consents),
        need=draft.need,
        timeframe=draft.timeframe,
        came_by=(draft.form, draft.origin),
        policy=policy.marketing,
    )
    return duties.row(owed, territory=plan.row["territory"], policy=policy, now=now)


def _cards(plans: Sequence[_Plan], *, policy: SalesPolicy, now: datetime) -> Iterator[Owing]:
    for plan in plans:
        if plan.decision is not None:
            yield journal.first_card(
                lead_id=plan.row["id"],
                version=plan.row["version"],
                channel=plan.row["card_channel"],
                is_hot=plan.tier is Tier.HOT,
                policy=policy,
                now=now,
            )


def _mails(
    plans: Sequence[_Plan], turns: offer.Turns, *, policy: SalesPolicy, now: datetime
) -> Iterator[Owing]:
    """What is written to newcomers themselves; nothing where no mail server is configured."""
    for plan in plans:
        yield from lead_mail.owed_to(
            plan.newcomer,
            lead_id=plan.row["id"],
            territory=plan.decision.territory if plan.decision is not None else None,
            is_hot=plan.tier is Tier.HOT,
            people=turns.everybody,
            policy=policy,
            now=now,
        )
