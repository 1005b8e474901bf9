"""Deals and targets of the CRM into the book; known ones are brought up to date."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import TargetFacts
from agents.rules.pipeline import OpportunityDraft
from agents.vocabulary import Stage
from bot.deps import Deps
from bot.workflows.fates import Fate, RowFate
from bot.workflows.steps import deals
from store.models import Lead, Opportunity, Target
from store.queries import leads


def import_opportunities(deps: Deps, rows: Sequence[OpportunityDraft]) -> list[RowFate]:
    """Takes deals in as one block, known by their external id; the last row of one counts.

    A deal that names its lead is that lead's: the lead goes as far as the deal has gone. One that
    was made on the lead's card is the same deal, and takes the CRM's number.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        ids = {row.external_id for row in rows}
        found = session.scalars(select(Opportunity).where(Opportunity.external_id.in_(ids)))
        known = {deal.external_id: deal for deal in found}
        theirs = _leads_of(session, rows)
        fates: list[RowFate] = []
        for row in rows:
            lead = theirs.get(row.lead_external_id or "")
            deal = known.get(row.external_id) or _made_on_the_card(session, lead) or Opportunity()
            fate = _bring(session, deal, _said(row), imported_at=now)
            known[row.external_id] = deal
            if lead is not None:
                session.flush()
                lead.opportunity_id, lead.opportunity = deal.id, deal
                has_moved = deals.follow(session, lead, deal, policy=deps.policy, now=now)
                fate = "merged" if has_moved and fate == "unchanged" else fate
            fates.append(RowFate(fate=fate))
    deps.wake.set()
    return fates


def _said(row: OpportunityDraft) -> dict[str, Any]:
    """What a row says of a deal; a lost one without a reason leaves the one that is known."""
    said = asdict(row)
    if row.stage is Stage.LOST and row.lost_reason is None:
        del said["lost_reason"]
    return said


def _leads_of(session: Session, rows: Sequence[OpportunityDraft]) -> dict[str, Lead]:
    """The leads that deals name, by the number of their sender, else by ours (“#12”)."""
    named = {row.lead_external_id for row in rows if row.lead_external_id is not None}
    by_number = dict(
        session.execute(
            select(Lead.external_id, Lead.id).where(Lead.external_id.in_(named)).order_by(Lead.id)
        ).all()
    )
    for name in named - by_number.keys():
        ours = name.removeprefix("#")
        if name.startswith("#") and ours.isdecimal():
            by_number[name] = int(ours)
    whole = {lead.id: lead for lead in leads.rows(session, set(by_number.values()))}
    return {str(name): whole[number] for name, number in by_number.items() if number in whole}


def _made_on_the_card(session: Session, lead: Lead | None) -> Opportunity | None:
    if lead is None or lead.opportunity_id is None:
        return None
    row = session.get_one(Opportunity, lead.opportunity_id)
    return row if row.external_id.startswith(deals.OURS) else None


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
