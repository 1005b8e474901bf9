"""Leads, as they stand and as they went."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agents.vocabulary import (
    Fit,
    Former,
    Handover,
    Language,
    LeadSource,
    NextAction,
    RejectReason,
    RoutingReason,
    Stage,
    Tier,
)
from store.models.accounts import Account
from store.models.activities import Activity, Touch
from store.models.base import Base, index_of_some
from store.models.chat import ChatTurn
from store.models.clocks import Clock
from store.models.consents import Consent
from store.models.contacts import Contact
from store.models.pipeline import Opportunity
from store.models.promises import Cadence, Duty

WATCHED = "watch_at IS NOT NULL"
IN_A_DEAL = "opportunity_id IS NOT NULL"
MERGED = "merged_into_id IS NOT NULL"
ROOM = 50
"""Per cent of a page that PostgreSQL fills at first. Leads that came together stand on one page and
come due together: each finds room there for its next state, and no index need be written."""
NUMBERED = "external_id IS NOT NULL"
WITH_FALL = "score_falls_at IS NOT NULL"
"""A lead whose score will fall below the level it needs; most leads need none."""


class Lead(Base):
    """One wish of one person, from first contact to the close."""

    __tablename__ = "lead"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_lead_open", "handover", "owner_id", "is_test"),
        index_of_some("ix_lead_merged", "merged_into_id", where=MERGED),
        index_of_some("ix_lead_external_id", "external_id", where=NUMBERED),
        index_of_some("ix_lead_watch", "watch_at", where=WATCHED),
        index_of_some("ix_lead_trial", "received_at", where="is_test"),
        index_of_some("ix_lead_score_falls", "score_falls_at", where=WITH_FALL),
        index_of_some("ix_lead_wake_at", "wake_at", where="wake_at IS NOT NULL"),
        index_of_some("ix_lead_list_id", "list_id", where="list_id IS NOT NULL"),
        index_of_some("ix_lead_opportunity_id", "opportunity_id", where=IN_A_DEAL),
        {"postgresql_with": {"fillfactor": ROOM}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    """Decides races: a write from an older reading raises StaleDataError."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    external_id: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[LeadSource]
    form: Mapped[str | None] = mapped_column(String(64))
    origin: Mapped[str | None] = mapped_column(String(200), index=True)
    language: Mapped[Language]
    stage: Mapped[Stage]
    handover: Mapped[Handover]
    created_at: Mapped[datetime]
    received_at: Mapped[datetime]
    is_history: Mapped[bool] = mapped_column(default=False)
    is_test: Mapped[bool] = mapped_column(default=False)
    is_complete: Mapped[bool] = mapped_column(default=True)
    gaps: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What was missing or wrong when it came: [[field, code], …], never the value."""
    message: Mapped[str | None]
    known_from: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Where values come from that did not come with the lead itself: {field: [origin, person]}."""
    need: Mapped[str | None]
    timeframe: Mapped[str | None] = mapped_column(String(200))
    is_hot: Mapped[bool] = mapped_column(default=False)
    tier: Mapped[Tier | None]
    score: Mapped[int] = mapped_column(default=0)
    fit: Mapped[Fit | None]
    score_lines: Mapped[list[Any]] = mapped_column(default=list)
    score_falls_at: Mapped[datetime | None]
    """When an MQL will have faded out of its stage if nothing happens; None: it will not."""
    territory: Mapped[str | None] = mapped_column(String(64))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    routing_reason: Mapped[RoutingReason | None]
    watch_at: Mapped[datetime | None]
    """When it must be seen whether its owner is still there; for a waiting one, its wake-up."""
    room: Mapped[str | None] = mapped_column(String(64))
    """The waiting room it is in, named by its team; None: somebody has it."""
    returns_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose it becomes again when they are back, as long as their cover has not touched it."""
    previous_owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handed_at: Mapped[datetime | None]
    """When it came from the previous owner, who may take it back for a while."""
    snoozed_until: Mapped[datetime | None]
    """Until then its owner is not reminded; what is promised stays promised."""
    next_action: Mapped[NextAction | None]
    next_action_code: Mapped[str | None] = mapped_column(String(64))
    next_action_params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reject_reason: Mapped[RejectReason | None]
    reject_sub: Mapped[str | None] = mapped_column(String(64))
    reject_note: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    passed_to_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    referred_from_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    former_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    former: Mapped[Former | None]
    former_reason: Mapped[str | None] = mapped_column(String(64))
    open_fields: Mapped[list[Any]] = mapped_column(default=list)
    """Mandatory fields that whoever accepted left open."""
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    undo_until: Mapped[datetime | None]
    """Until when the last decision can be taken back (`undo`)."""
    card_channel: Mapped[str | None] = mapped_column(String(32))
    card_ts: Mapped[str | None] = mapped_column(String(32))
    shown_version: Mapped[int | None]
    list_id: Mapped[int | None] = mapped_column(ForeignKey("lead_list.id"))
    policy_revision: Mapped[str] = mapped_column(String(16))
    delete_after: Mapped[datetime] = mapped_column(index=True)

    contact: Mapped[Contact | None] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise")
    listed: Mapped["LeadList | None"] = relationship(lazy="raise")
    opportunity: Mapped["Opportunity | None"] = relationship(lazy="raise")
    activities: Mapped[list[Activity]] = relationship(
        lazy="raise", order_by="Activity.occurred_at, Activity.id"
    )
    cadence: Mapped[Cadence | None] = relationship(lazy="raise")
    duty: Mapped[Duty | None] = relationship(lazy="raise")
    consents: Mapped[list[Consent]] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="Lead.subject_id == foreign(Consent.subject_id)",
        order_by="Consent.id",
    )
    clocks: Mapped[list[Clock]] = relationship(lazy="raise", order_by="Clock.id")
    touches: Mapped[list[Touch]] = relationship(lazy="raise", order_by="Touch.id")
    chat: Mapped[list[ChatTurn]] = relationship(lazy="raise", order_by="ChatTurn.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 — SQLAlchemy reads it so


class LeadList(Base):
    """One message that names up to ten leads, a line each, in place of as many cards."""

    __tablename__ = "lead_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]


class LeadStage(Base):
    """When a lead reached a stage; the first time counts."""

    __tablename__ = "lead_stage"

    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), primary_key=True)
    stage: Mapped[Stage] = mapped_column(primary_key=True)
    reached_at: Mapped[datetime] = mapped_column(index=True)
