"""The rules' answers, in both languages, without any model."""

from dataclasses import replace
from datetime import date

import pytest

from agents.answers import AnswerKind
from agents.facts import CohortRowFacts, CompanyFacts, TargetFacts
from agents.vocabulary import Language, Role
from tests.agents.assistant.world import (
    DEALS,
    DPO,
    FLOOR_PRICE,
    MANAGER,
    MARKETING,
    MUELLER,
    NORTHWIND,
    SDR,
    TARGETS,
    TOO_EXPENSIVE,
    Book,
    Ledger,
    Shelf,
    ask,
    lead,
    person,
)


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("Wie ist unsere Abdeckung?", "2,9×", ["2,9×", "2.900.000 €", "1.000.000 €", "unter"]),
        ("what's our coverage?", "2.9×", ["2.9×", "€2,900,000", "€1,000,000", "below"]),
    ],
)
def test_coverage_comes_with_all_that_defends_it(question, value, words):
    answer = ask(question)

    (figure,) = answer.figures
    assert answer.kind is AnswerKind.FIGURE
    assert (figure.value, figure.n, figure.row_ids) == (value, 2, ("D1", "D2"))
    assert figure.as_of == "2026-11-23T09:00:00+00:00"
    assert len(figure.parts) == 7
    assert figure.parts[-1][1] == ("1,9×" if "," in value else "1.9×")
    assert all(word in answer.text for word in words)
    assert not answer.by_model


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        (Ledger(targets=[]), "kein Umsatzziel"),
        (Ledger(deals=[replace(DEALS[2], value=DEALS[0].value)]), "Ziel ist erreicht"),
        (Ledger(deals=[replace(DEALS[0], currency="USD")]), "nicht in EUR"),
    ],
)
def test_coverage_says_why_it_has_no_value(ledger, words):
    answer = ask("Abdeckung?", metrics=ledger)

    assert words in answer.text
    assert answer.figures[0].value == answer.text


@pytest.mark.parametrize(
    ("target", "value", "verdict"),
    [
        (1_479_000, "2,96×", "unter"),
        (1_466_666, "3,0×", "in der Spanne"),
        (900_000, "7,3×", "über"),
    ],
)
def test_a_whole_that_is_not_reached_is_not_shown(target, value, verdict):
    targets = [replace(TARGETS[0], value=TARGETS[0].value * 0 + target)]
    answer = ask("Abdeckung?", metrics=Ledger(targets=targets))

    assert answer.figures[0].value == value
    assert verdict in answer.text


@pytest.mark.parametrize(
    ("question", "text", "first"),
    [
        ("Wie viele MQLs haben wir?", "Es gibt 3.942 MQLs.", "3.942"),
        (
            "how many MQLs per source?",
            "Organic search 2,296, Paid search 1,586, not given 60",
            "2,296",
        ),
        ("Wie viele MQLs wurden gewonnen?", "470 MQLs wurden gewonnen.", "470"),
        ("won deals by channel: how many?", "Organic search 271", "271"),
        ("MQLs ohne Quelle", "Bei 60 MQLs", "60"),
        ("win rate by source", "470 of 3,942 MQLs were won: 11.9%", "11.9%"),
        ("MQL-zu-Abschluss-Quote", "11,9 % (95-%-Intervall 10,9 % bis 13,0 %)", "11,9 %"),
    ],
)
def test_every_metric_is_worded(question, text, first):
    answer = ask(question)

    assert text in answer.text
    assert answer.figures[0].value == first
    assert all(figure.definition and figure.n for figure in answer.figures)


def test_without_rows_there_is_no_rate():
    answer = ask("win rate?", metrics=Ledger(rows=[]), language=Language.EN)

    assert answer.text == "There is no rate: there are no MQLs yet."


