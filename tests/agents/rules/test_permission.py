"""Who may be contacted how, and on which basis (S-021, S-035, S-067, S-100; W54, W55)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.facts import ActivityFacts, ConsentFacts
from agents.facts.standing import REFUSED, consent_state, suppression
from agents.policy import ConsentPolicy
from agents.rules.permission import may_act, may_answer, may_use
from agents.vocabulary import (
    ActivityKind,
    Channel,
    ConsentPurpose,
    ConsentState,
    LegalBasis,
    NextAction,
    PermissionCode,
)
from tests.agents.rules.builders import NOW, a_balancing_test, a_consent, an_activity

MAIL, PHONE = ConsentPurpose.MARKETING_EMAIL, ConsentPurpose.MARKETING_PHONE
ANSWER = ConsentPurpose.ANSWER_REQUEST
ASKED = [an_activity()]
READ = [an_activity(ActivityKind.CASE_STUDY)]
OLD = [an_activity(ago=timedelta(days=31))]
CALL, STUDY, DEMO = NextAction.CALL, NextAction.SEND_CASE_STUDY, NextAction.BOOK_DEMO
GRANTED, PENDING = a_consent(), a_consent(state=ConsentState.PENDING)
DENIED = a_consent(state=ConsentState.DENIED)
WITHDRAWN = a_consent(state=ConsentState.WITHDRAWN)
OBJECTED = a_consent(state=ConsentState.OBJECTED)
NO_CALLS = a_consent(PHONE, ConsentState.DENIED)
TAKEN_BACK = a_consent(ANSWER, ConsentState.WITHDRAWN)
NEWS = a_consent(ConsentPurpose.NEWSLETTER)
NO_NEWS = a_consent(ConsentPurpose.NEWSLETTER, ConsentState.WITHDRAWN)
YESTERDAY = timedelta(days=1)
WEIGHED = ConsentPolicy(interests=(a_balancing_test(channels=["phone", "post"]),))
NOT_WEIGHED = ConsentPolicy()


def test_the_newest_state_counts_and_the_last_of_equals():
    old = a_consent(ago=YESTERDAY)
    assert consent_state([], MAIL) is ConsentState.UNKNOWN
    assert consent_state([WITHDRAWN, old], MAIL) is ConsentState.WITHDRAWN
    assert consent_state([a_consent(), WITHDRAWN], MAIL) is ConsentState.WITHDRAWN
    assert consent_state([a_consent()], PHONE) is ConsentState.UNKNOWN


def test_an_open_double_opt_in_takes_nothing_from_a_confirmed_one():
    """Anybody can type somebody else's address into a form."""
    assert consent_state([a_consent(ago=YESTERDAY), PENDING], MAIL) is ConsentState.GRANTED
    assert consent_state([PENDING, a_consent()], MAIL) is ConsentState.GRANTED


def test_a_suppression_ends_only_when_the_same_purpose_is_granted_later():
    was = a_consent(state=ConsentState.OBJECTED, ago=YESTERDAY)
    assert suppression([was, DENIED], MAIL) == (ConsentState.OBJECTED, NOW)
    assert suppression([was, PENDING], MAIL) == (ConsentState.OBJECTED, NOW - YESTERDAY)
    assert suppression([was, GRANTED], MAIL) is None
    assert suppression([was, a_consent(PHONE)], MAIL) is not None


@pytest.mark.parametrize(
    ("channel", "activities", "consents", "code"),
    [
        (Channel.EMAIL, ASKED, [], "own_request"),
        (Channel.EMAIL, ASKED, [DENIED], "own_request"),  # the box was left empty
        (Channel.EMAIL, ASKED, [WITHDRAWN], "withdrawn"),
        (Channel.EMAIL, ASKED, [OBJECTED], "objected"),
        (Channel.EMAIL, READ, [GRANTED], "consent"),
        (Channel.EMAIL, READ, [PENDING], "pending"),
        (Channel.EMAIL, READ, [], "no_consent"),
        (Channel.EMAIL, READ, [a_consent(PHONE)], "no_consent"),  # one purpose is no other
        (Channel.PHONE, ASKED, [], "own_request"),
        (Channel.PHONE, ASKED, [NO_CALLS], "own_request"),  # the request is the wish (A.15 3)
        (Channel.PHONE, ASKED, [a_consent(PHONE, ConsentState.OBJECTED)], "objected"),
        (
            Channel.PHONE,
            ASKED,
            [a_consent(PHONE, ConsentState.OBJECTED, ago=YESTERDAY)],
            "own_request",  # asked to be answered after the objection to calls
        ),
        (Channel.PHONE, READ, [], "legitimate_interest"),
        (Channel.PHONE, READ, [NO_CALLS], "denied"),
        (Channel.PHONE, READ, [GRANTED], "legitimate_interest"),  # DOI is no phone consent (W54)
        (Channel.PHONE, READ, [a_consent(PHONE)], "consent"),
        (Channel.DEMO, ASKED, [WITHDRAWN], "own_request"),
        (Channel.DEMO, ASKED, [TAKEN_BACK], "no_consent"),
        (Channel.DEMO, OLD, [], "no_consent"),
        (Channel.DEMO, OLD, [GRANTED], "consent"),
        (Channel.NEWSLETTER, ASKED, [], "no_consent"),  # who asked for a demo asked for no news
        (Channel.NEWSLETTER, READ, [GRANTED], "no_consent"),  # one mail is no series
        (Channel.NEWSLETTER, READ, [NEWS], "consent"),
        (Channel.NEWSLETTER, READ, [NEWS, WITHDRAWN], "consent"),
        (Channel.NEWSLETTER, READ, [NEWS, NO_NEWS], "withdrawn"),
        (Channel.LINKEDIN, ASKED, [GRANTED], "no_consent"),
        (Channel.LINKEDIN, READ, [a_consent(ConsentPurpose.LINKEDIN)], "consent"),
        (Channel.POST, READ, [], "legitimate_interest"),
        (Channel.POST, READ, [a_consent(ConsentPurpose.POST, ConsentState.OBJECTED)], "objected"),
    ],
)
def test_may_use(channel, activities, consents, code):
    found = may_use(channel, activities=activities, consents=consents, now=NOW, policy=WEIGHED)
    assert found.code is PermissionCode(code)
    assert found.is_allowed == (code in set(LegalBasis))
    assert found.basis == (LegalBasis(code) if found.is_allowed else None)


