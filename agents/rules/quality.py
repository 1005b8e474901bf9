"""Which fields a stage lacks, what a week's gaps are, and when the list is due."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from agents.facts import LeadFacts, values
from agents.facts.quality import GapFacts, QualityFacts
from agents.facts.values import is_said
from agents.policy import WEEKDAYS, SalesPolicy
from agents.policy.quality import QualityPolicy
from agents.vocabulary import LeadField, LeadSource, Stage

ORDER = (Stage.LEAD, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.WON)
"""Stages in which a lead goes on; each needs what those before it need."""
WEEK = timedelta(days=7)
FOR_STAGE = "missing_for_stage"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead of the week: where it came from, what it lacked, what its stage lacks now."""

    source: LeadSource
    form: str | None
    gaps: tuple[tuple[str, str], ...]


def missing(lead: LeadFacts, *, policy: QualityPolicy) -> tuple[LeadField, ...]:
    """The fields that the lead's stage needs and that nobody has said yet."""
    wanted = dict.fromkeys(
        field
        for stage in ORDER[: _place(lead.stage) + 1]
        for field in policy.required.get(stage, ())
    )
    said = values.of_lead(lead)
    return tuple(field for field in wanted if not is_said(said[field]))


def due_at(now: datetime, *, policy: SalesPolicy) -> datetime:
    """The last moment at which the weekly list was due, at or before `now`."""
    quality = policy.quality
    zone = ZoneInfo(policy.zone_of(policy.team(None)))
    here = now.astimezone(zone)
    back = (here.weekday() - WEEKDAYS.index(quality.weekday)) % 7
    hour, minute = divmod(min(quality.at, 24 * 60 - 1), 60)
    at = datetime.combine(here.date() - timedelta(days=back), time(hour, minute), zone)
    if at > here:
        at = datetime.combine(at.date() - WEEK, time(hour, minute), zone)
    return at.astimezone(now.tzinfo)


def report(
    arrivals: Sequence[Arrival],
    *,
    undecided: int,
    since: datetime,
    until: datetime,
    policy: QualityPolicy,
) -> QualityFacts:
    """The week's list: every gap of every form with its owner, the most frequent first."""
    of = Counter((one.source, one.form) for one in arrivals)
    gaps = Counter(
        (one.source, one.form, field, code) for one in arrivals for field, code in set(one.gaps)
    )
    found = [
        GapFacts(
            source=source,
            form=form,
            field=field,
            code=code,
            count=count,
            of=of[source, form],
            owner=owner(form, source, policy=policy),
        )
        for (source, form, field, code), count in gaps.items()
    ]
    return QualityFacts(
        since=since.date(),
        until=until.date(),
        leads=len(arrivals),
        clean=sum(not one.gaps for one in arrivals),
        gaps=tuple(sorted(found, key=lambda gap: (-gap.count, gap.form or "", gap.field))),
        undecided=undecided,
    )


def owner(form: str | None, source: LeadSource, *, policy: QualityPolicy) -> str:
    """Who mends a form's data: its own owner, else its source's, else the list's."""
    named = policy.owners.get(form or "") or policy.owners.get(source.value)
    return named or policy.owner.value


def arrivals(
    leads: Iterable[tuple[LeadFacts, Sequence[Sequence[str]]]], *, policy: QualityPolicy
) -> list[Arrival]:
    """Leads with the gaps they came with, and those of their stage."""
    found = []
    for lead, came_with in leads:
        lacking = tuple((field.value, FOR_STAGE) for field in missing(lead, policy=policy))
        noted = tuple((name, code) for name, code in came_with)
        still = tuple(gap for gap in lacking if (gap[0], "missing") not in noted)
        found.append(Arrival(lead.source, lead.form, noted + still))
    return found


def _place(stage: Stage) -> int:
    return ORDER.index(stage) if stage in ORDER else 0
