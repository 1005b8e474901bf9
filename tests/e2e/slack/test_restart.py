"""A process that dies between a click and its answer: nobody is left without a word."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.listener.listener_completion_handler import ListenerCompletionHandler

from agents.answers import Answer, AnswerKind
from agents.vocabulary import Handover, InboxState
from bot.workflows import inbox, tick
from store.inbox import in_state
from store.session import Store
from tests.e2e.slack.office import TEAM, Office, in_the_team_channel
from tests.workspace_server import RunningWorkspace
from tests.world import World

CLICK_AGAIN = "während du geklickt hast"
ASK_AGAIN = "bevor ich antworten konnte"


class DeathError(BaseException):
    """What ends a process; no `except Exception` stops it."""


class Mortal:
    """An assistant that dies at the first question of its life."""

    lives = 1

    def answer(self, question: str, **_: Any) -> Answer:
        if self.lives:
            self.lives -= 1
            raise DeathError
        return Answer(kind=AnswerKind.HELP, text=f"Gefragt: {question}")


class Nothing(ListenerCompletionHandler):
    """A dead process finishes nothing."""

    def handle(self, request: BoltRequest, response: BoltResponse | None) -> None: ...


@pytest.fixture
def office(workspace: RunningWorkspace, sqlite_store: Store) -> Iterator[Office]:
    world = in_the_team_channel(World(sqlite_store))
    world.deps = replace(world.deps, assistant=Mortal())
    world.hire()
    with Office(world, workspace) as opened:
        yield opened


def waiting(office: Office) -> list[str]:
    with office.world.store.read() as session:
        return [one.door for one in in_state(session, InboxState.RECEIVED)]


def heard(office: Office, user: str, part: str, channel: str = TEAM) -> int:
    return len([one for one in office.whispers(user, channel) if part in one])


def test_a_lost_click_is_asked_for_again_and_then_works(office: Office) -> None:
    lead = office.new_lead()
    office.dies_after_the_row()
    office.press("U0LENA", lead, "lead_accept")
    assert office.world.lead(lead.id).handover is Handover.OFFERED
    assert waiting(office) == ["slack:click"]
    before = heard(office, "U0LENA", CLICK_AGAIN)
    office.start_again()
    office.workspace.wait_for(lambda: heard(office, "U0LENA", CLICK_AGAIN) == before + 1)
    assert waiting(office) == []
    office.look_after_the_dead()
    assert heard(office, "U0LENA", CLICK_AGAIN) == before + 1
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "Angenommen von")


def test_who_clicked_three_times_hears_it_once_in_their_language(office: Office) -> None:
    lead = office.new_lead()
    office.dies_after_the_row()
    for _ in range(3):
        office.press("U0AMY", lead, "lead_why")
    office.press("U0JONAS", lead, "lead_why")
    office.start_again()
    office.told("U0JONAS", CLICK_AGAIN)
    assert heard(office, "U0AMY", "I was restarted while you clicked. Please click again.") == 1
    assert waiting(office) == []


def test_a_click_in_a_thread_is_answered_there(office: Office) -> None:
    lead = office.new_lead()
    office.world.clock.forward(minutes=13)
    tick.escalate(office.world.deps)
    office.send_all()
    ping = next(
        one
        for one in office.workspace.messages("U0JONAS", TEAM)
        if one.get("thread_ts") == lead.card_ts and one["ts"] != lead.card_ts
    )
    office.dies_after_the_row()
    office.ended(office.workspace.click("U0JONAS", TEAM, ping["ts"], "lead_take_over"))
    office.start_again()
    office.told("U0JONAS", CLICK_AGAIN)
    last = [one for one in office.workspace.messages("U0JONAS", TEAM) if one.get("is_ephemeral")]
    assert last[-1]["thread_ts"] == lead.card_ts


def test_a_click_on_the_start_page_is_answered_directly(office: Office) -> None:
    office.workspace.open_home("U0AMY")
    office.workspace.wait_for(lambda: office.workspace.home("U0AMY"))
    channel = office.workspace.open_im("U0AMY")
    office.dies_after_the_row()
    office.ended(office.workspace.click_view("U0AMY", "home_refresh"))
    office.start_again()
    office.told("U0AMY", "while you clicked", channel)


def test_a_form_stays_open_and_needs_no_word(office: Office) -> None:
    lead = office.new_lead()
    office.reject("U0LENA", lead, "no_need")
    before = office.whispers("U0LENA")
    office.dies_after_the_row()
    office.confirm("U0LENA")
    assert waiting(office) == ["slack:view"]
    office.start_again()
    assert waiting(office) == []
    assert office.whispers("U0LENA") == before


def test_a_question_that_was_kept_is_answered_after_the_restart(office: Office) -> None:
    channel = office.workspace.open_im("U0LENA")
    office.app.listener_runner.listener_completion_handler = Nothing()
    ts = office.workspace.say("U0LENA", channel, "Abdeckung &amp; Leads?")
    office.workspace.wait_for(lambda: office.world.deps.assistant.lives == 0)
    office.start_again()
    office.send_all()
    answers = [
        one["text"]
        for one in office.workspace.messages("U0LENA", channel)
        if one.get("thread_ts") == ts and one.get("bot_id")
    ]
    assert answers == ["Gefragt: Abdeckung &amp;amp; Leads?"]
    assert heard(office, "U0LENA", ASK_AGAIN, channel) == 0
    assert waiting(office) == []


def test_a_question_that_was_not_kept_is_to_be_asked_again(office: Office) -> None:
    office.dies_after_the_row()
    office.workspace.say("U0JONAS", TEAM, "<@U0STAFFEL> Abdeckung?")
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel abdeckung"))
    office.workspace.wait_for(lambda: len(waiting(office)) == 2)
    office.start_again()
    office.told("U0JONAS", ASK_AGAIN)
    office.told("U0LENA", ASK_AGAIN)


def test_events_nobody_waits_for_are_settled_without_a_word(office: Office) -> None:
    for number, (what, user) in enumerate(
        (("app_home_opened", "U0LENA"), ("message", "U0STAFFEL"), ("message", ""))
    ):
        _left_behind(office, f"Ev{number}", what=what, user=user)
    before = len(office.workspace.journal())
    office.world.clock.forward(minutes=1)
    office.look_after_the_dead()
    assert waiting(office) == []
    assert len(office.workspace.journal()) == before


def test_who_cannot_be_told_stops_nobody_else(office: Office) -> None:
    office.new_lead()
    _left_behind(office, "1", door="click", what="x", user="U0LENA", channel=TEAM, message="1")
    _left_behind(office, "2", door="click", what="x", user="U0LENA", channel="C0GONE")
    before = heard(office, "U0LENA", CLICK_AGAIN)
    office.world.clock.forward(minutes=1)
    office.look_after_the_dead()
    assert heard(office, "U0LENA", CLICK_AGAIN) == before + 1
    assert waiting(office) == []


def test_without_slack_they_wait_for_the_next_start(office: Office) -> None:
    _left_behind(office, "1", door="click", what="x", user="U0LENA", channel=TEAM)
    office.world.clock.forward(minutes=1)
    reachable, office.settings = (
        office.settings,
        office.settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/api/"}),
    )
    office.look_after_the_dead()
    assert waiting(office) == ["slack:click"]
    office.settings = reachable
    office.look_after_the_dead()
    assert waiting(office) == []


def _left_behind(office: Office, name: str, *, door: str = "event", **summary: str) -> None:
    inbox.receive_slack(office.world.deps, door=f"slack:{door}", external_id=name, summary=summary)
