"""Compliance limits of the next action (S-021, S-067, S-100; W54, W55)."""

from datetime import timedelta

import pytest

from agents.rules.permission import consent_state, missing_consent
from agents.vocabulary import ActivityKind, ConsentPurpose, ConsentState, NextAction
from tests.agents.rules.builders import NOW, a_consent, an_activity

MAIL, PHONE = ConsentPurpose.MARKETING_EMAIL, ConsentPurpose.MARKETING_PHONE
ASKED = [an_activity()]
READ = [an_activity(ActivityKind.CASE_STUDY)]
OLD = [an_activity(ago=timedelta(days=31))]
CALL, STUDY, DEMO = NextAction.CALL, NextAction.SEND_CASE_STUDY, NextAction.BOOK_DEMO
WITHDRAWN = a_consent(state=ConsentState.WITHDRAWN)
NO_CALLS = a_consent(PHONE, ConsentState.DENIED)
TAKEN_BACK = a_consent(ConsentPurpose.ANSWER_REQUEST, ConsentState.WITHDRAWN)


def test_the_newest_state_counts_and_the_last_of_equals():
    old = a_consent(ago=timedelta(days=1))
    assert consent_state([], MAIL) is ConsentState.UNKNOWN
    assert consent_state([WITHDRAWN, old], MAIL) is ConsentState.WITHDRAWN
    assert consent_state([a_consent(), WITHDRAWN], MAIL) is ConsentState.WITHDRAWN
    assert consent_state([a_consent()], PHONE) is ConsentState.UNKNOWN


@pytest.mark.parametrize(
    ("action", "activities", "consents", "missing"),
    [
        (CALL, ASKED, [], None),
        (DEMO, ASKED, [], None),
        (STUDY, ASKED, [], None),
        (CALL, ASKED, [NO_CALLS], None),  # the request itself is the wish (A.15 3)
        (STUDY, ASKED, [WITHDRAWN], MAIL),
        (DEMO, ASKED, [WITHDRAWN], None),
        (DEMO, ASKED, [TAKEN_BACK], MAIL),
        (CALL, ASKED, [TAKEN_BACK, NO_CALLS], PHONE),
        (CALL, READ, [], None),
        (CALL, READ, [NO_CALLS], PHONE),
        (STUDY, READ, [], MAIL),
        (STUDY, READ, [a_consent(state=ConsentState.PENDING)], MAIL),
        (STUDY, READ, [a_consent()], None),
        (DEMO, OLD, [], MAIL),
        (DEMO, OLD, [a_consent()], None),
    ],
)
def test_missing_consent(action, activities, consents, missing):
    given = missing_consent(action, activities=activities, consents=consents, now=NOW)
    assert given is missing
