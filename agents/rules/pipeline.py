"""Rows of deals and of targets, as a CRM or a spreadsheet exports them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from agents.decisions import FieldProblem
from agents.facts import TargetFacts
from agents.rules.fields import numbers
from agents.rules.fields.reader import Reader
from agents.rules.fields.texts import folded
from agents.vocabulary import Language, Stage

Mark = Literal[",", "."] | None
STAGES = {
    Stage.MQL: "mql;marketing qualified",
    Stage.SAL: "sal;accepted;angenommen",
    Stage.SQL: "sql;qualified;qualifiziert;discovery;bedarfsanalyse",
    Stage.OPPORTUNITY: "opportunity;open;offen;proposal;angebot;negotiation;verhandlung;chance",
    Stage.WON: "won;gewonnen;closed won;closedwon;auftrag",
    Stage.LOST: "lost;verloren;closed lost;closedlost;abgelehnt",
}
QUALIFIED = frozenset({Stage.SQL, Stage.OPPORTUNITY, Stage.WON, Stage.LOST})
CLOSED = frozenset({Stage.WON, Stage.LOST})
NO_REASONS: Mapping[str, Mapping[Language, str]] = {}
_STAGES = {folded(word): stage for stage, words in STAGES.items() for word in words.split(";")}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityDraft:
    """A deal, cleaned."""

    external_id: str
    lead_external_id: str | None
    name: str | None
    value: Decimal
    currency: str
    stage: Stage
    expected_close_on: date
    closed_on: date | None
    lost_reason: str | None = None
    """A code of the policy's `deals.lost_reasons`; None where the row gives none."""


def read_opportunity(
    fields: Mapping[str, str],
    *,
    currency: str,
    lost_reasons: Mapping[str, Mapping[Language, str]] = NO_REASONS,
    formats: tuple[str, ...] = (),
    decimal_mark: Mark = None,
) -> tuple[OpportunityDraft | None, tuple[FieldProblem, ...]]:
    """A deal, or what is wrong with it.

    Args:
        fields: under our names.
        currency: of a deal that names none.
        lost_reasons: by their code, as they are called; a lost deal may name one of them.
        formats: strptime patterns for its days.
        decimal_mark: see `numbers.amount`.
    """
    reader = Reader(fields)
    external_id = _needed(reader, "external_id")
    value = _amount(reader, decimal_mark)
    stage = _stage(reader)
    closed_on = _day(reader, "closed_on", formats)
    expected = _day(reader, "expected_close_on", formats) or closed_on
    if expected is None and not _is_noted(reader, "expected_close_on"):
        reader.note("expected_close_on", "missing")
    if stage in CLOSED and closed_on is None and not _is_noted(reader, "closed_on"):
        reader.note("closed_on", "missing")
    money = _currency(reader, currency)
    lost_reason = _lost_reason(reader, lost_reasons) if stage is Stage.LOST else None
    if (
        reader.problems
        or external_id is None
        or value is None
        or stage is None
        or expected is None
    ):
        return None, tuple(reader.problems)
    return OpportunityDraft(
        external_id=external_id,
        lead_external_id=reader.first("lead_external_id", limit_of="external_id"),
        name=reader.first("name", limit_of="company"),
        value=value,
        currency=money,
        stage=stage,
        expected_close_on=expected,
        closed_on=closed_on if stage in CLOSED else None,
        lost_reason=lost_reason,
    ), ()


def read_target(
    fields: Mapping[str, str],
    *,
    currency: str,
    formats: tuple[str, ...] = (),
    decimal_mark: Mark = None,
) -> tuple[TargetFacts | None, tuple[FieldProblem, ...]]:
    """The target of a period, or what is wrong with it; see `read_opportunity`."""
    reader = Reader(fields)
    name = _needed(reader, "name")
    value = _amount(reader, decimal_mark)
    starts_on = _needed_day(reader, "starts_on", formats)
    ends_on = _needed_day(reader, "ends_on", formats)
    money = _currency(reader, currency)
    if starts_on and ends_on and ends_on < starts_on:
        reader.note("ends_on", "period_reversed")
    if reader.problems or name is None or value is None or not starts_on or not ends_on:
        return None, tuple(reader.problems)
    return TargetFacts(
        name=name[:100], starts_on=starts_on, ends_on=ends_on, value=value, currency=money
    ), ()


def _needed(reader: Reader, name: str) -> str | None:
    found = reader.first(name, limit_of="external_id")
    if found is None:
        reader.note(name, "missing")
    return found


def _needed_day(reader: Reader, name: str, formats: tuple[str, ...]) -> date | None:
    if not reader.has(name):
        reader.note(name, "missing")
    return _day(reader, name, formats)


def _day(reader: Reader, name: str, formats: tuple[str, ...]) -> date | None:
    moment = reader.moment(name, formats=formats)
    return moment.date() if moment else None


def _is_noted(reader: Reader, name: str) -> bool:
    return any(problem.name == name for problem in reader.problems)


def _amount(reader: Reader, decimal_mark: Mark) -> Decimal | None:
    if not reader.has("value"):
        reader.note("value", "missing")
        return None
    found = numbers.amount(reader.fields["value"], decimal_mark=decimal_mark)
    if found is None:
        reader.note("value", "number_unreadable")
        return None
    if found < 0:
        reader.note("value", "number_negative")
    return found.quantize(Decimal("0.01"))


def _currency(reader: Reader, otherwise: str) -> str:
    """The currency column's, else the one beside the value, else the policy's."""
    if not reader.has("currency"):
        return numbers.currency(reader.fields.get("value") or "") or otherwise
    found = numbers.currency(reader.fields["currency"])
    if found is None:
        reader.note("currency", "unknown_value", value=reader.fields["currency"].strip()[:10])
    return found or otherwise


def _lost_reason(reader: Reader, known: Mapping[str, Mapping[Language, str]]) -> str | None:
    """The reason's code, by its code or by what it is called in either language."""
    text = (reader.fields.get("lost_reason") or "").strip()
    if not text:
        return None
    codes = {folded(name): code for code, names in known.items() for name in names.values()}
    codes |= {folded(code): code for code in known}
    found = codes.get(folded(text))
    if found is None:
        reader.note("lost_reason", "unknown_value", value=text[:40])
    return found


def _stage(reader: Reader) -> Stage | None:
    text = (reader.fields.get("stage") or "").strip()
    if not text:
        reader.note("stage", "missing")
        return None
    found = _STAGES.get(folded(text))
    if found is None:
        reader.note("stage", "unknown_value", value=text[:40])
    return found
