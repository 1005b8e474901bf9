"""The website chat: five questions, consent apart, a lead at the end (S-070, U-7)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from agents.vocabulary import ActivityKind, ConsentPurpose, ConsentState, LeadSource
from bot.workflows import chat
from bot.workflows.intake import process_waiting
from store.models import ChatSession, ChatTurn
from tests.bot.web.inbox import deliveries, lead_count
from tests.bot.web.visitor import Visitor
from tests.web_server import RunningWeb
from tests.world import World

SAID = {
    "de": ("kein Mensch", "Wobei können wir Ihnen helfen?", "ein Mensch antwortet Ihnen"),
    "en": ("not a person", "What can we help you with?", "a person replies to you"),
}


@pytest.mark.parametrize("language", SAID)
def test_a_whole_conversation(web: RunningWeb, world: World, language: str):
    honest, asked, next_up = SAID[language]
    visitor = Visitor(web, language)
    lines = [turn["text"] for turn in visitor.begun["turns"]]
    assert honest in lines[0]
    assert "180" in lines[1]
    assert lines[2] == asked == visitor.step["text"]
    visitor.until("consent")
    assert visitor.step["kind"] == "consent"
    assert len(visitor.step["options"]) == 2
    assert visitor.step["text"] == world.policy.chat.consent_text[language]
    assert deliveries(world) == []
    assert next_up in visitor.say(option=1)[-1]
    assert visitor.step["kind"] == "done"
    [kept] = deliveries(world)
    assert (kept.door, kept.external_id) == ("form:chat", "chat:1")
    prices = {"de": "Preise", "en": "Pricing"}[language]
    soon = {"de": "Sofort", "en": "Right away"}[language]
    assert json.loads(kept.body) == {
        "need": prices,
        "company": "Sommer Anlagenbau GmbH",
        "job_title": "Leiterin Vertrieb",
        "timeframe": soon,
        "email": "eva@sommer.example",
        "consent": True,
        "language": language,
        "chat_session": 1,
        "activity": "price_request",
    }
    assert process_waiting(world.deps) == 1
    lead = world.lead(1)
    assert (lead.source, lead.is_hot, lead.language) == (LeadSource.CHAT, True, language)
    assert lead.activities[0].kind is ActivityKind.PRICE_REQUEST
    assert [turn.text for turn in lead.chat] == [turn["text"] for turn in visitor.look()["turns"]]
    assert lead.chat[3].is_visitor


@pytest.mark.parametrize(
    ("said", "state"),
    [({"option": 1}, ConsentState.GRANTED), ({"text": "nein"}, ConsentState.DENIED)],
)
def test_consent_is_kept_as_it_was_given(web: RunningWeb, world: World, said, state):
    Visitor(web).until("consent").say(**said)
    process_waiting(world.deps)
    consents = {consent.purpose: consent for consent in world.lead(1).consents}
    assert consents[ConsentPurpose.MARKETING_EMAIL].state is state
    assert consents[ConsentPurpose.MARKETING_EMAIL].text_version == "chat-2026-11"


def test_consent_is_no_condition(web: RunningWeb, world: World):
    """Who answers everything and closes the page at the consent has asked all the same."""
    visitor = Visitor(web).until("consent")
    assert chat.end_idle(world.deps) == 0
    world.clock.forward(minutes=11)
    assert chat.end_idle(world.deps) == 1
    assert chat.end_idle(world.deps) == 0
    [kept] = deliveries(world)
    assert "consent" not in json.loads(kept.body)
    process_waiting(world.deps)
    purposes = {consent.purpose for consent in world.lead(1).consents}
    assert ConsentPurpose.MARKETING_EMAIL not in purposes
    assert visitor.post(option=1).status_code == 409
    assert visitor.look()["step"]["kind"] == "done"


def test_who_stops_halfway_leaves_turns_and_no_lead(web: RunningWeb, world: World):
    Visitor(web).until("email")
    world.clock.forward(hours=3)
    assert chat.end_idle(world.deps) == 0
    assert deliveries(world) == []
    assert lead_count(world) == 0
    with world.store.read() as session:
        row = session.scalars(select(ChatSession)).one()
        turns = session.scalars(select(ChatTurn)).all()
    assert row.ended_at is not None
    assert len(turns) == 11
    ends = row.started_at + timedelta(days=180)
    assert {turn.delete_after for turn in turns} == {ends} == {row.delete_after}
    assert {turn.subject_id for turn in turns} == {row.subject_id}


def test_a_page_loaded_again_sees_the_whole_conversation(web: RunningWeb):
    visitor = Visitor(web, "en").until("job_title")
    seen = visitor.look()
    assert seen["step"] == visitor.step
    assert seen["language"] == "en"
    assert [turn["from"] for turn in seen["turns"]].count("visitor") == 2
    visitor.until("consent").say(option=2)
    assert visitor.look()["step"]["kind"] == "done"


def test_an_answer_that_cannot_be_taken_is_asked_again(web: RunningWeb, world: World):
    visitor = Visitor(web).until("email")
    answer = visitor.post(text="eva@")
    assert answer.status_code == 200
    assert answer.json()["problem"] == {"name": "email", "code": "email_syntax"}
    assert answer.json()["step"] == visitor.step
    assert [turn["text"] for turn in answer.json()["turns"]] == [
        "eva@",
        "Das ist noch keine E-Mail-Adresse, zum Beispiel name@firma.de.",
    ]
    assert visitor.post(skip=True).json()["problem"]["code"] == "mandatory"
    assert visitor.post(text="x" * 1_001).json()["problem"]["code"] == "too_long"
    assert visitor.say(text="eva@sommer.example")[0] == "eva@sommer.example"


def test_a_double_click_answers_one_question(web: RunningWeb):
    visitor = Visitor(web)
    assert visitor.post(option=1, field="need").status_code == 200
    second = visitor.post(option=1, field="need")
    assert (second.status_code, second.json()["code"]) == (409, "stale_answer")
    assert visitor.look()["step"]["field"] == "company"


def test_the_end_is_the_end(web: RunningWeb, world: World):
    visitor = Visitor(web).until("consent")
    visitor.say(option=2)
    again = visitor.post(option=1)
    assert (again.status_code, again.json()["code"]) == (409, "ended")
    assert len(deliveries(world)) == 1
