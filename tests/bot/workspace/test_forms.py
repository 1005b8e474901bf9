"""Forms, commands and shortcuts: what reaches the bot, and what its answers do."""

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.bot.workspace.conftest import (
    RawBot,
    input_block,
    modal,
    opened,
    options,
    refusal,
    section,
    text_input,
)
from tests.workspace_server import PageError, RunningWorkspace

LENA, TOM, TEAM = "U0LENA", "U0TOM", "C0TEAM"

FIELDS = [
    input_block(text_input("name", min_length=2, max_length=5), block_id="name"),
    input_block({"type": "email_text_input", "action_id": "mail"}, block_id="mail", optional=True),
    input_block(
        {
            "type": "number_input",
            "action_id": "n",
            "is_decimal_allowed": False,
            "min_value": "1",
            "max_value": "9",
        },
        block_id="n",
        optional=True,
    ),
    input_block(
        {
            "type": "multi_static_select",
            "action_id": "tags",
            "options": options("a", "b", "c"),
            "max_selected_items": 2,
            "initial_options": options("a"),
        },
        block_id="tags",
    ),
    input_block(
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23"}, block_id="day"
    ),
]


class TestForms:
    def test_the_state_is_complete(self, workspace: RunningWorkspace, raw_bot: RawBot) -> None:
        opened(workspace, raw_bot, modal(*FIELDS, callback_id="f", private_metadata="m"))
        workspace.submit(LENA, values={"name": "Lena", "tags": ["b", "c"]})
        payload = raw_bot.next("interactive")["payload"]
        assert payload["type"] == "view_submission"
        assert payload["response_urls"] == []
        view = payload["view"]
        assert (view["callback_id"], view["private_metadata"]) == ("f", "m")
        assert view["hash"]
        assert view["state"]["values"] == {
            "name": {"name": {"type": "plain_text_input", "value": "Lena"}},
            "mail": {"mail": {"type": "email_text_input", "value": None}},
            "n": {"n": {"type": "number_input", "value": None}},
            "tags": {
                "tags": {"type": "multi_static_select", "selected_options": options("b", "c")}
            },
            "day": {"day": {"type": "datepicker", "selected_date": "2026-11-23"}},
        }

    @pytest.mark.parametrize(
        ("values", "errors"),
        [
            ({}, {"name": "Please complete this required field."}),
            ({"name": "L"}, {"name": "Enter at least 2 characters."}),
            ({"name": "Lenaaa"}, {"name": "Enter at most 5 characters."}),
            ({"name": "Lena", "mail": "x"}, {"mail": "Enter a valid email address."}),
            ({"name": "Lena", "n": "x"}, {"n": "Enter a number."}),
            ({"name": "Lena", "n": "1.5"}, {"n": "Enter a whole number."}),
            ({"name": "Lena", "n": "0"}, {"n": "Enter a number of at least 1."}),
            ({"name": "Lena", "n": "10"}, {"n": "Enter a number of at most 9."}),
            ({"name": "Lena", "tags": ["a", "b", "c"]}, {"tags": "Choose at most 2."}),
            ({"name": "Lena", "tags": []}, {"tags": "Please complete this required field."}),
        ],
    )
    def test_slack_itself_complains(
        self,
        workspace: RunningWorkspace,
        raw_bot: RawBot,
        values: dict[str, Any],
        errors: dict[str, str],
    ) -> None:
        opened(workspace, raw_bot, modal(*FIELDS))
        with pytest.raises(PageError, match="invalid_inputs") as caught:
            workspace.submit(LENA, values=values)
        assert caught.value.body["errors"] == errors

    def test_unknown_inputs_and_options_are_refused(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        view = opened(workspace, raw_bot, modal(*FIELDS))
        with pytest.raises(AssertionError, match=r"no input for \['colour'\]"):
            workspace.submit(LENA, values={"colour": "red"})
        with pytest.raises(PageError, match="unknown_option"):
            workspace.submit(LENA, values={"name": "Lena", "tags": ["z"]})
        state = {"values": {"none": {"none": {"value": "x"}}}}
        code = refusal(workspace, "submit", view_id=view["id"], state=state)
        assert code == "unknown_input"

    def test_only_ones_own_top_view_can_be_sent(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        view = opened(workspace, raw_bot, modal(section(), submit=None))
        assert refusal(workspace, "submit", view_id=view["id"]) == "no_submit"
        assert refusal(workspace, "submit", user=TOM, view_id=view["id"]) == "not_found"
        assert refusal(workspace, "close", view_id="V0NONE") == "not_found"


def answered(
    workspace: RunningWorkspace, bot: RawBot, answer: dict[str, Any] | None
) -> dict[str, Any]:
    """Submit the open form, have the bot answer so, and return the outcome."""
    interaction = workspace.submit(LENA)
    bot.ack(bot.next("interactive"), answer)
    return workspace.outcome(interaction)


class TestAnswersToForms:
    def test_without_a_word_the_form_closes(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        opened(workspace, raw_bot, modal())
        assert answered(workspace, raw_bot, None)["failed"] is None
        assert workspace.modal(LENA) is None

    def test_update_and_push_and_clear(self, workspace: RunningWorkspace, raw_bot: RawBot) -> None:
        view = opened(workspace, raw_bot, modal())
        second = modal(section("second"))
        answered(workspace, raw_bot, {"response_action": "update", "view": second})
        updated = workspace.modal(LENA)
        assert updated
        assert (updated["id"], updated["blocks"][0]["text"]["text"]) == (view["id"], "second")
        answered(workspace, raw_bot, {"response_action": "push", "view": modal(section("third"))})
        pushed = workspace.modal(LENA)
        assert pushed
        assert pushed["previous_view_id"] == view["id"]
        answered(workspace, raw_bot, None)
        assert workspace.modal(LENA) == updated
        answered(workspace, raw_bot, {"response_action": "push", "view": modal()})
        answered(workspace, raw_bot, {"response_action": "clear"})
        assert workspace.state(LENA)["modals"] == []

    @pytest.mark.parametrize(
        "answer",
        [
            {"response_action": "errors", "errors": {"none": "x"}},
            {"response_action": "errors", "errors": {}},
            {"response_action": "errors"},
            {"response_action": "update", "view": {"type": "modal"}},
            {"response_action": "push"},
            {"response_action": "dance"},
        ],
    )
    def test_an_answer_that_slack_refuses_leaves_the_form_open(
        self, workspace: RunningWorkspace, raw_bot: RawBot, answer: dict[str, Any]
    ) -> None:
        view = opened(workspace, raw_bot, modal())
        answered(workspace, raw_bot, answer)
        assert workspace.modal(LENA) == view


class TestClosing:
    def test_the_bot_hears_of_it_where_it_asked_to(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        opened(workspace, raw_bot, modal())
        workspace.close(LENA)
        assert workspace.modal(LENA) is None
        view = opened(workspace, raw_bot, modal(notify_on_close=True))
        workspace.close(LENA)
        payload = raw_bot.next("interactive")["payload"]
        assert (payload["type"], payload["view"]["id"]) == ("view_closed", view["id"])
        assert payload["is_cleared"] is False

    @pytest.mark.parametrize(("clear_on_close", "everything"), [(True, False), (False, True)])
    def test_the_whole_stack_can_be_closed(
        self, workspace: RunningWorkspace, raw_bot: RawBot, clear_on_close: bool, everything: bool
    ) -> None:
        opened(workspace, raw_bot, modal(notify_on_close=True))
        above = modal(clear_on_close=clear_on_close, notify_on_close=True)
        answered(workspace, raw_bot, {"response_action": "push", "view": above})
        workspace.close(LENA, everything=everything)
        assert workspace.state(LENA)["modals"] == []
        for _ in range(2):
            assert raw_bot.next("interactive")["payload"]["is_cleared"] is True


class TestCommands:
    def test_a_command_is_as_slack_sends_it(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        workspace.command(LENA, TEAM, "/staffel  coverage <now> & here ")
        envelope = raw_bot.next("slash_commands")
        payload = envelope["payload"]
        assert payload["command"] == "/staffel"
        assert payload["text"] == "coverage <now> & here"
        assert (payload["user_id"], payload["user_name"]) == (LENA, "lena")
        assert (payload["channel_id"], payload["channel_name"]) == (TEAM, "privategroup")
        assert payload["is_enterprise_install"] == "false"
        assert all(isinstance(value, str) for value in payload.values())
        raw_bot.ack(envelope, {"text": "to all", "response_type": "in_channel"})
        shown = workspace.wait_for(lambda: workspace.messages(TOM, TEAM))
        assert shown[0]["text"] == "to all"

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"channel": TEAM, "text": "/other"}, "invalid_command"),
            ({"channel": TEAM, "text": "/staffel", "thread_ts": "1.0"}, "not_in_threads"),
            ({"channel": "C0BOARD", "text": "/staffel"}, "channel_not_found"),
        ],
    )
    def test_refused(self, workspace: RunningWorkspace, body: dict[str, Any], code: str) -> None:
        assert refusal(workspace, "command", **body) == code


class TestShortcuts:
    def test_on_a_message(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
    ) -> None:
        ts = workspace.say(TOM, TEAM, "a lead")
        workspace.shortcut(LENA, "make_lead", channel=TEAM, ts=ts)
        payload = raw_bot.next("interactive")["payload"]
        assert (payload["type"], payload["callback_id"]) == ("message_action", "make_lead")
        assert (payload["message_ts"], payload["message"]["text"]) == (ts, "a lead")
        assert payload["response_url"]
        assert client.views_open(trigger_id=payload["trigger_id"], view=modal())["ok"]

    def test_without_one(self, workspace: RunningWorkspace, raw_bot: RawBot) -> None:
        workspace.shortcut(LENA, "new_lead")
        payload = raw_bot.next("interactive")["payload"]
        assert (payload["type"], payload["callback_id"]) == ("shortcut", "new_lead")
        assert "channel" not in payload

    @pytest.mark.parametrize(
        "body", [{"callback_id": "none"}, {"callback_id": "make_lead"}, {"callback_id": ""}]
    )
    def test_refused(self, workspace: RunningWorkspace, body: dict[str, Any]) -> None:
        assert refusal(workspace, "shortcut", **body) == "unknown_shortcut"