@pytest.mark.parametrize(
    "test",
    [
        a_balancing_test(outcome="refused"),
        a_balancing_test(review_on=NOW.date()),  # it is to be weighed anew today
        a_balancing_test(decided_on=NOW.date() + YESTERDAY),
        a_balancing_test(channels=["post"]),
    ],
)
def test_without_a_valid_balancing_test_an_interest_is_no_basis(test):
    policy = ConsentPolicy(interests=(test,))
    found = may_use(Channel.PHONE, activities=READ, consents=[], now=NOW, policy=policy)
    assert (found.is_allowed, found.code) == (False, PermissionCode.NOT_WEIGHED)


def test_no_interest_opens_electronic_mail():
    with pytest.raises(ValidationError, match="UWG"):
        a_balancing_test(channels=["email"])


def test_customers_get_mail_only_where_they_were_told_so():
    told = ConsentPolicy(existing_customers=True)
    of_a_customer = {"activities": READ, "now": NOW, "is_customer": True}
    assert may_use(Channel.EMAIL, consents=[], policy=told, **of_a_customer).basis is (
        LegalBasis.EXISTING_CUSTOMER
    )
    for consents, policy in (([], NOT_WEIGHED), ([OBJECTED], told), ([DENIED], told)):
        assert not may_use(
            Channel.EMAIL, consents=consents, policy=policy, **of_a_customer
        ).is_allowed


def test_a_request_is_answered_unless_it_was_taken_back():
    assert may_answer(activities=ASKED, consents=[OBJECTED], now=NOW).is_allowed
    assert may_answer(activities=ASKED, consents=[TAKEN_BACK], now=NOW).code == "withdrawn"
    assert may_answer(activities=OLD, consents=[GRANTED], now=NOW).code == "no_consent"


AGES = st.integers(min_value=0, max_value=40 * 24).map(lambda hours: timedelta(hours=hours))
SAID = st.builds(
    ConsentFacts,
    purpose=st.sampled_from(ConsentPurpose),
    state=st.sampled_from(ConsentState),
    source=st.just("form"),
    recorded_at=AGES.map(lambda age: NOW - age),
)
DONE = st.builds(
    ActivityFacts,
    kind=st.sampled_from(ActivityKind),
    occurred_at=AGES.map(lambda age: NOW - age),
)


@given(
    channel=st.sampled_from(Channel),
    consents=st.lists(SAID, max_size=6),
    activities=st.lists(DONE, max_size=3),
    no=SAID.filter(lambda said: said.state in REFUSED),
    place=st.integers(min_value=0, max_value=6),
    policy=st.sampled_from(
        [NOT_WEIGHED, WEIGHED, ConsentPolicy(interests=WEIGHED.interests, existing_customers=True)]
    ),
    is_customer=st.booleans(),
)
def test_a_suppression_never_turns_a_no_into_a_yes(
    *, channel, consents, activities, no, place, policy, is_customer
):
    known = {"activities": activities, "now": NOW, "policy": policy, "is_customer": is_customer}
    before = may_use(channel, consents=consents, **known)
    after = may_use(channel, consents=[*consents[:place], no, *consents[place:]], **known)
    assert before.is_allowed or not after.is_allowed


@given(
    channel=st.sampled_from(Channel),
    consents=st.lists(SAID, max_size=6),
    pending=SAID.map(lambda said: (said.purpose, said.recorded_at)),
)
def test_an_open_double_opt_in_opens_nothing_and_closes_nothing(channel, consents, pending):
    purpose, at = pending
    asked = ConsentFacts(
        purpose=purpose, state=ConsentState.PENDING, source="form", recorded_at=at
    )
    known = {"activities": READ, "now": NOW, "policy": WEIGHED}
    before = may_use(channel, consents=consents, **known)
    after = may_use(channel, consents=[*consents, asked], **known)
    assert before.is_allowed == after.is_allowed


