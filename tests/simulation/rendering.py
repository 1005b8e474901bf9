"""A light renderer for most seeds: reads the same rows, says the same "nothing to say", draws none.

The product's own takes ten times as long, nearly all of it for values that a card shows and no
check reads. Every tenth seed uses the product's.
"""

from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.vocabulary import ClockKind, Language
from bot.deps import Deps
from bot.effects import (
    Effect,
    PingStep,
    RefreshPing,
    ShowLeadCard,
    TellAgain,
    TellNewOwner,
    TellNobodyReacted,
)
from bot.errors import NothingToSay
from bot.gateways.outgoing import SlackMessage
from bot.rendering import AT_WORK, Overtaken, Render
from bot.slack import present
from bot.workflows.steps.journal import WAITS
from store.models import Base

LEAD = Base.metadata.tables["lead"]
CLOCK = Base.metadata.tables["clock"]
OUTBOX = Base.metadata.tables["outbox"]
STANDS = "first touch"
"""How a card begins that says where its lead's stands."""
REPEAT = present.possible_repeat(Language.DE)


def stands(clocks: Iterable[Any]) -> str:
    """Where a lead's first touch stands, as its card says it here; rows or facts."""
    theirs = [one for one in clocks if one.kind is ClockKind.FIRST_TOUCH]
    each = (
        f"{one.id} {one.state} {one.next_step}" for one in sorted(theirs, key=attrgetter("id"))
    )
    return "; ".join((STANDS, *each))


def clocks_of(session: Session, lead_id: int) -> str:
    """The same, as the rows say."""
    return stands(session.execute(select(CLOCK).where(CLOCK.c.lead_id == lead_id)).all())


def light(deps: Deps) -> Render:
    """The light renderer of a process."""

    def render(effect: Effect, *, is_repeat: bool = False) -> SlackMessage:
        assert isinstance(
            effect, ShowLeadCard | PingStep | TellNewOwner | TellNobodyReacted | TellAgain
        )
        with deps.store.read() as session:
            lead = session.execute(select(LEAD).where(LEAD.c.id == effect.lead_id)).one()
            if lead.card_channel is None:
                raise NothingToSay("no_channel")
            if isinstance(effect, TellNobodyReacted):
                return _nobody_reacted(session, deps, effect, lead)
            message = _message(session, effect, lead)
        return replace(message, blocks=[REPEAT]) if is_repeat else message

    return render


def _message(
    session: Session, effect: ShowLeadCard | PingStep | TellNewOwner | TellAgain, lead: Any
) -> SlackMessage:
    empty = SlackMessage(channel=lead.card_channel, text="", blocks=[])
    if isinstance(effect, ShowLeadCard):
        is_shown = lead.card_ts is not None and lead.shown_version == lead.version
        if is_shown and not effect.is_doubted:
            raise NothingToSay("shown")
        return replace(
            empty,
            text=clocks_of(session, lead.id),
            ts=lead.card_ts,
            version=lead.version,
            drawn_over=lead.shown_version,
        )
    if isinstance(effect, RefreshPing):
        return replace(empty, ts=_posted(session, effect))
    _still_true(session, effect, lead)
    if lead.card_ts is None:
        raise NothingToSay("no_card")
    return replace(empty, thread_ts=lead.card_ts)


def _nobody_reacted(
    session: Session, deps: Deps, effect: TellNobodyReacted, lead: Any
) -> SlackMessage:
    place = SlackMessage(
        channel=deps.policy.team(lead.territory).manager_channel, text="", blocks=[]
    )
    stopped_at = session.scalar(select(CLOCK.c.stopped_at).where(CLOCK.c.id == effect.clock_id))
    if lead.handover not in WAITS or stopped_at is not None:
        raise Overtaken("decided", place=place)
    return place


def _posted(session: Session, effect: RefreshPing) -> str:
    ts = session.scalar(select(OUTBOX.c.external_id).where(OUTBOX.c.id == effect.owed_id))
    if ts is None:
        raise NothingToSay("ping_not_posted")
    return ts


def _still_true(session: Session, effect: PingStep | TellNewOwner | TellAgain, lead: Any) -> None:
    place = SlackMessage(channel=lead.card_channel, text="", blocks=[], thread_ts=lead.card_ts)
    if isinstance(effect, TellNewOwner):
        if lead.owner_id != effect.person_id or lead.handover not in WAITS:
            raise Overtaken("owner_changed", place=place)
        return
    if isinstance(effect, TellAgain):
        if lead.owner_id != effect.person_id or lead.handover not in AT_WORK:
            raise Overtaken("owner_changed", place=place)
        return
    if lead.handover not in WAITS:
        raise Overtaken("decided", place=place)
    stopped_at = session.scalar(select(CLOCK.c.stopped_at).where(CLOCK.c.id == effect.clock_id))
    if stopped_at is not None:
        raise Overtaken("clock_stopped", place=place)
