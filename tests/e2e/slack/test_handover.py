"""From Accept to the closed deal, and back again, in a real workspace (issue C 8 and 9)."""

import json
from functools import partial

import pytest

from agents.vocabulary import Handover, LeadField, RejectReason, Stage
from store.session import Store
from tests.e2e.slack.office import TEAM, Office, in_the_team_channel
from tests.workspace_server import PageError, RunningWorkspace
from tests.world import World

BARE = {"need": "", "timeframe": "", "message": "Bitte eine Demo für zwölf Leute."}


def refused(office: Office, user: str, values: dict[str, str]) -> None:
    """Sends the form; it stays where it is."""
    before = office.workspace.modal(user)
    office.confirm(user, **values)
    assert before is not None
    assert (office.workspace.modal(user) or {}).get("id") == before["id"]


def test_accept_asks_for_what_is_missing_and_lets_it_stay_open(office: Office) -> None:
    lead = office.new_lead(**BARE)
    office.press("U0LENA", lead, "lead_accept")
    modal = office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    said = json.dumps(modal, ensure_ascii=False)
    assert modal["callback_id"] == "accept_lead"
    assert "must_have:need" in said
    assert "must_have:company" not in said, "only what is missing"
    assert "Sommer Anlagenbau GmbH* _(aus dem Formular)_" in said
    assert "⚠️ Unvollständig, es fehlt: Bedarf oder Szenario, Zeitrahmen" in said
    assert "✅ Fit: hoch" in said
    assert "✅ Consent: Darf kontaktiert werden" in said
    assert "✅ Kontext: Demo angefragt" in said
    assert "Bitte eine Demo für zwölf Leute." in said, "suggested from the message"
    assert office.world.lead(lead.id).handover is Handover.OFFERED
    need = {"must_have:need": "Schneller antworten"}
    refused(office, "U0LENA", need)
    office.confirm("U0LENA", **need, not_known=["timeframe"])
    office.shows(lead, "Noch nicht bekannt: Zeitrahmen")
    done = office.world.lead(lead.id)
    assert (done.handover, done.need) == (Handover.ACCEPTED, "Schneller antworten")
    assert done.open_fields == (LeadField.TIMEFRAME,)
    office.press("U0LENA", lead, "lead_touch_call")
    office.shows(lead, "lead_qualify")
    office.press("U0LENA", lead, "lead_qualify")
    office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    office.confirm("U0LENA", **{"must_have:timeframe": "In drei Monaten"})
    office.shows(lead, "Qualifiziert (SQL)")
    assert office.world.lead(lead.id).open_fields == ()


def test_a_number_without_its_country_is_read_as_of_the_leads(
    workspace: RunningWorkspace, sqlite_store: Store
) -> None:
    """S-075: what is typed into the form of Accept is read as at every other door."""
    world = in_the_team_channel(World(sqlite_store))
    asks = world.policy.checklist.model_copy(update={"required": (LeadField.PHONE,)})
    policy = world.policy.model_copy(update={"checklist": asks})
    world = World(sqlite_store, policy=policy, clock=world.clock)
    world.hire()
    with Office(world, workspace) as office:
        lead = office.new_lead(phone="", country="AT")
        office.press("U0LENA", lead, "lead_accept")
        office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
        office.confirm("U0LENA", **{"must_have:phone": "01 5354545"})
        office.shows(lead, "Angenommen von")
        assert office.world.lead(lead.id).contact.phone == "+4315354545"


def test_an_sql_becomes_a_deal_that_is_won(office: Office) -> None:
    lead = office.new_lead()
    for action, shows in (
        ("lead_accept", "Angenommen von"),
        ("lead_touch_call", "lead_qualify"),
        ("lead_qualify", "lead_deal_open"),
    ):
        office.press("U0LENA", lead, action)
        office.shows(lead, shows)
    office.press("U0LENA", lead, "lead_deal_open")
    office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    day = {"deal_close_on": "2026-05-29"}
    refused(office, "U0LENA", {**day, "deal_value": "viel"})
    office.confirm("U0LENA", **day, deal_value="12.500,50")
    office.shows(lead, "12.500,50 €")
    assert office.world.lead(lead.id).stage is Stage.OPPORTUNITY
    office.more("U0LENA", lead, "hand_on")
    office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    office.confirm("U0LENA", hand_on_to=str(office.world.person("U0JONAS").id))
    office.shows(lead, "Jetzt bei <@U0JONAS>")
    office.send_all()
    replies = office.workspace.client().conversations_replies(channel=TEAM, ts=str(lead.card_ts))
    assert "<@U0JONAS>, Lena Vogt gibt dir" in json.dumps(replies["messages"], ensure_ascii=False)
    office.press("U0JONAS", lead, "lead_deal_close")
    office.workspace.wait_for(lambda: office.workspace.modal("U0JONAS"))
    office.confirm("U0JONAS", deal_outcome="won")
    office.shows(lead, "Gewonnen")
    done = office.world.lead(lead.id)
    assert (done.stage, done.handover) == (Stage.WON, Handover.CLOSED)


