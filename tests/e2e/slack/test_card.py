"""The card, from both sides: what people press, and what everybody then sees."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from agents.vocabulary import Handover, RejectReason, Stage, TouchKind
from tests.e2e.slack.office import TEAM, Office


def test_accepting_shows_who_has_it_and_offers_what_comes_next(office: Office) -> None:
    lead = office.new_lead()
    assert "<@U0LENA>" in json.dumps(office.card(lead))
    office.press("U0LENA", lead, "lead_accept")
    card = office.shows(lead, "Angenommen von")
    assert "lead_touch_call" in json.dumps(card)
    assert "lead_accept" not in json.dumps(card)
    assert office.world.lead(lead.id).handover is Handover.ACCEPTED


def test_the_relay_draws_the_same_card_as_the_click(office: Office) -> None:
    lead = office.new_lead()
    office.press("U0LENA", lead, "lead_accept")
    at_once = _drawn(office.shows(lead, "Angenommen von"))
    office.send_all()
    assert "edited" in office.card(lead)
    assert _drawn(office.card(lead)) == at_once


def test_touches_stand_on_the_card_and_then_it_can_be_qualified(office: Office) -> None:
    lead = office.new_lead()
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "Angenommen von")
    office.press("U0LENA", lead, "lead_touch_no_answer")
    office.shows(lead, "Nicht erreicht · Lena Vogt")
    office.press("U0LENA", lead, "lead_touch_call")
    office.shows(lead, "Angerufen · Lena Vogt")
    assert [touch.kind for touch in office.world.lead(lead.id).touches] == [
        TouchKind.NO_ANSWER,
        TouchKind.CALL,
    ]
    office.press("U0LENA", lead, "lead_qualify")
    office.shows(lead, "Qualifiziert (SQL)* von Lena Vogt")
    assert office.world.lead(lead.id).stage is Stage.SQL


@pytest.mark.parametrize(
    ("reason", "values", "stage", "said"),
    [
        (
            RejectReason.NO_FIT,
            {"note": "Fünf Leute.", "reject_sub": "too_small"},
            Stage.DISQUALIFIED,
            "Kein Fit – Zu klein",
        ),
        (RejectReason.NO_NEED, {}, Stage.NURTURE, "22.06.26"),
        (RejectReason.TIMING, {"wake_on": "2026-05-04"}, Stage.RECYCLED, "04.05.26"),
        (
            RejectReason.WRONG_PERSON,
            {"right_name": "Frau Ost", "right_role": "Einkauf", "right_email": "ost@x.example"},
            Stage.DISQUALIFIED,
            "mit der richtigen Person in Lead #2",
        ),
    ],
)
def test_each_reason_has_its_consequence(
    office: Office, reason: RejectReason, values: dict[str, str], stage: Stage, said: str
) -> None:
    lead = office.new_lead()
    modal = office.reject("U0LENA", lead, reason.value)
    assert modal["callback_id"] == "reject_lead"
    office.confirm("U0LENA", **values)
    card = office.shows(lead, "Abgelehnt")
    assert said in json.dumps(card, ensure_ascii=False)
    assert "lead_accept" not in json.dumps(card)
    decided = office.world.lead(lead.id)
    assert (decided.handover, decided.stage) == (Handover.REJECTED, stage)
    assert decided.reject_reason is reason


def test_timing_is_prefilled_from_the_policy(office: Office) -> None:
    lead = office.new_lead()
    modal = office.reject("U0LENA", lead, "timing")
    assert "2026-04-23" in json.dumps(modal)
    office.confirm("U0LENA")
    office.shows(lead, "23.04.26")


def test_a_duplicate_is_merged_into_the_lead_that_was_there(office: Office) -> None:
    first = office.new_lead(email="max@sommer-anlagen.example")
    second = office.new_lead(email="eva@sommer-anlagen.example")
    office.reject(_owner(office, second.id), second, "duplicate")
    office.confirm(_owner(office, second.id), other_lead=str(first.id))
    office.shows(second, f"Lead #{first.id}")
    assert office.world.lead(second.id).merged_into_id == first.id


def test_a_form_that_does_not_fit_says_so_at_its_field(office: Office) -> None:
    lead = office.new_lead()
    office.reject("U0LENA", lead, "timing")
    for _ in range(2):
        office.confirm("U0LENA", wake_on="2026-03-01")
        modal = office.workspace.modal("U0LENA")
        assert modal is not None
    errors = [entry for entry in office.workspace.journal() if "nach heute" in json.dumps(entry)]
    assert errors or office.world.lead(lead.id).handover is Handover.OFFERED
    office.confirm("U0LENA", wake_on="2026-06-01")
    office.shows(lead, "01.06.26")


@pytest.mark.parametrize(("choice", "is_test"), [("spam", False), ("test", True)])
def test_the_sixth_way_out_counts_in_no_rate(office: Office, choice: str, is_test: bool) -> None:
    lead = office.new_lead()
    office.reject("U0LENA", lead, choice)
    office.confirm("U0LENA")
    office.shows(lead, "zählt in keiner Quote")
    aside = office.world.lead(lead.id)
    assert (aside.handover, aside.is_test) == (Handover.SPAM, is_test)


def test_a_cancelled_choice_can_be_made_again(office: Office) -> None:
    lead = office.new_lead()
    before = office.card(lead)["blocks"]
    office.reject("U0LENA", lead, "no_fit")
    office.workspace.close("U0LENA")
    office.workspace.wait_for(lambda: office.card(lead)["blocks"] != before)
    assert office.reject("U0LENA", lead, "no_fit")["callback_id"] == "reject_lead"
    office.workspace.close("U0LENA")


def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told_who(office: Office) -> None:
    lead = office.new_lead()
    with ThreadPoolExecutor(2) as both:
        for user in ("U0LENA", "U0JONAS"):
            both.submit(office.workspace.click, user, TEAM, lead.card_ts, "lead_accept")
    office.shows(lead, "Angenommen von")
    winner = _owner(office, lead.id)
    loser, name = {"U0LENA": ("U0JONAS", "Lena"), "U0JONAS": ("U0LENA", "Jonas")}[winner]
    assert name in office.told(loser, "war schneller")


def test_a_second_press_is_answered_too(office: Office) -> None:
    lead = office.new_lead()
    for _ in range(2):
        office.workspace.click("U0LENA", TEAM, str(lead.card_ts), "lead_accept")
    office.told("U0LENA", "schon angenommen")


def test_a_stale_card_is_healed_by_the_click_that_found_it(office: Office) -> None:
    lead = office.new_lead()
    world = office.world
    from bot.workflows import reject  # noqa: PLC0415 — as if decided at another door

    reject.reject(world.deps, lead.id, person=world.person("U0JONAS"), reason=RejectReason.NO_FIT)
    office.press("U0LENA", lead, "lead_accept")
    assert "Jonas Brandt" in office.told("U0LENA", "schon abgelehnt")
    office.shows(lead, "Abgelehnt: Kein Fit")


def test_a_late_form_is_told_and_the_card_is_drawn_anew(office: Office) -> None:
    lead = office.new_lead()
    office.reject("U0LENA", lead, "no_need")
    office.press("U0JONAS", lead, "lead_accept")
    office.confirm("U0LENA")
    modal = office.workspace.modal("U0LENA")
    assert "Jonas Brandt" in json.dumps(modal, ensure_ascii=False)
    office.workspace.close("U0LENA")
    assert office.world.lead(lead.id).handover is Handover.ACCEPTED


def test_why_opens_in_the_readers_language(office: Office) -> None:
    lead = office.new_lead()
    office.press("U0AMY", lead, "lead_why")
    modal = office.workspace.wait_for(lambda: office.workspace.modal("U0AMY"))
    said = json.dumps(modal, ensure_ascii=False)
    assert "Why this lead?" in said
    assert "Jonas" not in said
    office.workspace.close("U0AMY")


def test_a_lead_is_handed_over_by_name(office: Office) -> None:
    lead = office.new_lead()
    office.more("U0LENA", lead, "give")
    modal = office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    assert "Jonas Brandt" in json.dumps(modal, ensure_ascii=False)
    office.confirm("U0LENA", give_to=str(office.world.person("U0JONAS").id))
    office.shows(lead, "<@U0JONAS>")
    office.send_all()
    replies = office.workspace.client().conversations_replies(channel=TEAM, ts=str(lead.card_ts))
    assert "<@U0JONAS>, Lena Vogt gibt dir" in json.dumps(replies["messages"], ensure_ascii=False)


def test_after_a_restart_old_cards_still_work(office: Office) -> None:
    lead = office.new_lead()
    office.stop()
    office.start()
    office.press("U0LENA", lead, "lead_accept")
    office.shows(lead, "Angenommen von")


def _drawn(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The blocks as we sent them, without the ids that Slack gives to those without."""
    return [
        {key: value for key, value in block.items() if key != "block_id" or ":" in value}
        for block in message["blocks"]
    ]


def _owner(office: Office, lead_id: int) -> str:
    owner_id = office.world.lead(lead_id).owner_id
    for user in ("U0LENA", "U0JONAS"):
        if office.world.person(user).id == owner_id:
            return user
    raise AssertionError(f"lead {lead_id} has no owner")
