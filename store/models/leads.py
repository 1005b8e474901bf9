"""A lead with all that belongs to it.

Personal values stand only in `contact`, `lead`, `activity`, `consent` and `chat_turn`, each with
`subject_id` and `delete_after`; ledgers hold ids and codes.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agents.vocabulary import (
    ActivityKind,
    ClockKind,
    ConsentPurpose,
    ConsentState,
    EscalationStep,
    Fit,
    Former,
    Handover,
    Language,
    LeadSource,
    LegalBasis,
    NextAction,
    PauseCause,
    RejectReason,
    RoutingReason,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)
from store.models import keys
from store.models.base import Base, Codes
from store.models.chat import ChatTurn
from store.models.pipeline import Opportunity
from store.models.promises import Cadence, Duty

WITH_NEXT_LOOK = text("next_step_at IS NOT NULL")
"""A clock that will be looked at; most are of the past, and stand in no index by this moment."""
WITHOUT_NEXT_LOOK = text("next_step_at IS NULL AND stopped_at IS NULL AND chain_ended_at IS NULL")
"""A clock that has not come to its end and that nobody would look at again. It should match nothing: the auditor
asks its partial index in these very words, because SQLite uses it for no others."""

WATCHED = text("watch_at IS NOT NULL")


WITH_FALL = text("score_falls_at IS NOT NULL")
"""A lead whose score will fall below the level it needs; most leads need none."""
STANDS = text("still IS NOT NULL")
"""A clock that stands still at the moment."""


class Account(Base):
    """A company."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(300), index=True)
    domain: Mapped[str | None] = mapped_column(String(255), index=True)
    industry: Mapped[str | None] = mapped_column(String(100))
    employees: Mapped[int | None]
    country: Mapped[str | None] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(6))
    """ISO 3166-2, for instance DE-BY."""
    name_key: Mapped[str | None] = mapped_column(String(100), index=True, default=keys.account)
    """What its name is looked up by; its two halves find names with a slip (rules/accounts.py)."""
    name_start: Mapped[str | None] = mapped_column(
        String(50), index=True, default=keys.account_start
    )
    name_end: Mapped[str | None] = mapped_column(String(50), index=True, default=keys.account_end)
    name_core: Mapped[str | None] = mapped_column(
        String(100), index=True, default=keys.account_core
    )
    """The words that its sites and the members of its group have in common."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The account it turned out to be; its leads belong to that one."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The colleague to whom every lead of this company goes."""
    is_key: Mapped[bool] = mapped_column(default=False, server_default=false())
    technologies: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    """Codes of what the company works with, sorted: rules/fields/technologies.py."""
    created_at: Mapped[datetime]


