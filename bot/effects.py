"""What workflows may owe to the world: intents, rendered from current state when they are sent."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from agents.vocabulary import EscalationStep, RoutingReason
from store import outbox

PRIORITY_HOT = 10
PRIORITY_PING = 20
PRIORITY_ANSWER = 30
PRIORITY_LEAD = 40
PRIORITY_UPDATE = 50

POSTS = "post"
UPDATES = "update"


def post_lane(channel: str) -> str:
    """The lane of new messages in a channel: Slack takes about one a second."""
    return f"{POSTS}:{channel}"


class Effect(BaseModel):
    """An intent; its class name is its kind in the outbox."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    coalesces: ClassVar[bool] = False


class ShowLeadCard(Effect):
    """The lead's card says what is true now: posted the first time, updated later."""

    coalesces: ClassVar[bool] = True
    lead_id: int


class PingStep(Effect):
    """A rung of the escalation chain, as a thread reply under the card."""

    lead_id: int
    clock_id: int
    step: EscalationStep
    person_id: int | None
    """Whom it addresses; None where nobody was found on any rung."""


class RefreshPing(PingStep):
    """A rung that was posted, drawn again: nobody is to be asked for what is done already."""

    owed_id: int
    """The outbox row that posted it; effects of one lead go out in order, so it has by then."""


class TellNewOwner(Effect):
    """A thread reply under the card that mentions the new owner."""

    lead_id: int
    person_id: int
    reason: RoutingReason
    by_person_id: int | None = None


class PostAnswer(Effect):
    """The answer to a question, where it was asked."""

    question_id: int


KINDS: dict[str, type[Effect]] = {
    kind.__name__: kind for kind in (ShowLeadCard, PingStep, RefreshPing, TellNewOwner, PostAnswer)
}


def owe(
    session: Session,
    effect: Effect,
    *,
    key: str,
    now: datetime,
    lead_id: int | None = None,
    subject_id: str | None = None,
    priority: int = PRIORITY_UPDATE,
    lane: str,
    due_at: datetime | None = None,
) -> bool:
    """Owes an effect in the transaction of its cause; False when it was owed already.

    Args:
        session: the open block.
        effect: the intent.
        key: makes it unique, for instance `card:17:3` for version 3 of lead 17.
        now: the moment.
        lead_id: effects of one lead go out in order.
        subject_id: the person whose values the effect holds, if it does.
        priority: smaller goes first.
        lane: what paces it, `post_lane(channel)` or `UPDATES`.
        due_at: not before.
    """
    return outbox.owe(
        session,
        kind=type(effect).__name__,
        dedup_key=key,
        payload=effect.model_dump(mode="json"),
        now=now,
        lead_id=lead_id,
        subject_id=subject_id,
        priority=priority,
        lane=lane,
        due_at=due_at,
        coalesce=effect.coalesces,
    )


def read(kind: str, payload: dict[str, Any]) -> Effect:
    """The effect in an outbox row.

    Raises:
        KeyError: for a kind this version does not know.
    """
    return KINDS[kind].model_validate(payload)
