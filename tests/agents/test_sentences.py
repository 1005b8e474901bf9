"""Sentences say exactly what the rules do, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agents import sentences
from agents.assistant import definition_words, figure_words
from agents.facts import AdviceCount, AlertRate, LeadFacts, RejectionRowFacts, ScoreLineFacts
from agents.policy import EXPLAINED, PolicyError, SalesPolicy, parse
from agents.rules import kpi
from agents.vocabulary import (
    ActivityKind,
    AlertKind,
    EdgeAnswer,
    EdgeCase,
    Language,
    NextAction,
    RejectReason,
)
from agents.words import Words, in_language
from tests.agents.rules.builders import a_consent, a_lead, an_activity

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SHIPPED = Path(__file__).parents[2] / "policy.toml"
OWN = """
[[plays]]
action = "call"
code = "fair_visitor"
{reason}
"""
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
    said = sentences.score_line(DE, line, NOW)
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


def _policy(reason: str | None = None) -> SalesPolicy:
    own = "" if reason is None else OWN.format(reason=reason)
    return parse(SHIPPED.read_text(encoding="utf-8") + own)


def _advised(code: str) -> LeadFacts:
    return replace(a_lead(), next_action=NextAction.CALL, next_action_code=code)


@pytest.mark.parametrize("w", [DE, EN])
def test_every_play_that_ships_says_why_and_has_a_name(w: Words) -> None:
    policy = _policy()
    codes = {one.code for one in policy.plays}
    assert codes == EXPLAINED
    for code in codes:
        assert sentences.action_reason(w, _advised(code), policy, moment=str), code
    named = {*codes, *EdgeCase, *(f"answered_{one}" for one in EdgeAnswer)}
    assert not {code for code in named if sentences.play(w, code, policy) == code}
    assert all("_" not in sentences.play(w, code, policy) for code in named)


def test_a_click_is_said_by_its_moment_and_never_grows_old() -> None:
    clicked = replace(
        _advised("clicked_lately"),
        next_action_params={"activity": "email_click", "minutes_ago": 5},
        activities=(an_activity(ActivityKind.EMAIL_CLICK, ago=timedelta(hours=1)),),
    )
    said = sentences.action_reason(DE, clicked, _policy(), moment=lambda at: f"um {at:%H:%M}")
    at = clicked.activities[0].occurred_at
    assert said == f"In einer E-Mail geklickt (um {at:%H:%M}) und ist telefonisch erreichbar."


def test_a_play_of_the_teams_own_says_why_in_its_own_words() -> None:
    policy = _policy('reason = { de = "War am Stand.", en = "Came to the stand." }')
    lead = _advised("fair_visitor")
    assert sentences.action_reason(DE, lead, policy, moment=str) == "War am Stand."
    assert sentences.recommended(EN, NextAction.CALL, "fair_visitor", policy) == (
        "Call (Came to the stand.)"
    )
    with pytest.raises(PolicyError, match="fair_visitor: a play of your own needs a reason"):
        _policy("")


def test_groups_of_figures_are_no_codes_on_a_german_screen() -> None:
    policy = _policy()
    count = AdviceCount(
        action=NextAction.CALL, code="hot_with_phone", done=1, ignored=1, helped=1, did_not_help=0
    )
    advice = kpi.next_action_rate([count], as_of=NOW)
    alerts = kpi.alert_rate([AlertRate(kind=AlertKind.NEW_LEAD, acted=1, n=2)], as_of=NOW)
    rows = (RejectionRowFacts(reason=RejectReason.NO_FIT, sub="too_small", count=2),)
    rejected = kpi.rejections(rows, as_of=NOW)
    shown = [figure_words.shown(one, DE, policy).group for one in (*advice, *alerts, *rejected)]
    assert shown == [
        "",
        "Anrufen (heiß, mit Telefonnummer)",
        "Neue Leads",
        "Kein Fit",
        "Kein Fit (Zu klein)",
    ]
    parts = figure_words.shown(advice[1], DE, policy).parts
    assert parts == (("Erledigt", "1"), ("Hilfreich", "1"), ("Nicht hilfreich", "0"))
    nothing = figure_words.text(kpi.next_action_rate([], as_of=NOW), DE, policy)
    assert "MQL" not in nothing
    said = "".join(figure_words.text(one, DE, policy) for one in (advice, alerts, rejected))
    for words in (
        "Anrufen (heiß, mit Telefonnummer) 50",
        "Neue Leads 50",
        "Kein Fit (Zu klein) 2",
    ):
        assert words in said
    assert "_" not in said


def test_the_day_of_an_opt_in_is_the_teams() -> None:
    """Half past eleven in London is tomorrow in Berlin; the card said yesterday's day."""
    late = replace(a_consent(), recorded_at=datetime(2026, 11, 29, 23, 30, tzinfo=UTC))
    lead = a_lead(consents=(late,))
    for zone, day in (("Europe/London", "29.11.26"), ("Europe/Berlin", "30.11.26")):
        assert f"am {day} zugestimmt" in sentences.consent(DE, lead, zone=ZoneInfo(zone))
