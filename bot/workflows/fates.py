"""What became of a row of an imported file."""

from dataclasses import dataclass
from typing import Literal

from agents.decisions import FieldProblem

Fate = Literal["taken", "incomplete", "merged", "unchanged", "refused"]
"""taken: new; incomplete: new, a mandatory field is missing; merged: added to what was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFate:
    """What became of one row, with the reasons where it was refused."""

    fate: Fate
    problems: tuple[FieldProblem, ...] = ()


def refused(*problems: FieldProblem) -> RowFate:
    """The row was not taken, for these reasons."""
    return RowFate(fate="refused", problems=problems)
