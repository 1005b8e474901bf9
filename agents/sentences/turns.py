"""Who gets a lead and why, who does not and why not, and who is away, in words."""

from agents.vocabulary import (
    AbsenceKind,
    AbsenceSource,
    CoverCredit,
    RefusalCode,
    RoutingReason,
)
from agents.words import Words

ROUTING_REFUSALS = frozenset(
    {
        RefusalCode.PERIOD_EMPTY,
        RefusalCode.NO_SUCH_ABSENCE,
        RefusalCode.IS_AWAY,
        RefusalCode.TOO_LATE,
        RefusalCode.NO_SWAP,
        RefusalCode.NO_SNOOZE,
    }
)


def routing_reason(w: Words, reason: RoutingReason) -> str:
    """Why a lead has the owner it has."""
    return {
        RoutingReason.KNOWN_CONTACT: w.t("already knows this contact"),
        RoutingReason.ACCOUNT_OWNER: w.t("looks after this company"),
        RoutingReason.KEY_ACCOUNT: w.t("was next in turn in the team for key accounts"),
        RoutingReason.COVER: w.t("stands in for the owner, who is not there"),
        RoutingReason.RETURNED: w.t("is back, and it was still untouched"),
        RoutingReason.TURN: w.t("was next in turn"),
        RoutingReason.FALLBACK: w.t("stands in, as nobody of the territory was free"),
        RoutingReason.TAKEN_OVER: w.t("took it over"),
        RoutingReason.GIVEN: w.t("was given it by a colleague"),
        RoutingReason.SWAPPED: w.t("swapped another lead for it"),
        RoutingReason.TAKEN_BACK: w.t("took it back"),
        RoutingReason.LEFT: w.t("took over from somebody who left"),
        RoutingReason.NOBODY: w.t("nobody was free, it waits"),
    }[reason]


def skip_reason(w: Words, code: str | None) -> str:
    """Why somebody was not asked; None says that they could have been."""
    if code is None:
        return w.t("available")
    return {
        "other_territory": w.t("works for another territory"),
        "inactive": w.t("not active"),
        "no_turns": w.t("takes no turns at the moment"),
        "at_capacity": w.t("has no capacity left"),
        "off_duty": w.t("outside their working hours"),
        "away": w.t("away"),
        "day_is_full": w.t("has had enough leads for today"),
        "had_it": w.t("had it before"),
    }.get(code, code)


def absence(w: Words, kind: AbsenceKind) -> str:
    """Why somebody is away."""
    return {
        AbsenceKind.VACATION: w.t("on vacation"),
        AbsenceKind.AWAY: w.t("away"),
        AbsenceKind.BUSY: w.t("busy"),
    }[kind]


def absence_source(w: Words, source: AbsenceSource) -> str:
    """Where an absence was entered."""
    return {
        AbsenceSource.SLACK: w.t("in Slack"),
        AbsenceSource.COMMAND: w.t("by command"),
        AbsenceSource.CALDAV: w.t("in the calendar"),
    }[source]


def credit(w: Words, value: CoverCredit) -> str:
    """Whose turn counts for what a cover takes."""
    return {
        CoverCredit.OWNER: w.t("does not count: their next turn stays"),
        CoverCredit.COVER: w.t("counts: their next turn comes later"),
    }[value]


def routing_refusal(w: Words, code: RefusalCode, who: str) -> str:
    """Why something about who has a lead, or who is away, was not done."""
    return {
        RefusalCode.PERIOD_EMPTY: w.t("The end must lie after the beginning."),
        RefusalCode.NO_SUCH_ABSENCE: w.t("There is no such absence; you count as here."),
        RefusalCode.IS_AWAY: w.t("{name} is away. Choose somebody who is here.", name=who),
        RefusalCode.TOO_LATE: w.t(
            "It is too late to take this lead back: somebody works on it, or too much time has "
            "passed. Ask {name} to hand it over.",
            name=who,
        ),
        RefusalCode.NO_SWAP: w.t(
            "These two leads cannot be swapped: one must be yours and one a colleague's, both "
            "open and not contacted yet."
        ),
        RefusalCode.NO_SNOOZE: w.t(
            "There is nothing to silence: only the owner of an open lead with a running clock "
            "can, for a time to come."
        ),
    }[code]
