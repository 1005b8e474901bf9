"""The next best action in the workspace: a case is asked, answered, done and rated."""

import json
from typing import Any

from agents.vocabulary import EdgeAnswer, NextAction
from tests.e2e.slack.office import Office

LOW = {"industry": "fischerei", "employees": "3", "country": "", "job_title": "Fischer"}


def _said(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False)


def test_a_case_is_asked_on_the_card_and_its_answer_changes_the_action(office: Office) -> None:
    lead = office.new_lead(**LOW)
    office.shows(lead, "die Firma passt nicht zu uns. Was nun?")
    office.press("U0LENA", lead, "edge_leave")
    office.shows(lead, "Wie entschieden: Lass den Lead vorerst ruhen")
    assert office.world.lead(lead.id).next_action_code == f"answered_{EdgeAnswer.LEAVE}"


def test_what_was_done_is_rated_in_the_why_modal_once(office: Office) -> None:
    lead = office.new_lead()
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "lead_touch_call")
    office.press("U0LENA", lead, "lead_touch_call")
    office.shows(lead, "Ihr habt gesprochen")
    assert office.world.lead(lead.id).next_action is NextAction.BOOK_DEMO
    office.press("U0LENA", lead, "lead_why")
    modal = office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    assert "War der letzte hilfreich?" in _said(modal)
    office.workspace.click_view("U0LENA", "advice_helped")
    office.workspace.wait_for(lambda: "hat geholfen" in _said(office.workspace.modal("U0LENA")))
    assert "War der letzte hilfreich?" not in _said(office.workspace.modal("U0LENA"))
    office.workspace.close("U0LENA", everything=True)
