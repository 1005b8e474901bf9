"""The chat's doors: tokens, limits and what cannot be read."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from agents.rules.dialogue import Given
from agents.vocabulary import InboxState
from bot.workflows import chat
from bot.workflows.intake import process_waiting
from bot.workflows.steps.talk import MAX_TURNS
from store.models import ChatSession
from tests.bot.web.conftest import OUR_PAGE, open_policy
from tests.bot.web.inbox import deliveries
from tests.bot.web.visitor import CURRENT, SESSIONS, Visitor
from tests.web_server import RunningWeb
from tests.world import World


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 500],
)
def test_without_a_token_there_is_nothing_to_see(web: RunningWeb, authorization: str | None):
    Visitor(web)
    headers = {} if authorization is None else {"Authorization": authorization}
    for answer in (
        web.client.get(CURRENT, headers=headers),
        web.client.post(f"{CURRENT}/answers", json={"text": "a"}, headers=headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "no_session")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_lives_for_two_hours_and_is_kept_as_a_hash(web: RunningWeb, world: World):
    visitor = Visitor(web)
    with world.store.read() as session:
        row = session.scalars(select(ChatSession)).one()
    assert visitor.begun["token"] not in row.token_hash
    assert len(row.token_hash) == 64
    world.clock.forward(hours=1, minutes=59)
    assert visitor.look()["step"]["field"] == "need"
    world.clock.forward(minutes=1)
    assert web.client.get(CURRENT, headers=visitor.headers).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"text": null}',
        b'{"text": 1}',
        b'{"text": "a", "option": 1}',
        b'{"option": "1"}',
        b'{"option": 1.5}',
        b'{"option": -1}',
        b'{"option": 100000}',
        b'{"text": "\\ud800"}',
        b"\xff",
    ],
)
def test_unreadable_answers(web: RunningWeb, body: bytes):
    visitor = Visitor(web)
    answer = web.client.post(f"{CURRENT}/answers", content=body, headers=visitor.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_readable")
    assert len(visitor.look()["turns"]) == 3


def test_control_characters_are_dropped(web: RunningWeb, world: World):
    visitor = Visitor(web).until("company")
    assert visitor.say(text="Som\x00mer\u202e GmbH")[0] == "Sommer GmbH"


def test_too_large_and_unknown_language(web: RunningWeb):
    visitor = Visitor(web)
    assert visitor.post(text="x" * 9_000).status_code == 413
    assert web.client.post(SESSIONS, json={"language": "fr"}).status_code == 422
    begun = web.client.post(SESSIONS, headers={"Accept-Language": "en"})
    assert begun.json()["language"] == "en"


def test_visitors_and_addresses_have_limits(world: World, serve: Callable[..., RunningWeb]):
    object.__setattr__(world.deps, "policy", open_policy(rate="5/minute"))
    web = serve()
    visitor = Visitor(web)
    statuses = [visitor.post(text="x" * 1_001).status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    begun = [web.client.post(SESSIONS).status_code for _ in range(12)]
    assert begun == [201] * 11 + [429]


def test_a_conversation_does_not_go_on_for_ever(web: RunningWeb, world: World):
    visitor = Visitor(web).until("email")
    token = visitor.begun["token"]

    def for_ever() -> None:
        while True:
            chat.answer(world.deps, token, Given(text="nein"))

    with pytest.raises(chat.ChatRefusal, match="ended"):
        for_ever()
    assert len(visitor.look()["turns"]) == MAX_TURNS + 1
    assert deliveries(world) == []


def test_no_cookie_is_set(web: RunningWeb):
    answer = web.client.post(SESSIONS, headers={"Origin": OUR_PAGE})
    assert answer.headers["access-control-allow-origin"] == OUR_PAGE
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_the_deliverys_state_follows_the_lead(web: RunningWeb, world: World):
    Visitor(web).until("consent").say(option=2)
    process_waiting(world.deps)
    [kept] = deliveries(world)
    assert (kept.state, kept.lead_id) == (InboxState.DONE, 1)
