"""The same person again: which lead it becomes, whose it is, what is promised and who is told."""

from typing import Literal, Self

from pydantic import Field, model_validator

from agents.policy.base import Frozen
from agents.vocabulary import Former


class AgainPolicy(Frozen):
    """One cell of the table: what follows when somebody comes again."""

    lead: Literal["same", "new"]
    """`same`: it is added to the lead that is there; `new`: it becomes a lead of its own."""
    owner: Literal["keep", "account", "route"]
    """`keep`: whose the former lead was; `account`: the company's owner, else the same; `route`:
    by turn. Whoever is away or gone is replaced by the routing."""
    clock: Literal["keep", "hasten", "new", "none"]
    """`keep`: as it runs; `hasten`: as it runs, but not later than the hot promise from now;
    `new`: both promises begin; `none`: nothing is promised."""
    card: Literal["redraw", "reply", "new"]
    """`redraw`: the card says so; `reply`: its owner is also told in the thread; `new`: a card of
    the new lead, which names the former one."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.lead == "new") is not (self.card == "new"):
            raise ValueError("a new lead has a new card, the same lead keeps its own")
        if self.lead == "new" and self.clock in {"keep", "hasten"}:
            raise ValueError("a new lead has no clock yet that could be kept")
        return self


class AgainRow(Frozen):
    """A row of the table: the person has a wish that is hot, or did anything else."""

    hot: AgainPolicy
    other: AgainPolicy


def _cell(lead: str, owner: str, clock: str, card: str) -> AgainPolicy:
    cell = {"lead": lead, "owner": owner, "clock": clock, "card": card}
    return AgainPolicy.model_validate(cell)


_REST = _cell("same", "keep", "none", "redraw")
_ANEW = _cell("new", "keep", "new", "new")
_QUIET = _cell("same", "keep", "keep", "redraw")
_TABLE: dict[Former, AgainRow] = {
    Former.KEPT: AgainRow(
        hot=_cell("same", "keep", "new", "redraw"), other=_cell("same", "keep", "new", "redraw")
    ),
    Former.OPEN: AgainRow(hot=_cell("same", "keep", "hasten", "reply"), other=_QUIET),
    Former.ACCEPTED: AgainRow(hot=_cell("same", "keep", "hasten", "reply"), other=_QUIET),
    Former.QUALIFIED: AgainRow(hot=_cell("same", "keep", "keep", "reply"), other=_QUIET),
    Former.NO_FIT: AgainRow(hot=_ANEW, other=_REST),
    Former.NO_NEED: AgainRow(hot=_ANEW, other=_REST),
    Former.TIMING: AgainRow(hot=_cell("same", "keep", "new", "reply"), other=_REST),
    Former.WRONG_PERSON: AgainRow(hot=_ANEW, other=_REST),
    Former.CUSTOMER: AgainRow(hot=_cell("new", "account", "new", "new"), other=_REST),
    Former.LOST: AgainRow(hot=_ANEW, other=_REST),
    Former.SPAM: AgainRow(hot=_cell("new", "route", "new", "new"), other=_REST),
    Former.PAST: AgainRow(hot=_ANEW, other=_ANEW),
}


_AT_WORK = frozenset({Former.OPEN, Former.ACCEPTED, Former.QUALIFIED, Former.CUSTOMER})
"""Leads that must not be handed over a second time."""


class AgainTable(Frozen):
    """The table; a row the policy does not state is this one."""

    rows: dict[Former, AgainRow] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _opens_nothing_twice(self) -> Self:
        for former, row in self.rows.items():
            cells = (row.hot, row.other)
            if former in _AT_WORK and any((c.lead, c.clock) == ("same", "new") for c in cells):
                raise ValueError(f"{former}: the same lead cannot be handed over once more")
        return self

    def row(self, former: Former) -> AgainRow:
        """The team's row, else the product's."""
        return self.rows.get(former, _TABLE[former])
