"""The journal: a restart loses nothing, and a torn last line does no harm."""

import json
from pathlib import Path

from tests.bot.workspace.conftest import RawBot, actions, button, card, home, modal, opened
from tests.workspace_server import RunningWorkspace

LENA, TOM, TEAM = "U0LENA", "U0TOM", "C0TEAM"


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    with RunningWorkspace(data=tmp_path) as workspace:
        client, bot = workspace.client(), RawBot(workspace)
        metadata = {"event_type": "lead", "event_payload": {"key": "k"}}
        root = card(client, metadata=metadata)
        client.chat_postMessage(channel=TEAM, text="reply", thread_ts=root)
        client.chat_update(channel=TEAM, ts=root, text="changed")
        client.chat_postEphemeral(channel=TEAM, user=LENA, text="psst")
        client.chat_postMessage(channel=LENA, text="hello")
        client.assistant_threads_setStatus(channel_id=TEAM, thread_ts=root, status="thinks")
        client.views_publish(user_id=LENA, view=home(actions(button())))
        first = opened(workspace, bot, modal(external_id="lead-1"))
        client.views_update(view_id=first["id"], view=modal(external_id="lead-1"))
        bot.close()
        workspace.wait_connected(0)
        before = [workspace.state(user) for user in (LENA, TOM)]
        entries = workspace.journal()
    with RunningWorkspace(data=tmp_path) as workspace:
        assert [workspace.state(user) for user in (LENA, TOM)] == before
        assert workspace.journal()[: len(entries)] == entries
        client = workspace.client()
        found = client.conversations_history(channel=TEAM, include_all_metadata=True)
        assert found["messages"][-1]["metadata"] == metadata
        later = client.chat_postMessage(channel=TEAM, text="later")["ts"]
        assert later > max(message["ts"] for message in found["messages"])
        assert client.views_update(external_id="lead-1", view=modal())["ok"]


def test_what_was_owed_is_still_delivered(tmp_path: Path) -> None:
    with RunningWorkspace(data=tmp_path) as workspace:
        workspace.say(LENA, TEAM, "hello")
    with RunningWorkspace(data=tmp_path) as workspace:
        bot = RawBot(workspace)
        envelope = bot.next("events_api")
        assert envelope["payload"]["event"]["text"] == "hello"
        bot.ack(envelope)
        workspace.wait_for(lambda: workspace.journal()[-1]["type"] == "event_settled")
        bot.close()
    with RunningWorkspace(data=tmp_path) as workspace:
        assert workspace.journal()[-1]["attempts"] == 1


def test_a_line_torn_by_a_crash_is_dropped(tmp_path: Path) -> None:
    with RunningWorkspace(data=tmp_path) as workspace:
        workspace.say(LENA, TEAM, "whole")
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"n": 99, "type": "mess')
    with RunningWorkspace(data=tmp_path) as workspace:
        workspace.say(LENA, TEAM, "after")
        assert [message["text"] for message in workspace.messages(TOM, TEAM)] == ["whole", "after"]
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))


def test_it_is_read_from_where_one_left_off(workspace: RunningWorkspace) -> None:
    workspace.say(LENA, TEAM, "one")
    seen = workspace.journal()
    workspace.say(LENA, TEAM, "two")
    fresh = workspace.journal(after=seen[-1]["n"])
    messages = [entry for entry in fresh if entry["type"] == "message"]
    assert [entry["message"]["text"] for entry in messages] == ["two"]
    assert messages[0]["channel"] == TEAM
    assert abs(messages[0]["stored_at"] - float(messages[0]["message"]["ts"])) < 1


def test_an_entry_stays_as_it_was_written(workspace: RunningWorkspace) -> None:
    root = workspace.say(LENA, TEAM, "root")
    workspace.say(TOM, TEAM, "reply", thread_ts=root)
    assert "reply_count" not in workspace.journal()[0]["message"]
