"""The check by tables: what may be said after what the tools returned."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.assistant import guard
from agents.assistant.facts_check import Truth
from agents.assistant.guard import Draft, Problem, problems
from agents.assistant.lookups import Lookups, Sources
from agents.assistant.numerals import claims, days, without_dates
from agents.assistant.outputs import Defined, Evidence, FoundFigures, FoundLeads, FoundPassages
from agents.assistant.router import Term, route
from agents.assistant.scope import Scope
from agents.assistant.tools import figures_text
from agents.vocabulary import Language, Metric
from tests.agents.assistant.world import (
    MUELLER,
    NOW,
    POLICY,
    SDR,
    TOO_EXPENSIVE,
    Book,
    Ledger,
    Shelf,
)

PROMPT = "You are Staffel, the assistant of a B2B sales team in Slack. You look things up."


def look(language):
    sources = Sources(library=Shelf(), metrics=Ledger(), leads=Book(), policy=POLICY)
    scope = Scope(asker=SDR, is_private=True)
    return Lookups(sources=sources, scope=scope, language=language, now=NOW)


def figures(metric, language=Language.DE):
    found = Ledger().figure(metric, as_of=NOW)
    return FoundFigures(figures=found, trusted_text=figures_text(found, look(language)))


PASSAGES = FoundPassages(passages=(TOO_EXPENSIVE,))
LEADS = FoundLeads(
    leads=(MUELLER,), trusted_text="#17 Müller GmbH · heiß · 67 Punkte · fällig 23.11.26, 10:15"
)
MQL = Defined(term=Term.MQL, trusted_text="Ein MQL hat mindestens 70 von 100 Punkten.")


def judged(question, text, *artifacts, language=Language.DE):
    made = Draft(
        text=text,
        route=route(question, language=language),
        question=question,
        evidence=Evidence(artifacts=artifacts),
        prompt=PROMPT,
    )
    return problems(made)


COVERAGE = "Wie ist unsere Abdeckung?"


@pytest.mark.parametrize(
    "text",
    [
        "Unsere Abdeckung liegt bei 2,9×.",
        "Unsere Abdeckung liegt bei 2.9x.",
        "Die Abdeckung ist das 2,9-fache.",
        "Die Abdeckung liegt bei 2,90×, das ist unter 3 bis 4.",
        "2,9× Abdeckung: 2.900.000 € Pipeline und 1.000.000 € Restziel.",
        "2,9× Abdeckung: 2,9 Mio. € Pipeline, noch 1,0 Mio. € zu gewinnen.",
        "Im Q4 2026 liegt die Abdeckung bei 2,9×, gegen das ganze Ziel bei 1,9×.",
        "Abdeckung 2,9× (Stand 23.11.2026, Zeitraum 01.10.2026 bis 31. Dezember 2026).",
        "Die Abdeckung liegt bei 2,9× mit 2 Deals.",
        "1. Die Abdeckung liegt bei 2,9×.\n2. Das ist unter der Spanne von 3 bis 4.",
    ],
)
def test_what_the_tool_returned_may_be_said(text):
    evidence = replace(
        figures(Metric.COVERAGE),
        trusted_text=figures(Metric.COVERAGE).trusted_text + " 23.11.2026",
    )

    assert judged(COVERAGE, text, evidence) == ()


@pytest.mark.parametrize(
    "number",
    [
        "7,7×", "3×", "rund 3", "2,8×", "29×", "290 %", "2.900 €", "2,9 Mrd. €", "2.900.001 €",
        "3 Mio. €", "2.900.000 $ und 2025 Deals", "12 Deals", "dreifach", "zwölf Deals",
        "½ oder 1/2", "②×", "am 24.12.2026", "um 17:30", "x7", "7k", "5-fach", "٧",
    ],
)  # fmt: skip
def test_what_it_did_not_return_may_not(number):
    found = judged(
        COVERAGE, f"Unsere Abdeckung liegt bei 2,9×, genauer {number}.", figures(Metric.COVERAGE)
    )

    assert found == (Problem.FOREIGN_NUMBER,)


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("11.9 % of 3,942 MQLs were won.", True),
        ("The rate is 11.92 %.", True),
        ("The rate is 11.9 percent, between 10.9 % and 13.0 % (95 % interval).", True),
        ("The rate is 12 %.", False),
        ("The rate is 11.9.", False),
        ("The rate is 11.9 % for organic and 12.3 % for paid_search.", True),
        ("The rate is 11.9 % and would be 20 % with better leads.", False),
    ],
)
def test_rates(text, fine):
    found = judged("win rate by source", text, figures(Metric.MQL_TO_WON_RATE, Language.EN))

    assert (found == ()) is fine


def test_a_number_cannot_be_put_into_its_mouth():
    question = "Ist unsere Abdeckung jetzt 7,7×?"

    assert Problem.FOREIGN_NUMBER in judged(
        question, "Ja, 7,7×, nicht 2,9×.", figures(Metric.COVERAGE)
    )


@pytest.mark.parametrize(
    "text", ["Das sieht gut aus.", "Es gibt 2 Deals.", "Das Ziel ist 1.500.000 €."]
)
def test_a_figure_that_was_asked_for_must_be_given(text):
    assert Problem.FIGURE_MISSING in judged(COVERAGE, text, figures(Metric.COVERAGE))


@pytest.mark.parametrize(
    ("question", "artifacts"),
    [
        (COVERAGE, ()),
        (COVERAGE, (PASSAGES,)),
        ("lead 17", (PASSAGES,)),
        ("Was ist ein MQL?", (LEADS,)),
    ],
)
def test_the_right_tool_must_have_been_used(question, artifacts):
    assert Problem.NOT_LOOKED_UP in judged(question, "Das ist so.", *artifacts)


ADVICE = "Was sage ich bei „zu teuer“?"
GOOD = "Erst verstehen, dann rechnen: „Darf ich fragen: zu teuer verglichen womit?“ [price-objection#first-answer]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, ()),
        ("Frag: zu teuer verglichen womit?", (Problem.NO_CITATION,)),
        (GOOD + " [discounts#floor]", (Problem.FOREIGN_CITATION,)),
        ("Danach 3 Sekunden warten. [price-objection#first-answer]", ()),
        ("Danach 5 Sekunden warten. [price-objection#first-answer]", (Problem.FOREIGN_NUMBER,)),
        (GOOD + " Mehr: https://evil.example/x", (Problem.LINK,)),
        (GOOD + " Siehe evil.example/rabatt", (Problem.LINK,)),
        (GOOD + " [hier](//evil.example)", (Problem.LINK,)),
        (GOOD + " Schreib an boss@evil.example", (Problem.LINK,)),
        (GOOD + " javascript:alert(x)", (Problem.LINK,)),
        (GOOD + " <!channel>", (Problem.MENTION,)),
        (GOOD + " @here", (Problem.MENTION,)),
        (GOOD + " Frag @lena", (Problem.MENTION,)),
        (GOOD + "\u200b\u202e", (Problem.MENTION,)),
        (GOOD + " Blabla" * 300, (Problem.TOO_LONG,)),
        ("You should ask them what they compare the price with. [price-objection#first-answer]", (Problem.WRONG_LANGUAGE,)),
        ("Unsere Software heilt übrigens Rückenschmerzen und verdoppelt garantiert jeden Umsatz. [price-objection#first-answer]", (Problem.UNSUPPORTED,)),
        ("", (Problem.EMPTY,)),
        ("[price-objection#first-answer]", (Problem.EMPTY,)),
    ],
)  # fmt: skip
def test_advice_stands_on_what_it_cites(text, expected):
    assert judged(ADVICE, text, PASSAGES) == expected


def test_the_prompt_stays_here():
    text = "Ich soll das sagen: " + PROMPT + " [price-objection#first-answer]"

    assert Problem.PROMPT_LEAK in judged(ADVICE, text, PASSAGES)


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("Müller GmbH (#17) ist heiß, 67 Punkte, fällig 23.11.26, 10:15.", True),
        ("Es ist ein Lead, fällig am 23. November um 10:15.", True),
        ("Müller GmbH hat 99 Punkte.", False),
        ("Müller GmbH braucht 40 Lizenzen.", False),
        ("Fällig um 11:15.", False),
    ],
)
def test_leads_keep_their_facts(text, fine):
    assert (judged("Zeig mir Lead 17", text, LEADS) == ()) is fine


def test_definitions_keep_the_policys_values():
    assert judged("Was ist ein MQL?", "Ein MQL hat ab 70 Punkten Vorrang.", MQL) == ()
    assert Problem.FOREIGN_NUMBER in judged(
        "Was ist ein MQL?", "Ein MQL hat ab 50 Punkten Vorrang.", MQL
    )


def test_every_problem_can_be_told():
    assert set(guard.TOLD) == set(Problem)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("B2B, CO2 und Q4", 0),
        ("3x", 1),
        ("v2", 0),
        ("10 000", 2),
        ("1.234,5 und 1,234.5", 2),
        ("24/7", 2),
    ],
)
def test_numbers_are_found_where_they_are(text, count):
    assert len(list(claims(without_dates(text)))) == count


@given(st.decimals("0.1", "1e9", places=2), st.sampled_from(["{:,.2f}", "{:.2f}"]))
def test_both_ways_of_writing_a_number_are_read(value, pattern):
    english = pattern.format(value)
    german = english.translate(str.maketrans({",": ".", ".": ","}))
    for text in (english, german):
        (found,) = [claim for claim, _, _ in claims(without_dates(text))]
        assert value in [reading for reading, _ in found.values]


@given(st.text(max_size=300))
def test_no_text_breaks_the_check(text):
    assert isinstance(judged(COVERAGE, text, figures(Metric.COVERAGE)), tuple)
    assert isinstance(judged(ADVICE, text, PASSAGES), tuple)
    list(days(text))


@given(st.decimals("0.01", "999", places=4), st.decimals("0.01", "999", places=1))
def test_only_the_value_itself_is_ever_held_true(known, said):
    truth = Truth()
    coverage = Ledger().figure(Metric.COVERAGE, as_of=NOW)[0]
    truth.add_figure(replace(coverage, value=known, parts={}, n=0))
    (claim,) = [claim for claim, _, _ in claims(f"{said:.1f}×")]

    assert truth.holds(claim) is (abs(known - Decimal(f"{said:.1f}")) <= Decimal("0.05"))
