"""The team in Slack: who leaves is switched off, who returns is switched on again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from agents.vocabulary import Language, Role
from bot.workflows import people
from tests.e2e.slack.office import TEAM, Office


@pytest.fixture(autouse=True)
def _closed(office: Office) -> Iterator[None]:
    yield
    if office.workspace.modal("U0MIRA") is not None:
        office.workspace.close("U0MIRA", everything=True)


def opened(office: Office) -> dict[str, Any]:
    office.ended(office.workspace.command("U0MIRA", TEAM, "/staffel people"))
    return office.workspace.wait_for(lambda: office.workspace.modal("U0MIRA"))


def edit(office: Office, user: str) -> dict[str, Any]:
    value = json.dumps({"slack_user_id": user}, separators=(",", ":"))
    office.workspace.click_view("U0MIRA", "person_edit", value)

    def form() -> dict[str, Any] | None:
        top = office.workspace.modal("U0MIRA")
        return top if top is not None and top.get("callback_id") == "save_person" else None

    return office.workspace.wait_for(form)


def said(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False)


def lists(office: Office, part: str) -> str:
    def found() -> str | None:
        shown = said(office.workspace.modal("U0MIRA"))
        return shown if part in shown else None

    return office.workspace.wait_for(found)


def is_active(office: Office, user: str) -> bool:
    team = people.everybody(office.world.deps)
    return next(one.is_active for one in team if one.slack_user_id == user)


def test_who_leaves_is_switched_off_hands_leads_on_and_stands_last(office: Office) -> None:
    lead = office.new_lead()
    opened(office)
    assert "geht an das Team weiter" in said(edit(office, "U0LENA"))
    office.confirm("U0MIRA", person_active="off")
    shown = lists(office, "1 offener Lead wartet auf einen neuen Besitzer.")
    assert "*4 Leute* im Team" in shown
    assert shown.index("Lena Vogt") > shown.index("Ravi Menon")
    assert "<@U0LENA> · _inaktiv_" in shown
    assert not is_active(office, "U0LENA")
    office.press("U0LENA", lead, "lead_accept")
    office.told("U0LENA", "Ich kenne dich noch nicht")


def test_who_returns_is_switched_on_again(office: Office) -> None:
    opened(office)
    edit(office, "U0AMY")
    office.confirm("U0MIRA", person_active="off")
    lists(office, "_inaktiv_")
    assert '"initial_option"' in said(edit(office, "U0AMY"))
    office.confirm("U0MIRA", person_active="on")
    office.workspace.wait_for(lambda: "inaktiv" not in said(office.workspace.modal("U0MIRA")))
    assert is_active(office, "U0AMY")


def test_who_has_left_slack_can_still_be_switched_off_but_not_on(office: Office) -> None:
    office.world.hire(("U0GUEST", "Gisela Gast", Role.SDR, Language.DE, "dach"))
    opened(office)
    edit(office, "U0GUEST")
    office.confirm("U0MIRA", person_active="off")
    lists(office, "_inaktiv_")
    assert not is_active(office, "U0GUEST")
    edit(office, "U0GUEST")
    office.confirm("U0MIRA", person_active="on")
    assert not is_active(office, "U0GUEST")
    assert "save_person" in said(office.workspace.modal("U0MIRA"))


def test_nobody_switches_themselves_off(office: Office) -> None:
    opened(office)
    edit(office, "U0MIRA")
    office.confirm("U0MIRA", person_active="off")
    assert is_active(office, "U0MIRA")
    assert said(office.workspace.modal("U0MIRA")).count("save_person") == 1
