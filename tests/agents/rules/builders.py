"""Facts with sensible values; a test states only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from agents.facts import (
    ActivityFacts,
    ClockFacts,
    CompanyFacts,
    ConsentFacts,
    ContactFacts,
    LeadFacts,
    OpportunityFacts,
    PersonFacts,
    TargetFacts,
    TouchFacts,
)
from agents.policy import CalendarPolicy, ConsentPolicy, InterestPolicy, SalesPolicy, parse
from agents.vocabulary import (
    ActivityKind,
    ClockKind,
    ConsentPurpose,
    ConsentState,
    EscalationStep,
    Handover,
    Language,
    LeadSource,
    Role,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)

NOW = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in Berlin, inside the hours."""


@cache
def a_policy() -> SalesPolicy:
    """The policy the product ships."""
    return parse((Path(__file__).parents[3] / "policy.toml").read_text(encoding="utf-8"))


def a_balancing_test(**changes) -> InterestPolicy:
    """Calls to businesses, weighed by the data protection officer and valid today."""
    given = {
        "channels": ["phone"],
        "interest": "To offer businesses what fits their trade.",
        "necessity": "Nobody reads a letter in time.",
        "weighing": "One call at work, ended by one word.",
        "outcome": "allowed",
        "decided_by": "Data protection officer",
        "decided_on": NOW.date() - timedelta(days=30),
        "review_on": NOW.date() + timedelta(days=335),
        **changes,
    }
    return InterestPolicy.model_validate(given)


def a_weighed_policy() -> SalesPolicy:
    """The policy the product ships, with a valid balancing test for calls."""
    consent = ConsentPolicy(interests=(a_balancing_test(),))
    return a_policy().model_copy(update={"consent": consent})


def a_calendar(**changes) -> CalendarPolicy:
    """Berlin, Monday to Friday 9 to 17."""
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return CalendarPolicy.model_validate({"tz": "Europe/Berlin", "hours": week, **changes})


def a_person(**changes) -> PersonFacts:
    """Jana, an SDR of the team dach."""
    jana = PersonFacts(
        id=1,
        name="Jana",
        slack_user_id="U1",
        role=Role.SDR,
        language=Language.DE,
        territory="dach",
    )
    return replace(jana, **changes)


def a_lead(**changes) -> LeadFacts:
    """Lead 7, offered to Jana of the team dach."""
    lead = LeadFacts(
        id=7,
        subject_id="s7",
        version=1,
        stage=Stage.MQL,
        handover=Handover.OFFERED,
        source=LeadSource.FORM,
        created_at=NOW,
        contact=ContactFacts(last_name="Weber", email="weber@acme.example"),
        territory="dach",
        owner_id=1,
        policy_revision="r1",
    )
    return replace(lead, **changes)


def an_activity(
    kind: ActivityKind = ActivityKind.DEMO_REQUEST,
    *,
    ago: timedelta = timedelta(minutes=5),
    title: str | None = None,
    topic: str | None = None,
) -> ActivityFacts:
    """A demo request of five minutes ago."""
    return ActivityFacts(kind=kind, occurred_at=NOW - ago, title=title, topic=topic)


def a_consent(
    purpose: ConsentPurpose = ConsentPurpose.MARKETING_EMAIL,
    state: ConsentState = ConsentState.GRANTED,
    *,
    ago: timedelta = timedelta(0),
) -> ConsentFacts:
    """A granted opt-in for marketing mail."""
    return ConsentFacts(purpose=purpose, state=state, source="form", recorded_at=NOW - ago)


def a_clock(**changes) -> ClockFacts:
    """A hot clock that began now and ends in 15 minutes."""
    clock = ClockFacts(
        id=1,
        kind=ClockKind.FIRST_TOUCH,
        tier=Tier.HOT,
        state=SlaState.PENDING,
        started_at=NOW,
        due_at=NOW + timedelta(minutes=15),
        next_step=EscalationStep.REMIND_OWNER,
        next_step_at=NOW + timedelta(minutes=7.5),
    )
    return replace(clock, **changes)


def a_touch() -> TouchFacts:
    """A call of Jana's."""
    return TouchFacts(kind=TouchKind.CALL, person_id=1, occurred_at=NOW)


def a_company(**changes) -> CompanyFacts:
    """A machine builder of the best fit."""
    company = CompanyFacts(
        name="Acme",
        domain="acme.example",
        industry="manufacturing",
        employees=300,
        country="DE",
    )
    return replace(company, **changes)


def a_deal(**changes) -> OpportunityFacts:
    """An open, qualified deal of 100 euros, to be closed in the first quarter of 2026."""
    deal = OpportunityFacts(
        external_id="o1",
        name=None,
        value=Decimal(100),
        currency="EUR",
        is_qualified=True,
        is_open=True,
        is_won=False,
        expected_close_on=NOW.date(),
    )
    return replace(deal, **changes)


def a_target(**changes) -> TargetFacts:
    """1,000 euros for the first quarter of 2026."""
    target = TargetFacts(
        name="2026-Q1",
        starts_on=NOW.date().replace(month=1, day=1),
        ends_on=NOW.date().replace(month=3, day=31),
        value=Decimal(1000),
        currency="EUR",
    )
    return replace(target, **changes)
