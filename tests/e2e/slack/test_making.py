"""Making, finding and correcting leads, and trying one out: in the workspace as people do it."""

import json
from typing import Any

from sqlalchemy import update

from agents.vocabulary import Handover, Language, LeadSource
from bot.workflows import intake, pairs
from store.models import Person
from tests.e2e.slack.office import TEAM, Office

NOTE = "Anruf von Herrn Jona Klee (Klee KG), 0711 9876543, jona@klee.example"


def _said(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False)


def _modal(office: Office, user: str, part: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        top = office.workspace.modal(user)
        return top if top is not None and part in _said(top) else None

    return office.workspace.wait_for(found)


def test_a_message_becomes_a_lead_that_stays_with_its_maker(office: Office) -> None:
    ts = office.workspace.say("U0LENA", TEAM, NOTE)
    office.ended(office.workspace.shortcut("U0LENA", "lead_from_message", channel=TEAM, ts=ts))
    form = _modal(office, "U0LENA", "Neuer Lead")
    for known in ("jona@klee.example", "+497119876543", "Klee KG", "Jona"):
        assert known in _said(form)
    office.confirm("U0LENA", new_owner="me", new_wish="demo_request")
    _modal(office, "U0LENA", "Angelegt: #")
    office.workspace.close("U0LENA", everything=True)
    lead = office.world.lead(1)
    assert (lead.source, lead.handover) == (LeadSource.SLACK, Handover.ACCEPTED)
    assert NOTE not in _said([lead.message, lead.need])
    office.send_all()
    office.shows(office.world.lead(1), "Jona Klee")


def test_what_is_there_already_is_shown_before_it_is_saved(office: Office) -> None:
    lead = office.new_lead()
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel neu"))
    _modal(office, "U0LENA", "Neuer Lead")
    office.confirm("U0LENA", field_last_name="Sommer")
    _modal(office, "U0LENA", "Neuer Lead")
    office.confirm("U0LENA", field_last_name="Sommer", field_phone="030 901820")
    again = _modal(office, "U0LENA", "Gibt es schon")
    assert f"#{lead.id} Eva Sommer" in _said(again)
    assert "Trotzdem anlegen" in _said(again)
    office.confirm("U0LENA")
    _modal(office, "U0LENA", "#2 Sommer")
    office.workspace.close("U0LENA", everything=True)


def test_a_lead_is_found_where_one_may_see_it(office: Office) -> None:
    lead = office.new_lead()
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel find sommer"))
    office.told("U0LENA", "1 Lead zu „sommer“")
    assert f"p{str(lead.card_ts).replace('.', '')}" in _said(
        office.workspace.messages("U0LENA", TEAM)
    )
    office.ended(office.workspace.command("U0AMY", TEAM, "/staffel find sommer"))
    office.told("U0AMY", "I find no lead for “sommer” that you may see.")


def test_a_field_is_corrected_from_the_card(office: Office) -> None:
    lead = office.new_lead()
    value = json.dumps({"lead_id": lead.id, "more": "correct"}, separators=(",", ":"))
    office.press("U0LENA", lead, "lead_more", value)
    shown = json.dumps(_modal(office, "U0LENA", "Feld korrigieren"), ensure_ascii=False)
    assert "Fertigung" in shown
    assert "Deutschland" in shown
    assert "manufacturing" not in shown, "no codes on a German form"
    office.confirm("U0LENA", field_phone="keine")
    _modal(office, "U0LENA", "Feld korrigieren")
    assert office.world.lead(lead.id).contact.phone == lead.contact.phone
    office.confirm("U0LENA", field_phone="030 90182077", field_employees="250")
    office.shows(lead, "+49 30 90182077")
    company = office.world.lead(lead.id).company
    assert (company.employees, company.industry, company.country) == (250, "manufacturing", "DE")


def test_a_trial_lead_comes_into_the_direct_message(office: Office) -> None:
    channel = office.workspace.open_im("U0LENA")
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel test-lead"))
    office.told("U0LENA", "Test-Lead ist unterwegs")
    intake.process_waiting(office.world.deps)
    office.send_all()
    card = office.workspace.wait_for(
        lambda: next(
            (
                one
                for one in office.workspace.messages("U0LENA", channel)
                if "[Test] Tina Testmann" in _said(one)
            ),
            None,
        )
    )
    office.ended(office.workspace.click("U0LENA", channel, card["ts"], "lead_accept"))
    office.workspace.wait_for(lambda: office.world.lead(1).handover is Handover.ACCEPTED)


def test_a_pair_that_everybody_sees_stays_in_the_channels_language(office: Office) -> None:
    office.new_lead(
        email="m.kay@kay.example", first_name="Mira", last_name="Kay", company="Kay AG"
    )
    office.new_lead(email="kay@kay.example", first_name="M.", last_name="Kay", company="Kay AG")
    pairs.look(office.world.deps)
    office.send_all()
    with office.world.store.begin() as session:
        session.execute(
            update(Person).where(Person.slack_user_id == "U0MIRA").values(language=Language.EN)
        )

    def asked() -> dict[str, Any]:
        messages = office.workspace.messages("U0MIRA", TEAM)
        return next(one for one in messages if "pair_different" in _said(one.get("blocks")))

    ts = asked()["ts"]
    office.ended(office.workspace.click("U0MIRA", TEAM, ts, "pair_different"))
    decided = office.workspace.wait_for(
        lambda: (
            found
            if "Mira Sander" in (found := office.workspace.message("U0MIRA", TEAM, ts))["text"]
            else None
        )
    )
    assert decided["text"].startswith("Verschieden")
