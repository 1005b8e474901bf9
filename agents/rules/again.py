"""The same person again: which of their leads counts, how they stand, and what follows.

Who is the same person is for `matching` to say; here it is decided what follows from it. The table
is the policy's (`again`), so that a sales manager can sign it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.policy import AgainPolicy, SalesPolicy
from agents.vocabulary import Former, Handover, RejectReason, Stage

_BY_STAGE = {
    Stage.WON: Former.CUSTOMER,
    Stage.LOST: Former.LOST,
    Stage.SPAM: Former.SPAM,
}
_AT_WORK = {
    Handover.WAITING: Former.OPEN,
    Handover.OFFERED: Former.OPEN,
    Handover.ACCEPTED: Former.ACCEPTED,
    Handover.QUALIFIED: Former.QUALIFIED,
}
_BY_REASON = {
    RejectReason.NO_FIT: Former.NO_FIT,
    RejectReason.NO_NEED: Former.NO_NEED,
    RejectReason.TIMING: Former.TIMING,
    RejectReason.WRONG_PERSON: Former.WRONG_PERSON,
}
WORKED = frozenset(_AT_WORK.values())
"""Somebody works on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerLead:
    """A lead of somebody who comes again, as far as it decides what follows."""

    id: int
    stage: Stage
    handover: Handover
    reject_reason: RejectReason | None = None
    reject_sub: str | None = None
    is_history: bool = False
    owner_id: int | None = None


def former(lead: FormerLead) -> Former:
    """How the person stands by this lead. What was merged into another is not asked about."""
    ended = _BY_STAGE.get(lead.stage)
    if ended is not None:
        return ended
    if lead.handover in _AT_WORK:
        return _AT_WORK[lead.handover]
    if lead.handover is Handover.REJECTED and lead.reject_reason is not None:
        return _BY_REASON.get(lead.reject_reason, Former.NO_NEED)
    if lead.handover is Handover.SPAM:
        return Former.SPAM
    if lead.is_history or lead.handover is not Handover.NONE:
        return Former.PAST
    return Former.KEPT


def counts(leads: Sequence[FormerLead]) -> FormerLead | None:
    """Which of a person's leads decides: one that is worked on, else a won one, else the newest."""

    def rank(lead: FormerLead) -> tuple[bool, bool, int]:
        stands = former(lead)
        return stands in WORKED, stands is Former.CUSTOMER, lead.id

    return max(leads, key=rank, default=None)


def again(lead: FormerLead, *, is_hot: bool, policy: SalesPolicy) -> AgainPolicy:
    """What follows when the person of this lead comes again.

    Args:
        lead: the one that counts.
        is_hot: whether they have a wish that makes a lead hot; else they did anything else.
        policy: has the table.
    """
    row = policy.again.row(former(lead))
    return row.hot if is_hot else row.other