class Contact(Base):
    """The person behind one or more leads; the older lead keeps the credit."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(32), unique=True)
    first_name: Mapped[str | None] = mapped_column(String(200))
    last_name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    email_key: Mapped[str | None] = mapped_column(String(320), unique=True)
    """The address as compared: rules/matching.py."""
    name_key: Mapped[str | None] = mapped_column(String(100), index=True, default=keys.contact)
    """What the name is looked up by, in either order: rules/matching.py."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    """The contact it turned out to be; its leads belong to that one."""
    phone: Mapped[str | None] = mapped_column(String(32), index=True)
    job_title: Mapped[str | None] = mapped_column(String(200))
    topics: Mapped[list[Any] | None]
    created_at: Mapped[datetime]
    delete_after: Mapped[datetime] = mapped_column(index=True)


keys.keep(Contact, Account)


class Lead(Base):
    """One wish of one person, from first contact to the close."""

    __tablename__ = "lead"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_lead_open", "handover", "owner_id"),
        Index("ix_lead_watch", "watch_at", sqlite_where=WATCHED, postgresql_where=WATCHED),
        Index(
            "ix_lead_trial",
            "received_at",
            sqlite_where=text("is_test"),
            postgresql_where=text("is_test"),
        ),
        Index(
            "ix_lead_score_falls",
            "score_falls_at",
            sqlite_where=WITH_FALL,
            postgresql_where=WITH_FALL,
        ),
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
    wake_at: Mapped[datetime | None] = mapped_column(index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    passed_to_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    referred_from_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    former_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    former: Mapped[Former | None]
    former_reason: Mapped[str | None] = mapped_column(String(64))
    open_fields: Mapped[list[Any]] = mapped_column(default=list)
    """Mandatory fields that whoever accepted left open."""
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    undo_until: Mapped[datetime | None]
    """Until when the last decision can be taken back (`undo`)."""
    card_channel: Mapped[str | None] = mapped_column(String(32))
    card_ts: Mapped[str | None] = mapped_column(String(32))
    shown_version: Mapped[int | None]
    list_id: Mapped[int | None] = mapped_column(ForeignKey("lead_list.id"), index=True)
    policy_revision: Mapped[str] = mapped_column(String(16))
    delete_after: Mapped[datetime] = mapped_column(index=True)

    contact: Mapped[Contact | None] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise")
    listed: Mapped["LeadList | None"] = relationship(lazy="raise")
    opportunity: Mapped["Opportunity | None"] = relationship(lazy="raise")
    activities: Mapped[list["Activity"]] = relationship(
        lazy="raise", order_by="Activity.occurred_at, Activity.id"
    )
    cadence: Mapped[Cadence | None] = relationship(lazy="raise")
    duty: Mapped[Duty | None] = relationship(lazy="raise")
    consents: Mapped[list["Consent"]] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="Lead.subject_id == foreign(Consent.subject_id)",
        order_by="Consent.id",
    )
    clocks: Mapped[list["Clock"]] = relationship(lazy="raise", order_by="Clock.id")
    touches: Mapped[list["Touch"]] = relationship(lazy="raise", order_by="Touch.id")
    chat: Mapped[list["ChatTurn"]] = relationship(lazy="raise", order_by="ChatTurn.id")

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


class Activity(Base):
    """One thing a lead did."""

    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("door", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[ActivityKind]
    title: Mapped[str | None] = mapped_column(String(300))
    topic: Mapped[str | None] = mapped_column(String(100))
    occurred_at: Mapped[datetime]
    door: Mapped[str | None] = mapped_column(String(64))
    external_id: Mapped[str | None] = mapped_column(String(200))
    delete_after: Mapped[datetime]


class Consent(Base):
    """One consent of a person and its proof; rows are only added."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    purpose: Mapped[ConsentPurpose]
    state: Mapped[ConsentState]
    source: Mapped[str] = mapped_column(String(64))
    text_version: Mapped[str | None] = mapped_column(String(64))
    text_hash: Mapped[str | None] = mapped_column(String(64))
    basis: Mapped[LegalBasis | None]
    address_hash: Mapped[str | None] = mapped_column(String(64))
    evidence: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    delete_after: Mapped[datetime]


class Clock(Base):
    """One promise; `next_step_at` is when the clock must be looked at again."""

    __tablename__ = "clock"
    __table_args__ = (
        Index(
            "ix_clock_next",
            "next_step_at",
            sqlite_where=WITH_NEXT_LOOK,
            postgresql_where=WITH_NEXT_LOOK,
        ),
        Index(
            "ix_clock_without_next",
            "id",
            sqlite_where=WITHOUT_NEXT_LOOK,
            postgresql_where=WITHOUT_NEXT_LOOK,
        ),
        Index(
            "ix_clock_still",
            "still",
            "next_step_at",
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    kind: Mapped[ClockKind]
    tier: Mapped[Tier]
    state: Mapped[SlaState]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    steps: Mapped[list[Any]] = mapped_column(default=list)
    """The whole chain as it was promised: [[step, moment, [whom it asks, …]], …]."""
    next_step: Mapped[EscalationStep | None]
    next_step_at: Mapped[datetime | None]
    chain_ended_at: Mapped[datetime | None]
    """When the last rung was said; nobody looks at the clock after that."""
    promised_seconds: Mapped[int | None]
    """Working time; None for clocks of an older version."""
    calendar: Mapped[str | None] = mapped_column(String(80))
    """The calendar as it was at the start: a key of `frozen_calendar`."""
    still: Mapped[PauseCause | None]
    """Why it stands still at the moment; None: it runs, or has ended."""
    pauses: Mapped[list[Any]] = mapped_column(default=list)
    """Every pause: [{cause, began_at, until, ended_at, person_id}], oldest first."""
    policy_revision: Mapped[str] = mapped_column(String(16))


class Touch(Base):
    """One logged human act towards the lead."""

    __tablename__ = "touch"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[TouchKind]
    occurred_at: Mapped[datetime]


class RoutingLedger(Base):
    """Every routing decision with all candidates: the answer to "why me?"."""

    __tablename__ = "routing_ledger"
    __table_args__ = (Index("ix_routing_ledger_day", "credited_id", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    decided_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[RoutingReason]
    territory: Mapped[str] = mapped_column(String(64))
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    credited_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose turn it counted; None: it counted nobody's."""
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who decided it; None: the rules."""
    policy_revision: Mapped[str] = mapped_column(String(16))


class SwapOffer(Base):
    """Somebody offers a lead of theirs for a colleague's."""

    __tablename__ = "swap_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    for_lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    offered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    is_accepted: Mapped[bool | None]
    """None: not answered yet."""
