"""Being away, leaving, swapping, taking back, silence and "why?" as people do them (issue C 6)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from agents.vocabulary import CoverCredit, RoutingReason
from bot.workflows import absences, handover, tick
from store.models import Account
from tests.e2e.slack.office import TEAM, Office

PEOPLE = ("U0LENA", "U0JONAS", "U0MIRA")


@pytest.fixture(autouse=True)
def _closed(office: Office) -> Iterator[None]:
    yield
    for user in PEOPLE:
        if office.workspace.modal(user) is not None:
            office.workspace.close(user, everything=True)


def said(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False)


def more(office: Office, user: str, lead, option: str) -> None:
    value = json.dumps({"lead_id": lead.id, "more": option}, separators=(",", ":"))
    office.press(user, lead, "lead_more", value)


def command(office: Office, user: str, text: str) -> None:
    office.ended(office.workspace.command(user, TEAM, f"/staffel {text}"))


def modal(office: Office, user: str, part: str) -> str:
    def found() -> str | None:
        shown = said(office.workspace.modal(user))
        return shown if part in shown else None

    return office.workspace.wait_for(found)


def test_away_hands_hot_leads_to_the_cover_and_back_returns_them(office: Office) -> None:
    lead = office.new_lead()
    jonas = office.world.person("U0JONAS")
    command(office, "U0LENA", "away")
    modal(office, "U0LENA", "Ich bin weg")
    office.confirm(
        "U0LENA", away_length="open", away_cover=str(jonas.id), away_credit=CoverCredit.OWNER.value
    )
    modal(office, "U0LENA", "Notiert")
    tick.find_owners(office.world.deps)
    office.send_all()
    office.shows(lead, "<@U0JONAS>, dieser Lead ist für dich")
    assert office.world.lead(lead.id).routing_reason is RoutingReason.COVER
    assert office.world.person("U0JONAS").turns == jonas.turns, "as she chose"
    command(office, "U0LENA", "zurück")
    office.told("U0LENA", "Willkommen zurück")
    tick.find_owners(office.world.deps)
    office.send_all()
    office.shows(lead, "<@U0LENA>, dieser Lead ist für dich")
    command(office, "U0LENA", "back")
    office.told("U0LENA", "Diese Abwesenheit gibt es nicht")
    assert absences.of(office.world.deps, office.world.person("U0LENA").id) == ()


def test_who_leaves_hands_on_and_the_heir_is_told_once(office: Office) -> None:
    lead = office.new_lead()
    office.new_lead("contact", email="b@b.example", company="B GmbH")
    office.new_lead("contact", email="c@c.example", company="C GmbH")
    command(office, "U0MIRA", "people")
    office.workspace.wait_for(lambda: office.workspace.modal("U0MIRA"))
    value = json.dumps({"slack_user_id": "U0LENA"}, separators=(",", ":"))
    office.workspace.click_view("U0MIRA", "person_edit", value)
    modal(office, "U0MIRA", "Verlässt das Team …")
    office.workspace.click_view("U0MIRA", "person_leave", value)
    modal(office, "U0MIRA", "leave_to")
    office.confirm("U0MIRA", leave_to="U0JONAS")
    modal(office, "U0MIRA", "2 Leads für Jonas Brandt")
    office.send_all()
    office.shows(lead, "<@U0JONAS>")
    direct = office.workspace.open_im("U0JONAS")
    texts = [one["text"] for one in office.workspace.messages("U0JONAS", direct)]
    assert sum("2 Leads sind jetzt deine" in one for one in texts) == 1


def test_a_declined_swap_is_said_to_who_offered_it(office: Office) -> None:
    mine = office.new_lead()
    theirs = office.new_lead(email="b@b.example", company="B GmbH")
    more(office, "U0LENA", mine, "swap")
    office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    office.confirm("U0LENA", swap_for=str(theirs.id))
    office.told("U0LENA", "Angeboten")
    office.send_all()
    question = next(
        one for one in office.workspace.messages("U0JONAS", TEAM) if "Tauschst du?" in one["text"]
    )
    value = next(
        item["value"]
        for block in question["blocks"]
        for item in block.get("elements", [])
        if item.get("action_id") == "swap_decline"
    )
    office.ended(office.workspace.click("U0JONAS", TEAM, question["ts"], "swap_decline", value))
    office.workspace.wait_for(lambda: "TellDeclined" in [kind for kind, _ in office.world.owed()])
    office.send_all()
    said_to_her = next(
        one for one in office.workspace.messages("U0LENA", TEAM) if "tauscht nicht" in one["text"]
    )
    assert said_to_her["text"].startswith("🔁 <@U0LENA>, Jonas Brandt")
    assert said_to_her["thread_ts"] == mine.card_ts


def test_the_companys_owner_takes_over_from_the_menu(office: Office) -> None:
    lead = office.new_lead()
    amy = office.world.person("U0AMY")
    with office.world.store.begin() as session:
        session.execute(update(Account).values(owner_id=amy.id))
    handover.give(
        office.world.deps,
        lead.id,
        person=office.world.person("U0LENA"),
        to_person_id=office.world.person("U0JONAS").id,
    )
    office.send_all()
    office.shows(lead, "Übernehmen (betreut die Firma)")
    more(office, "U0LENA", lead, "take")
    office.told("U0LENA", "Jonas Brandt hat diesen Lead")
    more(office, "U0AMY", lead, "take")
    office.workspace.wait_for(lambda: office.world.lead(lead.id).owner_id == amy.id)
    office.shows(lead, "von <@U0AMY>")


def test_own_hours_are_checked_field_by_field_and_count_at_once(office: Office) -> None:
    user = "U0LENA"
    office.workspace.open_home(user)
    office.workspace.wait_for(lambda: office.workspace.home(user))
    office.ended(office.workspace.click_view(user, "home_hours"))
    modal(office, user, "Welche Zeiten gelten?")
    wrong = {"hours_whose": "own", "hours_zone": "Mars", "hours_mon": "17-9"}
    office.confirm(user, **wrong)
    assert "save_hours" in said(office.workspace.modal(user)), "its errors are shown in it"
    assert office.world.person(user).hours is None
    days = {f"hours_{day}": "" for day in ("tue", "wed", "thu", "fri", "sat", "sun")}
    right = {
        "hours_whose": "own",
        "hours_zone": "Europe/London",
        "hours_mon": "7-12, 13-16",
        **days,
    }
    office.confirm(user, **right)
    office.workspace.wait_for(lambda: office.world.person(user).hours)
    found = office.world.person(user).hours
    assert (found.tz, found.week[0], found.week[1]) == (
        "Europe/London",
        ((420, 720), (780, 960)),
        (),
    )


def test_a_swap_is_offered_and_answered_in_place(office: Office) -> None:
    mine = office.new_lead()
    theirs = office.new_lead(email="b@b.example", company="B GmbH")
    more(office, "U0LENA", mine, "swap")
    modal(office, "U0LENA", "Gegen welchen Lead?")
    office.confirm("U0LENA", swap_for=str(theirs.id))
    office.told("U0LENA", "Angeboten")
    office.send_all()
    seen = office.workspace.messages("U0JONAS", TEAM)
    question = next(one for one in seen if "Tauschst du?" in one["text"])
    value = next(
        item["value"]
        for block in question["blocks"]
        for item in block.get("elements", [])
        if item.get("action_id") == "swap_accept"
    )
    office.ended(office.workspace.click("U0JONAS", TEAM, question["ts"], "swap_accept", value))
    jonas = office.world.person("U0JONAS").id
    office.workspace.wait_for(lambda: office.world.lead(mine.id).owner_id == jonas)
    assert office.world.lead(theirs.id).owner_id == office.world.person("U0LENA").id
    office.send_all()
    office.shows(mine, "<@U0JONAS>")


def test_take_back_silence_and_their_refusals(office: Office) -> None:
    lead = office.new_lead()
    lena, jonas = office.world.person("U0LENA"), office.world.person("U0JONAS")
    handover.give(office.world.deps, lead.id, person=lena, to_person_id=jonas.id)
    office.send_all()
    more(office, "U0MIRA", lead, "take_back")
    office.told("U0MIRA", "Jonas Brandt hat diesen Lead")
    more(office, "U0LENA", lead, "take_back")
    office.shows(lead, "<@U0LENA>")
    assert office.world.lead(lead.id).routing_reason is RoutingReason.TAKEN_BACK
    more(office, "U0LENA", lead, "snooze")
    modal(office, "U0LENA", "Dieser Lead ist heiß: Er bleibt fällig")
    office.confirm("U0LENA", snooze_for="30")
    office.told("U0LENA", "Bis")
    assert office.world.lead(lead.id).snoozed_until is not None


def test_why_me_and_why_not_me(office: Office) -> None:
    lead = office.new_lead()
    command(office, "U0JONAS", f"why {lead.id}")
    shown = modal(office, "U0JONAS", "Warum dieser Lead?")
    assert "Teammitglied 1" in shown
    assert "Lena" not in shown.partition("Wer bekommt ihn?")[2].partition("Ihr Leben")[0]
    command(office, "U0MIRA", f"warum #{lead.id}")
    assert "Lena Vogt" in modal(office, "U0MIRA", "Warum dieser Lead?")
    command(office, "U0MIRA", "why Nordwerk")
    office.told("U0MIRA", "Lead mit dieser Nummer gibt es nicht")


def test_a_number_that_names_no_lead_of_mine_is_answered(office: Office) -> None:
    lead = office.new_lead()
    command(office, "U0JONAS", f"why {'9' * 30}")
    office.told("U0JONAS", "Lead mit dieser Nummer gibt es nicht")
    command(office, "U0MIRA", "why 999999")
    office.told("U0MIRA", "Lead mit dieser Nummer gibt es nicht")
    command(office, "U0AMY", f"why {lead.id}")
    office.told("U0AMY", "no lead with this number")