@pytest.mark.parametrize(
    ("action", "activities", "consents", "missing"),
    [
        (CALL, ASKED, [], None),
        (DEMO, ASKED, [], None),
        (STUDY, ASKED, [], MAIL),
        (STUDY, ASKED, [WITHDRAWN], MAIL),
        (CALL, ASKED, [TAKEN_BACK, NO_CALLS], PHONE),
        (CALL, READ, [], None),
        (STUDY, READ, [], MAIL),
        (STUDY, READ, [a_consent()], None),
        (DEMO, OLD, [], MAIL),
        (NextAction.SEND_EMAIL, READ, [], MAIL),
        (NextAction.INVITE_EVENT, READ, [], MAIL),
        (NextAction.INVITE_EVENT, ASKED, [], MAIL),
        (NextAction.INVITE_EVENT, ASKED, [a_consent()], None),
        (NextAction.CONNECT_LINKEDIN, ASKED, [a_consent()], ConsentPurpose.LINKEDIN),
        (NextAction.ANSWER_QUESTION, ASKED, [WITHDRAWN], None),
        (NextAction.ANSWER_QUESTION, ASKED, [TAKEN_BACK], ANSWER),
    ],
)
def test_an_action_needs_its_channel(action, activities, consents, missing):
    given = may_act(action, activities=activities, consents=consents, now=NOW, policy=WEIGHED)
    assert given is not None
    assert (None if given.is_allowed else given.purpose) is missing


CASES = {
    "nothing": {"activities": READ},
    "asked": {"activities": ASKED},
    "asked, box empty": {"activities": ASKED, "consents": [DENIED]},
    "asked, not confirmed": {"activities": ASKED, "consents": [PENDING]},
    "asked, withdrawn": {"activities": ASKED, "consents": [WITHDRAWN]},
    "asked, objected": {"activities": ASKED, "consents": [OBJECTED]},
    "asked, opted in": {"activities": ASKED, "consents": [GRANTED]},
    "asked long ago": {"activities": OLD},
    "opted in": {"activities": READ, "consents": [GRANTED]},
    "customer": {"activities": READ, "is_customer": True},
    "customer, objected": {"activities": READ, "is_customer": True, "consents": [OBJECTED]},
}
"""What is known of a person, by name; calls and letters were weighed, customers were told."""
ADVERTISING = {
    "nothing": "no_consent",
    "asked": "no_consent",
    "asked, box empty": "denied",
    "asked, not confirmed": "pending",
    "asked, withdrawn": "withdrawn",
    "asked, objected": "objected",
    "asked, opted in": "consent",
    "asked long ago": "no_consent",
    "opted in": "consent",
    "customer": "existing_customer",
    "customer, objected": "objected",
}
ANSWERED = {case: "own_request" for case in CASES if case.startswith("asked,")} | {
    "asked": "own_request"
}
REASONS = {
    NextAction.SEND_CASE_STUDY: ADVERTISING,
    NextAction.INVITE_EVENT: ADVERTISING,
    NextAction.SEND_EMAIL: ADVERTISING
    | ANSWERED
    | {"asked, withdrawn": "withdrawn", "asked, objected": "objected"},
    NextAction.BOOK_DEMO: ADVERTISING | ANSWERED | {"customer": "no_consent"},
    NextAction.CALL: dict.fromkeys(CASES, "legitimate_interest") | ANSWERED,
    NextAction.ANSWER_QUESTION: dict.fromkeys(CASES, "no_consent") | ANSWERED,
    NextAction.CONNECT_LINKEDIN: dict.fromkeys(CASES, "no_consent"),
}
"""Why each action is open or locked in each case."""
TOLD = ConsentPolicy(interests=WEIGHED.interests, existing_customers=True)


def test_the_table_names_every_action_towards_the_person():
    asking = {one for one in NextAction if may_act(one, activities=[], consents=[], now=NOW)}
    assert asking == REASONS.keys()


@pytest.mark.parametrize(
    ("action", "case", "code"),
    [(action, case, code) for action, row in REASONS.items() for case, code in row.items()],
)
def test_an_action_has_a_basis_or_says_what_locks_it(action, case, code):
    """S-067, S-100: an own request opens the answer to it, and no advertising."""
    found = may_act(action, **{"consents": [], **CASES[case]}, now=NOW, policy=TOLD)
    assert found is not None
    assert found.code is PermissionCode(code)
    assert found.is_allowed == (code in set(LegalBasis))
    assert (found.purpose is ANSWER) == (
        found.basis is LegalBasis.OWN_REQUEST or action is NextAction.ANSWER_QUESTION
    )


@pytest.mark.parametrize(
    "action", [NextAction.WAIT, NextAction.ASK_CONTEXT, NextAction.HAND_TO_ACCOUNT_OWNER]
)
def test_what_stays_in_the_house_needs_no_permission(action):
    assert may_act(action, activities=[], consents=[OBJECTED], now=NOW) is None
