"""What has changed about a lead, in words: its score since a moment, its stages."""

from collections.abc import Callable

from agents.decisions import ScoreChange
from agents.facts import StageChangeFacts
from agents.sentences import names
from agents.vocabulary import ActivityKind, RejectReason, StageCause
from agents.words import Words

BEHAVIOUR = "behaviour_"
FEATURE = "icp_"
PARTS_SAID = 6


def score_change(w: Words, change: ScoreChange) -> str:
    """The difference with what made it: "+12: Looked at prices (+15), faded (−3)"."""
    if change.was is None:
        return w.t("new: {score} points", score=change.total)
    difference = change.total - change.was
    if not difference and all(part.code in {"decay", "limits"} for part in change.parts):
        return w.t("unchanged: {score} points", score=change.total)
    parts = [
        f"{part_name(w, part.code)} ({signed(part.points)})" for part in change.parts[:PARTS_SAID]
    ]
    return f"{signed(difference)}: {', '.join(parts)}"


def signed(points: int) -> str:
    """+12, −3 or ±0."""
    if points == 0:
        return "±0"
    return f"+{points}" if points > 0 else f"−{-points}"


def part_name(w: Words, code: str) -> str:
    """What one part of a change is called; a code this version does not know is said as it is."""
    if code.startswith(BEHAVIOUR):
        kind = code.removeprefix(BEHAVIOUR)
        return names.activity(w, ActivityKind(kind)) if kind in set(ActivityKind) else kind
    if code.startswith(FEATURE):
        return w.t("feature of the ideal customer")
    return {
        "decay": w.t("interest faded"),
        "limits": w.t("limits of the score"),
        "fit_industry": w.t("industry"),
        "fit_size": w.t("company size"),
        "fit_role": w.t("role"),
        "fit_country": w.t("country"),
        "fit_region": w.t("region"),
        "fit_technology": w.t("technologies"),
        "negative_free_mail": w.t("private mail address"),
        "negative_disposable": w.t("throw-away mail address"),
        "negative_student": w.t("probably a student"),
        "negative_competitor": w.t("competitor"),
    }.get(code, code)


def stage_cause(w: Words, cause: StageCause) -> str:
    """Why a lead reached a stage."""
    return {
        StageCause.TAKEN_IN: w.t("came in"),
        StageCause.SCORED: w.t("scored"),
        StageCause.DECAYED: w.t("interest faded"),
        StageCause.ACCEPTED: w.t("accepted"),
        StageCause.TAKEN_OVER: w.t("taken over"),
        StageCause.QUALIFIED: w.t("qualified further"),
        StageCause.DEAL: w.t("deal made"),
        StageCause.CLOSED: w.t("deal closed"),
        StageCause.REJECTED: w.t("rejected"),
        StageCause.WOKEN: w.t("came back on its day"),
        StageCause.UNREACHED: w.t("not reached after all tries"),
        StageCause.MERGED: w.t("merged"),
        StageCause.SET_ASIDE: w.t("set aside"),
        StageCause.REOPENED: w.t("opened again"),
        StageCause.UNDONE: w.t("step taken back"),
        StageCause.IMPORTED: w.t("as the CRM says"),
    }[cause]


def stage_step(
    w: Words, step: StageChangeFacts, *, when: str, name: Callable[[int], str], reason: str = ""
) -> str:
    """One step of a lead's life: "24.03., 10:15: SAL – accepted, Jana".

    Args:
        w: the reader's words.
        step: the step.
        when: its moment, for people.
        name: says who a colleague is.
        reason: the label of the reason code, where it was a rejection.
    """
    why = [stage_cause(w, step.cause)]
    if reason:
        why.append(w.t("“{reason}”", reason=reason))
    if step.person_id is not None:
        why.append(name(step.person_id))
    return f"{when}: *{names.stage(w, step.stage)}* – {', '.join(why)}"


def reject_reason(detail: str | None) -> RejectReason | None:
    """The reason code that a step names, if it names one."""
    return RejectReason(detail) if detail in set(RejectReason) else None