def test_an_origin_from_outside_is_shown_harmless():
    rows = [CohortRowFacts(origin="<!channel> http://evil.example", mql_count=3, won_count=1)]
    answer = ask("MQLs by origin", metrics=Ledger(rows=rows))

    assert "<" not in answer.text
    assert "evil" not in answer.model_dump_json()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("hallo", "Hallo Lena! Das kannst du mich fragen:"),
        ("Vielen Dank!", "Gern geschehen."),
        ("thanks a lot", "You are welcome."),
        ("hilfe", "Das kannst du mich fragen:"),
    ],
)
def test_a_courtesy_is_returned(question, text):
    answer = ask(question, asker=person(name="Lena Vogt"))

    assert answer.kind is AnswerKind.HELP
    assert answer.text.startswith(text)


@pytest.mark.parametrize("question", ["Nordwind", "nordwind", "Nordwind?"])
def test_a_bare_name_finds_its_lead(question):
    answer = ask(question)

    assert answer.kind is AnswerKind.LEADS
    assert [shown.lead_id for shown in answer.leads] == [18]


def test_bare_words_ask_the_playbooks_first():
    book = Book(leads=[lead(21, "Zu teuer GmbH")])

    assert ask("zu teuer", leads=book).kind is AnswerKind.PASSAGE
    assert ask("Sonnenschein").kind is AnswerKind.NOT_IN_PLAYBOOK


def test_who_may_see_no_lead_finds_none_by_its_bare_name():
    answer = ask("Nordwind", asker=person(Role.MARKETING))

    assert answer.kind is AnswerKind.NOT_IN_PLAYBOOK


def test_playbook_gives_the_sentence_and_its_source():
    answer = ask("Was sage ich bei „zu teuer“?")

    assert answer.kind is AnswerKind.PASSAGE
    assert answer.text == "„Das verstehe ich. Darf ich fragen: zu teuer verglichen womit?“"
    (source,) = answer.sources
    assert source.section_id == TOO_EXPENSIVE.section_id
    assert source.owner == "Sales Enablement"
    assert source.reviewed_on == "2026-11-16"
    assert "schweigen und 3 Sekunden" in source.quote
    assert "**" not in source.quote


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Wie wird das Wetter?", "Das steht nicht im Playbook."),
        ("What will the weather be like?", "Not in the playbook."),
    ],
)
def test_what_is_not_in_the_playbook_is_said_to_be_missing(question, text):
    answer = ask(question)

    assert (answer.kind, answer.text) == (AnswerKind.NOT_IN_PLAYBOOK, text)


def test_sections_for_managers_are_read_only_by_them_and_alone():
    question = "Wie viel Rabatt darf ich geben?"

    assert ask(question).kind is AnswerKind.NOT_IN_PLAYBOOK
    assert ask(question, asker=MANAGER, is_private=False).kind is AnswerKind.NOT_IN_PLAYBOOK
    assert ask(question, asker=MANAGER).sources[0].section_id == FLOOR_PRICE.section_id


def test_a_library_that_gives_too_much_is_not_believed():
    class Leaky(Shelf):
        def search(self, question, *, lang, visible, limit=3):
            return (FLOOR_PRICE,)

    assert ask("Rabatt?", library=Leaky()).kind is AnswerKind.NOT_IN_PLAYBOOK


@pytest.mark.parametrize(
    ("asker", "is_private", "numbers"),
    [
        (SDR, True, [17, 18, 20]),
        (SDR, False, [17, 18]),
        (person(territory="international", number=8), True, [19, 20]),
        (MANAGER, True, [17, 18, 19, 20]),
        (MANAGER, False, []),
        (replace(MANAGER, territory="dach"), False, [17, 18]),
        (person(Role.REVOPS, None, 7), True, [17, 18, 19, 20]),
    ],
)
def test_leads_are_shown_to_those_who_may_see_them(asker, is_private, numbers):
    answer = ask("show all open leads", asker=asker, is_private=is_private)

    assert answer.kind is AnswerKind.LEADS
    assert [line.lead_id for line in answer.leads] == numbers


