"""Views by the Web API: triggers, the stack, hashes and external ids, App Home."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.bot.workspace.conftest import (
    Clock,
    RawBot,
    actions,
    button,
    card,
    home,
    input_block,
    modal,
    opened,
    section,
    text_input,
)
from tests.workspace_server import MANIFEST, RunningWorkspace

Refused = Callable[..., dict[str, Any]]
LENA, TEAM = "U0LENA", "C0TEAM"


def triggered(workspace: RunningWorkspace, bot: RawBot) -> str:
    """A fresh trigger from a click on a message."""
    workspace.click(LENA, TEAM, card(workspace.client()), "go")
    envelope = bot.next("interactive")
    bot.ack(envelope)
    return str(envelope["payload"]["trigger_id"])


def triggered_in_modal(workspace: RunningWorkspace, bot: RawBot) -> str:
    """A fresh trigger from a click in the open modal."""
    workspace.click_view(LENA, "more")
    envelope = bot.next("interactive")
    bot.ack(envelope)
    return str(envelope["payload"]["trigger_id"])


def pushing(**more: Any) -> dict[str, Any]:
    return modal(actions(button("more")), **more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(clock: Clock) -> Iterator[RunningWorkspace]:
    with RunningWorkspace(clock=clock) as running:
        yield running


class TestOpen:
    def test_the_view_is_as_slack_answers_it(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        view = opened(workspace, raw_bot, modal(private_metadata="lead-1", callback_id="accept"))
        assert view["type"] == "modal"
        assert (view["private_metadata"], view["callback_id"]) == ("lead-1", "accept")
        assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
        assert view["state"] == {"values": {}}
        assert view["hash"]
        assert workspace.modal(LENA) == view
        assert workspace.modal("U0TOM") is None

    def test_a_trigger_works_once(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient, refused: Refused
    ) -> None:
        trigger_id = triggered(workspace, raw_bot)
        client.views_open(trigger_id=trigger_id, view=modal())
        answer = refused(client.views_open, trigger_id=trigger_id, view=modal())
        assert answer["error"] == "exchanged_trigger_id"

    def test_a_trigger_works_for_three_seconds(
        self, timed: RunningWorkspace, clock: Clock, refused: Refused
    ) -> None:
        bot, client = RawBot(timed), timed.client()
        punctual, late = triggered(timed, bot), triggered(timed, bot)
        clock.at += 3.0
        client.views_open(trigger_id=punctual, view=modal())
        clock.at += 0.001
        answer = refused(client.views_open, trigger_id=late, view=modal())
        assert answer["error"] == "expired_trigger_id"
        bot.close()

    def test_other_triggers_are_invalid(self, client: WebClient, refused: Refused) -> None:
        answer = refused(client.views_open, trigger_id="1.2.abc", view=modal())
        assert answer["error"] == "invalid_trigger_id"
        answer = refused(client.api_call, api_method="views.open", json={"view": modal()})
        assert answer["error"] == "invalid_arguments"

    def test_a_refused_view_does_not_cost_the_trigger(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient, refused: Refused
    ) -> None:
        trigger_id = triggered(workspace, raw_bot)
        answer = refused(client.views_open, trigger_id=trigger_id, view=modal(title=None))
        assert answer["error"] == "invalid_arguments"
        messages = answer["response_metadata"]["messages"]
        assert messages == ["[ERROR] missing required field: title [json-pointer:/view]"]
        assert client.views_open(trigger_id=trigger_id, view=modal())["ok"]

    def test_a_second_modal_takes_the_place_of_the_first(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        opened(workspace, raw_bot, modal())
        second = opened(workspace, raw_bot, modal())
        assert workspace.state(LENA)["modals"] == [second]


class TestPush:
    def test_three_views_lie_upon_each_other(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient, refused: Refused
    ) -> None:
        first = opened(workspace, raw_bot, pushing())
        for _ in range(2):
            trigger_id = triggered_in_modal(workspace, raw_bot)
            top = client.views_push(trigger_id=trigger_id, view=pushing())["view"]
        stack = workspace.state(LENA)["modals"]
        assert stack[0]["id"] == first["id"]
        assert [view["previous_view_id"] for view in stack[1:]] == [v["id"] for v in stack[:2]]
        assert {view["root_view_id"] for view in stack} == {first["id"]}
        assert stack[-1] == top
        trigger_id = triggered_in_modal(workspace, raw_bot)
        answer = refused(client.views_push, trigger_id=trigger_id, view=pushing())
        assert answer["error"] == "push_limit_reached"

    def test_only_a_modal_can_be_pushed_upon(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient, refused: Refused
    ) -> None:
        trigger_id = triggered(workspace, raw_bot)
        answer = refused(client.views_push, trigger_id=trigger_id, view=modal())
        assert answer["error"] == "not_found"


class TestUpdate:
    def test_the_view_changes_in_its_place(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
    ) -> None:
        old = opened(workspace, raw_bot, modal())
        view = modal(section("new"))
        new = client.views_update(view_id=old["id"], hash=old["hash"], view=view)["view"]
        assert new["id"] == old["id"]
        assert new["hash"] != old["hash"]
        assert workspace.modal(LENA) == new

    def test_an_external_id_names_it_too_and_is_unique(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient, refused: Refused
    ) -> None:
        old = opened(workspace, raw_bot, modal(external_id="lead-1"))
        new = client.views_update(external_id="lead-1", view=modal(external_id="lead-1"))["view"]
        assert new["id"] == old["id"]
        trigger_id = triggered(workspace, raw_bot)
        answer = refused(
            client.views_open, trigger_id=trigger_id, view=modal(external_id="lead-1")
        )
        assert answer["error"] == "duplicate_external_id"

    def test_what_slack_refuses(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient, refused: Refused
    ) -> None:
        old = opened(workspace, raw_bot, modal())
        for arguments, error in (
            ({"view_id": old["id"], "hash": "1.x"}, "hash_conflict"),
            ({"view_id": "V0NONE"}, "not_found"),
            ({"external_id": "none"}, "not_found"),
            ({"view_id": old["id"], "view": home()}, "invalid_arguments"),
        ):
            answer = refused(client.views_update, **{"view": modal(), **arguments})
            assert answer["error"] == error
        answer = refused(client.api_call, api_method="views.update", json={"view": modal()})
        assert answer["error"] == "invalid_arguments"

    def test_a_closed_view_is_not_found(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient, refused: Refused
    ) -> None:
        old = opened(workspace, raw_bot, modal())
        workspace.close(LENA)
        answer = refused(client.views_update, view_id=old["id"], view=modal())
        assert answer["error"] == "not_found"


class TestPublish:
    def test_the_home_is_the_persons_own(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        view = client.views_publish(user_id=LENA, view=home())["view"]
        assert workspace.home(LENA) == view
        assert workspace.home("U0TOM") is None
        again = client.views_publish(user_id=LENA, view=home(section("new")), hash=view["hash"])
        assert again["view"]["id"] == view["id"]

    def test_what_slack_refuses(self, client: WebClient, refused: Refused) -> None:
        client.views_publish(user_id=LENA, view=home())
        for arguments, error in (
            ({"hash": "1.x"}, "hash_conflict"),
            ({"view": modal()}, "invalid_arguments"),
            ({"user_id": "U0NONE"}, "invalid_arguments"),
            ({"view": home(input_block(text_input(max_length=9000)))}, "invalid_arguments"),
        ):
            call = {"user_id": LENA, "view": home(), **arguments}
            assert refused(client.views_publish, **call)["error"] == error

    def test_an_app_may_have_no_home(self, refused: Refused) -> None:
        features = {**MANIFEST["features"], "app_home": {"home_tab_enabled": False}}
        with RunningWorkspace(manifest={**MANIFEST, "features": features}) as workspace:
            answer = refused(workspace.client().views_publish, user_id=LENA, view=home())
            assert answer["error"] == "not_enabled"

    def test_a_click_in_the_home_carries_the_view_and_opens_modals(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
    ) -> None:
        view = client.views_publish(user_id=LENA, view=home(actions(button(value="v"))))["view"]
        workspace.click_view(LENA, "go")
        envelope = raw_bot.next("interactive")
        raw_bot.ack(envelope)
        payload = envelope["payload"]
        assert payload["container"] == {"type": "view", "view_id": view["id"]}
        assert payload["view"]["id"] == view["id"]
        assert payload["actions"][0]["value"] == "v"
        assert "channel" not in payload
        assert "response_url" not in payload
        client.views_open(trigger_id=payload["trigger_id"], view=modal())
        assert workspace.modal(LENA)
