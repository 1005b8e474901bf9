"""Sentences say exactly what the rules do, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from agents import sentences
from agents.assistant import definition_words
from agents.facts import ScoreLineFacts
from agents.vocabulary import Language
from agents.words import in_language

DE, EN = in_language(Language.DE), in_language(Language.EN)


@pytest.mark.parametrize(
    ("seconds", "german"),
    [
        (45, "45 Sekunden"),
        (60, "1 Minute"),
        (90, "90 Sekunden"),
        (150, "2 Minuten 30 Sekunden"),
        (900, "15 Minuten"),
        (3600, "1 Stunde"),
        (5400, "1 Stunde 30 Minuten"),
    ],
)
def test_a_promise_is_said_to_the_second(seconds: int, german: str) -> None:
    assert definition_words.duration(timedelta(seconds=seconds), DE) == german


@pytest.mark.parametrize(
    ("code", "german", "english"),
    [
        ("google_ads", "Google Ads", "Google Ads"),
        ("Google-Ads", "Google Ads", "Google Ads"),
        ("organic", "Organisch", "Organic"),
        ("spring_fair", "Spring fair", "Spring fair"),
        ("Messe Hannover", "Messe Hannover", "Messe Hannover"),
    ],
)
def test_an_origin_is_no_code(code: str, german: str, english: str) -> None:
    assert (sentences.origin(DE, code), sentences.origin(EN, code)) == (german, english)


def test_a_form_has_a_name() -> None:
    assert sentences.form(DE, "pricing") == "Preise"
    assert sentences.form(EN, "trade_fair_2026") == "Trade fair 2026"
    assert sentences.form(EN, "chat") is None


def test_a_size_is_written_as_a_number() -> None:
    line = ScoreLineFacts(code="fit_size", points=15, params={"value": 1200})
    said = sentences.score_line(DE, line, datetime(2026, 11, 23, tzinfo=UTC))
    assert said == "Firmengröße: 1.200 Mitarbeiter (+15)"


@pytest.mark.parametrize(
    ("source", "evidence", "german"),
    [
        ("form:demo", None, "Website-Formular „Demo“"),
        ("chat:chat", None, "Website-Chat"),
        ("csv:csv", "messe.csv, 2026-03-24", "Importierte Liste, messe.csv, 2026-03-24"),
        ("slack:colleague", None, "In Slack erfasst"),
        ("slack", "am Telefon", "von Kollegen notiert, am Telefon"),
        ("preferences", "signed link", "Einstellungsseite, signierter Link"),
        (
            "joined",
            "lead 17",
            "dieselbe Person, an anderer Stelle gesagt, Duplikat von Lead 17",
        ),
        ("joined", "merge 3", "zusammengeführte Kontakte"),
        ("events", "suppression list", "Sperrliste"),
        (
            "double_opt_in",
            "form:demo, 2026-03-24 09:00 UTC",
            "Website-Formular „Demo“, 2026-03-24 09:00 UTC",
        ),
    ],
)
def test_a_proof_is_german_on_a_german_screen(
    source: str, evidence: str | None, german: str
) -> None:
    w = in_language(Language.DE)
    said = sentences.consent_source(w, source)
    if evidence is not None:
        said += ", " + sentences.consent_evidence(w, evidence)
    assert said.endswith(german)
