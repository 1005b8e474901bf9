"""What has changed since yesterday: the question, and the rules' answer (S-052)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from agents.answers import AnswerKind
from agents.assistant.router import RouteKind, route
from agents.facts import ScoreStateFacts
from agents.vocabulary import Fit, Language, Stage
from tests.agents.assistant.world import (
    MANAGER,
    MARKETING,
    MUELLER,
    NORDWIND,
    NOW,
    SDR,
    Book,
    assistant,
)

DAYS_AGO = NOW - timedelta(days=3)
LONG_AGO = NOW - timedelta(days=30)
OLD = [replace(one, created_at=LONG_AGO) for one in (MUELLER, NORDWIND)]


@pytest.mark.parametrize(
    ("question", "text", "only_mine"),
    [
        ("Was hat sich seit gestern geändert?", None, True),
        ("Was hat sich bei meinen Leads seit gestern getan?", None, True),
        ("What has changed since yesterday?", None, True),
        ("What's new with my leads since yesterday?", None, True),
        ("Seit gestern etwas Neues?", None, True),
        ("Was hat sich bei Lead 17 seit gestern geändert?", "17", False),
        ("Was hat sich seit gestern bei Nordwind AG geändert?", "Nordwind AG", False),
        ("What has changed at Nordwind AG since yesterday?", "Nordwind AG", False),
    ],
)
def test_the_question_is_recognised(question, text, only_mine):
    found = route(question, language=Language.DE)
    assert found.kind is RouteKind.LEAD
    assert found.lead is not None
    assert found.lead.wants_changes
    assert (found.lead.text, found.lead.only_mine) == (text, only_mine)


@pytest.mark.parametrize(
    "question",
    ["Was ist neu bei Nordwind AG?", "Offene Leads seit gestern", "Wie ändere ich mein Passwort?"],
)
def test_other_questions_are_not(question):
    lead = route(question, language=Language.DE).lead
    assert lead is None or not lead.wants_changes


def state(total, *, at, stage=Stage.MQL, **interest):
    return ScoreStateFacts(
        at=at,
        total=total,
        fit=Fit.HIGH,
        stage=stage,
        standing={"fit_industry": 15, "fit_size": 15, "fit_role": 15},
        interest={f"behaviour_{kind}": points for kind, points in interest.items()},
    )


def asked(question, *states, asker=SDR, leads=OLD, is_private=True):
    book = Book(leads=list(leads), states=list(states))
    made = assistant(leads=book)
    return made.answer(question, asker=asker, language=Language.DE, is_private=is_private)


def test_the_leads_that_changed_are_listed_most_first():
    found = asked(
        "Was hat sich seit gestern geändert?",
        (17, state(55, at=DAYS_AGO, visit=10.0)),
        (17, state(65, at=NOW, visit=8.1, price_page=12.0)),
        (18, state(45, at=DAYS_AGO)),
        asker=MANAGER,
    )
    assert found.kind is AnswerKind.LEADS
    (line,) = found.leads
    assert line.lead_id == 17
    assert "+11: Preise angesehen (+12), Interesse verblasst (−1)" in line.line
    assert found.text == "In den letzten 24 Stunden hat sich 1 Lead geändert."


def test_a_lead_asked_for_by_number_is_shown_also_where_nothing_changed():
    found = asked("Was hat sich bei Lead 18 seit gestern geändert?", (18, state(45, at=DAYS_AGO)))
    assert found.leads[0].line.endswith("unverändert: 45 Punkte")


def test_nothing_has_changed():
    found = asked("Was hat sich seit gestern geändert?", (17, state(45, at=DAYS_AGO)))
    assert (found.text, found.leads) == (
        "In den letzten 24 Stunden hat sich nichts geändert.",
        (),
    )


def test_a_new_lead_says_so_and_an_old_one_without_a_past_makes_nothing_up():
    new = replace(MUELLER, created_at=NOW - timedelta(hours=2))
    known = (17, state(45, at=NOW - timedelta(hours=2)))
    assert "neu: 45 Punkte" in asked("Änderungen seit gestern?", known, leads=[new]).leads[0].line
    old = asked("Was hat sich bei Lead 17 seit gestern geändert?", (17, state(45, at=NOW)))
    assert old.leads[0].line.endswith("von gestern ist nichts bekannt")


def test_a_step_in_its_life_is_a_change():
    fell = replace(OLD[0], stage=Stage.LEAD)
    found = asked(
        "Was hat sich seit gestern geändert?", (17, state(45, at=DAYS_AGO)), leads=[fell]
    )
    assert "→ Lead" in found.leads[0].line


def test_who_may_see_no_leads_sees_no_changes():
    found = asked("Was hat sich seit gestern geändert?", asker=MARKETING)
    assert found.kind is AnswerKind.NOT_ALLOWED
