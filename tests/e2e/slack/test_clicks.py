"""A click is acknowledged at once, but never before it is kept, and always answered."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import text

from agents.facts import LeadFacts
from agents.vocabulary import Handover, InboxState, OutboxState
from bot.workspace.instant import Timing
from store.inbox import in_state
from store.session import Store
from tests.e2e.slack.office import TEAM, Office, in_the_team_channel, manifest, seed
from tests.workspace_server import RunningWorkspace
from tests.world import World

FAILED = "etwas schiefgegangen"


def doors(office: Office, state: InboxState) -> list[str]:
    with office.world.store.read() as session:
        return [one.door for one in in_state(session, state)]


def test_it_is_acknowledged_before_the_work(office: Office) -> None:
    lead, may_go_on = office.new_lead(), threading.Event()

    @office.app.middleware
    def busy(next: Callable[[], None]) -> None:  # noqa: A002 — Bolt's name for it
        may_go_on.wait(10)
        next()

    office.press("U0LENA", lead, "lead_accept")
    assert office.world.lead(lead.id).handover is Handover.OFFERED
    may_go_on.set()
    office.shows(lead, "Angenommen von")


def test_it_is_kept_before_it_is_acknowledged(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, client = office.new_lead(), office.door.client
    send, kept = client.send_socket_mode_response, []

    def acknowledge(answer: Any) -> None:
        kept.append(doors(office, InboxState.RECEIVED))
        send(answer)

    monkeypatch.setattr(client, "send_socket_mode_response", acknowledge)
    office.press("U0LENA", lead, "lead_accept")
    assert kept == [["slack:click"]]
    office.shows(lead, "Angenommen von")


def test_what_cannot_be_kept_is_not_acknowledged_and_the_person_is_told(office: Office) -> None:
    lead = office.new_lead()
    assert lead.card_ts is not None
    rename(office, "delivery", "gone")
    interaction = office.workspace.click("U0LENA", TEAM, lead.card_ts, "lead_accept")
    office.told("U0LENA", FAILED)
    assert office.workspace.outcome(interaction)["failed"] == "operation_timeout"
    assert office.world.lead(lead.id).handover is Handover.OFFERED
    rename(office, "gone", "delivery")
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "Angenommen von")


def rename(office: Office, table: str, name: str) -> None:
    with office.world.store.begin() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def test_what_fails_between_is_told_with_a_number_and_left_for_the_next_start(
    office: Office,
) -> None:
    lead = office.new_lead()

    @office.app.middleware
    def broken() -> None:
        raise RuntimeError("something in between")

    before = len(office.whispers("U0LENA"))
    office.press("U0LENA", lead, "lead_accept")
    office.workspace.wait_for(lambda: len(office.whispers("U0LENA")) > before)
    assert FAILED in office.whispers("U0LENA")[-1]
    assert doors(office, InboxState.RECEIVED) == ["slack:click"]
    office.start_again()
    assert doors(office, InboxState.RECEIVED) == []


def test_the_outbox_says_nothing_that_the_click_has_shown(office: Office) -> None:
    lead = office.new_lead()
    for times, action in enumerate(("lead_accept", "lead_touch_call"), 1):
        office.press("U0LENA", lead, action)
        office.workspace.wait_for(lambda wanted=times: changes(office, lead) == wanted)
    office.workspace.wait_for(lambda: is_shown(office, lead))
    before = office.card(lead), changes(office, lead)
    office.send_all()
    assert (office.card(lead), changes(office, lead)) == before
    assert office.world.owed(OutboxState.PENDING) == []
    assert ("ShowLeadCard", {"lead_id": lead.id}) in office.world.owed(OutboxState.SUPERSEDED)


def test_where_the_click_could_not_be_answered_the_outbox_shows_it(office: Office) -> None:
    lead = office.new_lead()
    answered = office.app.dispatch(BoltRequest(body=click(lead), mode="socket_mode"))
    assert answered.status == 200
    office.workspace.wait_for(lambda: "slack:click" in doors(office, InboxState.DONE))
    assert office.world.lead(lead.id).handover is Handover.ACCEPTED
    assert "Angenommen von" not in json.dumps(office.card(lead), ensure_ascii=False)
    office.send_all()
    office.shows(lead, "Angenommen von")
    assert is_shown(office, lead)


def is_shown(office: Office, lead: LeadFacts) -> bool:
    now = office.world.lead(lead.id)
    return now.shown_version == now.version


def changes(office: Office, lead: LeadFacts) -> int:
    return len(
        [
            one
            for one in office.workspace.journal()
            if one["type"] == "message_changed" and one["message"]["ts"] == lead.card_ts
        ]
    )


def click(lead: LeadFacts) -> dict[str, Any]:
    """A click whose response_url nobody answers."""
    action = {
        "type": "button",
        "action_id": "lead_accept",
        "block_id": "b",
        "action_ts": "1.1",
        "value": json.dumps({"lead_id": lead.id}),
    }
    return {
        "type": "block_actions",
        "user": {"id": "U0LENA"},
        "channel": {"id": TEAM},
        "container": {"type": "message", "channel_id": TEAM, "message_ts": lead.card_ts},
        "actions": [action],
        "trigger_id": "1.1",
        "response_url": "http://127.0.0.1:9/gone",
    }


def test_who_waited_too_long_for_a_modal_is_asked_to_click_again(sqlite_store: Store) -> None:
    world = in_the_team_channel(World(sqlite_store))
    world.hire()
    expired = Timing(trigger=-1.0)
    with (
        RunningWorkspace(seed(), manifest(), timing=expired) as late,
        Office(world, late) as office,
    ):
        office.press("U0LENA", office.new_lead(), "lead_why")
        assert FAILED not in office.told("U0LENA", "noch einmal")


def test_a_form_waits_for_its_answer(office: Office) -> None:
    lead = office.new_lead()
    office.reject("U0LENA", lead, "timing")
    office.confirm("U0LENA", wake_on="2020-01-01")
    assert office.workspace.modal("U0LENA") is not None, "its errors are shown in it"
    office.workspace.close("U0LENA", everything=True)


def test_without_a_token_that_slack_knows_the_person_is_told(office: Office) -> None:
    lead = office.new_lead()
    office.app.client.token = "xoxb-of-nobody"
    before = len(office.whispers("U0LENA"))
    office.press("U0LENA", lead, "lead_accept")
    office.workspace.wait_for(lambda: len(office.whispers("U0LENA")) > before)
    assert FAILED in office.whispers("U0LENA")[-1]
