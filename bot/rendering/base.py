"""What every rendering starts from: the lead, its channel, and a word for what is overtaken."""

from datetime import datetime
from typing import TypedDict

from agents.facts import CardFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Handover, Language
from bot.deps import Deps
from bot.errors import NothingToSay, Refusal
from bot.gateways.outgoing import Letter, SlackMessage
from bot.slack.viewmodels import Message as View
from bot.workflows import look
from bot.workflows.steps.journal import WAITS
from store.models import Owed

Message = SlackMessage | Letter
AT_WORK = frozenset({*WAITS, Handover.QUALIFIED})


class Reading(TypedDict):
    """Who reads a reply, by which policy, in which language and when."""

    person: PersonFacts
    policy: SalesPolicy
    language: Language
    now: datetime


class Overtaken(NothingToSay):
    """It is not to be said any more; `place` is where an earlier try may have said it."""

    def __init__(self, code: str, *, place: SlackMessage) -> None:
        super().__init__(code)
        self.place = place


def seen(deps: Deps, lead_id: int) -> tuple[CardFacts, str]:
    """The lead and its channel.

    Raises:
        NothingToSay: the lead is gone, or was never handed to a channel.
    """
    try:
        card = look.card(deps, lead_id)
    except Refusal as refusal:
        raise NothingToSay("lead_gone") from refusal
    if card.lead.card_channel is None:
        raise NothingToSay("no_channel")
    return card, card.lead.card_channel


def language_of(deps: Deps, card: CardFacts) -> Language:
    """The language of the lead's channel."""
    return deps.policy.team(card.lead.territory).language


def said(
    view: View, channel: str, *, ts: str | None = None, thread_ts: str | None = None
) -> SlackMessage:
    """A view as a message of this channel, or of a thread in it."""
    return SlackMessage(
        channel=channel, text=view.text, blocks=view.blocks, ts=ts, thread_ts=thread_ts
    )


def place_of(channel: str, *, thread_ts: str | None = None) -> SlackMessage:
    """Where a message would stand, without a word of it."""
    return SlackMessage(channel=channel, text="", blocks=[], thread_ts=thread_ts)


def thread(card: CardFacts) -> str:
    """The number of the card under which replies stand.

    Raises:
        NothingToSay: there is none.
    """
    if card.lead.card_ts is None:
        raise NothingToSay("no_card")
    return card.lead.card_ts


def posted(deps: Deps, owed_id: int) -> tuple[str, str]:
    """Where a message of ours stands, and its number.

    Raises:
        NothingToSay: it was never posted.
    """
    with deps.store.read() as session:
        row = session.get(Owed, owed_id)
        channel, ts = (row.channel, row.external_id) if row else (None, None)
    if channel is None or ts is None:
        raise NothingToSay("not_posted")
    return channel, ts
