"""Whom a message may mention, and how often mentions are acted on (pure).

A mention that is left out takes nothing away: the card and its thread show the name all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from agents.facts import AlertRate, LeadFacts, PersonFacts
from agents.vocabulary import AlertKind, AlertLevel, ClockKind, EscalationStep, Handover

OWN = frozenset({AlertKind.REMINDER})
"""Escalations of a person's own promise: they pass quiet hours."""
OF_STEP = {
    EscalationStep.REMIND_OWNER: AlertKind.REMINDER,
    EscalationStep.CALL_COVER: AlertKind.COVER,
    EscalationStep.TELL_MANAGER: AlertKind.ESCALATION,
    EscalationStep.NOBODY_REACTED: AlertKind.ESCALATION,
}
"""The kind of alert of each rung of the chain."""
BY_WEIGHT = (
    AlertKind.ESCALATION,
    AlertKind.COVER,
    AlertKind.REMINDER,
    AlertKind.CAME_AGAIN,
    AlertKind.HANDED_OVER,
    AlertKind.NEW_LEAD,
)
"""The heaviest first: of several alerts of one lead it is the one that is said."""
WAITS = frozenset({Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED})
"""Where a lead still needs somebody to act."""
AT_WORK = WAITS | {Handover.QUALIFIED}
ENOUGH = 20
"""From so many alerts on a rate says something."""
LOW = Decimal("0.5")


def is_quiet(person: PersonFacts, *, zone: str, at: datetime) -> bool:
    """Whether a moment lies in the person's quiet hours.

    Args:
        person: whose hours.
        zone: IANA name, where they have no zone of their own.
        at: aware.
    """
    if person.quiet is None:
        return False
    local = at.astimezone(ZoneInfo(person.hours.tz if person.hours else zone))
    minute = local.hour * 60 + local.minute
    begins, ends = person.quiet
    if begins <= ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends


def may_mention(
    person: PersonFacts, kind: AlertKind, *, is_hot: bool, zone: str, at: datetime
) -> bool:
    """Whether an alert of this kind mentions the person now.

    Never who is absent or has switched the kind off. In quiet hours only what is important: hot
    leads, reminders of their own promise, and what they call important themselves.
    """
    if not wants(person, kind) or person.absence(at) is not None:
        return False
    is_important = is_hot or kind in OWN or person.alerts.get(kind) is AlertLevel.IMPORTANT
    return is_important or not is_quiet(person, zone=zone, at=at)


def wants(person: PersonFacts, kind: AlertKind) -> bool:
    """Whether the person has left this kind of alert on."""
    return person.alerts.get(kind, AlertLevel.DEFAULT) is not AlertLevel.OFF


def is_held_back(
    person: PersonFacts, kind: AlertKind, *, is_hot: bool, zone: str, at: datetime
) -> bool:
    """Whether only the quiet hours kept an alert of this moment from mentioning the person."""
    if not wants(person, kind) or person.absence(at) is not None:
        return False
    return not may_mention(person, kind, is_hot=is_hot, zone=zone, at=at)


def next_quiet_end(person: PersonFacts, *, zone: str, after: datetime) -> datetime | None:
    """When quiet hours end next, later than a moment; None for who has none.

    Args:
        person: whose hours.
        zone: IANA name of their day.
        after: aware.
    """
    if person.quiet is None:
        return None
    today = datetime.combine(after.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))
    ends = (today + timedelta(days=day, minutes=person.quiet[1]) for day in range(3))
    return next(end for end in ends if end > after)


def still_asks(kind: AlertKind, lead: LeadFacts, person_id: int) -> bool:
    """Whether what an alert asked of somebody is still to be done, and by them.

    A lead of one's own asks until one has acted on it, and a person who is back until somebody was
    in touch; a promise of somebody else's as long as nobody has kept it.
    """
    if kind is AlertKind.CAME_AGAIN:
        return lead.owner_id == person_id and lead.handover in AT_WORK and _is_unanswered(lead)
    if lead.handover not in WAITS or lead.touches:
        return False
    if kind in {AlertKind.COVER, AlertKind.ESCALATION}:
        clock = lead.clock(ClockKind.FIRST_TOUCH)
        return clock is not None and clock.stopped_at is None and lead.decided_by_id != person_id
    return lead.owner_id == person_id and lead.decided_by_id != person_id


def _is_unanswered(lead: LeadFacts) -> bool:
    """Whether the person has done something since somebody was in touch with them."""
    if not lead.touches:
        return True
    return any(one.occurred_at > lead.touches[-1].occurred_at for one in lead.activities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """One alert: whom it mentioned, when, and when they acted on that lead next."""

    kind: AlertKind
    sent_at: datetime
    acted_at: datetime | None = None
    """The addressee's first act on the lead afterwards; None: none."""


def is_to_be_tightened(rate: AlertRate) -> bool:
    """Whether this kind mentions people too often: 20 alerts or more, less than half acted on."""
    return rate.n >= ENOUGH and Decimal(rate.acted) / rate.n < LOW


def acted_on(
    alerts: Sequence[Alerted], *, within: timedelta, now: datetime
) -> tuple[AlertRate, ...]:
    """The rate of each kind, over the alerts whose time to act is over or that were acted on."""
    found = []
    for kind in AlertKind:
        of_kind = [one for one in alerts if one.kind is kind]
        in_time = [_in_time(one, within) for one in of_kind]
        over = (one.sent_at + within <= now for one in of_kind)
        n = sum(was_acted or is_over for was_acted, is_over in zip(in_time, over, strict=True))
        found.append(AlertRate(kind=kind, acted=sum(in_time), n=n))
    return tuple(found)


def _in_time(alert: Alerted, within: timedelta) -> bool:
    return alert.acted_at is not None and alert.acted_at - alert.sent_at <= within
