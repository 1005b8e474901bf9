"""The checklist of the hand-over: complete, fit, consent, context (S-074, S-135)."""

from zoneinfo import ZoneInfo

import pytest

from agents import sentences
from agents.facts import ContactFacts
from agents.rules import checklist
from agents.vocabulary import (
    CheckPoint,
    ConsentPurpose,
    ConsentState,
    Fit,
    Language,
    LeadField,
)
from agents.words import in_language
from tests.agents.rules.builders import a_company, a_consent, a_lead, a_policy, an_activity

COMPLETE, FIT, CONSENT, CONTEXT = CheckPoint
BERLIN = ZoneInfo("Europe/Berlin")
ANSWER, MAIL = ConsentPurpose.ANSWER_REQUEST, ConsentPurpose.MARKETING_EMAIL
GOOD = {
    "company": a_company(),
    "contact": ContactFacts(last_name="Weber", job_title="CEO"),
    "need": "Tempo",
    "timeframe": "Q3",
    "fit": Fit.HIGH,
    "is_hot": True,
    "consents": (),
    "activities": (an_activity(),),
}


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, ()),
        ({"fit": Fit.MEDIUM}, ()),
        ({"fit": Fit.LOW}, (FIT,)),
        ({"fit": None}, (FIT,)),
        ({"need": None}, (COMPLETE,)),
        ({"is_hot": False}, (CONSENT,)),
        ({"is_hot": False, "consents": (a_consent(purpose=MAIL),)}, ()),
        ({"is_hot": False, "consents": (a_consent(purpose=ANSWER),)}, ()),
        ({"consents": (a_consent(purpose=ANSWER, state=ConsentState.WITHDRAWN),)}, (CONSENT,)),
        ({"activities": ()}, (CONTEXT,)),
        ({"activities": (), "message": "Hallo"}, ()),
        ({"need": None, "fit": None, "is_hot": False, "activities": ()}, tuple(CheckPoint)),
    ],
)
def test_what_a_lead_lacks(changes, lacks):
    found = checklist.check(a_lead(**{**GOOD, **changes}), a_policy())
    assert found.lacks == lacks
    assert found.missing == ((LeadField.NEED,) if COMPLETE in lacks else ())


@pytest.mark.parametrize("language", Language)
def test_each_point_is_said_and_other_words_where_it_does_not_hold(language):
    w, said = in_language(language), []
    for lead in (a_lead(**GOOD), a_lead(**{**GOOD, "need": None, "fit": None, "activities": ()})):
        found = checklist.check(lead, a_policy())
        said += [
            sentences.checkpoint(w, point, lead, zone=BERLIN, missing=found.missing)
            for point in CheckPoint
        ]
    assert len(set(said)) == len(said) - 1, "only the consent is the same"
