"""Who gets in and who does not; questions, the start page, the team; nothing stays silent."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from agents.answers import Answer, AnswerKind, ShownFigure
from agents.facts import PersonFacts
from agents.vocabulary import Handover, Language, Role
from store.session import Store
from tests.e2e.slack.office import SHARED, TEAM, Office, in_the_team_channel
from tests.workspace_server import RunningWorkspace
from tests.world import World

LEAD_DATA = ("Sommer", "eva.sommer", "901820")


class Parrot:
    """An assistant that says what it was asked; "boom" breaks it."""

    def answer(
        self, question: str, *, asker: PersonFacts, language: Language, is_private: bool
    ) -> Answer:
        if question == "boom":
            raise RuntimeError("secret of the lead")
        figure = ShownFigure(
            metric="Abdeckung",
            group="",
            value="2,9×",
            definition="Pipeline durch Ziel.",
            n=3,
            as_of="2026-03-24T09:00:00+00:00",
        )
        return Answer(kind=AnswerKind.FIGURE, text=f"Gefragt: {question}", figures=(figure,))


@pytest.fixture
def office(workspace: RunningWorkspace, sqlite_store: Store) -> Iterator[Office]:
    world = in_the_team_channel(World(sqlite_store))
    world.deps = replace(world.deps, assistant=Parrot())
    world.hire()
    with Office(world, workspace) as opened:
        yield opened


def _said(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False)


def test_a_stranger_is_told_and_sees_nothing(office: Office) -> None:
    lead = office.new_lead()
    office.press("U0TOM", lead, "lead_accept")
    office.told("U0TOM", "Ich kenne dich noch nicht")
    office.press("U0TOM", lead, "lead_why")
    assert office.workspace.modal("U0TOM") is None
    assert office.world.lead(lead.id).handover is Handover.OFFERED


def test_a_guest_is_told_even_where_a_row_names_them(office: Office) -> None:
    office.world.hire(("U0GUEST", "Gisela Gast", Role.SDR, Language.EN, "dach"))
    lead = office.new_lead()
    office.press("U0GUEST", lead, "lead_accept")
    office.told("U0GUEST", "You are a guest here")
    office.workspace.open_home("U0GUEST")
    home = office.workspace.wait_for(lambda: office.workspace.home("U0GUEST"))
    assert not [one for one in LEAD_DATA if one in _said(home)]
    assert office.world.lead(lead.id).handover is Handover.OFFERED


def test_a_channel_that_others_read_hears_no_answer(office: Office) -> None:
    office.workspace.say("U0LENA", SHARED, "<@U0STAFFEL> Abdeckung?")
    office.told("U0LENA", "Diesen Channel lesen andere Firmen mit", SHARED)
    office.ended(office.workspace.command("U0LENA", SHARED, "/staffel abdeckung"))
    office.workspace.wait_for(lambda: len(office.whispers("U0LENA", SHARED)) == 2)
    office.send_all()
    assert "Gefragt" not in _said(office.workspace.messages("U0LENA", SHARED))


def test_the_start_page_lists_my_leads_with_a_way_to_each_card(office: Office) -> None:
    lead = office.new_lead()
    office.workspace.open_home("U0LENA")
    home = office.workspace.wait_for(lambda: office.workspace.home("U0LENA"))
    said = _said(home)
    assert "Eva Sommer" in said
    assert f"/archives/{TEAM}/p{str(lead.card_ts).replace('.', '')}" in said
    office.workspace.open_home("U0MIRA")
    boss = office.workspace.wait_for(lambda: office.workspace.home("U0MIRA"))
    assert "Alle offenen Leads" in _said(boss)
    office.workspace.click_view("U0MIRA", "home_refresh")


def test_a_stranger_gets_a_page_without_data(office: Office) -> None:
    office.new_lead()
    office.workspace.open_home("U0MARA")
    home = office.workspace.wait_for(lambda: office.workspace.home("U0MARA"))
    assert "Ich kenne dich noch nicht" in _said(home)
    assert not [one for one in LEAD_DATA if one in _said(home)]


def test_the_messages_tab_suggests_four_questions(office: Office) -> None:
    channel = office.workspace.open_im("U0MIRA")
    prompts = office.workspace.wait_for(
        lambda: office.workspace.state("U0MIRA")["prompts"].get(channel)
    )
    assert len(prompts) == 4
    assert prompts[0]["title"] == "Wie ist unsere Abdeckung?"


def test_a_question_in_the_direct_message_is_answered_in_its_thread(office: Office) -> None:
    channel = office.workspace.open_im("U0LENA")
    ts = office.workspace.say("U0LENA", channel, "Wie ist die Abdeckung?")
    answer = _answer_to(office, "U0LENA", channel, ts)
    assert "Gefragt: Wie ist die Abdeckung?" in _said(answer)
    assert "2,9×" in _said(answer)


def test_a_mention_is_answered_in_its_thread_once(office: Office) -> None:
    ts = office.workspace.say("U0LENA", TEAM, "<@U0STAFFEL> Abdeckung?")
    assert "Gefragt: Abdeckung?" in _said(_answer_to(office, "U0LENA", TEAM, ts))
    office.send_all()
    replies = [one for one in office.workspace.messages("U0LENA", TEAM) if _is_reply(one, ts)]
    assert len(replies) == 1


def test_the_command_answers_in_place(office: Office) -> None:
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel abdeckung"))
    office.told("U0LENA", "Gefragt: abdeckung")
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel"))
    assert "staffel leute" not in office.told("U0LENA", "Frag mich alles")
    office.ended(office.workspace.command("U0MIRA", TEAM, "/staffel hilfe"))
    assert "staffel leute" in office.told("U0MIRA", "Frag mich alles")


def test_what_breaks_is_answered_with_a_number_and_no_secret(office: Office) -> None:
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel boom"))
    sentence = office.told("U0LENA", "etwas schiefgegangen")
    assert "secret" not in sentence


def test_a_manager_adds_and_changes_somebody(office: Office) -> None:
    office.ended(office.workspace.command("U0MIRA", TEAM, "/staffel people"))
    office.workspace.wait_for(lambda: office.workspace.modal("U0MIRA"))
    office.workspace.click_view("U0MIRA", "person_add")
    form = office.workspace.wait_for(lambda: _modal(office, "U0MIRA", "save_person"))
    office.confirm("U0MIRA", person_user="U0TOM", person_role="sdr", person_territory="dach")
    tom = office.world.person("U0TOM")
    assert (tom.name, tom.role, tom.territory) == ("Tom Berger", Role.SDR, "dach")
    assert form["callback_id"] == "save_person"
    office.workspace.wait_for(lambda: "Tom Berger" in _said(office.workspace.modal("U0MIRA")))
    value = json.dumps({"slack_user_id": "U0TOM"}, separators=(",", ":"))
    office.workspace.click_view("U0MIRA", "person_edit", value)
    office.workspace.wait_for(lambda: _modal(office, "U0MIRA", "save_person"))
    office.confirm("U0MIRA", person_language="en", person_name="Tom B.")
    changed = office.world.person("U0TOM")
    assert (changed.name, changed.language) == ("Tom B.", Language.EN)
    office.workspace.close("U0MIRA", everything=True)


def test_guests_cannot_be_added(office: Office) -> None:
    office.ended(office.workspace.command("U0MIRA", TEAM, "/staffel people"))
    office.workspace.wait_for(lambda: office.workspace.modal("U0MIRA"))
    office.workspace.click_view("U0MIRA", "person_add")
    office.workspace.wait_for(lambda: _modal(office, "U0MIRA", "save_person"))
    office.confirm("U0MIRA", person_user="U0GUEST", person_role="sdr")
    still_open = _modal(office, "U0MIRA", "save_person")
    assert still_open is not None
    office.workspace.close("U0MIRA", everything=True)


def test_an_sdr_may_not_change_the_team(office: Office) -> None:
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel people"))
    office.told("U0LENA", "Deine Rolle darf das nicht")
    assert office.workspace.modal("U0LENA") is None


def test_buttons_of_an_older_version_are_answered(office: Office) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Alt"}, "value": "17"}
    old = [{"type": "actions", "elements": [{**button, "action_id": "button_of_old"}]}]
    strange = [{"type": "actions", "elements": [{**button, "action_id": "lead_accept"}]}]
    for blocks, said in ((old, "älteren Version"), (strange, "veraltet")):
        posted = office.workspace.client().chat_postMessage(
            channel=TEAM, text="alt", blocks=blocks
        )
        action = blocks[0]["elements"][0]["action_id"]
        office.ended(office.workspace.click("U0LENA", TEAM, posted["ts"], action))
        office.told("U0LENA", said)


def test_the_ping_offers_its_fix(office: Office) -> None:
    lead = office.new_lead()
    from bot.workflows import tick  # noqa: PLC0415 — the clock's hand

    office.world.clock.forward(minutes=13)
    tick.escalate(office.world.deps)
    office.send_all()
    ping = next(
        one
        for one in office.workspace.messages("U0JONAS", TEAM)
        if _is_reply(one, str(lead.card_ts))
    )
    assert "<@U0JONAS>" in _said(ping)
    office.ended(office.workspace.click("U0JONAS", TEAM, ping["ts"], "lead_take_over"))
    office.workspace.wait_for(
        lambda: "kümmert sich" in _said(office.workspace.message("U0JONAS", TEAM, ping["ts"]))
    )
    office.send_all()
    office.shows(lead, "<@U0JONAS>")
    office.press("U0LENA", lead, "lead_touch_call")


def _modal(office: Office, user: str, callback: str) -> dict[str, Any] | None:
    top = office.workspace.modal(user)
    return top if top is not None and top.get("callback_id") == callback else None


def _is_reply(message: dict[str, Any], ts: str) -> bool:
    is_mine = bool(message.get("bot_id")) and not message.get("is_ephemeral")
    return is_mine and message.get("thread_ts") == ts and message["ts"] != ts


def _answer_to(office: Office, user: str, channel: str, ts: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        office.send_all()
        messages = office.workspace.messages(user, channel)
        return next((one for one in messages if _is_reply(one, ts)), None)

    return office.workspace.wait_for(found)
