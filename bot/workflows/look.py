"""What people look at: the card, the reasons behind it, their start page."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agents.decisions import ScoreDecision
from agents.facts import (
    CardFacts,
    HomeFacts,
    LeadFacts,
    PersonFacts,
    WhyFacts,
)
from agents.rules import attention, qualification
from agents.vocabulary import Fit, MqlCriterion, RefusalCode, Role
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.steps import changes
from store.queries import advice, customers, histories, homes, leads, ledgers, people
from store.queries.attention import alerts as alerts_of

LEADS_TEAMS = (Role.MANAGER, Role.REVOPS)
MAY_SEE = (*LEADS_TEAMS, Role.SDR, Role.AE, Role.DPO)


def card(deps: Deps, lead_id: int) -> CardFacts:
    """The lead with everybody its card may name.

    Raises:
        Refusal: LEAD_GONE.
    """
    with deps.store.read() as session:
        return _card(session, _lead(session, lead_id))


def card_of(deps: Deps, lead: LeadFacts) -> CardFacts:
    """A lead just read, with everybody its card may name."""
    with deps.store.read() as session:
        return _card(session, lead)


def is_numbered(deps: Deps, number: int) -> bool:
    """Whether a lead was ever given this number: they are given one after the other."""
    with deps.store.read() as session:
        return 0 < number <= leads.newest_number(session)


def why(deps: Deps, lead_id: int, *, person: PersonFacts) -> WhyFacts:
    """Score, MQL conditions and routing of a lead.

    Raises:
        Refusal: LEAD_GONE, or NOT_ALLOWED for roles that see no leads.
    """
    if person.role not in MAY_SEE:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    with deps.store.read() as session:
        lead = _lead(session, lead_id)
        before, now = changes.around(session, [lead_id], deps)[lead_id]
        return WhyFacts(
            lead=lead,
            score_before=before,
            score_now=now,
            steps=histories.steps(session, lead_id),
            failed=_failed(lead, deps),
            routing=ledgers.of_lead(session, lead_id),
            advice=advice.of_lead(session, lead_id),
            people=_people(session),
        )


def home(deps: Deps, person: PersonFacts) -> HomeFacts:
    """The person's open leads and week; for those who lead a team, where everybody's stand."""
    now = deps.clock()
    with deps.store.read() as session:
        own = HomeFacts(
            person=person,
            my=leads.open_leads(session, owner_id=person.id, limit=20),
            mine=homes.open_counts(session, owner_id=person.id, now=now),
            week=homes.week(session, person.id, since=_monday(person, deps)),
            people=_people(session),
        )
        if person.role not in LEADS_TEAMS:
            return own
        policy = deps.policy.attention
        alerts = alerts_of(session, since=now - policy.look_back)
        return replace(
            own,
            all_open=leads.open_leads(session, limit=20),
            team=homes.team(session, now=now),
            alerts=attention.acted_on(alerts, within=policy.act_within, now=now),
            advice=tuple(advice.counts(session, as_of=now)),
        )


def _monday(person: PersonFacts, deps: Deps) -> datetime:
    """The beginning of the person's week, in their own zone."""
    calendar = deps.policy.calendars[deps.policy.team(person.territory).calendar]
    zone = ZoneInfo(person.hours.tz if person.hours else calendar.tz)
    today = deps.clock().astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(monday, time.min, zone).astimezone(UTC)


def _lead(session: Session, lead_id: int) -> LeadFacts:
    lead = leads.get(session, lead_id)
    if lead is None:
        raise Refusal(RefusalCode.LEAD_GONE)
    return lead


def _card(session: Session, lead: LeadFacts) -> CardFacts:
    bought = customers.has_bought(session, lead.subject_id)
    return CardFacts(lead=lead, people=_people(session), is_customer=bought)


def _people(session: Session) -> dict[int, PersonFacts]:
    return {person.id: person for person in people.everybody(session, with_load=False)}


def _failed(lead: LeadFacts, deps: Deps) -> tuple[MqlCriterion, ...]:
    """The MQL conditions that fail for the score the lead was given."""
    given = ScoreDecision(
        total=lead.score,
        fit=lead.fit or Fit.LOW,
        fit_points=0,
        behaviour_points=0,
        negative_points=0,
        lines=lead.score_lines,
    )
    return qualification.qualify(
        activities=lead.activities,
        score=given,
        consents=lead.consents,
        stage=lead.stage,
        policy=deps.policy,
    ).failed