def test_a_rejection_is_taken_back_and_too_late_is_said_kindly(office: Office) -> None:
    lead = office.new_lead()
    office.reject("U0LENA", lead, RejectReason.NO_FIT.value)
    office.confirm("U0LENA", reject_sub="too_small")
    office.shows(lead, "Kein Fit – Zu klein")
    office.shows(lead, "lead_undo")
    office.press("U0LENA", lead, "lead_undo")
    office.shows(lead, "lead_accept")
    assert office.world.lead(lead.id).handover is Handover.OFFERED
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "lead_undo")
    office.world.clock.forward(minutes=11)
    office.press("U0LENA", lead, "lead_undo")
    office.told("U0LENA", "lässt sich nicht mehr zurücknehmen")
    office.workspace.wait_for(lambda: "lead_undo" not in json.dumps(office.card(lead)))
    assert office.world.lead(lead.id).handover is Handover.ACCEPTED


def test_what_is_known_and_wrong_is_corrected_where_it_is_read(office: Office) -> None:
    lead = office.new_lead(**BARE)
    office.press("U0LENA", lead, "lead_accept")
    below = office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    office.ended(office.workspace.click_view("U0LENA", "lead_correct"))
    office.workspace.wait_for(
        lambda: (office.workspace.modal("U0LENA") or {}).get("callback_id") == "correct_lead"
    )
    office.confirm("U0LENA", field_company="Sommer Technik AG", field_need="Tempo")

    def shown() -> str:
        return json.dumps(office.workspace.modal("U0LENA"), ensure_ascii=False)

    office.workspace.wait_for(lambda: "Sommer Technik AG* _(korrigiert von Lena Vogt)_" in shown())
    assert f'"id": "{below["id"]}"' in shown()
    assert "Tempo* _(eingetragen von Lena Vogt)_" in shown()
    assert "must_have:need" not in shown(), "what was filled in is not asked again"
    office.confirm("U0LENA", not_known=["timeframe"])
    office.shows(lead, "Sommer Technik AG")
    assert office.world.lead(lead.id).handover is Handover.ACCEPTED


def test_the_one_lead_that_was_found_is_corrected_from_there(office: Office) -> None:
    lead = office.new_lead()
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel find sommer"))
    office.told("U0LENA", "1 Lead zu")
    ts = next(
        one["ts"]
        for one in reversed(office.workspace.messages("U0LENA", TEAM))
        if one.get("is_ephemeral")
    )
    office.ended(office.workspace.click("U0LENA", TEAM, ts, "lead_correct"))
    office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    office.confirm("U0LENA", field_job_title="Prokuristin")
    office.workspace.wait_for(
        lambda: office.world.lead(lead.id).contact.job_title == "Prokuristin"
    )
    office.send_all()
    office.shows(lead, "Prokuristin")
    found = office.workspace.message("U0LENA", TEAM, ts)
    assert "1 Lead zu" in found["text"], "the list is no card"


def test_a_duplicate_is_found_by_its_name(office: Office) -> None:
    other = {"company": "Andere AG", "last_name": "Meier", "phone": "040 1234567"}
    first = office.new_lead(email="max@andere.example", **other)
    second = office.new_lead()
    office.reject("U0MIRA", second, RejectReason.DUPLICATE.value)
    search = partial(office.workspace.suggest, "U0MIRA", "other_lead")
    assert search("Nirgends") == []
    assert [one["value"] for one in search()] == [str(first.id)], "never the lead itself"
    for typed in ("andere ag", "Meier", f"#{first.id}"):
        (one,) = search(typed)
        assert one["value"] == str(first.id)
    with pytest.raises(PageError):
        office.confirm("U0MIRA")
    office.confirm("U0MIRA", other_lead=str(first.id))
    office.shows(second, f"Lead #{first.id}")
