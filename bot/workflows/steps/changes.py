"""A step that reads how scores stand now and stood a day ago."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy.orm import Session

from agents.facts import ScoreStateFacts
from agents.rules import score_changes
from bot.deps import Deps
from store.queries import histories

A_DAY = timedelta(days=1)

Around = tuple[ScoreStateFacts | None, ScoreStateFacts | None]
"""A day ago and now; None where the lead had no score."""


def around(session: Session, lead_ids: Collection[int], deps: Deps) -> dict[int, Around]:
    """The scores of leads a day ago and now, faded to these very moments."""
    now = deps.clock()
    kept = {at: histories.newest_scores(session, lead_ids, until=at) for at in (now - A_DAY, now)}

    def state(lead_id: int, *, is_now: bool) -> ScoreStateFacts | None:
        at = now if is_now else now - A_DAY
        found = kept[at].get(lead_id)
        return found and score_changes.state_at(found, policy=deps.policy.score, at=at)

    return {
        lead_id: (state(lead_id, is_now=False), state(lead_id, is_now=True))
        for lead_id in lead_ids
    }
