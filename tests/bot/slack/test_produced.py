"""Everything that is shown: what it says (snapshots), and that Slack will take it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from agents import sentences
from agents.rules import edge_cases
from agents.vocabulary import EdgeCase, Handover, Language, NextAction
from agents.words import in_language
from bot.slack import present
from bot.slack.blocks import kit
from bot.workspace.blocks import problems_of
from bot.workspace.view_rules import check_view
from tests.bot.slack.produced import Produced, everything
from tests.bot.slack.samples import LEADS, NOW, POLICY, card

EVERYTHING = everything()


@pytest.fixture(params=sorted(EVERYTHING), ids=lambda name: name.replace("/", "-"))
def produced(request: pytest.FixtureRequest) -> Produced:
    found: Produced = EVERYTHING[request.param]
    return found


def test_it_says_what_it_said(produced: Produced, snapshot: SnapshotAssertion) -> None:
    assert produced.payload == snapshot.use_extension(JSONSnapshotExtension)


def test_our_own_checker_takes_it(produced: Produced) -> None:
    assert problems_of(produced.blocks, produced.surface) == []
    if produced.view is not None:
        check_view(produced.view, produced.surface)


def test_the_models_of_slack_take_it(produced: Produced) -> None:
    parsed = Block.parse_all(produced.blocks)
    built = [block.to_dict() for block in parsed]
    assert [block["type"] for block in built] == [block["type"] for block in produced.blocks]
    if produced.view is not None:
        View(**produced.view).validate_json()


def test_it_fits_and_can_be_read_aloud(produced: Produced) -> None:
    if produced.surface == "message":
        assert produced.text.strip()
        assert len(produced.blocks) <= 25
        assert kit.size(produced.blocks) <= kit.MESSAGE_MOST
    for value in _values(produced.payload):
        assert len(value) <= 150 if value.startswith('{"lead_id') else True


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("case", EdgeCase)
@pytest.mark.parametrize("state", ["offered", "waiting", "accepted", "touched", "qualified"])
def test_a_question_adds_one_row_of_buttons_and_the_card_stays_readable(
    state: str, case: EdgeCase, language: Language
) -> None:
    asked = replace(LEADS[state], next_action=NextAction.ASK_CONTEXT, next_action_code=case.value)
    made = present.lead_card(card(asked), policy=POLICY, language=language, now=NOW)
    rows = [block["elements"] for block in made.blocks if block["type"] == "actions"]
    answers = [one["action_id"] for one in rows[0] if one["action_id"].startswith("edge_")]
    if asked.handover is Handover.QUALIFIED:
        assert not answers
        rows = [[], *rows]
    else:
        assert answers == [one["action_id"] for one in rows[0]], "they stand alone, above"
        assert answers == [present.EDGE_BUTTONS[one].value for one in edge_cases.ANSWERS[case]]
    assert len(rows) <= 3
    assert all(len(row) <= 5 for row in rows), "more of them wrap on a narrow screen"
    assert all(len(one["text"]["text"]) <= 30 for one in rows[0])
    assert len(made.blocks) <= 12
    plain = present.lead_card(card(LEADS[state]), policy=POLICY, language=language, now=NOW)
    assert kit.size(made.blocks) <= kit.size(plain.blocks) + 1_000
    said = json.dumps(made.blocks, ensure_ascii=False)
    question = sentences.edge_question(in_language(language), case)
    assert said.count(question) == (0 if asked.handover is Handover.QUALIFIED else 1)


def test_it_has_no_place_left_open(produced: Produced) -> None:
    said = json.dumps(produced.payload, ensure_ascii=False)
    for token in ("{time}", "{ago}", "{date_short_pretty}"):
        said = said.replace(token, "")
    assert not [text for text in _texts(json.loads(said)) if "{" in text or text == "None"]


def _values(payload: Any) -> list[str]:
    return _strings(payload, "value")


def _texts(payload: Any) -> list[str]:
    return _strings(payload, "text")


def _strings(payload: Any, key: str) -> list[str]:
    if isinstance(payload, list):
        return [one for item in payload for one in _strings(item, key)]
    if not isinstance(payload, dict):
        return []
    found = [payload[key]] if isinstance(payload.get(key), str) else []
    return found + [one for item in payload.values() for one in _strings(item, key)]
