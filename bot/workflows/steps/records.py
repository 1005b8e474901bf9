"""What a person did, agreed to and said, as rows that belong to a lead."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from agents.facts import ActivityFacts, ConsentFacts
from agents.policy import SalesPolicy
from store.models import ChatSession, ChatTurn


def activity(
    item: ActivityFacts, of: Mapping[str, Any], *, door: str, number: str, policy: SalesPolicy
) -> dict[str, Any]:
    """An activity as a row; one door and number are counted once.

    Args:
        item: what was done.
        of: `lead_id` and `subject_id`.
        door: where we heard of it.
        number: its own at that door.
        policy: says how long it is kept.
    """
    return {
        **of,
        "kind": item.kind,
        "title": item.title,
        "topic": item.topic,
        "occurred_at": item.occurred_at,
        "door": door,
        "external_id": number,
        "delete_after": item.occurred_at + policy.retention.lead,
    }


def activities(
    items: Sequence[ActivityFacts],
    of: Mapping[str, Any],
    *,
    door: str,
    key: str,
    policy: SalesPolicy,
) -> list[dict[str, Any]]:
    """What one delivery told, as rows; `key` is the delivery's."""
    return [
        activity(item, of, door=door, number=f"{key}:{place}", policy=policy)
        for place, item in enumerate(items)
    ]


def consents(
    items: Sequence[ConsentFacts], of: Mapping[str, Any], *, policy: SalesPolicy
) -> list[dict[str, Any]]:
    """Consents with their proofs, as rows."""
    return [
        {
            **of,
            "purpose": item.purpose,
            "state": item.state,
            "source": item.source,
            "text_version": item.text_version,
            "recorded_at": item.recorded_at,
            "delete_after": item.recorded_at + policy.retention.lead,
        }
        for item in items
    ]


def link_chat(session: Session, chat_session_id: int | None, of: Mapping[str, Any]) -> None:
    """The conversation that made the lead belongs to it, line by line."""
    if chat_session_id is None:
        return
    for table, is_its in (
        (ChatSession, ChatSession.id == chat_session_id),
        (ChatTurn, ChatTurn.session_id == chat_session_id),
    ):
        session.execute(update(table).where(is_its).values(**of))
