"""Why a lead has its score and its next action, in words."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from agents.facts import ActivityFacts, ScoreLineFacts
from agents.sentences import names
from agents.vocabulary import ActivityKind, Language
from agents.words import Words

Moment = Callable[[datetime], str]
"""Says a moment: "2 minutes ago" in words, or as a token that Slack keeps true."""

BEHAVIOUR = "behaviour_"
FEATURE = "icp_"


def ago(w: Words, moment: datetime, now: datetime) -> str:
    """How long ago, in the largest whole unit."""
    seconds = max(timedelta(0), now - moment)
    if seconds >= timedelta(days=1):
        return w.n("{count} day ago", "{count} days ago", seconds // timedelta(days=1))
    if seconds >= timedelta(hours=1):
        return w.n("{count} hour ago", "{count} hours ago", seconds // timedelta(hours=1))
    if seconds >= timedelta(minutes=1):
        return w.n("{count} min. ago", "{count} min. ago", seconds // timedelta(minutes=1))
    return w.t("just now")


def span(w: Words, length: timedelta) -> str:
    """A length of time in whole seconds, minutes, hours or days, cut off below."""
    if length >= timedelta(days=2):
        return w.n("{count} day", "{count} days", length // timedelta(days=1))
    if length >= timedelta(hours=2):
        return w.n("{count} hour", "{count} hours", length // timedelta(hours=1))
    if length >= timedelta(minutes=2):
        return w.n("{count} minute", "{count} minutes", length // timedelta(minutes=1))
    return w.n("{count} second", "{count} seconds", max(1, length // timedelta(seconds=1)))


def score_line(
    w: Words,
    line: ScoreLineFacts,
    now: datetime,
    *,
    activities: Sequence[ActivityFacts] = (),
    moment: Moment | None = None,
    safe: Callable[[str], str] = str,
) -> str:
    """One line of a score with its points: "Asked for a demo 2 min. ago (+45)".

    Args:
        w: the reader's words.
        line: the line.
        now: the moment of reading.
        activities: the lead's, for the exact moment of the newest one; else the day is said.
        moment: says a moment; by default in words relative to `now`.
        safe: makes a lead's own words harmless where the sentence is shown.
    """
    say = moment or (lambda at: ago(w, at, now))
    points = f"+{line.points}" if line.points > 0 else f"−{-line.points}"
    return f"{_reason(w, line, activities, say, safe)} ({points})"


def explain(
    w: Words,
    lines: Sequence[ScoreLineFacts],
    now: datetime,
    *,
    activities: Sequence[ActivityFacts] = (),
    moment: Moment | None = None,
    safe: Callable[[str], str] = str,
) -> tuple[str, ...]:
    """A score in words, a sentence a line; their points sum to its total. See `score_line`."""
    return tuple(
        score_line(w, line, now, activities=activities, moment=moment, safe=safe) for line in lines
    )


def _reason(
    w: Words,
    line: ScoreLineFacts,
    activities: Sequence[ActivityFacts],
    say: Moment,
    safe: Callable[[str], str],
) -> str:
    if line.code.startswith(BEHAVIOUR) and line.code != "behaviour_cap":
        return _behaviour(w, line, activities, say)
    if line.code.startswith(FEATURE):
        return _feature(w, line, safe)
    raw = str(line.params.get("value", ""))
    value = safe(raw)
    return {
        "fit_industry": w.t("Industry: {value}", value=safe(names.industry(w, raw))),
        "fit_size": w.t("Company size: {value} people", value=_number(w, value)),
        "fit_role": w.t("Role: {value}", value=value),
        "fit_country": w.t("Country: {value}", value=safe(names.country(w, raw))),
        "fit_region": w.t("Region: {value}", value=value),
        "fit_technology": w.t("Works with {value}", value=safe(names.technologies(raw))),
        "negative_disposable": w.t("Throw-away mail address ({value})", value=value),
        "negative_free_mail": w.t("Private mail address ({value})", value=value),
        "negative_student": w.t("Probably a student ({value})", value=value),
        "negative_competitor": w.t("Works for a competitor ({value})", value=value),
        "fit_cap": w.t("Fit counts 50 at most"),
        "behaviour_cap": w.t("Behaviour counts 60 at most"),
        "negative_cap": w.t("Deductions count 50 at most"),
        "clamp": w.t("A score stays between 0 and 100"),
    }.get(line.code, safe(line.code))


def _feature(w: Words, line: ScoreLineFacts, safe: Callable[[str], str]) -> str:
    """A feature by the label it had when it counted; the policy may have another one today."""
    said = {language: str(line.params.get(f"label_{language}", "")) for language in Language}
    label = w.both({language: words for language, words in said.items() if words})
    return w.t("Ideal customer: {feature}", feature=safe(label or line.code))


def _number(w: Words, value: str) -> str:
    return w.number(int(value)) if value.isdecimal() else value


def _behaviour(
    w: Words, line: ScoreLineFacts, activities: Sequence[ActivityFacts], say: Moment
) -> str:
    code = line.code.removeprefix(BEHAVIOUR)
    kind = kind_of(code)
    if kind is None:
        return code
    count = int(line.params.get("count", 1))
    newest = max((one.occurred_at for one in activities if one.kind is kind), default=None)
    did = names.activity(w, kind)
    when = say(newest) if newest else _day(w, int(line.params.get("days_ago", 0)))
    if count > 1:
        return w.t("{did} {count}×, last {when}", did=did, count=w.number(count), when=when)
    return w.t("{did} {when}", did=did, when=when)


def _day(w: Words, days: int) -> str:
    if days == 0:
        return w.t("today")
    return w.n("{count} day ago", "{count} days ago", days)


def kind_of(code: str) -> ActivityKind | None:
    """The kind of activity behind a code; None for one this version does not know."""
    return next((kind for kind in ActivityKind if kind.value == code), None)
