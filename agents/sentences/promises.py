"""Promises in words: receipts, pauses, tries, what marketing owes, and whose side broke what."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import dates

from agents.decisions import ReceiptDecision, StretchDecision
from agents.facts import CadenceFacts, DutyFacts
from agents.sentences import names
from agents.vocabulary import (
    CadenceEnd,
    GapKind,
    MarketingDuty,
    PauseCause,
    Side,
    TouchKind,
)
from agents.words import Words

SECOND = timedelta(seconds=1)
A_WEEK = timedelta(days=6)
"""Beyond it the name of a weekday no longer says which day it is."""
ZERO = timedelta(0)


def receipt(w: Words, found: ReceiptDecision, *, zone: str, calendar: str) -> str:
    """The whole receipt on one line: what counted, what did not and why, by which calendar."""
    said = w.t(
        "{length}: {stretches}",
        length=counted(w, found.counted),
        stretches=", ".join(stretches(w, found, zone=zone)) or "–",
    )
    parts = [said, w.t("calendar {name}", name=calendar)]
    paused = _paused(w, found)
    return "; ".join([*parts, *paused])


def counted(w: Words, length: timedelta) -> str:
    """So many counted minutes."""
    minutes = length / timedelta(minutes=1)
    if minutes.is_integer():
        return w.n("{count} counted minute", "{count} counted minutes", int(minutes))
    return w.t("{minutes} counted minutes", minutes=_minutes(length))


def stretches(w: Words, found: ReceiptDecision, *, zone: str) -> list[str]:
    """Each stretch in words, in order; the minutes said add up to the whole, to the second."""
    with_date = found.ends_at - found.begins_at > A_WEEK
    said: list[str] = []
    total, shown = ZERO, 0
    for one in found.stretches:
        total += one.counted
        seconds = total // SECOND - shown
        shown += seconds
        said.append(_stretch(w, one, zone=zone, seconds=seconds, with_date=with_date))
    return said


def _stretch(w: Words, one: StretchDecision, *, zone: str, seconds: int, with_date: bool) -> str:
    if one.gap is not None and one.cause is None:
        return _gap(w, one)
    begin = _when(w, one.begins_at, zone, with_date=with_date)
    same_day = _local(one.begins_at, zone).date() == _local(one.ends_at, zone).date()
    end = (
        f"{_local(one.ends_at, zone):%H:%M}"
        if same_day
        else _when(w, one.ends_at, zone, with_date=with_date)
    )
    if one.cause is None:
        return f"{begin}–{end} ({_minutes(seconds * SECOND)})"
    return w.t(
        "{begin}–{end} stood still: {cause}", begin=begin, end=end, cause=pause_cause(w, one.cause)
    )


def _gap(w: Words, one: StretchDecision) -> str:
    named = w.both(one.names)
    if named:
        return named
    return {
        GapKind.CLOSED: w.t("office closed"),
        GapKind.LUNCH: w.t("lunch break"),
        GapKind.WEEKEND: w.t("weekend"),
        GapKind.HOLIDAY: w.t("holiday"),
        GapKind.ABSENCE: w.t("nobody on duty"),
        GapKind.PAUSE: w.t("pause"),
    }[one.gap or GapKind.CLOSED]


def _paused(w: Words, found: ReceiptDecision) -> list[str]:
    """How long the clock stood still, by cause."""
    by_cause: dict[PauseCause, timedelta] = {}
    for one in found.stretches:
        if one.cause is not None:
            length = one.ends_at - one.begins_at
            by_cause[one.cause] = by_cause.get(one.cause, ZERO) + length
    return [
        w.t("paused {minutes} min: {cause}", minutes=_minutes(length), cause=pause_cause(w, cause))
        for cause, length in by_cause.items()
    ]


def weekday(w: Words, number: int) -> str:
    """The name of a day of the week, Monday being 0."""
    return str(dates.get_day_names("wide", "stand-alone", locale=w.locale)[number])


def _minutes(length: timedelta) -> str:
    """7, or 7:30 where it is no whole minute."""
    minutes, seconds = divmod(length // SECOND, 60)
    return f"{minutes}:{seconds:02}" if seconds else f"{minutes}"


def _when(w: Words, at: datetime, zone: str, *, with_date: bool) -> str:
    """Weekday and time, with the day where a weekday alone could mean two."""
    local = _local(at, zone)
    day = str(dates.format_datetime(local, "EEE", locale=w.locale)).rstrip(".")
    if with_date:
        day += local.strftime(" %d.%m.") if w.locale.startswith("de") else local.strftime(" %d/%m")
    return f"{day} {local:%H:%M}"


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def pause_cause(w: Words, value: PauseCause) -> str:
    """Why a clock stands still."""
    return {
        PauseCause.OUTAGE: w.t("outage"),
        PauseCause.OPERATOR: w.t("the operator paused all messages"),
        PauseCause.ABSENCE: w.t("nobody of the team is on duty"),
        PauseCause.CUSTOMER: w.t("waiting for the customer's answer"),
        PauseCause.WRONG_DATA: w.t("wrong data, marketing must mend it"),
    }[value]


def side(w: Words, value: Side) -> str:
    """A side of the hand-over."""
    return {Side.SALES: w.t("Sales"), Side.MARKETING: w.t("Marketing")}[value]


def broken_by(w: Words, value: Side) -> str:
    """Whose promise is broken."""
    return w.t("Promise of: {side}.", side=side(w, value))


def marketing_duty(w: Words, value: MarketingDuty) -> str:
    """What marketing owes."""
    return {
        MarketingDuty.FIELDS: w.t("mandatory fields"),
        MarketingDuty.CONSENT: w.t("proof of the consent answer"),
        MarketingDuty.CONTEXT: w.t("context: what was done, and where it came from"),
        MarketingDuty.DATA: w.t("right data"),
    }[value]


def owed_by_marketing(w: Words, duty: DutyFacts) -> str:
    """What marketing owes with a lead: fields by their names, the rest by its kind."""
    said: list[str] = []
    for one in duty.missing:
        if one is MarketingDuty.FIELDS and duty.fields:
            said += [names.lead_field(w, name) for name in duty.fields]
        else:
            said.append(marketing_duty(w, one))
    return ", ".join(said)


def next_try(w: Words, cadence: CadenceFacts, *, when: str) -> str:
    """Which try comes next, how, and when (already worded)."""
    how = {TouchKind.CALL: w.t("call"), TouchKind.EMAIL: w.t("e-mail")}
    by = how.get(cadence.by or TouchKind.CALL, "")
    return w.t(
        "Try {number} of {all}: {by}, {when}",
        number=cadence.made + 1,
        all=len(cadence.tries),
        by=by,
        when=when,
    )


def cadence_end(w: Words, cadence: CadenceFacts, *, wake: str | None = None) -> str:
    """How the tries ended; `wake` is the day the lead comes back, already worded."""
    count = cadence.made
    if cadence.outcome is CadenceEnd.USED_UP:
        tried = w.n("{count} try, nobody reached.", "{count} tries, nobody reached.", count)
        rests = w.t("The lead rests and comes back on {day}.", day=wake) if wake else ""
        return f"{tried} {rests}".strip()
    return {
        CadenceEnd.REACHED: w.t("Reached."),
        CadenceEnd.NOT_ALLOWED: w.t("No more tries: no channel may be used any more."),
        CadenceEnd.STOPPED: w.t("The tries have ended."),
    }.get(cadence.outcome or CadenceEnd.STOPPED, "")
