"""What a card says once, it does not say twice; what a form shows, it takes back."""

import json
from dataclasses import replace

import pytest

from agents.rules import hand_made
from agents.vocabulary import Language, LeadField
from bot.slack import present
from tests.bot.slack.produced import POLICY, card
from tests.bot.slack.samples import NOW, OFFERED


@pytest.mark.parametrize(("need", "times"), [("Bitte eine Demo", 1), ("Tempo", 1)])
def test_a_message_that_is_the_need_is_no_quote_too(need: str, times: int) -> None:
    lead = replace(OFFERED, need=need, message=" Bitte eine Demo ", score_lines=())
    shown = present.lead_card(card(lead), policy=POLICY, language=Language.DE, now=NOW)
    assert json.dumps(shown.blocks, ensure_ascii=False).count("Bitte eine Demo") == times


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("industry", ["manufacturing", "wholesale", "services", "schiffbau"])
def test_words_of_a_correction_are_read_as_their_codes(language: Language, industry: str) -> None:
    known = {LeadField.COUNTRY: "AT", LeadField.INDUSTRY: industry, LeadField.EMPLOYEES: 40}
    shown = present.as_typed(known, language)
    assert shown[LeadField.COUNTRY] != "AT"
    values, problems = hand_made.read({field: text or "" for field, text in shown.items()})
    assert problems == ()
    assert {field: values[field] for field in known} == known
