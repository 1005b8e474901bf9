"""Every sentence has its German: none missing, none empty, none left over, no place lost."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import TypeGuard

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from agents import sentences
from agents.vocabulary import (
    AbsenceKind,
    AbsenceSource,
    ActivityKind,
    AlertKind,
    AlertLevel,
    ConsentPurpose,
    CoverCredit,
    FieldOrigin,
    Fit,
    Handover,
    Language,
    LeadSource,
    MqlCriterion,
    NextAction,
    RefusalCode,
    Role,
    RoutingReason,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)
from agents.words import in_language

ROOT = Path(__file__).parents[2]
SOURCES = ("agents", "bot")
KEYWORDS = {"t": None, "n": (1, 2)}
SAID = re.compile(rb"\.(?:t|n)\(")


def _sources() -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if SAID.search(path.read_bytes()):
                yield path


def _said() -> dict[str, str]:
    """Message id -> file, as Babel finds the literals of w.t and w.n."""
    found: dict[str, str] = {}
    for path in _sources():
        with path.open("rb") as file:
            for _, message, _, _ in extract("python", file, keywords=KEYWORDS):
                one = message if isinstance(message, str) else message[0]
                found.setdefault(one, str(path.relative_to(ROOT)))
    return found


def _written(language: Language) -> dict[str, tuple[str, Message]]:
    """Message id -> catalogue and message, of all areas together."""
    found: dict[str, tuple[str, Message]] = {}
    for path in sorted((ROOT / "agents/locale" / language.value).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language.value, abort_invalid=True):
                if message.id:
                    found[_first(message.id)] = (path.name, message)
    return found


def _first(message_id: object) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]  # type: ignore[index]


def _strings(message: Message) -> tuple[str, ...]:
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said)


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_is_written_in_german() -> None:
    written = _written(Language.DE)
    missing = {text: path for text, path in _said().items() if text not in written}
    assert not missing


def test_no_german_sentence_is_empty_fuzzy_or_left_over() -> None:
    said = _said()
    wrong = [
        (area, text)
        for text, (area, message) in _written(Language.DE).items()
        if message.fuzzy or not all(_strings(message)) or text not in said
    ]
    assert not wrong


def test_no_place_is_lost_in_translation() -> None:
    wrong = []
    for text, (area, message) in _written(Language.DE).items():
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        wanted = set().union(*(_places(one) for one in ids))
        wrong += [
            (area, text, string)
            for string in _strings(message)
            if _places(string) - wanted or (wanted - _places(string)) - {"count"}
        ]
    assert not wrong


def test_a_sentence_of_two_areas_has_one_german() -> None:
    german: dict[str, tuple[str, ...]] = {}
    two_ways = []
    for path in sorted((ROOT / "agents/locale/de").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="de"):
                known = german.setdefault(
                    _first(message.id) if message.id else "", _strings(message)
                )
                if message.id and known != _strings(message):
                    two_ways.append((path.name, message.id))
    assert not two_ways


def test_no_sentence_hides_from_the_extraction() -> None:
    """Babel finds nothing inside f-strings."""
    hidden = []
    for path in _sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        outer = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        inside = [node for one in outer for node in ast.walk(one) if _says(node)]
        hidden += [
            (str(path), node.lineno) for node in inside if isinstance(node.args[0], ast.Constant)
        ]
    assert not hidden


def _says(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in KEYWORDS
    )


@pytest.mark.parametrize("language", list(Language))
def test_every_member_of_every_list_has_words(language: Language) -> None:
    w = in_language(language)
    worded = {
        sentences.stage: Stage,
        sentences.handover: Handover,
        sentences.source: LeadSource,
        sentences.fit: Fit,
        sentences.tier: Tier,
        sentences.role: Role,
        sentences.language: Language,
        sentences.activity: ActivityKind,
        sentences.touch: TouchKind,
        sentences.next_action: NextAction,
        sentences.purpose: ConsentPurpose,
        sentences.criterion: MqlCriterion,
        sentences.sla_state: SlaState,
        sentences.routing_reason: RoutingReason,
        sentences.absence: AbsenceKind,
        sentences.absence_source: AbsenceSource,
        sentences.credit: CoverCredit,
        sentences.refusal: RefusalCode,
        sentences.alert_kind: AlertKind,
        sentences.counted_alert: AlertKind,
        sentences.held_alert: AlertKind,
        sentences.alert_level: AlertLevel,
        sentences.known_from: FieldOrigin,
    }
    for say, members in worded.items():
        said = [say(w, member) for member in members]  # type: ignore[operator]
        assert all(said), say
    refused = {sentences.refusal(w, code) for code in RefusalCode}
    assert len(refused) == len(RefusalCode)


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    german, english = in_language(Language.DE), in_language(Language.EN)
    assert german.number(Decimal("1234.5")) == "1.234,5"
    assert english.number(Decimal("1234.5")) == "1,234.5"
    assert german.day(date(2026, 3, 24)) == "24.03.26"
    assert english.day(date(2026, 3, 24)) == "24/03/2026"
