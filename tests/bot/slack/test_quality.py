"""The weekly list and the question about a pair speak the reader's language (issue C 1)."""

import json
from datetime import date

import pytest

from agents.facts.quality import GapFacts, QualityFacts
from agents.rules.fields.reader import LIMITS
from agents.vocabulary import Language, LeadField, LeadSource
from bot.slack.present import quality_list

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
