"""The next best action with its reason, its limits and its questions (S-062, S-064 to S-067)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import CompanyFacts, ContactFacts, SituationFacts, TouchFacts
from agents.policy import PlayPolicy
from agents.rules import edge_cases
from agents.rules.next_action import DONE_BY, NOT_DONE, TO_CLICK, next_action
from agents.vocabulary import (
    ActivityKind,
    ConsentPurpose,
    ConsentState,
    EdgeAnswer,
    EdgeCase,
    Fit,
    Language,
    NextAction,
    TouchKind,
)
from tests.agents.rules.builders import (
    NOW,
    a_company,
    a_consent,
    a_policy,
    an_activity,
)

PHONE = ContactFacts(phone="+4930901820", email="eva@acme.example")
MAIL_ONLY = ContactFacts(email="eva@acme.example")
READ = an_activity(
    ActivityKind.CASE_STUDY, ago=timedelta(minutes=90), title="Logistik", topic="Logistics"
)
NO_CALLS = a_consent(ConsentPurpose.MARKETING_PHONE, ConsentState.WITHDRAWN)
OBJECTED = a_consent(state=ConsentState.OBJECTED)
DAY = timedelta(days=1)


def touched(*kinds, ago=timedelta(hours=1)):
    return tuple(TouchFacts(kind=kind, person_id=1, occurred_at=NOW - ago) for kind in kinds)


def advised(contact=PHONE, company=None, policy=None, **given):
    situation = given.pop("situation", {})
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
        situation=SituationFacts(**situation),
        **facts,
    )


def what(decision):
    return decision.action, decision.code


def blocked(decision):
    return decision.params.get("blocked_action"), decision.params.get("blocked_code")


def test_a_hot_lead_with_a_telephone_is_called():
    visit = an_activity(ActivityKind.VISIT, ago=timedelta(0))
    decision = advised(activities=[visit, an_activity(title="Demo")], consents=[])
    assert what(decision) == (NextAction.CALL, "hot_with_phone")
    assert decision.params == {"activity": "demo_request", "minutes_ago": 5, "title": "Demo"}


def test_a_hot_lead_without_a_telephone_is_offered_a_demo():
    decision = advised(MAIL_ONLY, consents=[])
    assert what(decision) == (NextAction.BOOK_DEMO, "hot_without_phone")


def test_a_reader_gets_the_case_study_of_the_topic():
    decision = advised(MAIL_ONLY, activities=[READ], is_hot=False)
    assert what(decision) == (NextAction.SEND_CASE_STUDY, "read_case_study")
    assert decision.params == {
        "activity": "case_study",
        "minutes_ago": 90,
        "title": "Logistik",
        "topic": "Logistics",
        "content": "logistik-uebergabe",
    }


@pytest.mark.parametrize(
    ("given", "action", "code"),
    [
        ({"situation": {"touches": touched(TouchKind.NO_ANSWER)}}, "call", "hot_with_phone"),
        (
            {"situation": {"touches": touched(TouchKind.NO_ANSWER, TouchKind.NO_ANSWER)}},
            "send_email",
            "no_answer_twice",
        ),
        ({"situation": {"touches": touched(TouchKind.CALL)}}, "book_demo", "after_talk"),
        (
            {"situation": {"touches": touched(TouchKind.EMAIL, ago=timedelta(minutes=1))}},
            "wait",
            "just_mailed",
        ),
        (
            {
                "situation": {"touches": touched(TouchKind.EMAIL, ago=2 * DAY)},
                "activities": [an_activity(ago=3 * DAY)],
            },
            "call",
            "hot_with_phone",
        ),
        (
            {"contact": MAIL_ONLY, "situation": {"words": "Was kostet das?"}},
            "answer_question",
            "asked_something",
        ),
        (
            {
                "is_hot": False,
                "contact": MAIL_ONLY,
                "situation": {"account_owner_id": 4, "owner_id": 1},
            },
            "hand_to_account_owner",
            "account_is_owned",
        ),
        (
            {"is_hot": False, "activities": [an_activity(ActivityKind.VISIT, ago=30 * DAY)]},
            "invite_event",
            "long_quiet",
        ),
        (
            {
                "is_hot": False,
                "activities": [an_activity(ActivityKind.EMAIL_CLICK, ago=DAY)],
                "consents": [a_consent(ConsentPurpose.MARKETING_PHONE)],
            },
            "call",
            "clicked_lately",
        ),
        (
            {
                "is_hot": False,
                "contact": MAIL_ONLY,
                "company": CompanyFacts(technologies=("salesforce",)),
            },
            "book_demo",
            "uses_what_we_connect",
        ),
    ],
)
def test_every_signal_has_its_play(given, action, code):
    assert what(advised(**given)) == (NextAction(action), code)


CLICK = an_activity(ActivityKind.EMAIL_CLICK, ago=timedelta(hours=1))
BOUNCE = an_activity(ActivityKind.EMAIL_BOUNCE, ago=timedelta(hours=1))
CONDITIONS = {
    "hot": (True, {"is_hot": True}, {"is_hot": False}),
    "has_phone": (True, {"contact": PHONE}, {"contact": MAIL_ONLY}),
    "has_email": (True, {"contact": PHONE}, {"contact": ContactFacts(phone=PHONE.phone)}),
    "min_score": (70, {"score": 70}, {"score": 69}),
    "activity": (ActivityKind.CASE_STUDY, {"activities": [READ]}, {}),
    "fits": ({Fit.HIGH}, {"fit": Fit.HIGH}, {"fit": Fit.LOW}),
    "topics": ({"logistics"}, {"activities": [READ]}, {}),
    "technologies": (
        {"SAP"},
        {"company": CompanyFacts(technologies=("sap",))},
        {"company": CompanyFacts(technologies=("aws",))},
    ),
    "no_answers": (
        2,
        {"situation": {"touches": touched(*[TouchKind.NO_ANSWER] * 2)}},
        {"situation": {"touches": touched(TouchKind.NO_ANSWER)}},
    ),
    "bounced": (True, {"activities": [BOUNCE]}, {"activities": [BOUNCE, CLICK, CLICK]}),
    "clicked_within": (DAY, {"activities": [CLICK]}, {}),
    "quiet_for": (21 * DAY, {"activities": [an_activity(ago=21 * DAY)]}, {}),
    "mailed_within": (
        2 * DAY,
        {"situation": {"touches": touched(TouchKind.EMAIL, ago=timedelta(minutes=1))}},
        {"situation": {"touches": touched(TouchKind.EMAIL, ago=2 * DAY)}},
    ),
    "talked": (True, {"situation": {"touches": touched(TouchKind.CALL)}}, {}),
    "has_question": (True, {"situation": {"words": "Was kostet das?"}}, {}),
    "is_owned": (True, {"situation": {"account_owner_id": 4, "owner_id": 1}}, {}),
}


@pytest.mark.parametrize(
    "name", sorted(set(PlayPolicy.model_fields) - {"action", "code", "reason"})
)
def test_every_condition_of_a_play_is_asked(name):
    """S-062: activity, topics, company signals, e-mail engagement, account fit, and the rest."""
    wanted, holds, fails = CONDITIONS[name]
    play = PlayPolicy(action=NextAction.BOOK_DEMO, code="warm_up", **{name: wanted})
    policy = a_policy().model_copy(update={"plays": (play,)})
    assert advised(policy=policy, **holds).code == "warm_up"
    assert advised(policy=policy, **fails).code != "warm_up"


def test_evidence_stands_in_the_reason():
    quiet = advised(is_hot=False, activities=[an_activity(ActivityKind.VISIT, ago=30 * DAY)])
    assert quiet.params["days"] == 30
    tries = advised(situation={"touches": touched(*[TouchKind.NO_ANSWER] * 3)})
    assert (tries.params["no_answers"], tries.params["content"]) == (3, "nicht-erreicht")


def test_what_came_back_is_not_mailed_to_again():
    bounce = an_activity(ActivityKind.EMAIL_BOUNCE, ago=timedelta(hours=1))
    linkedin = a_consent(ConsentPurpose.LINKEDIN)
    given = {"activities": [an_activity(ActivityKind.VISIT), bounce], "is_hot": False}
    decision = advised(MAIL_ONLY, consents=[linkedin], **given)
    assert what(decision) == (NextAction.CONNECT_LINKEDIN, "mail_came_back")
    locked = advised(PHONE, consents=[], **given)
    assert blocked(locked)[0] == "connect_linkedin"
    assert locked.action is not NextAction.CONNECT_LINKEDIN
    clicked = an_activity(ActivityKind.EMAIL_CLICK, ago=timedelta(0))
    again = advised(MAIL_ONLY, **{**given, "activities": [bounce, clicked]})
    assert again.code != "mail_came_back"


def test_an_action_that_is_locked_says_why_and_the_next_one_is_offered():
    decision = advised(activities=[READ], is_hot=False, consents=[NO_CALLS, a_consent()])
    assert what(decision) == (NextAction.SEND_CASE_STUDY, "read_case_study")
    refused = advised(MAIL_ONLY, activities=[READ], is_hot=False, consents=[OBJECTED])
    assert what(refused) == (NextAction.WAIT, "all_blocked")
    assert blocked(refused) == ("send_case_study", "objected")


def test_who_asked_for_a_demo_gets_an_answer_and_no_case_study():
    """S-035: hot, not MQL; marketing stays locked without an opt-in."""
    plays = (PlayPolicy(action=NextAction.SEND_CASE_STUDY, code="warm_up"),)
    policy = a_policy().model_copy(update={"plays": plays})
    box_empty = a_consent(state=ConsentState.DENIED, ago=timedelta(minutes=5))
    asked = advised(PHONE, policy=policy, consents=[box_empty])
    assert what(asked) == (NextAction.CALL, "no_play")
    assert blocked(asked) == ("send_case_study", "denied")


def test_content_speaks_the_persons_language_and_fits_the_stage():
    policy = a_policy()
    quiet = {"is_hot": False, "activities": [an_activity(ActivityKind.VISIT, ago=30 * DAY)]}
    for language, item in ((Language.DE, "rundgang-dienstag"), (Language.EN, "tour-thursday")):
        decision = advised(situation={"language": language}, **quiet)
        assert decision.params["content"] == item
    events = tuple(one for one in policy.content if one.language is Language.EN)
    only_english = policy.model_copy(update={"content": events})
    assert advised(policy=only_english, **quiet).action is not NextAction.INVITE_EVENT


def test_what_is_done_is_not_asked_again_until_the_person_moves():
    done = {"done": {"hot_without_phone": NOW - timedelta(minutes=1)}}
    assert advised(MAIL_ONLY, situation=done).code != "hot_without_phone"
    moved = [an_activity(ago=timedelta(0))]
    assert advised(MAIL_ONLY, situation=done, activities=moved).code == "hot_without_phone"


def test_without_a_play_there_is_still_a_next_step():
    plays = (PlayPolicy(action=NextAction.SEND_CASE_STUDY, code="warm_up"),)
    policy = a_policy().model_copy(update={"plays": plays, "content": ()})
    asks = {"policy": policy, "activities": [], "consents": []}
    assert what(advised(PHONE, **asks)) == (NextAction.WAIT, "all_blocked")
    assert blocked(advised(PHONE, **asks)) == ("call", "not_weighed")
    calls = a_consent(ConsentPurpose.MARKETING_PHONE)
    assert what(advised(PHONE, **{**asks, "consents": [calls]})) == (NextAction.CALL, "no_play")
    touches = {"touches": touched(TouchKind.CALL)}
    assert advised(PHONE, **asks, situation=touches).code == "nothing_left"


CASES = {
    EdgeCase.COMPETITOR_DEMO: {"marks": {"negative_competitor"}},
    EdgeCase.EXISTING_CUSTOMER: {"situation": {"is_customers_company": True}},
    EdgeCase.STUDENT_AT_TARGET: {"marks": {"negative_student"}},
    EdgeCase.CONFLICTING_SIGNALS: {"consents": [OBJECTED]},
    EdgeCase.HOT_LOW_FIT: {"fit": Fit.LOW, "company": a_company()},
}


@pytest.mark.parametrize("case", list(EdgeCase))
def test_a_case_is_asked_and_not_guessed(case):
    assert what(advised(**CASES[case])) == (NextAction.ASK_CONTEXT, case.value)


@pytest.mark.parametrize(
    ("case", "answer"),
    [(case, one) for case, all_of in edge_cases.ANSWERS.items() for one in all_of],
)
def test_each_answer_changes_the_action(case, answer):
    given = CASES[case]
    situation = {**given.get("situation", {}), "answers": {case: answer}}
    decision = advised(**{**given, "situation": situation})
    if answer is EdgeAnswer.GO_ON:
        assert decision.action is NextAction.CALL
    else:
        assert what(decision) == (edge_cases.ACTIONS[answer], f"answered_{answer.value}")


def test_who_left_the_fields_empty_is_no_case():
    assert advised(fit=Fit.LOW).action is NextAction.CALL


def test_who_looks_after_the_company_works_what_was_given_to_them():
    given = CASES[EdgeCase.EXISTING_CUSTOMER]["situation"]
    situation = {
        **given,
        "answers": {EdgeCase.EXISTING_CUSTOMER: EdgeAnswer.ACCOUNT_OWNER},
        "done": {"answered_account_owner": NOW},
    }
    assert advised(situation=situation).action is NextAction.CALL


def test_an_answer_is_done_once():
    answered = {EdgeCase.HOT_LOW_FIT: EdgeAnswer.BE_BRIEF}
    done = {"answered_be_brief": NOW}
    decision = advised(
        fit=Fit.LOW, company=a_company(), situation={"answers": answered, "done": done}
    )
    assert what(decision) == (NextAction.WAIT, "nothing_left")


def test_each_action_is_done_by_a_touch_or_by_a_click():
    by_touch = frozenset().union(*DONE_BY.values())
    assert by_touch | TO_CLICK | NOT_DONE == set(NextAction)
    assert not by_touch & TO_CLICK
    assert not (by_touch | TO_CLICK) & NOT_DONE


ANY_CONSENT = st.builds(
    a_consent,
    st.sampled_from(list(ConsentPurpose)),
    st.sampled_from(list(ConsentState)),
    ago=st.timedeltas(timedelta(0), 60 * DAY),
)


@given(
    st.lists(ANY_CONSENT, max_size=4),
    st.lists(st.sampled_from(list(ActivityKind)), max_size=3),
    st.lists(st.sampled_from(list(TouchKind)), max_size=3),
    st.booleans(),
    st.sampled_from(list(Fit)),
)
def test_there_is_never_a_dead_end_and_never_a_forbidden_action(
    consents, kinds, touches, is_hot, fit
):
    from agents.rules.permission import may_act  # noqa: PLC0415 — only this property asks it

    activities = [an_activity(kind) for kind in kinds]
    decision = advised(
        activities=activities,
        consents=consents,
        is_hot=is_hot,
        fit=fit,
        situation={"touches": touched(*touches)},
    )
    assert decision.code
    permission = may_act(
        decision.action,
        activities=activities,
        consents=consents,
        now=NOW,
        policy=a_policy().consent,
    )
    assert permission is None or permission.is_allowed


@pytest.mark.parametrize(
    ("topics", "content"),
    [
        (None, "logistik-uebergabe"),
        (("manufacturing", "response"), "maschinenbau-angebote"),  # chosen goes before read
        (("logistics", "handover"), "logistik-uebergabe"),
        (("logistics",), None),  # the case study is also about what they switched off
        ((), None),
    ],
)
def test_content_follows_the_topics_that_were_chosen(topics, content):
    contact = ContactFacts(email="eva@acme.example", topics=topics)
    decision = advised(contact, activities=[READ], is_hot=False)
    assert decision.params.get("content") == content
    assert (decision.action is NextAction.SEND_CASE_STUDY) == (content is not None)


@given(st.sets(st.sampled_from(sorted(a_policy().consent.topics))))
def test_nothing_is_sent_about_a_topic_that_was_switched_off(chosen):
    policy = a_policy()
    contact = ContactFacts(email="eva@acme.example", topics=tuple(sorted(chosen)))
    decision = advised(contact, activities=[READ], is_hot=False, policy=policy)
    sent = [item for item in policy.content if item.id == decision.params.get("content")]
    assert all(set(item.topics) <= chosen for item in sent)
