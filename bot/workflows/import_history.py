"""Leads of the past into the book: many at once, and nobody is told.

No clock, no card, no turn and no mail starts here. A row is one lead, known by source and
external id: the first time it is taken, later it only adds what is new, so that a file can be
imported again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, tuple_, update
from sqlalchemy.orm import Session

from agents.decisions import FieldProblem
from agents.rules.history import HistoryRow, goes_on, handover_of
from agents.vocabulary import LeadSource, Stage, StageCause
from bot.deps import Deps
from bot.workflows.fates import RowFate, refused
from bot.workflows.steps import past, proofs, records
from bot.workflows.steps.newcomer import Newcomer
from store import book
from store.book import CONSENT
from store.locks import wait_for_the_book
from store.models import Base, Lead, LeadStage

Key = tuple[LeadSource, str]
LEAD, STAGE, STEP = (Base.metadata.tables[name] for name in ("lead", "lead_stage", "stage_change"))


@dataclass(slots=True)
class _Known:
    """A lead of the book, as far as a row may change it."""

    id: int
    stage: Stage
    is_history: bool
    reached: dict[Stage, datetime] = field(default_factory=dict)


def import_history(
    deps: Deps, rows: Sequence[HistoryRow], *, file_name: str | None = None
) -> list[RowFate]:
    """Takes rows of the past in as one block; says of each, in order, what became of it.

    Args:
        deps: the bot's parts.
        rows: what was read.
        file_name: proves the consents in it, with the day.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        known = _known(session, rows)
        fates, fresh = _sort(rows, known)
        new = list(fresh.values())
        _add_new(session, new, deps, now=now)
        evidence = f"{file_name}, {now:%Y-%m-%d}" if file_name is not None else None
        _add_consents(session, new, deps, evidence=evidence, now=now)
        late = [row for row in rows if _key(row) in known]
        changed = _add_to_known(session.connection(), late, known, now=now)
    return [
        RowFate(fate="merged") if fate.fate == "unchanged" and _key(row) in changed else fate
        for row, fate in zip(rows, fates, strict=True)
    ]


def _key(row: HistoryRow) -> Key:
    assert row.draft.external_id is not None
    return row.draft.source, row.draft.external_id


def _known(session: Session, rows: Sequence[HistoryRow]) -> dict[Key, _Known]:
    keys = sorted({_key(row) for row in rows})
    found = session.execute(
        select(Lead.source, Lead.external_id, Lead.id, Lead.stage, Lead.is_history).where(
            tuple_(Lead.source, Lead.external_id).in_(keys)
        )
    )
    known = {
        (source, str(number)): _Known(id=lead_id, stage=stage, is_history=is_history)
        for source, number, lead_id, stage, is_history in found
    }
    by_id = {lead.id: lead for lead in known.values()}
    stages = select(LeadStage.lead_id, LeadStage.stage, LeadStage.reached_at).where(
        LeadStage.lead_id.in_(by_id)
    )
    for lead_id, stage, reached_at in session.execute(stages):
        by_id[lead_id].reached[stage] = reached_at
    return known


def _sort(
    rows: Sequence[HistoryRow], known: dict[Key, _Known]
) -> tuple[list[RowFate], dict[Key, HistoryRow]]:
    """What becomes of each row, and the new leads; rows of one new lead are put together."""
    fates: list[RowFate] = []
    fresh: dict[Key, HistoryRow] = {}
    for row in rows:
        key = _key(row)
        if key in known:
            fates.append(RowFate(fate="unchanged"))
        elif key in fresh:
            for stage, moment in row.stages.items():
                fresh[key].stages.setdefault(stage, moment)
            fates.append(RowFate(fate="merged"))
        elif row.has_date:
            fresh[key] = row
            fates.append(RowFate(fate="taken"))
        else:
            fates.append(refused(FieldProblem(name="external_id", code="lead_unknown")))
    return fates, fresh


def _add_new(session: Session, rows: list[HistoryRow], deps: Deps, *, now: datetime) -> None:
    if not rows:
        return
    connection = session.connection()
    until = now + deps.policy.retention.lead
    contacts = past.contacts(connection, [row.draft for row in rows], now=now, until=until)
    accounts = past.accounts(session, [row.draft for row in rows], now=now)
    leads = [
        _lead_values(row, contact, account, deps, now=now)
        for row, contact, account in zip(rows, contacts, accounts, strict=True)
    ]
    connection.execute(insert(LEAD), leads)
    ids = _ids(connection, rows)
    stages = [
        {"lead_id": ids[_key(row)], "stage": stage, "reached_at": moment}
        for row in rows
        for stage, moment in {Stage.LEAD: row.draft.occurred_at, **row.stages}.items()
    ]
    connection.execute(insert(STAGE), stages)


