"""What a word means, and why a lead stands where it stands, asked in Slack (S-015, S-052)."""

import json

from bot.workflows import tick
from tests.e2e.slack.office import TEAM, Office


def test_a_definition_with_its_numbers_and_its_edition(office: Office) -> None:
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel definition MQL"))
    assert "mindestens 70 von 100 Punkten" in office.told("U0LENA", "MQL (Marketing")
    shown = json.dumps(office.workspace.messages("U0LENA", TEAM), ensure_ascii=False)
    assert f"{office.world.policy.revision} · gepflegt von RevOps" in shown
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel definition"))
    listed = office.told("U0LENA", "Diese Begriffe sind definiert")
    assert "Abdeckung" in listed
    assert "Verblassen" in listed


def test_the_start_page_explains_every_term_as_often_as_one_asks(office: Office) -> None:
    office.workspace.open_home("U0LENA")
    office.workspace.wait_for(lambda: office.workspace.home("U0LENA"))
    shown = [office.workspace.home("U0LENA")]
    for value, part in (("mql", "mindestens 70 von 100"), ("timing", "Timing"), ("mql", "MQL")):
        office.ended(office.workspace.click_view("U0LENA", "home_define", value))
        modal = office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
        assert part in json.dumps(modal, ensure_ascii=False)
        office.workspace.close("U0LENA", everything=True)
        office.workspace.wait_for(lambda: office.workspace.home("U0LENA") != shown[-1])
        shown.append(office.workspace.home("U0LENA"))


def test_a_faded_mql_is_told_by_its_card_alone_and_why_says_since_when(office: Office) -> None:
    lead = office.new_lead(consent="ja")
    office.world.clock.forward(days=60)
    replies = len(office.workspace.messages("U0LENA", TEAM))
    tick.fade_leads(office.world.deps)
    office.send_all()
    assert len(office.workspace.messages("U0LENA", TEAM)) == replies, "nobody is pinged"
    lead = office.world.lead(lead.id)
    office.shows(lead, f"{lead.score} von 100")
    office.press("U0LENA", lead, "lead_why")
    modal = office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    said = json.dumps(modal, ensure_ascii=False)
    assert "*Seit gestern*" in said
    assert "*Bisheriger Weg*" in said
    office.workspace.close("U0LENA", everything=True)
