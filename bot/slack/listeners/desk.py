"""What every listener works with, and the three ways in which one answers."""

from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient
from sqlalchemy.exc import SQLAlchemyError

from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.vocabulary import Language
from agents.words import Words, in_language
from bot.deps import Deps
from bot.errors import Refusal
from bot.slack import present
from bot.slack.listeners import payload
from bot.slack.listeners.gate import Gate
from bot.slack.listeners.hands import lent
from bot.slack.listeners.payload import Body
from bot.slack.metadata import LeadRef, PingRef
from bot.slack.viewmodels import Message
from bot.workflows import look, people, shown

log = structlog.get_logger()

HTTP_OK = 200
ANSWERED_WITHIN = 10
"""Seconds a response_url may take; nothing is tried again, it might be said twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The listeners' tools: workflows through `deps`, Slack through `client`, people by `gate`."""

    deps: Deps
    client: WebClient
    gate: Gate
    default_language: Language

    def language_of(self, slack_user_id: str) -> Language:
        """The language of whoever reads the answer; the installation's for strangers.

        Also where the database does not answer: that has to be said in some language too.
        """
        try:
            return people.who(self.deps, slack_user_id).language
        except (Refusal, SQLAlchemyError):
            return self.default_language

    def words_for(self, person: PersonFacts) -> Words:
        """The person's words."""
        return in_language(person.language)

    def card(self, facts: CardFacts, *, key: str = "") -> Message:
        """The lead's card, in the language of its channel."""
        return present.lead_card(
            facts,
            policy=self.deps.policy,
            language=present.channel_language(facts.lead, self.deps.policy),
            now=self.deps.clock(),
            key=key,
        )

    def ping(self, ref: PingRef, *, is_settled: bool) -> Message:
        """The ping as it is now."""
        facts = look.card(self.deps, ref.lead_id)
        policy, now = self.deps.policy, self.deps.clock()
        language = present.channel_language(facts.lead, policy)
        if is_settled:
            return present.ping_settled(facts, policy=policy, language=language, now=now)
        return present.ping(
            facts,
            step=ref.step,
            addressee=facts.people.get(ref.person_id or 0),
            policy=policy,
            language=language,
            now=now,
        )


def clicked(body: Body) -> LeadRef:
    """Which lead the button means; a PingRef where it stands under an escalation ping.

    Raises:
        Refusal: STALE_CLICK for a value this version has not written.
    """
    value = payload.value(body)
    try:
        return payload.read(PingRef, value)
    except Refusal:
        return payload.read(LeadRef, value)


def outbox_waits(ref: LeadRef, answer_url: str | None) -> timedelta:
    """How long the outbox leaves the lead's card alone, because `redraw` is about to draw it."""
    is_card = answer_url is not None and not isinstance(ref, PingRef)
    return shown.OUTBOX_WAITS if is_card else timedelta(0)


def redraw(
    desk: Desk,
    ref: LeadRef,
    answer_url: str | None,
    *,
    lead: LeadFacts | None = None,
    is_settled: bool = True,
    key: str = "",
) -> None:
    """Replaces the clicked message at once; where that fails, the outbox shows the card.

    Args:
        desk: the listeners' tools.
        ref: the card, or the ping.
        answer_url: the response_url of the click; None where Slack gave none.
        lead: as the click has left it; read now where left out.
        is_settled: whether a ping has been answered.
        key: makes the card's controls new, so that they forget what was chosen.
    """
    if answer_url is None:
        return
    if isinstance(ref, PingRef):
        message = desk.ping(ref, is_settled=is_settled)
        send(answer_url, text=message.text, blocks=message.blocks, replace_original=True)
        return
    facts = look.card(desk.deps, ref.lead_id) if lead is None else look.card_of(desk.deps, lead)
    message = desk.card(facts, key=key)
    if send(answer_url, text=message.text, blocks=message.blocks, replace_original=True):
        shown.card_shown(desk.deps, facts.lead)
    else:
        shown.card_in_doubt(desk.deps, ref.lead_id)


def say_to_one(
    answer_url: str, sentence: str, *, blocks: list[dict[str, Any]] | None = None
) -> bool:
    """Answers so that only the person sees it; False where Slack no longer takes it."""
    return send(
        answer_url,
        text=sentence,
        blocks=blocks,
        response_type="ephemeral",
        replace_original=False,
    )


def send(answer_url: str, **message: Any) -> bool:
    """Uses a response_url; False where it is used up, expired or unreachable."""
    client = WebhookClient(answer_url, timeout=ANSWERED_WITHIN, retry_handlers=[])
    try:
        with lent():
            answer = client.send(**message, unfurl_links=False)
    except (OSError, HTTPException):
        log.warning("slack_answer_unreachable")
        return False
    if answer.status_code != HTTP_OK:
        log.warning("slack_answer_refused", status=answer.status_code)
    return answer.status_code == HTTP_OK


def answer_url(body: Body) -> str | None:
    """The response_url of a click or a command."""
    url = body.get("response_url")
    return str(url) if url else None