def _add_consents(
    session: Session, rows: list[HistoryRow], deps: Deps, *, evidence: str | None, now: datetime
) -> None:
    """What people allowed, by the rules for every newcomer: who said no before has still said so.

    A person who is known keeps what the book has of them.
    """
    if not rows:
        return
    ids = _ids(session.connection(), rows)
    newcomers = [Newcomer(draft=row.draft, door="import", key="") for row in rows]
    wanted = select(LEAD.c.id, LEAD.c.subject_id).where(LEAD.c.id.in_(ids.values()))
    subjects = dict(session.execute(wanted).all())
    values = []
    for row, newcomer in zip(
        rows, proofs.examined(session, newcomers, policy=deps.policy), strict=True
    ):
        lead_id = ids[_key(row)]
        of = {
            "lead_id": lead_id,
            "subject_id": subjects[lead_id],
            "address_hash": newcomer.address_hash,
        }
        said = [replace(one, evidence=evidence) for one in newcomer.draft.consents]
        kept = records.consents(said, of, language=row.draft.language, policy=deps.policy)
        values += [{**one, "delete_after": now + deps.policy.retention.lead} for one in kept]
    book.add(session, CONSENT, values)


def _ids(connection: Connection, rows: list[HistoryRow]) -> dict[Key, int]:
    found = connection.execute(
        select(LEAD.c.source, LEAD.c.external_id, LEAD.c.id).where(
            tuple_(LEAD.c.source, LEAD.c.external_id).in_([_key(row) for row in rows])
        )
    )
    return {(source, number): lead_id for source, number, lead_id in found}


def _lead_values(
    row: HistoryRow,
    contact: past.KnownContact,
    account_id: int | None,
    deps: Deps,
    *,
    now: datetime,
) -> dict[str, Any]:
    draft = row.draft
    return {
        "version": 1,
        "contact_id": contact.id,
        "account_id": account_id,
        "subject_id": contact.subject_id,
        "external_id": draft.external_id,
        "source": draft.source,
        "origin": draft.origin,
        "language": draft.language,
        "stage": row.stage,
        "handover": handover_of(row.stage),
        "created_at": draft.occurred_at,
        "received_at": now,
        "is_history": True,
        "message": draft.message,
        "need": draft.need,
        "timeframe": draft.timeframe,
        "policy_revision": deps.policy.revision,
        "delete_after": now + deps.policy.retention.lead,
    }


def _add_to_known(
    connection: Connection, rows: list[HistoryRow], known: dict[Key, _Known], *, now: datetime
) -> set[Key]:
    """Stamps of stages that were not known, and a later stage; says which leads changed."""
    stamps: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    moved: dict[Key, Stage] = {}
    for row in rows:
        key, lead = _key(row), known[_key(row)]
        for stage, moment in row.stages.items():
            if stage not in lead.reached:
                lead.reached[stage] = moment
                stamps.append({"lead_id": lead.id, "stage": stage, "reached_at": moment})
                moved.setdefault(key, lead.stage)
        if (row.stages or row.draft.stage) and goes_on(lead.stage, row.stage):
            steps.append(_step(lead, row, now=now))
            lead.stage = moved[key] = row.stage
    if stamps:
        connection.execute(insert(STAGE), stamps)
    if steps:
        connection.execute(insert(STEP), steps)
    _move(connection, [known[key] for key in moved])
    return set(moved)


def _step(lead: _Known, row: HistoryRow, *, now: datetime) -> dict[str, Any]:
    return {
        "lead_id": lead.id,
        "from_stage": lead.stage,
        "stage": row.stage,
        "changed_at": row.stages.get(row.stage, now),
        "cause": StageCause.IMPORTED,
    }


def _move(connection: Connection, leads: list[_Known]) -> None:
    """Keeps the stages; a lead at work keeps its place between marketing and sales."""
    for is_history in (True, False):
        values = [
            {"of": lead.id, "to": lead.stage, "at": handover_of(lead.stage)}
            for lead in leads
            if lead.is_history is is_history
        ]
        change: dict[str, Any] = {"stage": bindparam("to"), "version": LEAD.c.version + 1}
        change["score_falls_at"] = None  # no score decides over a stage that the CRM states
        if is_history:
            change["handover"] = bindparam("at")
        else:
            values = [{"of": value["of"], "to": value["to"]} for value in values]
        if values:
            connection.execute(
                update(LEAD).where(LEAD.c.id == bindparam("of")).values(**change), values
            )
