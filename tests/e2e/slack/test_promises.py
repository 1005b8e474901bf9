"""Receipts, pauses and tries, from both sides: what people press, and what they then see."""

import json
from typing import Any

from agents.facts import LeadFacts
from agents.vocabulary import ClockKind, SlaState
from bot.workflows import tick
from tests.e2e.slack.office import TEAM, Office


def test_the_receipt_is_read_and_the_clock_paused_and_let_go_on(office: Office) -> None:
    lead = office.new_lead()
    office.more("U0LENA", lead, "receipt")
    modal = office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    assert "15 gezählte Minuten" in json.dumps(modal, ensure_ascii=False)
    office.ended(office.workspace.click_view("U0LENA", "clock_pause"))
    office.workspace.wait_for(lambda: _top(office, "Warum?"))
    office.confirm("U0LENA", pause_cause="customer", pause_hours="2")
    office.workspace.wait_for(lambda: _top(office, "Uhr weiterlaufen lassen"))
    clock = office.world.lead(lead.id).clock(ClockKind.FIRST_TOUCH)
    assert clock is not None
    assert clock.state is SlaState.PAUSED
    office.send_all()
    office.shows(lead, "Die Uhr steht still")
    office.world.clock.forward(minutes=30)
    office.ended(office.workspace.click_view("U0LENA", "clock_go_on"))
    office.workspace.wait_for(lambda: _top(office, "30 Min. angehalten: wartet auf Antwort"))
    office.send_all()
    office.shows(lead, "Erstkontakt bis")


def test_every_ping_shows_the_receipt(office: Office) -> None:
    lead = office.new_lead()
    office.world.clock.forward(minutes=8)
    tick.escalate(office.world.deps)
    office.send_all()
    (ping,) = _replies(office, lead)
    office.ended(office.workspace.click("U0LENA", TEAM, ping["ts"], "lead_receipt"))
    office.workspace.wait_for(lambda: _top(office, "8 gezählte Minuten"))


def test_no_answer_shows_the_next_try_and_its_reminder_settles_it(office: Office) -> None:
    lead = office.new_lead()
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "Angenommen von")
    office.press("U0LENA", lead, "lead_touch_no_answer")
    office.shows(lead, "Versuch 2 von 6: Anruf")
    office.send_all()
    office.world.clock.forward(hours=2)
    tick.remind_tries(office.world.deps)
    office.send_all()
    reminder = _replies(office, lead)[-1]
    assert "Versuch 2 von 6" in reminder["text"]
    office.ended(office.workspace.click("U0LENA", TEAM, reminder["ts"], "lead_touch_no_answer"))
    office.workspace.wait_for(lambda: "Erledigt" in _replies(office, lead)[-1]["text"])
    office.send_all()
    office.shows(lead, "Versuch 3 von 6: E-Mail")


def _replies(office: Office, lead: LeadFacts) -> list[dict[str, Any]]:
    """What stands under the card, oldest first."""
    everything = office.workspace.messages("U0LENA", TEAM)
    return [one for one in everything if one.get("thread_ts") == lead.card_ts != one["ts"]]


def _top(office: Office, part: str) -> bool:
    """Whether the modal on top has this in it."""
    modal = office.workspace.modal("U0LENA")
    return modal is not None and part in json.dumps(modal, ensure_ascii=False)
