"""The page's door: what each person sees and may do."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from tests.bot.workspace.conftest import (
    RawBot,
    actions,
    button,
    card,
    options,
    plain,
    refusal,
)
from tests.workspace_server import MANIFEST, PageError, RunningWorkspace

LENA, TOM, MARA, TEAM = "U0LENA", "U0TOM", "U0MARA", "C0TEAM"


class TestBoot:
    def test_it_names_people_channels_and_commands_and_no_secrets(
        self, workspace: RunningWorkspace
    ) -> None:
        answer = httpx.get(f"{workspace.url}/_page/boot", trust_env=False)
        boot = answer.json()
        assert boot["team"]["name"] == "Staffel Demo"
        assert [user["id"] for user in boot["users"]][:2] == [LENA, TOM]
        assert boot["channels"][0]["members"] == [LENA, TOM, "U0STAFFEL"]
        assert boot["commands"][0]["command"] == "/staffel"
        assert [s["callback_id"] for s in boot["shortcuts"]] == ["new_lead", "make_lead"]
        assert (boot["website"], boot["tour"]) == (None, None)
        assert "xoxb" not in answer.text
        assert "secret" not in answer.text

    @pytest.mark.parametrize("path", ["/", "/archives/C0TEAM/p1795439537349748"])
    def test_the_page_is_served(self, workspace: RunningWorkspace, path: str) -> None:
        answer = httpx.get(workspace.url + path, trust_env=False)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")


class TestSeeing:
    @pytest.mark.parametrize(
        ("user", "rooms"),
        [
            (LENA, {"C0TEAM", "C0ALL", "C0OPEN", "C0SHARED"}),
            (MARA, {"C0ALL", "C0OPEN", "C0BOARD", "C0SHARED"}),
            ("U0GUEST", set()),
            ("U0OUTSIDE", {"C0SHARED"}),
        ],
    )
    def test_each_sees_their_rooms(
        self, workspace: RunningWorkspace, user: str, rooms: set[str]
    ) -> None:
        assert {room["id"] for room in workspace.state(user)["channels"]} == rooms

    def test_direct_messages_are_private(self, workspace: RunningWorkspace) -> None:
        channel = workspace.open_im(LENA)
        assert workspace.open_im(LENA) == channel
        assert [im["id"] for im in workspace.state(LENA)["ims"]] == [channel]
        assert workspace.state(TOM)["ims"] == []
        assert refusal(workspace, "message", user=TOM, channel=channel, text="x") == (
            "channel_not_found"
        )

    def test_strangers_to_the_workspace_see_nothing(self, workspace: RunningWorkspace) -> None:
        with pytest.raises(PageError, match="user_not_found"):
            workspace.state("U0NONE")


class TestSaying:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("Tom & Co <b>", "Tom &amp; Co &lt;b&gt;"),
            ("@Staffel and @tom, hi", "<@U0STAFFEL> and <@U0TOM>, hi"),
            ("@nobody", "@nobody"),
            ("see https://a.example/x?y=1.", "see <https://a.example/x?y=1>."),
            ("write to tom@a.example", "write to <mailto:tom@a.example|tom@a.example>"),
            ("<@U0TOM> <!here> <https://a.example|a>", "<@U0TOM> <!here> <https://a.example|a>"),
        ],
    )
    def test_text_is_stored_as_slack_stores_it(
        self, workspace: RunningWorkspace, typed: str, stored: str
    ) -> None:
        ts = workspace.say(LENA, TEAM, typed)
        message = workspace.message(TOM, TEAM, ts)
        assert (message["user"], message["text"]) == (LENA, stored)

    def test_a_reply_counts_at_its_parent(self, workspace: RunningWorkspace) -> None:
        root = workspace.say(LENA, TEAM, "root")
        reply = workspace.say(TOM, TEAM, "reply", thread_ts=root)
        deeper = workspace.say(LENA, TEAM, "deeper", thread_ts=reply)
        assert workspace.message(LENA, TEAM, deeper)["thread_ts"] == root
        parent = workspace.message(LENA, TEAM, root)
        assert (parent["reply_count"], parent["latest_reply"]) == (2, deeper)
        assert parent["reply_users"] == [TOM, LENA]

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"channel": TEAM, "text": " "}, "no_text"),
            ({"channel": "C0BOARD", "text": "x"}, "channel_not_found"),
            ({"user": MARA, "channel": TEAM, "text": "x"}, "channel_not_found"),
            ({"user": TOM, "channel": "C0OPEN", "text": "x"}, "not_in_channel"),
            ({"user": "U0NONE", "channel": TEAM, "text": "x"}, "user_not_found"),
            ({"channel": TEAM, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ],
    )
    def test_refused(self, workspace: RunningWorkspace, body: dict[str, Any], code: str) -> None:
        assert refusal(workspace, "message", **body) == code

    def test_other_doors_and_bodies_are_refused(self, workspace: RunningWorkspace) -> None:
        assert refusal(workspace, "nowhere") == "unknown_door"
        answer = httpx.post(f"{workspace.url}/_page/message", content=b"[", trust_env=False)
        assert answer.json()["error"] == "invalid_json"
        answer = httpx.get(f"{workspace.url}/_page/journal?after=x", trust_env=False)
        assert answer.json()["error"] == "invalid_arguments"


class TestClicking:
    def test_only_who_sees_the_message_can_click(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        ts = card(client)
        used = {"action_id": "go", "block_id": "buttons", "type": "button"}
        place = {"type": "message", "channel": TEAM, "ts": ts}
        body = {"container": place, "action": used}
        assert refusal(workspace, "action", user=MARA, **body) == "channel_not_found"
        gone = {**body, "container": {**place, "ts": "1.000001"}}
        assert refusal(workspace, "action", **gone) == "message_not_found"
        other = {**body, "action": {**used, "action_id": "stop"}}
        assert refusal(workspace, "action", **other) == "unknown_action"
        assert refusal(workspace, "action", container=place) == "invalid_arguments"

    def test_a_button_says_what_the_app_put_into_it(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
    ) -> None:
        container = {"type": "message", "channel": TEAM, "ts": card(client)}
        forged = {"action_id": "go", "block_id": "buttons", "value": "forged"}
        workspace.page("action", {"user": LENA, "container": container, "action": forged})
        assert raw_bot.next("interactive")["payload"]["actions"][0]["value"] == "lead-1"

    def test_a_choice_is_an_option_of_the_app_and_stands_in_the_state(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
    ) -> None:
        menu = {"type": "static_select", "action_id": "menu", "options": options("a", "b")}
        boxes = {"type": "checkboxes", "action_id": "boxes", "options": options("x", "y")}
        more = {"type": "overflow", "action_id": "more", "options": options("m")}
        blocks = [actions(menu, boxes, more, block_id="all")]
        ts = client.chat_postMessage(channel=TEAM, text="x", blocks=blocks)["ts"]
        workspace.click(LENA, TEAM, ts, "menu", "b")
        payload = raw_bot.next("interactive")["payload"]
        assert payload["actions"][0]["selected_option"] == options("b")[0]
        assert payload["state"]["values"]["all"] == {
            "menu": {"type": "static_select", "selected_option": options("b")[0]},
            "boxes": {"type": "checkboxes", "selected_options": []},
        }
        workspace.click(LENA, TEAM, ts, "more", "m")
        payload = raw_bot.next("interactive")["payload"]
        assert payload["actions"][0]["selected_option"] == options("m")[0]
        for action_id in ("menu", "more"):
            with pytest.raises(PageError, match="unknown_option"):
                workspace.click(LENA, TEAM, ts, action_id, "z")

    def test_feedback_and_icon_buttons(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
    ) -> None:
        good, bad = ({"text": plain(word), "value": word} for word in ("good", "bad"))
        judge = {"positive_button": good, "negative_button": bad}
        elements = [
            {"type": "feedback_buttons", "action_id": "judge", **judge},
            {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Delete")},
        ]
        blocks = [{"type": "context_actions", "elements": elements}]
        ts = client.chat_postMessage(channel=TEAM, text="x", blocks=blocks)["ts"]
        workspace.click(LENA, TEAM, ts, "judge", "bad")
        assert raw_bot.next("interactive")["payload"]["actions"][0]["value"] == "bad"
        workspace.click(LENA, TEAM, ts, "bin")
        assert raw_bot.next("interactive")["payload"]["actions"][0]["icon"] == "trash"
        with pytest.raises(PageError, match="unknown_option"):
            workspace.click(LENA, TEAM, ts, "judge", "so so")

    def test_an_ephemeral_is_clicked_by_its_person_and_not_handed_back(
        self, workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
    ) -> None:
        answer = client.chat_postEphemeral(
            channel=TEAM, user=LENA, text="x", blocks=[actions(button(value="v"))]
        )
        workspace.click(LENA, TEAM, answer["message_ts"], "go")
        payload = raw_bot.next("interactive")["payload"]
        assert payload["container"]["is_ephemeral"] is True
        assert "message" not in payload
        assert payload["actions"][0]["value"] == "v"

    def test_the_fixture_fails_where_the_control_is_missing(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        ts = card(client)
        with pytest.raises(AssertionError, match="no control 'stop'"):
            workspace.click(LENA, TEAM, ts, "stop")
        with pytest.raises(AssertionError, match="no control 'go'"):
            workspace.click(LENA, TEAM, ts, "go", "lead-2")

    def test_an_app_may_be_without_interactivity(self) -> None:
        settings = {**MANIFEST["settings"], "interactivity": {"is_enabled": False}}
        with RunningWorkspace(manifest={**MANIFEST, "settings": settings}) as workspace:
            ts = card(workspace.client())
            with pytest.raises(PageError, match="not_interactive"):
                workspace.click(LENA, TEAM, ts, "go")
