"""Deals and targets of the CRM into the book; known ones are brought up to date."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import TargetFacts
from agents.rules.pipeline import OpportunityDraft
from bot.deps import Deps
from bot.workflows.fates import Fate, RowFate
from store.models import Opportunity, Target


def import_opportunities(deps: Deps, rows: Sequence[OpportunityDraft]) -> list[RowFate]:
    """Takes deals in as one block, known by their external id; the last row of one counts."""
    now = deps.clock()
    with deps.store.begin() as session:
        ids = {row.external_id for row in rows}
        found = session.scalars(select(Opportunity).where(Opportunity.external_id.in_(ids)))
        known = {deal.external_id: deal for deal in found}
        fates: list[RowFate] = []
        for row in rows:
            deal = known.get(row.external_id) or Opportunity()
            fates.append(RowFate(fate=_bring(session, deal, {**asdict(row)}, imported_at=now)))
            known[row.external_id] = deal
    return fates


def import_targets(deps: Deps, rows: Sequence[TargetFacts]) -> list[RowFate]:
    """Takes targets in as one block, known by their name; the last row of one counts."""
    now = deps.clock()
    with deps.store.begin() as session:
        names = {row.name for row in rows}
        found = session.scalars(select(Target).where(Target.name.in_(names)))
        known = {target.name: target for target in found}
        fates: list[RowFate] = []
        for row in rows:
            target = known.get(row.name) or Target()
            fates.append(RowFate(fate=_bring(session, target, {**asdict(row)}, imported_at=now)))
            known[row.name] = target
    return fates


def _bring(
    session: Session, row: Opportunity | Target, values: dict[str, Any], **stamp: object
) -> Fate:
    """Gives a row these values; an unchanged one keeps also the day it was imported."""
    is_new = row not in session
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in {**changed, **(stamp if changed else {})}.items():
        setattr(row, name, value)
    if is_new:
        session.add(row)
        return "taken"
    return "merged" if changed else "unchanged"
