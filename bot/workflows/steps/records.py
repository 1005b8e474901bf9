"""What a person did, agreed to and said, as rows that belong to a lead."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from agents.facts import ActivityFacts, ConsentFacts
from agents.policy import SalesPolicy
from agents.vocabulary import ConsentPurpose, ConsentState, Language, LegalBasis
from store import consent_texts
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
    items: Sequence[ConsentFacts],
    of: Mapping[str, Any],
    *,
    language: Language,
    policy: SalesPolicy,
) -> list[dict[str, Any]]:
    """Consents with their proofs, as rows.

    Args:
        items: what was said.
        of: `lead_id`, `subject_id` and `address_hash`.
        language: in which the person read the text.
        policy: has the texts, and says how long a consent is kept.
    """
    return [
        {
            **of,
            "purpose": item.purpose,
            "state": item.state,
            "source": item.source,
            "text_version": item.text_version,
            "text_hash": item.text_hash or _fingerprint(item.text_version, language, policy),
            "basis": item.basis or _basis(item),
            "evidence": item.evidence,
            "recorded_at": item.recorded_at,
            "delete_after": item.recorded_at + policy.retention.lead,
        }
        for item in items
    ]


def _fingerprint(version: str | None, language: Language, policy: SalesPolicy) -> str | None:
    text = policy.wording(version, language)
    return consent_texts.fingerprint(text) if text is not None else None


def _basis(item: ConsentFacts) -> LegalBasis | None:
    if item.state is not ConsentState.GRANTED:
        return None
    asked = item.purpose is ConsentPurpose.ANSWER_REQUEST
    return LegalBasis.OWN_REQUEST if asked else LegalBasis.CONSENT


def link_chat(session: Session, chat_session_id: int | None, of: Mapping[str, Any]) -> None:
    """The conversation that made the lead belongs to it, line by line."""
    if chat_session_id is None:
        return
    for table, is_its in (
        (ChatSession, ChatSession.id == chat_session_id),
        (ChatTurn, ChatTurn.session_id == chat_session_id),
    ):
        session.execute(update(table).where(is_its).values(**of))
