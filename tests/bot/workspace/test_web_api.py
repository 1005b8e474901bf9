"""The Web API through slack_sdk's own client, and by hand where the SDK would not let us."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.workspace.methods import METHODS, RULES
from tests.bot.workspace.conftest import call, card
from tests.workspace_server import APP_TOKEN, BOT_TOKEN, MANIFEST, RunningWorkspace

Refused = Callable[..., dict[str, Any]]
LENA, TEAM = "U0LENA", "C0TEAM"


def test_every_method_has_its_reference_and_no_reference_lies_idle() -> None:
    folder = Path(__file__).parents[3] / "bot" / "workspace" / "methods"
    assert {path.stem for path in folder.glob("*.json")} == set(METHODS) == set(RULES)


def test_auth_test_tells_who_the_bot_is(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == ("U0STAFFEL", "B0STAFFEL")
    assert "chat:write" in answer.headers["x-oauth-scopes"]


def test_other_methods_are_unknown(client: WebClient, refused: Refused) -> None:
    assert refused(client.api_call, api_method="chat.delete")["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({"Authorization": ""}, "not_authed"),
        ({"Authorization": "Bearer xoxb-foreign"}, "invalid_auth"),
        ({"Authorization": f"Bearer {APP_TOKEN}"}, "not_allowed_token_type"),
    ],
)
def test_the_token_must_be_the_bots(
    workspace: RunningWorkspace, headers: dict[str, str], error: str
) -> None:
    answer = call(workspace, "auth.test", headers=headers)
    assert answer == {"ok": False, "error": error}


def test_the_token_may_come_in_the_form(workspace: RunningWorkspace) -> None:
    form = {"token": BOT_TOKEN}
    assert call(workspace, "auth.test", headers={"Authorization": ""}, data=form)["ok"]


def test_connections_need_the_app_token(workspace: RunningWorkspace, client: WebClient) -> None:
    assert client.apps_connections_open(app_token=APP_TOKEN)["url"].startswith("ws://127.0.0.1:")
    answer = call(workspace, "apps.connections.open")
    assert answer["error"] == "not_allowed_token_type"


def test_json_with_an_empty_body_is_a_call_without_arguments(workspace: RunningWorkspace) -> None:
    headers = {"Content-Type": "application/json;charset=utf-8"}
    assert call(workspace, "auth.test", headers=headers)["ok"]


@pytest.mark.parametrize(
    ("request_parts", "error"),
    [
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, "invalid_json"),
        ({"content": b"[]", "headers": {"Content-Type": "application/json"}}, "json_not_object"),
        ({"content": b"x", "headers": {"Content-Type": "text/plain"}}, "invalid_form_data"),
    ],
)
def test_bodies_must_be_what_they_say(
    workspace: RunningWorkspace, request_parts: dict[str, Any], error: str
) -> None:
    assert call(workspace, "chat.postMessage", **request_parts)["error"] == error


def test_methods_without_json_input_do_not_read_it(workspace: RunningWorkspace) -> None:
    assert call(workspace, "users.info", json={"user": LENA})["error"] == "invalid_arguments"
    assert call(workspace, "users.info", data={"user": LENA})["ok"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"text": "x"}, "[ERROR] missing required field: channel"),
        ({"channel": TEAM, "text": "x", "colour": "red"}, "[ERROR] unknown argument: colour"),
        ({"channel": TEAM, "text": 7}, "[ERROR] must provide a string [json-pointer:/text]"),
        (
            {"channel": TEAM, "text": "x", "unfurl_links": "maybe"},
            "[ERROR] must provide a boolean [json-pointer:/unfurl_links]",
        ),
    ],
)
def test_arguments_must_be_known_complete_and_of_their_kind(
    workspace: RunningWorkspace, arguments: dict[str, Any], message: str
) -> None:
    answer = call(workspace, "chat.postMessage", json=arguments)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [message]


def test_a_missing_scope_is_named(refused: Refused) -> None:
    poor = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["chat:write", "users:read"]}}}
    with RunningWorkspace(manifest=poor) as workspace:
        client = workspace.client()
        answer = refused(client.conversations_history, channel=TEAM)
        assert answer["error"] == "missing_scope"
        assert "groups:history" in answer["needed"]
        assert answer["provided"] == "chat:write,users:read"
        assert "email" not in client.users_info(user=LENA)["user"]["profile"]


def test_the_history_scope_must_fit_the_room(refused: Refused) -> None:
    poor = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["channels:history"]}}}
    with RunningWorkspace(manifest=poor) as workspace:
        client = workspace.client()
        assert client.conversations_history(channel="C0ALL")["ok"]
        answer = refused(client.conversations_history, channel=TEAM)
        assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


class TestPeople:
    def test_what_is_known_of_a_person(self, client: WebClient) -> None:
        lena = client.users_info(user=LENA, include_locale=True)["user"]
        assert (lena["locale"], lena["team_id"]) == ("de-DE", "T0STAFFEL")
        assert lena["profile"]["email"] == "lena@staffel.example"
        assert "locale" not in client.users_info(user=LENA)["user"]

    def test_guests_and_strangers_are_told_apart(self, client: WebClient) -> None:
        assert client.users_info(user="U0GUEST")["user"]["is_restricted"]
        otto = client.users_info(user="U0OUTSIDE")["user"]
        assert (otto["is_stranger"], otto["team_id"]) == (True, "T0OTHER")

    def test_the_bot_is_a_user(self, client: WebClient) -> None:
        assert client.users_info(user="U0STAFFEL")["user"]["is_bot"]

    def test_nobody_else_is(self, client: WebClient, refused: Refused) -> None:
        assert refused(client.users_info, user="U0NONE")["error"] == "user_not_found"


class TestAssistant:
    def test_the_status_stands_until_the_answer(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        ts = workspace.say(LENA, TEAM, "question")
        client.assistant_threads_setStatus(
            channel_id=TEAM, thread_ts=ts, status="thinks", loading_messages=["a", "b"]
        )
        assert workspace.state(LENA)["statuses"] == {f"{TEAM}:{ts}": "thinks"}
        client.chat_postMessage(channel=TEAM, thread_ts=ts, text="answer")
        assert workspace.state(LENA)["statuses"] == {}

    def test_an_empty_status_takes_it_away(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        ts = workspace.say(LENA, TEAM, "question")
        for status in ("thinks", ""):
            client.assistant_threads_setStatus(channel_id=TEAM, thread_ts=ts, status=status)
        assert workspace.state(LENA)["statuses"] == {}

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({"thread_ts": "1.000001"}, "invalid_thread_ts"),
            ({"channel_id": "C0NONE"}, "channel_not_found"),
            ({"loading_messages": ["x"] * 11}, "invalid_arguments"),
            ({"loading_messages": ["x" * 51]}, "invalid_arguments"),
        ],
    )
    def test_a_refused_status(
        self, client: WebClient, refused: Refused, arguments: dict[str, Any], error: str
    ) -> None:
        place = {"channel_id": TEAM, "thread_ts": card(client), "status": "thinks"}
        answer = refused(client.assistant_threads_setStatus, **place | arguments)
        assert answer["error"] == error

    def test_prompts_stand_in_the_room(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        channel = workspace.open_im(LENA)
        prompts = [{"title": "Coverage", "message": "What is our coverage?"}]
        client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)
        assert workspace.state(LENA)["prompts"] == {channel: prompts}

    @pytest.mark.parametrize(
        "prompts", [[], [{"title": "t", "message": "m"}] * 5, [{"title": "t"}], ["x"], "x"]
    )
    def test_refused_prompts(self, client: WebClient, refused: Refused, prompts: Any) -> None:
        answer = refused(
            client.api_call,
            api_method="assistant.threads.setSuggestedPrompts",
            json={"channel_id": TEAM, "prompts": prompts},
        )
        assert answer["error"] == "invalid_arguments"

    def test_prompts_are_for_agents(self, refused: Refused) -> None:
        features = {**MANIFEST["features"], "agent_view": None}
        with RunningWorkspace(manifest={**MANIFEST, "features": features}) as workspace:
            answer = refused(
                workspace.client().assistant_threads_setSuggestedPrompts,
                channel_id=TEAM,
                prompts=[{"title": "t", "message": "m"}],
            )
            assert answer["error"] == "not_agent_app"
