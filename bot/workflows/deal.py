"""What comes after the SQL: an account executive, an opportunity, won or lost (S-015)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from agents.facts import LeadFacts, PersonFacts
from agents.rules import acceptance
from agents.vocabulary import RefusalCode, Stage, StageCause
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, clocks, deals, journal, owners, undoing
from store.models import Audit, Lead
from store.queries import leads, people

Outcome = Literal[Stage.WON, Stage.LOST]


def may_own(deps: Deps, lead_id: int) -> tuple[PersonFacts, ...]:
    """Who may get the qualified lead: the roles of the policy, account executives first.

    Whoever has it is not among them, nor is anybody who is away.
    """
    now = deps.clock()
    with deps.store.read() as session:
        lead = leads.get(session, lead_id)
        everybody = people.all_active(session)
    if lead is None:
        return ()
    others = (one for one in everybody if one.id != lead.owner_id and one.absence(now) is None)
    able = [one for one in others if acceptance.may_own_deals(one, deps.policy)]
    return tuple(sorted(able, key=lambda one: acceptance.deal_rank(one, lead)))


@settles_races
def hand_on(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    to_person_id: int,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The qualified lead goes to whoever makes the deal; they are told under its card.

    Raises:
        Refusal: when it is not qualified, closed, not theirs, or the other may not own deals, is
            away or has it already.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = _qualified(session, lead_id, person)
        to = people.by_id(session, to_person_id)
        if to is None or not acceptance.may_own_deals(to, deps.policy):
            raise Refusal(RefusalCode.NO_SUCH_OWNER)
        if to.id == lead.owner_id:
            raise Refusal(RefusalCode.STALE_CLICK)
        if to.absence(now) is not None:
            raise Refusal(RefusalCode.IS_AWAY, name=to.name)
        before = undoing.picture(session, lead)
        deals.pass_on(session, lead, to=to, by=person, policy=deps.policy, now=now)
        owners.handed(
            session,
            lead,
            by=person,
            event="handed_on",
            policy=deps.policy,
            now=now,
            card_after=card_after,
            before=before,
        )
        return act.after(session, lead, now=now)


@settles_races
def open_deal(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    value: Decimal,
    currency: str,
    expected_close_on: date,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The SQL becomes an opportunity, which the coverage counts; once more, it is corrected.

    Raises:
        Refusal: when it is not qualified, closed, not theirs, the sum is none or the day is past.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = _qualified(session, lead_id, person)
        today = now.astimezone(clocks.calendar_of(lead, deps.policy).zone).date()
        if value <= 0:
            raise Refusal(RefusalCode.NOT_AN_AMOUNT)
        if expected_close_on < today:
            raise Refusal(RefusalCode.DATE_IN_PAST)
        before = undoing.picture(session, lead)
        row = deals.of(session, lead, now=now)
        row.value, row.currency, row.expected_close_on = value, currency, expected_close_on
        row.owner_id = lead.owner_id
        session.flush()
        lead.opportunity_id, lead.opportunity = row.id, row
        journal.reach(session, lead, Stage.OPPORTUNITY, now=now, person_id=person.id)
        audit = _note(session, lead, deps, event="deal_opened", person=person)
        undoing.keep(session, lead, before=before, audit=audit, policy=deps.policy)
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)


@settles_races
def close_deal(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    outcome: Outcome,
    lost_reason: str | None = None,
    value: Decimal | None = None,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The opportunity is won or lost, today; a lost one needs a reason of the policy.

    An SQL may be lost before it has a value.

    Raises:
        Refusal: when there is no opportunity, it is closed, not theirs, or the reason is missing.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = _qualified(session, lead_id, person)
        if lead.opportunity_id is None and outcome is Stage.WON:
            raise Refusal(RefusalCode.NO_DEAL_YET)
        if outcome is Stage.LOST and lost_reason not in deps.policy.deals.lost_reasons:
            raise Refusal(RefusalCode.FIELD_MISSING)
        if value is not None and value <= 0:
            raise Refusal(RefusalCode.NOT_AN_AMOUNT)
        today = now.astimezone(clocks.calendar_of(lead, deps.policy).zone).date()
        before = undoing.picture(session, lead)
        row = deals.of(session, lead, now=now)
        if lead.opportunity_id is None:
            row.value, row.currency = Decimal(0), deps.policy.coverage.currency
            row.expected_close_on, row.owner_id = today, lead.owner_id
        row.value = value if value is not None else row.value
        row.closed_on = today
        row.lost_reason = lost_reason if outcome is Stage.LOST else None
        row.stage = outcome
        lead.decided_by_id, lead.decided_at = person.id, now
        session.flush()
        lead.opportunity_id, lead.opportunity = row.id, row
        deals.close(
            session,
            lead,
            outcome,
            at=now,
            policy=deps.policy,
            now=now,
            cause=StageCause.CLOSED,
            person_id=person.id,
            detail=row.lost_reason,
        )
        event = outcome.value
        audit = _note(session, lead, deps, event=event, person=person, reason=row.lost_reason)
        undoing.keep(session, lead, before=before, audit=audit, policy=deps.policy)
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)


def _qualified(session: Session, lead_id: int, person: PersonFacts) -> Lead:
    lead = act.lead_row(session, lead_id)
    facts = leads.facts(lead)
    act.refuse(session, acceptance.may_deal(facts, person), facts, person=person)
    return lead


def _note(
    session: Session,
    lead: Lead,
    deps: Deps,
    *,
    event: str,
    person: PersonFacts,
    **params: str | int | None,
) -> Audit:
    now: datetime = deps.clock()
    return journal.note(
        session,
        event,
        lead=lead,
        person_id=person.id,
        now=now,
        policy_revision=deps.policy.revision,
        **params,
    )
