"""POST /intake/forms/{form}: durable first, answered 202, once (S-019, S-020, S-022)."""

from datetime import timedelta

import pytest

from agents.vocabulary import InboxState, LeadSource
from bot.workflows.intake import process_delivery, process_waiting
from tests.bot.web.conftest import OUR_PAGE
from tests.bot.web.inbox import codes, deliveries, lead_count
from tests.web_server import RunningWeb
from tests.world import HOT, World

DEMO = "/intake/forms/demo"
GOOD = {"email": "eva@sommer.example", "last_name": "Sommer", "company": "Sommer GmbH"}
PAGE = {"Origin": OUR_PAGE}


def test_json_is_kept_and_becomes_a_lead(web: RunningWeb, world: World):
    answer = web.client.post(DEMO, json=HOT)
    assert answer.status_code == 202
    [kept] = deliveries(world)
    assert answer.json() == {"delivery": kept.id}
    assert (kept.state, kept.door) == (InboxState.RECEIVED, "form:demo")
    assert process_waiting(world.deps) == 1
    lead = world.lead(1)
    assert (lead.source, lead.form, lead.is_hot) == (LeadSource.FORM, "demo", True)


def test_a_form_is_kept_and_becomes_a_lead(web: RunningWeb, world: World):
    answer = web.client.post(DEMO, data={**HOT, "last_name": "Müller-Lüdenscheid"})
    assert answer.status_code == 202
    assert process_waiting(world.deps) == 1
    assert world.lead(1).contact.last_name == "Müller-Lüdenscheid"


def test_the_relay_is_woken(web: RunningWeb, world: World):
    before = world.deps.wake.wait(-1, 0)
    web.client.post(DEMO, json=GOOD)
    assert world.deps.wake.wait(before, 0) > before


@pytest.mark.parametrize("by", ["header", "field"])
def test_a_repeated_key_gives_the_same_delivery(web: RunningWeb, world: World, by: str):
    def send(**more: str) -> int:
        headers = {"Idempotency-Key": "k-1"} if by == "header" else {}
        body = {**GOOD, **more} | ({"submission_id": "k-1"} if by == "field" else {})
        answer = web.client.post(DEMO, json=body, headers=headers)
        assert answer.status_code == 202
        return int(answer.json()["delivery"])

    first = send()
    assert process_waiting(world.deps) == 1
    assert send() == first
    assert send(message="noch einmal") == first
    assert process_waiting(world.deps) == 0
    assert len(deliveries(world)) == lead_count(world) == 1


def test_without_a_key_the_same_content_counts_once_a_day(web: RunningWeb, world: World):
    first = web.client.post(DEMO, json=GOOD).json()
    assert web.client.post(DEMO, json=GOOD).json() == first
    assert web.client.post("/intake/forms/pricing", json=GOOD).json() != first
    world.clock.now += timedelta(days=1)
    assert web.client.post(DEMO, json=GOOD).json() != first


@pytest.mark.parametrize("key", ["x" * 5_000, "schlüssel", "chat:1", "a\tb"])
def test_any_key_is_usable_and_none_takes_a_chats_place(web: RunningWeb, world: World, key: str):
    body = {**GOOD, "submission_id": key}
    first = web.client.post(DEMO, json=body)
    assert first.status_code == 202
    assert web.client.post(DEMO, json=body).json() == first.json()
    [kept] = deliveries(world)
    assert len(kept.external_id) <= 200
    assert not kept.external_id.startswith("chat:")


