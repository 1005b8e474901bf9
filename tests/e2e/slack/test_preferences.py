"""My alerts: quiet hours and what somebody wants to be mentioned for, from the start page (C 11)."""

import json
from typing import Any

from agents.vocabulary import AlertKind, AlertLevel
from tests.e2e.slack.office import Office

LENA = "U0LENA"


def opened(office: Office) -> dict[str, Any]:
    office.workspace.open_home(LENA)
    office.workspace.wait_for(lambda: office.workspace.home(LENA))
    office.ended(office.workspace.click_view(LENA, "home_preferences"))
    return office.workspace.wait_for(lambda: office.workspace.modal(LENA))


def test_who_wants_no_mention_is_named_and_quiet_hours_are_kept(office: Office) -> None:
    assert "Ein neuer Lead für mich" in json.dumps(opened(office), ensure_ascii=False)
    wishes = {"quiet_from": "1320", "quiet_until": "420"}
    office.confirm(LENA, alert_new_lead="off", alert_cover="important", **wishes)
    office.workspace.wait_for(lambda: office.world.person(LENA).quiet == (1320, 420))
    assert office.world.person(LENA).alerts == {
        AlertKind.NEW_LEAD: AlertLevel.OFF,
        AlertKind.COVER: AlertLevel.IMPORTANT,
    }
    lead = office.new_lead()
    card = json.dumps(office.card(lead), ensure_ascii=False)
    assert "Lena Vogt, dieser Lead ist für dich" in card
    assert f"<@{LENA}>" not in card


def test_quiet_hours_with_one_end_are_not_lost_without_a_word(office: Office) -> None:
    opened(office)
    for wrong in ({"quiet_from": "1320"}, {"quiet_from": "420", "quiet_until": "420"}):
        office.confirm(LENA, alert_cover="off", **wrong)
        assert office.workspace.modal(LENA) is not None, "what is wrong is said in the form"
    assert office.world.person(LENA).alerts == {}
    office.confirm(LENA, quiet_from="1320", quiet_until="420")
    office.workspace.wait_for(lambda: office.world.person(LENA).quiet == (1320, 420))
    assert office.workspace.modal(LENA) is None
