"""What has changed between two states of a score: what was gained, what faded (S-052).

A kind of activity fades with one half-life, so its points at any later moment follow from those
that were kept; nothing of the person's acts is needed.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from math import floor

from agents.decisions import ScoreChange, ScorePart
from agents.facts import ScoreStateFacts
from agents.policy import ScorePolicy
from agents.rules.scoring import BEHAVIOUR_MAX, FIT_MAX, NEGATIVE_MAX, TOTAL_MAX
from agents.rules.weights import resolved

DECAY = "decay"
LIMITS = "limits"
"""Codes of the parts that no rule of the policy gives."""


def state_at(state: ScoreStateFacts, *, policy: ScorePolicy, at: datetime) -> ScoreStateFacts:
    """The state as it is at a later moment where nothing happens in between."""
    seconds = max(0.0, (at - state.at).total_seconds())
    rates = {weight.code: weight.rate for weight in resolved(policy).kinds.values()}
    interest = {
        code: points * 2.0 ** (-seconds * rates.get(code, 0.0))
        for code, points in state.interest.items()
    }
    later = replace(state, at=max(state.at, at), interest=interest)
    return replace(later, total=_total(later))


def change(
    before: ScoreStateFacts | None, after: ScoreStateFacts, *, policy: ScorePolicy
) -> ScoreChange:
    """From one state to a later one; the parts sum to the difference (a property test).

    Interest that was there and has faded since is one part, `decay`, never above zero where
    nothing was gained. `limits` is what the limits of the score gave or took.

    Args:
        before: the earlier state; None: the lead was not there yet.
        after: the later one.
        policy: its half-lives.
    """
    if before is None:
        before = replace(after, total=0, standing={}, interest={})
        return replace(change(before, after, policy=policy), was=None)
    left = state_at(before, policy=policy, at=after.at)
    gained = _differences(left.interest, after.interest)
    parts = {code: floor(points + 0.5) for code, points in gained.items()}
    parts |= {
        code: int(gain) for code, gain in _differences(before.standing, after.standing).items()
    }
    parts[LIMITS] = _limits(after) - _limits(before)
    parts[DECAY] = floor(sum(left.interest.values()) - sum(before.interest.values()) + 0.5)
    rest = after.total - before.total - sum(parts.values())
    _round_off(parts, rest, gained)
    shown = sorted(
        (ScorePart(code=code, points=points) for code, points in parts.items() if points),
        key=lambda part: (part.code == DECAY, -abs(part.points), part.code),
    )
    return ScoreChange(was=before.total, total=after.total, parts=tuple(shown))


def _round_off(parts: dict[str, int], rest: int, gained: Mapping[str, float]) -> None:
    """What rounding has left over goes to what faded, as far as it only takes, else to the gains."""
    to_decay = min(rest, -parts[DECAY]) if gained else rest
    parts[DECAY] += to_decay
    if rest - to_decay:
        most = max(gained, key=lambda code: abs(gained[code]))
        parts[most] += rest - to_decay


def _differences(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """What each code has more in the other; those that are equal (but for rounding) left out."""
    found = {code: other.get(code, 0) - one.get(code, 0) for code in {**one, **other}}
    return {code: points for code, points in found.items() if abs(points) > 1e-6}  # noqa: PLR2004


def _sums(state: ScoreStateFacts) -> tuple[int, int, int]:
    """Fit, behaviour and negatives before their limits."""
    fit = sum(points for points in state.standing.values() if points > 0)
    negative = sum(points for points in state.standing.values() if points < 0)
    return fit, floor(sum(state.interest.values()) + 0.5), negative


def _total(state: ScoreStateFacts) -> int:
    fit, behaviour, negative = _sums(state)
    kept = min(FIT_MAX, fit) + min(BEHAVIOUR_MAX, behaviour) + max(-NEGATIVE_MAX, negative)
    return max(0, min(TOTAL_MAX, kept))


def _limits(state: ScoreStateFacts) -> int:
    """What the limits give or take in a state."""
    return state.total - sum(_sums(state))
