"""The weekly list and the question about a pair speak the reader's language (issue C 1)."""

import json
from datetime import UTC, date, datetime

import pytest

from agents.facts import CompanyFacts, ContactFacts
from agents.facts.quality import GapFacts, PairFacts, QualityFacts, SideFacts
from agents.rules.fields.reader import LIMITS
from agents.vocabulary import Language, LeadField, LeadSource, Match, PairKind
from bot.slack.present import pair, quality_list

NOTED = {*LIMITS, *LeadField, "name", "region", "postal_code", "date", "consent", "email"}
"""Every field of which the rules may note something (agents/rules/hygiene.py)."""


@pytest.mark.parametrize("name", sorted(NOTED))
def test_no_field_is_named_by_its_code(name: str) -> None:
    gap = GapFacts(
        source=LeadSource.FORM,
        form="demo",
        field=name,
        code="too_long",
        count=1,
        of=2,
        owner="revops",
    )
    day = date(2026, 3, 24)
    facts = QualityFacts(since=day, until=day, leads=2, clean=1, gaps=(gap,), undecided=0)
    said = {
        language: json.dumps(
            quality_list(facts, people=(), language=language).blocks, ensure_ascii=False
        )
        for language in Language
    }
    assert all(f"• {name}:" not in text for text in said.values())


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/London", "29.11.26"), ("Europe/Berlin", "30.11.26")]
)
def test_since_when_somebody_is_known_is_said_in_the_teams_days(zone: str, day: str) -> None:
    side = SideFacts(
        number=1,
        name="Probe",
        contact=ContactFacts(),
        company=CompanyFacts(),
        since=datetime(2026, 11, 29, 23, 30, tzinfo=UTC),
    )
    facts = PairFacts(
        id=1,
        kind=PairKind.PERSON,
        one=side,
        other=side,
        verdict=Match.UNCERTAIN,
        decided_by=None,
        lead_id=1,
        owner_id=None,
        channel=None,
        card_ts=None,
    )
    said = json.dumps(pair(facts, asked=None, language=Language.DE, zone=zone).blocks)
    assert said.count(f"bekannt seit {day}") == len((side, side))
