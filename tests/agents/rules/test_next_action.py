"""The next best action with its reason (S-062, S-065 to S-067)."""

from datetime import timedelta

import pytest

from agents.facts import CompanyFacts, ContactFacts
from agents.policy import PlayPolicy
from agents.rules.next_action import best_case_study, next_action
from agents.vocabulary import (
    ActivityKind,
    ConsentPurpose,
    ConsentState,
    Fit,
    NextAction,
)
from tests.agents.rules.builders import (
    NOW,
    a_company,
    a_consent,
    a_policy,
    a_weighed_policy,
    an_activity,
)

PHONE = ContactFacts(phone="+4930901820")
READ = an_activity(
    ActivityKind.CASE_STUDY, ago=timedelta(minutes=90), title="Logistik", topic="Logistics"
)
NO_CALLS = a_consent(ConsentPurpose.MARKETING_PHONE, ConsentState.WITHDRAWN)


def advised(contact=PHONE, company=None, policy=None, **given):
    facts = {
        "activities": [an_activity()],
        "consents": [a_consent()],
        "is_hot": True,
        "score": 80,
        "fit": Fit.HIGH,
        **given,
    }
    return next_action(
        contact=contact,
        company=company or CompanyFacts(),
        policy=policy or a_policy(),
        now=NOW,
        **facts,
    )


def test_a_hot_lead_with_a_telephone_is_called():
    visit = an_activity(ActivityKind.VISIT, ago=timedelta(0))
    decision = advised(activities=[visit, an_activity(title="Demo")], consents=[])
    assert (decision.action, decision.code) == (NextAction.CALL, "hot_with_phone")
    assert decision.params == {"activity": "demo_request", "minutes_ago": 5, "title": "Demo"}
    assert decision.blocked_by is None


def test_a_hot_lead_without_a_telephone_is_offered_a_demo():
    decision = advised(ContactFacts(), consents=[])
    assert (decision.action, decision.code) == (NextAction.BOOK_DEMO, "hot_without_phone")


def test_a_reader_gets_the_case_study_of_the_topic():
    decision = advised(activities=[READ], is_hot=False)
    assert (decision.action, decision.code) == (NextAction.SEND_CASE_STUDY, "read_case_study")
    assert decision.params == {
        "activity": "case_study",
        "minutes_ago": 90,
        "title": "Logistik",
        "topic": "Logistics",
        "case_study": "logistik-uebergabe",
    }


@pytest.mark.parametrize(
    ("consents", "action", "code", "missing"),
    [
        ([], NextAction.CALL, "good_fit_with_phone", None),
        (
            [NO_CALLS],
            NextAction.SEND_CASE_STUDY,
            "read_case_study",
            ConsentPurpose.MARKETING_EMAIL,
        ),
        ([NO_CALLS, a_consent()], NextAction.SEND_CASE_STUDY, "read_case_study", None),
    ],
)
def test_a_play_without_consent_is_skipped_or_shown_as_blocked(consents, action, code, missing):
    decision = advised(
        policy=a_weighed_policy(), activities=[READ], is_hot=False, consents=consents
    )
    assert (decision.action, decision.code, decision.blocked_by) == (action, code, missing)


def test_the_last_play_warms_up():
    decision = advised(ContactFacts(), a_company(), is_hot=False, activities=[])
    assert decision.code == "warm_up"
    assert decision.params == {
        "industry": "manufacturing",
        "case_study": "maschinenbau-angebote",
    }


@pytest.mark.parametrize(
    ("contact", "consents", "action", "missing"),
    [
        (PHONE, [], NextAction.CALL, None),
        (PHONE, [NO_CALLS], NextAction.CALL, ConsentPurpose.MARKETING_PHONE),
        (ContactFacts(), [a_consent()], NextAction.BOOK_DEMO, None),
    ],
)
def test_without_a_matching_play_there_is_still_an_answer(contact, consents, action, missing):
    plays = (
        PlayPolicy(action=NextAction.CALL, code="rich", min_score=90),
        PlayPolicy(action=NextAction.SEND_CASE_STUDY, code="nothing_to_send"),
    )
    policy = a_weighed_policy().model_copy(update={"plays": plays, "case_studies": ()})
    decision = advised(contact, policy=policy, activities=[], consents=consents)
    assert (decision.action, decision.code) == (action, "no_play")
    assert decision.blocked_by is missing


def test_conditions_of_a_play_all_hold():
    play = PlayPolicy(action=NextAction.CALL, code="rich", min_score=80, hot=False)
    policy = a_policy().model_copy(update={"plays": (play,)})
    assert advised(policy=policy, is_hot=False).code == "rich"
    assert advised(policy=policy, is_hot=False, score=79).code == "no_play"
    assert advised(policy=policy, is_hot=True).code == "no_play"


def test_case_studies_are_chosen_by_what_they_share():
    studies = a_policy().case_studies
    assert best_case_study(a_company(industry="Logistics"), [], studies) is studies[1]
    assert best_case_study(CompanyFacts(), [], studies) is studies[0]
    assert best_case_study(CompanyFacts(), [], ()) is None
