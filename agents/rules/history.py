"""Rows of a CRM's past: leads with the stages they say they reached; nothing is decided anew."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from agents.decisions import FieldProblem
from agents.facts import LeadDraft
from agents.rules.fields.reader import Reader
from agents.rules.hygiene import read_company, read_consent, read_contact
from agents.vocabulary import Handover, Language, LeadSource, Stage

MOMENTS = {stage: f"{stage.value}_at" for stage in Stage if stage is not Stage.LEAD}
"""Field with the moment at which a stage was reached."""
RANK = {
    Stage.LEAD: 0,
    Stage.MQL: 1,
    Stage.SAL: 2,
    Stage.SQL: 3,
    Stage.OPPORTUNITY: 4,
    Stage.RECYCLED: 5,
    Stage.NURTURE: 5,
    Stage.DISQUALIFIED: 6,
    Stage.SPAM: 6,
    Stage.MERGED: 6,
    Stage.LOST: 6,
    Stage.WON: 7,
}
"""An older file, imported again, never takes a lead back."""
OVER = frozenset({Stage.WON, Stage.LOST, Stage.DISQUALIFIED, Stage.MERGED, Stage.SPAM})
SAID = frozenset({"external_id", "source", "stage", "date", "email", *MOMENTS.values()})
"""Fields that must be right: without them a row of the past is worth nothing, so it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One row, cleaned."""

    draft: LeadDraft
    has_date: bool
    """False: it can only add to a lead that is there; `draft.occurred_at` means nothing."""
    stages: dict[Stage, datetime]
    """When the lead reached a stage, as far as the row says so."""

    @property
    def stage(self) -> Stage:
        """The stage the row states, or the furthest it has a moment of."""
        furthest = max(self.stages, key=lambda stage: RANK[stage], default=Stage.LEAD)
        return self.draft.stage or furthest


def read_history(
    fields: Mapping[str, str],
    *,
    received_at: datetime,
    formats: tuple[str, ...] = (),
    language: Language = Language.DE,
    default_country: str = "DE",
    free_mail: Collection[str] = frozenset(),
) -> tuple[HistoryRow | None, tuple[FieldProblem, ...]]:
    """A row of the past with what is noted about it, or None where it is refused.

    It needs an external id; without a date it can only add to a lead that is there. The source
    is `csv` where the row names none of ours.

    Args:
        fields: under our names.
        received_at: the moment of the import.
        formats: strptime patterns for its dates.
        language: of a lead that does not say its own.
        default_country: reads telephone numbers of an unknown country.
        free_mail: domains that say nothing about a company.
    """
    reader = Reader(fields)
    external_id = reader.text("external_id")
    if external_id is None:
        reader.note("external_id", "missing")
    source, stage = _source(reader), _stage(reader)
    date = reader.moment("date", formats=formats)
    stages = _moments(reader, formats)
    if stage is not None and date is not None:
        stages.setdefault(stage, date)
    if stage is not None and stage not in stages and stage is not Stage.LEAD:
        reader.note(MOMENTS[stage], "missing")
    contact = read_contact(reader, default_country)
    at = date or received_at
    draft = LeadDraft(
        source=source,
        external_id=external_id,
        origin=reader.origin(),
        language=reader.language(language),
        occurred_at=at,
        contact=contact,
        company=read_company(reader, contact.email, free_mail),
        message=reader.lines("message"),
        need=reader.lines("need"),
        timeframe=reader.text("timeframe"),
        stage=stage,
        won_at=stages.get(Stage.WON),
        consents=read_consent(reader, source="import", text_version="csv-import", recorded_at=at),
    )
    problems = tuple(reader.problems)
    if any(problem.name in SAID for problem in problems):
        return None, problems
    return HistoryRow(draft=draft, has_date=date is not None, stages=stages), problems


def handover_of(stage: Stage) -> Handover:
    """Where a lead of the past stands between marketing and sales: nobody is waited for."""
    return Handover.CLOSED if stage in OVER else Handover.NONE


def goes_on(stage: Stage, to: Stage) -> bool:
    """Whether a newly stated stage replaces the one that is known."""
    return to is not stage and RANK[to] >= RANK[stage]


def _source(reader: Reader) -> LeadSource:
    text = (reader.fields.get("source") or LeadSource.CSV).strip().casefold()
    if text in set(LeadSource):
        return LeadSource(text)
    reader.note("source", "unknown_value", value=text[:40])
    return LeadSource.CSV


def _stage(reader: Reader) -> Stage | None:
    text = (reader.fields.get("stage") or "").strip().casefold()
    if not text or text in set(Stage):
        return Stage(text) if text else None
    reader.note("stage", "unknown_value", value=text[:40])
    return None


def _moments(reader: Reader, formats: tuple[str, ...]) -> dict[Stage, datetime]:
    found: dict[Stage, datetime] = {}
    for stage, name in MOMENTS.items():
        if name in reader.fields:
            moment = reader.moment(name, formats=formats)
            if moment is not None:
                found[stage] = moment
    return found
