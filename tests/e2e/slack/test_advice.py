"""The next best action in the workspace: a case is asked, answered, done and rated."""

import json
from typing import Any

from sqlalchemy import update

from agents.vocabulary import AdviceState, EdgeAnswer, NextAction
from store.models import Account, Lead
from store.queries import advice
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


def test_a_step_that_no_touch_speaks_of_is_done_from_the_menu(office: Office) -> None:
    lead = office.new_lead(phone="", message="")
    mira = office.world.person("U0MIRA")
    with office.world.store.begin() as session:
        session.execute(update(Account).values(owner_id=mira.id))
        session.execute(update(Lead).values(is_hot=False))
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "Angenommen von")
    office.press("U0LENA", lead, "lead_touch_no_answer")
    office.shows(lead, "An die Person geben, die die Firma betreut")
    office.more("U0LENA", lead, "advice_done")
    office.workspace.wait_for(
        lambda: office.world.lead(lead.id).next_action is not NextAction.HAND_TO_ACCOUNT_OWNER
    )
    with office.world.store.read() as session:
        done = [one for one in advice.of_lead(session, lead.id) if one.code == "account_is_owned"]
    lena = office.world.person("U0LENA")
    assert [(one.state, one.settled_by_id) for one in done] == [(AdviceState.DONE, lena.id)]


def test_what_is_locked_says_why_on_the_card(office: Office) -> None:
    lead = office.new_lead(phone="", consent="", message="Bitte eine Vorführung.")
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "Angenommen von")
    office.press("U0LENA", lead, "lead_touch_meeting")
    card = office.shows(lead, "🔒 „Case Study")
    assert "ist gesperrt: es gibt keine Einwilligung" in _said(card)
    assert office.world.lead(lead.id).next_action is NextAction.WAIT
