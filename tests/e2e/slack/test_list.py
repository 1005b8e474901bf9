"""The list, from both sides: one message for many leads, and the card where somebody asks."""

import json
from typing import Any

from agents.facts import LeadFacts
from bot.slack.ids import ActionId
from bot.slack.metadata import ListedRef
from bot.workflows import bundle
from store.models import LeadList
from tests.e2e.slack.office import TEAM, Office


def listed(office: Office, count: int = 5) -> tuple[LeadFacts, ...]:
    """So many leads that came together, in one message."""
    made = [
        office.world.receive(
            "contact", email=f"p{number}@firma-{number}.example", company=f"Firma {number} GmbH"
        )
        for number in range(count)
    ]
    with office.world.store.begin() as session:
        assert bundle.gather(session, policy=office.world.policy) == 1
    office.send_all()
    return tuple(office.world.lead(lead.id) for lead in made)


def list_ts(office: Office, lead: LeadFacts) -> str:
    with office.world.store.read() as session:
        row = session.get_one(LeadList, lead.list_id)
    assert row.ts is not None
    return row.ts


def shown(office: Office, lead: LeadFacts, user: str = "U0LENA") -> str:
    message: dict[str, Any] = office.workspace.message(user, TEAM, list_ts(office, lead))
    return json.dumps(message, ensure_ascii=False)


def ask_for(office: Office, user: str, lead: LeadFacts) -> None:
    value = json.dumps({"lead_id": lead.id, "list_id": lead.list_id}, separators=(",", ":"))
    click = office.workspace.click(user, TEAM, list_ts(office, lead), ActionId.SHOW_CARD, value)
    office.ended(click)


def test_a_card_is_shown_when_somebody_asks(office: Office) -> None:
    leads = listed(office)
    assert shown(office, leads[0]).count(ActionId.SHOW_CARD.value) == 5
    assert [lead.card_ts for lead in leads] == [None] * 5
    ask_for(office, "U0LENA", leads[2])
    office.workspace.wait_for(lambda: "Karte kommt gleich" in shown(office, leads[2]))
    assert shown(office, leads[2]).count(ActionId.SHOW_CARD.value) == 4
    office.send_all()
    lead = office.world.lead(leads[2].id)
    assert "Firma 2 GmbH" in json.dumps(office.card(lead))

    def leads_to_it() -> bool:
        office.send_all()
        return f"p{(lead.card_ts or '').replace('.', '')}" in shown(office, lead)

    office.workspace.wait_for(leads_to_it)
    assert "Karte kommt gleich" not in shown(office, lead)
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "Angenommen von")


def test_a_click_in_an_old_picture_leads_to_the_card(office: Office) -> None:
    """Somebody else was faster, and this list has not been drawn again yet."""
    leads = listed(office)
    bundle.show_listed_card(office.world.deps, leads[0].id, person=office.world.person("U0JONAS"))
    office.relay.send_batch()
    ts = office.world.lead(leads[0].id).card_ts
    assert ts is not None
    ask_for(office, "U0LENA", leads[0])
    office.workspace.wait_for(lambda: f"p{ts.replace('.', '')}" in shown(office, leads[0]))
    office.send_all()
    cards = [one for one in office.workspace.messages("U0LENA", TEAM) if one["ts"] == ts]
    assert len(cards) == 1


def test_a_stranger_is_told_and_the_list_stays(office: Office) -> None:
    leads = listed(office)
    before = shown(office, leads[1], "U0GUEST")
    ask_for(office, "U0GUEST", leads[1])
    office.workspace.wait_for(lambda: office.whispers("U0GUEST"))
    assert shown(office, leads[1], "U0GUEST") == before
    office.send_all()
    assert office.world.lead(leads[1].id).card_ts is None


def test_a_button_nobody_can_read_leaves_the_list_as_it_is(office: Office) -> None:
    """A refused click heals the card it was made on; a list must not turn into a card."""
    leads = listed(office)
    gone = ListedRef(lead_id=999_999, list_id=leads[0].list_id or 0)
    client = office.workspace.client()
    forged = json.loads(
        json.dumps(office.workspace.message("U0LENA", TEAM, list_ts(office, leads[0]))).replace(
            f'{{\\"lead_id\\":{leads[0].id},', '{\\"lead_id\\":999999,'
        )
    )
    client.chat_update(
        channel=TEAM, ts=list_ts(office, leads[0]), text="x", blocks=forged["blocks"]
    )
    value = gone.model_dump_json()
    click = office.workspace.click(
        "U0LENA", TEAM, list_ts(office, leads[0]), ActionId.SHOW_CARD, value
    )
    office.ended(click)
    office.workspace.wait_for(lambda: office.whispers("U0LENA"))
    assert ActionId.SHOW_CARD.value in shown(office, leads[0])
    assert "lead_accept" not in shown(office, leads[0])


def test_the_start_page_leads_to_the_list(office: Office) -> None:
    lead = listed(office)[0]
    owner = next(
        one for one in ("U0LENA", "U0JONAS") if office.world.person(one).id == lead.owner_id
    )
    office.workspace.open_home(owner)

    def home() -> str:
        return json.dumps(office.workspace.home(owner), ensure_ascii=False)

    office.workspace.wait_for(lambda: "Zur Liste" in home())
    assert f"p{list_ts(office, lead).replace('.', '')}" in home()
