"""What leads have been, as facts: the scores around a moment, the steps of a life."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.facts import ScoreStateFacts, StageChangeFacts
from agents.vocabulary import Stage, StageCause
from store.among import among
from store.book import SCORE_HISTORY
from store.models import Lead, LeadStage, ScoreHistory, StageChange


def newest_scores(
    session: Session, lead_ids: Collection[int], *, until: datetime
) -> dict[int, ScoreStateFacts]:
    """The last score of each lead that was kept up to a moment; none where it had none yet."""
    if not lead_ids:
        return {}
    last = (
        select(func.max(ScoreHistory.id))
        .where(among(session, SCORE_HISTORY.c.lead_id, lead_ids), ScoreHistory.scored_at <= until)
        .group_by(ScoreHistory.lead_id)
    )
    rows = session.scalars(select(ScoreHistory).where(ScoreHistory.id.in_(last)))
    return {row.lead_id: _state(row) for row in rows}


def steps(session: Session, lead_id: int) -> tuple[StageChangeFacts, ...]:
    """The stages of a lead's life, oldest first.

    A stage it had when it came, or that an import brought along, has a moment but no step.
    """
    changes = session.scalars(
        select(StageChange).where(StageChange.lead_id == lead_id).order_by(StageChange.id)
    ).all()
    known = {(row.stage, row.changed_at) for row in changes}
    reached = session.execute(
        select(LeadStage.stage, LeadStage.reached_at, Lead.is_history)
        .join(Lead, Lead.id == LeadStage.lead_id)
        .where(LeadStage.lead_id == lead_id)
        .order_by(LeadStage.reached_at)
    )
    stamps = [
        StageChangeFacts(stage=stage, at=at, cause=_came_as(stage, is_history=is_history))
        for stage, at, is_history in reached
        if (stage, at) not in known
    ]
    taken = [
        StageChangeFacts(
            stage=row.stage,
            at=row.changed_at,
            cause=row.cause,
            came_from=row.from_stage,
            detail=row.detail,
            person_id=row.person_id,
        )
        for row in changes
    ]
    return tuple(sorted((*stamps, *taken), key=lambda step: step.at))


def _came_as(stage: Stage, *, is_history: bool) -> StageCause:
    """Why a lead had a stage without a step: it came so, and an MQL was scored when it came."""
    if stage is Stage.LEAD:
        return StageCause.TAKEN_IN
    return StageCause.IMPORTED if is_history else StageCause.SCORED


def _state(row: ScoreHistory) -> ScoreStateFacts:
    return ScoreStateFacts(
        at=row.scored_at,
        total=row.total,
        fit=row.fit,
        tier=row.tier,
        stage=row.stage,
        standing=dict(row.standing),
        interest=dict(row.interest),
        policy_revision=row.policy_revision,
    )
