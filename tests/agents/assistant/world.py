"""People, leads, playbooks and figures small enough to see through, behind our own ports."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from agents import policy
from agents.assistant.answer import SalesAssistant
from agents.assistant.scope import Scope
from agents.decisions import Figure
from agents.facts import (
    ClockFacts,
    CohortRowFacts,
    CompanyFacts,
    ContactFacts,
    LeadFacts,
    OpportunityFacts,
    Passage,
    PersonFacts,
    ScoreStateFacts,
    TargetFacts,
)
from agents.rules import kpi
from agents.vocabulary import (
    ClockKind,
    Fit,
    Handover,
    Language,
    LeadSource,
    Metric,
    Role,
    SlaState,
    Stage,
    Tier,
    Visibility,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
POLICY = policy.parse((Path(__file__).parents[3] / "policy.toml").read_text())


def person(role=Role.SDR, territory="dach", number=1, **changes):
    facts = PersonFacts(
        id=number,
        name="Jana Sommer",
        slack_user_id=f"U{number}",
        role=role,
        language=Language.DE,
        territory=territory,
    )
    return replace(facts, **changes)


SDR = person()
MANAGER = person(Role.MANAGER, None, 2)
MARKETING = person(Role.MARKETING, None, 3)
DPO = person(Role.DPO, None, 4)


def lead(number, company="Müller GmbH", territory="dach", **changes):
    facts = LeadFacts(
        id=number,
        subject_id=f"s{number}",
        version=1,
        stage=Stage.MQL,
        handover=Handover.OFFERED,
        source=LeadSource.FORM,
        created_at=NOW - timedelta(hours=1),
        contact=ContactFacts(
            first_name="Anna",
            last_name="Bergström",
            email=f"anna.bergstroem@firma{number}.example",
            phone="+49 30 901820",
        ),
        company=CompanyFacts(name=company),
        message="Wir brauchen 40 Lizenzen.",
        is_hot=number % 2 == 1,
        score=50 + number,
        fit=Fit.HIGH,
        territory=territory,
        owner_id=1,
        policy_revision="r",
        clocks=(
            ClockFacts(
                id=number,
                kind=ClockKind.FIRST_TOUCH,
                tier=Tier.HOT,
                state=SlaState.PENDING,
                started_at=NOW,
                due_at=NOW + timedelta(minutes=15),
            ),
        ),
        card_channel="C0LEADSDACH",
        card_ts=f"{number}.0",
    )
    return replace(facts, **changes)


MUELLER = lead(17)
NORDWIND = lead(18, "Nordwind AG", handover=Handover.ACCEPTED)
NORTHWIND = lead(19, "Northwind Ltd", territory="international", owner_id=9)
ROAMING = lead(20, "Acme Ltd", territory="international", owner_id=1)


@dataclass
class Book:
    """Leads in a list; deliberately gives everything, so that the assistant must filter."""

    leads: list[LeadFacts] = field(default_factory=lambda: [MUELLER, NORDWIND, NORTHWIND, ROAMING])
    asked: list[str] = field(default_factory=list)
    states: list[tuple[int, ScoreStateFacts]] = field(default_factory=list)

    def find(self, text, *, limit=5):
        self.asked.append(text)
        wanted = text.lower()
        return tuple(
            one
            for one in self.leads
            if wanted == str(one.id)
            or wanted in (one.company.name or "").lower()
            or wanted in (one.contact.full_name or "").lower()
            or wanted == one.contact.email
        )[:limit]

    def open_leads(self, *, owner=None):
        return tuple(one for one in self.leads if owner is None or one.owner_id == owner.id)

    def scores(self, lead_ids, *, until):
        known = [one for one in self.states if one[0] in lead_ids and one[1].at <= until]
        return dict(sorted(known, key=lambda one: one[1].at))

    def __call__(self, scope: Scope):
        return self


TOO_EXPENSIVE = Passage(
    section_id="price-objection#first-answer",
    title="„Das ist uns zu teuer“",
    heading="Erste Antwort",
    text=(
        "Erst verstehen, dann rechnen.\n\n"
        "> „Das verstehe ich. Darf ich fragen: zu teuer verglichen womit?“\n\n"
        "Danach **schweigen** und 3 Sekunden warten."
    ),
    lang=Language.DE,
    path="price-objection.de.md",
    owner="Sales Enablement",
    reviewed_on=date(2026, 11, 16),
    evidence=0.9,
)
TOO_EXPENSIVE_EN = replace(
    TOO_EXPENSIVE,
    title="“That is too expensive”",
    heading="First answer",
    text="Understand first, then count.\n\n> “I see. May I ask: too expensive compared to what?”",
    lang=Language.EN,
    path="price-objection.en.md",
)
FLOOR_PRICE = Passage(
    section_id="discounts#floor",
    title="Rabatte",
    heading="Untergrenze",
    text="Unter 12.000 € gehen wir nicht.",
    lang=Language.DE,
    path="discounts.de.md",
    visibility=Visibility.MANAGERS,
    evidence=0.8,
)


@dataclass
class Shelf:
    """Passages by a word of the question."""

    passages: dict[str, list[Passage]] = field(
        default_factory=lambda: {
            "teuer": [TOO_EXPENSIVE],
            "expensive": [TOO_EXPENSIVE_EN],
            "rabatt": [FLOOR_PRICE],
        }
    )

    def search(self, question, *, lang, visible, limit=3):
        for word, passages in self.passages.items():
            if word in question.lower():
                return tuple(one for one in passages if one.visibility in visible)[:limit]
        return ()


def deal(number, value, **changes):
    facts = OpportunityFacts(
        external_id=f"D{number}",
        name=None,
        value=Decimal(value),
        currency="EUR",
        is_qualified=True,
        is_open=True,
        is_won=False,
        expected_close_on=date(2026, 12, 10),
    )
    return replace(facts, **changes)


DEALS = [
    deal(1, 1_700_000),
    deal(2, 1_200_000),
    deal(3, 500_000, is_open=False, is_won=True, closed_on=date(2026, 11, 2)),
]
TARGETS = [
    TargetFacts(
        name="Q4 2026",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
        value=Decimal(1_500_000),
        currency="EUR",
    )
]
COHORT = [
    CohortRowFacts(origin="organic_search", mql_count=2296, won_count=271),
    CohortRowFacts(origin="paid_search", mql_count=1586, won_count=195),
    CohortRowFacts(origin=None, mql_count=60, won_count=4),
]


@dataclass
class Ledger:
    """The real formulas over rows in a list."""

    deals: list[OpportunityFacts] = field(default_factory=lambda: list(DEALS))
    targets: list[TargetFacts] = field(default_factory=lambda: list(TARGETS))
    rows: list[CohortRowFacts] = field(default_factory=lambda: list(COHORT))

    def figure(self, metric, *, as_of) -> tuple[Figure, ...]:
        if metric is Metric.COVERAGE:
            coverage = kpi.coverage(
                opportunities=self.deals, targets=self.targets, as_of=as_of, policy=POLICY
            )
            return (coverage,)
        found = getattr(kpi, metric.value)(self.rows, as_of=as_of)
        return found if isinstance(found, tuple) else (found,)


def assistant(*, library=None, metrics=None, leads=None, **more):
    return SalesAssistant(
        library=library or Shelf(),
        metrics=metrics or Ledger(),
        leads=leads or Book(),
        policy=POLICY,
        clock=lambda: NOW,
        **more,
    )


def ask(question, *, asker=SDR, language=Language.DE, is_private=True, **parts):
    made = parts.pop("assistant", None) or assistant(**parts)
    return made.answer(question, asker=asker, language=language, is_private=is_private)
