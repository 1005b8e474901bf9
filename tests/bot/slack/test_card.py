"""What a card says once, it does not say twice; what a form shows, it takes back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from agents.facts import ActivityFacts, ConsentFacts, HoursFacts
from agents.rules import hand_made
from agents.vocabulary import (
    ActivityKind,
    ConsentPurpose,
    ConsentState,
    Language,
    LeadField,
    RoutingReason,
)
from bot.slack import present
from bot.slack.metadata import SnoozeForm
from tests.bot.slack.produced import POLICY, WHY, card
from tests.bot.slack.samples import LENA, NOW, OFFERED

BY_THE_RULES = [
    *(RoutingReason.KNOWN_CONTACT, RoutingReason.ACCOUNT_OWNER, RoutingReason.KEY_ACCOUNT),
    *(RoutingReason.COVER, RoutingReason.RETURNED, RoutingReason.LEFT, RoutingReason.TURN),
    RoutingReason.FALLBACK,
]


@pytest.mark.parametrize(("need", "times"), [("Bitte eine Demo", 1), ("Tempo", 1)])
def test_a_message_that_is_the_need_is_no_quote_too(need: str, times: int) -> None:
    lead = replace(OFFERED, need=need, message=" Bitte eine Demo ", score_lines=())
    shown = present.lead_card(card(lead), policy=POLICY, language=Language.DE, now=NOW)
    assert json.dumps(shown.blocks, ensure_ascii=False).count("Bitte eine Demo") == times


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("industry", ["manufacturing", "wholesale", "services", "schiffbau"])
def test_words_of_a_correction_are_read_as_their_codes(language: Language, industry: str) -> None:
    known = {LeadField.COUNTRY: "AT", LeadField.INDUSTRY: industry, LeadField.EMPLOYEES: 40}
    shown = present.as_typed(known, language)
    assert shown[LeadField.COUNTRY] != "AT"
    values, problems = hand_made.read({field: text or "" for field, text in shown.items()})
    assert problems == ()
    assert {field: values[field] for field in known} == known


@pytest.mark.parametrize("language", list(Language))
def test_whoever_gets_a_lead_by_the_rules_is_told_the_true_reason(language: Language) -> None:
    said = {
        present.new_owner(
            card(OFFERED),
            person=LENA,
            reason=reason,
            by=None,
            policy=POLICY,
            language=language,
            now=NOW,
        ).text
        for reason in BY_THE_RULES
    }
    assert len(said) == len(BY_THE_RULES)


def test_why_names_what_was_promised_and_not_what_is_promised_today() -> None:
    """A promise keeps the policy under which it was made."""
    clocks = tuple(replace(one, promised=timedelta(minutes=45)) for one in WHY.lead.clocks)
    why = replace(WHY, lead=replace(WHY.lead, clocks=clocks))
    shown = json.dumps(present.why_modal(why, reader=LENA, policy=POLICY, now=NOW))
    assert "45 Min" in shown
    assert "15 Min" not in shown


@pytest.mark.parametrize(("days", "part"), [(0, "bis 10:34"), (1, "bis 24.11.26, 10:34")])
def test_the_list_of_the_morning_names_another_day(days: int, part: str) -> None:
    clocks = tuple(
        replace(one, due_at=NOW + timedelta(days=days, minutes=5)) for one in OFFERED.clocks
    )
    lead = replace(OFFERED, clocks=clocks)
    assert part in present.morning(LENA, (lead,), policy=POLICY, now=NOW).text


@pytest.mark.parametrize(("blocks", "first"), [(((540, 1020),), "duty"), (((0, 1440),), "30")])
def test_silence_until_the_next_working_hours_needs_some(
    blocks: tuple[tuple[int, int], ...], first: str
) -> None:
    """Whose day never ends has no next one."""
    person = replace(LENA, hours=HoursFacts(tz="Europe/Berlin", week=(blocks,) * 7))
    form = SnoozeForm(lead_id=OFFERED.id)
    shown = present.snooze_modal(card(OFFERED), form, person=person, policy=POLICY, now=NOW)
    (choice,) = (one for one in shown["blocks"] if one.get("block_id") == "snooze_for")
    assert choice["element"]["initial_option"]["value"] == first
    assert choice["element"]["options"][0]["value"] == first


@pytest.mark.parametrize(
    ("is_customer", "state", "mark", "said"),
    [
        (True, None, "✅", "Existing customer: may get e-mails about similar products."),
        (True, ConsentState.PENDING, "✅", "Existing customer: may get"),
        (True, ConsentState.GRANTED, "✅", "May be contacted; opted in to marketing e-mails"),
        (True, ConsentState.OBJECTED, "🔒", "Objected to marketing"),
        (False, None, "🔒", "No opt-in: marketing channels are locked."),
    ],
)
def test_who_has_bought_may_get_mail_where_the_policy_has_it(
    is_customer: bool, state: ConsentState | None, mark: str, said: str
) -> None:
    """UWG § 7 Abs. 3: unless they said no."""
    consent = POLICY.consent.model_copy(update={"existing_customers": True})
    policy = POLICY.model_copy(update={"consent": consent})
    mail = ConsentPurpose.MARKETING_EMAIL
    consents = (ConsentFacts(purpose=mail, state=state, recorded_at=NOW, source="f"),)
    read = ActivityFacts(kind=ActivityKind.DOWNLOAD, occurred_at=NOW)
    lead = replace(OFFERED, consents=consents if state else (), activities=(read,), is_hot=False)
    shown = replace(card(lead), is_customer=is_customer)
    view = present.lead_card(shown, policy=policy, language=Language.EN, now=NOW)
    assert f"{mark} {said}" in json.dumps(view.blocks, ensure_ascii=False)
