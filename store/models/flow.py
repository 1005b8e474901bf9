"""What comes in, what is owed, and what the machine remembers of itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import InboxState, Language, OutboxState
from store.models.base import Base, index_of_some

WITH_VALUES = "subject_id IS NOT NULL"


class Delivery(Base):
    """The inbox: every inbound delivery, raw, before anything is acknowledged."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("door", "external_id"),
        Index("ix_delivery_state", "state", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    door: Mapped[str] = mapped_column(String(80))
    """`form:<name>`, `events`, `chat`, `csv`, `slack:event`, `slack:click` …"""
    external_id: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[InboxState]
    problems: Mapped[list[Any]] = mapped_column(default=list)
    """Why it was refused: [{name, code, params}]."""
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    subject_id: Mapped[str | None] = mapped_column(String(32), index=True)
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    delete_after: Mapped[datetime] = mapped_column(index=True)


class Owed(Base):
    """The outbox: an effect that is owed to the world, as intent, never as rendered text."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("lead_id", "seq"),
        Index("ix_outbox_claim", "state", "due_at", "priority", "id"),
        Index("ix_outbox_lead", "lead_id", "state", "id"),
        index_of_some("ix_outbox_subject_id", "subject_id", where=WITH_VALUES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    dedup_key: Mapped[str] = mapped_column(String(200), unique=True)
    lead_id: Mapped[int | None]
    """Not a foreign key: whoever owes something of a lead holds its row (ADR 9)."""
    seq: Mapped[int | None]
    subject_id: Mapped[str | None] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    lane: Mapped[str] = mapped_column(String(80))
    """What paces it: `post:<channel>`, `update`; one gate a lane."""
    priority: Mapped[int]
    due_at: Mapped[datetime]
    state: Mapped[OutboxState]
    in_doubt: Mapped[bool] = mapped_column(default=False)
    """A try ended without an answer once: its message is looked for before any send."""
    is_repeat: Mapped[bool] = mapped_column(default=False)
    """Sent although an earlier try may have landed and nobody could look: said in the message."""
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    first_try_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None] = mapped_column(String(32))
    external_id: Mapped[str | None] = mapped_column(String(64))
    error_code: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None]
    delete_after: Mapped[datetime]


class Gate(Base):
    """Pacing: nothing passes this gate before `opens_at`."""

    __tablename__ = "gate"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    opens_at: Mapped[datetime]


class Outage(Base):
    """A time in which Slack, one of its channels or the mail server took nothing from us."""

    __tablename__ = "outage"
    __table_args__ = (Index("ix_outage_open", "ended_at", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    """`slack`, `channel:<id>` or `mail`; one open row a name."""
    code: Mapped[str] = mapped_column(String(80))
    """What was answered last: Slack's error code, or the kind of fault."""
    began_at: Mapped[datetime]
    last_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When the operator was owed a mail about it."""
    ended_at: Mapped[datetime | None]


class SeenSignature(Base):
    """A signed request that was taken: a second one with the same signature is a replay."""

    __tablename__ = "seen_signature"

    signature: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the signature, in hex."""
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Installation(Base):
    """What this installation made up for itself once, for instance the key of message marks."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Heartbeat(Base):
    """The last sign of life of a part."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    beat_at: Mapped[datetime]
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Audit(Base):
    """Who did what, in codes and ids only."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    policy_revision: Mapped[str] = mapped_column(String(16))


class Question(Base):
    """A question somebody asked, where, and the answer that was found."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    is_private: Mapped[bool]
    language: Mapped[Language]
    text: Mapped[str]
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    delete_after: Mapped[datetime] = mapped_column(index=True)


class ModelRun(Base):
    """Provenance of one call of a model: which prompt by content, how much, what came of it."""

    __tablename__ = "model_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    prompt_id: Mapped[str] = mapped_column(String(64))
    prompt_sha: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(100))
    input_tokens: Mapped[int | None]
    output_tokens: Mapped[int | None]
    took_ms: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(40))
    policy_revision: Mapped[str] = mapped_column(String(16))
    run_at: Mapped[datetime]
    delete_after: Mapped[datetime]