def test_missing_fields_are_said_at_once_and_the_raw_delivery_is_kept(
    web: RunningWeb, world: World
):
    answer = web.client.post(DEMO, json={"email": "", "phone": "abc"}, headers=PAGE)
    assert answer.status_code == 422
    fields = {field["name"]: field for field in answer.json()["fields"]}
    assert set(fields) == {"email", "last_name", "company", "phone"}
    assert fields["company"]["message"] == "Bitte füllen Sie dieses Feld aus."
    assert "Telefonnummer" in fields["phone"]["message"]
    assert answer.headers["content-language"] == "de"
    [kept] = deliveries(world)
    assert kept.state is InboxState.REFUSED
    assert ("company", "missing") in codes(kept)
    assert kept.body == b'{"email":"","phone":"abc"}'
    assert process_waiting(world.deps) == 0


def test_the_corrected_submission_is_taken_under_the_same_key(web: RunningWeb, world: World):
    headers = {"Idempotency-Key": "page-7"}
    bad = {**GOOD, "email": "eva@"}
    assert web.client.post(DEMO, json=bad, headers=headers).status_code == 422
    assert web.client.post(DEMO, json=bad, headers=headers).status_code == 422
    answer = web.client.post(DEMO, json=GOOD, headers=headers)
    assert answer.status_code == 202
    refused, taken = deliveries(world)
    assert (refused.state, codes(refused)) == (InboxState.REFUSED, [("email", "email_syntax")])
    assert (taken.id, taken.external_id) == (answer.json()["delivery"], "page-7")
    assert process_waiting(world.deps) == 1


def test_a_refused_delivery_can_be_replayed(web: RunningWeb, world: World):
    assert web.client.post(DEMO, json={"email": "eva@sommer.example"}).status_code == 422
    [kept] = deliveries(world)
    assert process_delivery(world.deps, kept.id) is InboxState.DONE
    assert lead_count(world) == 1


def test_messages_are_in_the_visitors_language(web: RunningWeb):
    for wanted, text in (
        ("en", "Please fill in this field."),
        ("de-AT,en;q=0.5", "Bitte füllen Sie dieses Feld aus."),
        ("fr, en;q=0.9, de;q=0.1", "Please fill in this field."),
        ("de;q=0, en;q=0.2", "Please fill in this field."),
        ("fr", "Bitte füllen Sie dieses Feld aus."),
        (";;q=x,,", "Bitte füllen Sie dieses Feld aus."),
    ):
        answer = web.client.post(
            DEMO, json={"email": "a@b.example"}, headers={"Accept-Language": wanted}
        )
        assert answer.json()["fields"][0]["message"] == text, wanted


def test_problems_stand_at_the_forms_own_field_names(web: RunningWeb):
    answer = web.client.post(DEMO, json={"E-Mail": "eva@", "Nachname": "S", "Firma": " "})
    assert [field["name"] for field in answer.json()["fields"]] == ["E-Mail", "Firma"]


def test_a_page_is_asked_for_a_readable_phone_and_a_server_is_not(web: RunningWeb, world: World):
    body = {**GOOD, "phone": "auf Anfrage"}
    assert web.client.post(DEMO, json=body, headers=PAGE).status_code == 422
    assert web.client.post(DEMO, json=body).status_code == 202


def test_a_filled_honeypot_is_answered_like_any_other(web: RunningWeb, world: World):
    answer = web.client.post(DEMO, data={**GOOD, "website2": "http://spam.example"})
    assert answer.status_code == 202
    [kept] = deliveries(world)
    assert answer.json() == {"delivery": kept.id}
    assert (kept.state, codes(kept)) == (InboxState.REFUSED, [("website2", "honeypot")])
    assert process_waiting(world.deps) == 0
    assert lead_count(world) == 0


def test_consent_counts_only_when_it_is_ticked(web: RunningWeb, world: World):
    web.client.post(DEMO, data=GOOD)
    web.client.post(DEMO, data={**GOOD, "email": "b@sommer.example", "consent": "yes"})
    process_waiting(world.deps)
    without, ticked = (
        {consent.purpose.value: consent for consent in world.lead(number).consents}
        for number in (1, 2)
    )
    assert "marketing_email" not in without
    assert ticked["marketing_email"].text_version == "form-2026-11"
