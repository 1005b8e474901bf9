"""Which numbers and dates an answer may contain: those the tools returned, and no others."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from agents.assistant import numerals
from agents.assistant.numerals import Claim, Day, Unit
from agents.assistant.outputs import Defined, Evidence, FoundFigures, FoundLeads
from agents.decisions import Figure

MONEY_PARTS = ("pipeline", "target", "won", "remaining", "overdue")
COUNT_PARTS = ("mql", "won_n")
SMALLEST_YEAR, LARGEST_YEAR = 1990, 2099

_IN_YEAR = re.compile(
    r"(?:\b(?:in|im|jahr|jahre|jahres|year|seit|since|for|für|bis|until|from|von|ab|vor|nach|fy|of)"
    r"|\bq[1-4]|\bh[12]|\bquartal)\s*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\s*(?:$|[.,;:!?)–-]|(?:und|and|bis|to|or|oder|we|wir|war|was|is|ist|lag|liegt|the|der|die)\b)",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(r"(?:^|\n)\s*(\d{1,2})[.)]\s(?=\S)")
_READ_AS = {
    Unit.NONE: frozenset({Unit.NONE, Unit.TIMES, Unit.MONEY}),
    Unit.TIMES: frozenset({Unit.TIMES}),
    Unit.MONEY: frozenset({Unit.MONEY}),
    Unit.PERCENT: frozenset({Unit.PERCENT}),
}


@dataclass(slots=True)
class Truth:
    """What may be said: exact values with their unit, written claims, dates and times."""

    exact: set[tuple[Unit, Decimal]] = field(default_factory=set)
    written: set[tuple[Unit, Decimal]] = field(default_factory=set)
    days: list[Day] = field(default_factory=list)
    times: set[tuple[int, int]] = field(default_factory=set)
    bands: list[re.Pattern[str]] = field(default_factory=list)
    """Ranges that may only be named whole: "3 to 4 is wanted" must not become "it is 3"."""

    def add_text(self, text: str) -> None:
        """Everything a trusted text says, but for the bands."""
        text = self.without_bands(text)
        self.days += numerals.days(text)
        self.times |= numerals.times(text)
        for claim, _, _ in numerals.claims(numerals.without_dates(text)):
            self.written |= {(claim.unit, value) for value, _ in claim.values}
        self.written |= {(Unit.NONE, value) for _, value in numerals.words(text)}

    def add_figure(self, figure: Figure) -> None:
        """The exact values of a figure: an answer may show them rounded as it writes them."""
        unit = {"ratio": Unit.TIMES, "rate": Unit.PERCENT}.get(figure.unit, Unit.NONE)
        factor = 100 if unit is Unit.PERCENT else 1
        for value in (figure.value, *(figure.interval or ())):
            if value is not None:
                self.exact.add((unit, value * factor))
        self.exact.add((Unit.NONE, Decimal(figure.n)))
        for key, value_text in figure.parts.items():
            if key in MONEY_PARTS and figure.unit == "ratio":
                self.exact.add((Unit.MONEY, Decimal(value_text)))
            elif key == "full_target_coverage":
                self.exact.add((Unit.TIMES, Decimal(value_text)))
            elif key in (*COUNT_PARTS, "won"):
                self.exact.add((Unit.NONE, Decimal(value_text)))

        if "wanted_from" in figure.parts:
            self.bands.append(_band(figure.parts["wanted_from"], figure.parts["wanted_to"]))

    def without_bands(self, text: str) -> str:
        """The text with its bands blanked out."""
        for band in self.bands:
            text = band.sub(lambda found: " " * len(found[0]), text)
        return text

    def holds(self, claim: Claim) -> bool:
        """Whether one reading of the number is true, exactly or rounded as it is written."""
        units = _READ_AS[claim.unit]
        return any(self._is_true(value, step, units) for value, step in claim.values)

    def _is_true(self, value: Decimal, step: Decimal, units: frozenset[Unit]) -> bool:
        if any((unit, value) in self.written for unit in units):
            return True
        return any(unit in units and abs(known - value) <= step / 2 for unit, known in self.exact)


def truth(evidence: Evidence, *, cited: Iterable[str], question: str | None) -> Truth:
    """What the tools returned; of the playbooks only the cited sections, of leads no own words.

    Args:
        evidence: what the tools returned.
        cited: ids of the sections the answer names.
        question: its numbers may be repeated; None where a figure was asked for, so that a
            number cannot be put into the answer's mouth.
    """
    made = Truth()
    for figure in evidence.figures:
        made.add_figure(figure)
    for artifact in evidence.artifacts:
        if isinstance(artifact, FoundFigures | FoundLeads | Defined):
            made.add_text(artifact.trusted_text)
    for section_id in cited:
        passage = evidence.passages.get(section_id)
        if passage is not None:
            made.add_text(passage.text)
    made.exact |= {(Unit.NONE, Decimal(len(evidence.leads)))} if evidence.leads else set()
    if question is not None:
        made.add_text(question)
    return made


def foreign_numbers(text: str, known: Truth, *, reads_words: bool) -> Iterator[str]:
    """The numbers, dates and times of an answer that nothing supports."""
    yield from _foreign_moments(text, known)
    bare = _without_enumeration(known.without_bands(numerals.without_dates(text)))
    yield from (one for one in text if unicodedata.category(one) in {"No", "Nl"})
    for claim, start, end in numerals.claims(bare):
        if not (known.holds(claim) or _is_year(claim, bare[:start], bare[end:])):
            yield claim.written
    if reads_words:
        allowed = known.written | known.exact
        for word, value in numerals.words(bare):
            if not any(value == one for _, one in allowed):
                yield word


def _band(low: str, high: str) -> re.Pattern[str]:
    shapes = (re.escape(end).replace(r"\.", "[.,]") for end in (low, high))
    ends = (rf"{shape}(?:[.,]0)?\s?[×x]?" for shape in shapes)
    return re.compile(r"(?<![\d.,])" + r"\s*(?:bis|to|–|-|und|and)\s*".join(ends) + r"(?![\d])")


def _foreign_moments(text: str, known: Truth) -> Iterator[str]:
    for day in numerals.days(text):
        if not any(day.agrees(one) for one in known.days):
            yield day.written
    for hour, minute in numerals.times(text) - known.times:
        yield f"{hour}:{minute:02}"


def _is_year(claim: Claim, before: str, after: str) -> bool:
    """A bare year between words that stand around years, so not a count of anything."""
    if claim.unit is not Unit.NONE or not re.fullmatch(r"\d{4}", claim.written):
        return False
    in_range = SMALLEST_YEAR <= int(claim.written) <= LARGEST_YEAR
    return in_range and bool(_IN_YEAR.search(before) and _GOES_ON.match(after))


def _without_enumeration(text: str) -> str:
    """Leading "1.", "2." … blanked out where they count on from one."""
    found = list(_ENUMERATED.finditer(text))
    if [int(one[1]) for one in found] != list(range(1, len(found) + 1)):
        return text
    for one in found:
        text = text[: one.start(1)] + " " * len(one[1]) + text[one.end(1) :]
    return text