@pytest.mark.parametrize("asker", [MARKETING, DPO, replace(SDR, is_active=False)])
@pytest.mark.parametrize("question", ["show open leads", "lead 17", "meine Leads"])
def test_others_are_refused(asker, question):
    answer = ask(question, asker=asker)

    assert answer.kind is AnswerKind.NOT_ALLOWED
    assert not answer.leads


def test_a_lead_of_others_is_not_even_confirmed():
    hidden, missing = ask("lead 19"), ask("lead 999")

    assert hidden.text == missing.text
    assert not hidden.leads
    assert hidden.kind is AnswerKind.LEADS


def test_a_line_says_what_matters_and_names_nobody_in_public():
    (alone,) = ask("Was ist mit Müller GmbH?").leads
    (public,) = ask("Was ist mit Müller GmbH?", is_private=False).leads

    assert alone.line == (
        "#17 Müller GmbH · Anna Bergström · heiß · 67 Punkte · Fit hoch · wartet auf Annahme"
        " · fällig 23.11.26, 10:15"
    )
    assert "Bergström" not in public.line
    assert (alone.channel, alone.ts) == ("C0LEADSDACH", "17.0")
    for secret in ("anna.bergstroem", "901820", "Lizenzen"):
        assert secret not in alone.line


def test_a_name_that_is_no_lead_may_be_a_topic():
    assert ask("Was ist mit Rabatt?", asker=MANAGER).kind is AnswerKind.PASSAGE
    assert ask("Was ist mit Quux?").kind is AnswerKind.LEADS
    assert ask("Was ist mit Quux?", asker=MARKETING).kind is AnswerKind.NOT_IN_PLAYBOOK


@pytest.mark.parametrize(
    "company",
    [
        "<!here|Acme>",
        "<http://evil.example|Acme>",
        "Acme\x00\u202e\u200b http://evil.example/x",
        "@channel",
    ],
)
def test_a_company_that_is_an_attack_is_only_text(company):
    book = Book([lead(17, company)])
    line = ask("lead 17", leads=book).leads[0].line

    assert not {"<", ">", "\x00", "\u202e", "\u200b"} & set(line)
    assert "evil" not in line
    assert "@channel" not in line


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Was ist ein MQL?", ["70", "60", "hoch oder mittel", "Demo-Anfrage", "Einwilligung"]),
        ("what is an MQL?", ["70", "60", "high or medium", "demo request", "consent"]),
        ("Ab wann ist ein Lead heiß?", ["Demo-Anfrage, Preisanfrage", "15 Minuten"]),
        ("When is a lead hot?", ["demo request, price request", "15 minutes"]),
        ("Wie schnell muss ich einen Lead anrufen?", ["15 Minuten", "4 Stunden", "50 %", "80 %"]),
        ("What does SAL mean?", ["accepted"]),
        ("Was bedeutet Abdeckung?", ["geteilt durch", "3 bis 4"]),
    ],
)
def test_definitions_carry_the_policys_values(question, words):
    answer = ask(question)

    assert answer.kind is AnswerKind.DEFINITION
    assert all(word in answer.text for word in words)


def test_help_offers_only_what_the_asker_may_ask():
    assert "Lead 17" in ask("Hilfe").text
    assert "Lead 17" not in ask("Hilfe", asker=MARKETING).text
    assert ask("help").kind is AnswerKind.HELP


def test_an_english_question_of_a_german_asker_is_answered_in_english():
    assert ask("what is an MQL?", language=Language.DE).text.startswith("An MQL")
    assert ask("lead 17", language=Language.EN).text == "I found 1 lead."


def test_targets_and_leads_of_the_world_are_as_the_tests_think():
    assert isinstance(TARGETS[0], TargetFacts)
    assert TARGETS[0].ends_on == date(2026, 12, 31)
    assert (MUELLER.company, NORTHWIND.territory) == (
        CompanyFacts(name="Müller GmbH"),
        "international",
    )
