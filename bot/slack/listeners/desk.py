"""What every listener works with, and the three ways in which one answers."""

from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.context.respond import Respond
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from agents.facts import PersonFacts
from agents.vocabulary import Language
from agents.words import Words, in_language
from bot.deps import Deps
from bot.errors import Refusal
from bot.slack import present
from bot.slack.listeners import payload
from bot.slack.listeners.gate import Gate
from bot.slack.listeners.payload import Body
from bot.slack.metadata import LeadRef, PingRef
from bot.slack.viewmodels import Message
from bot.workflows import look, people

log = structlog.get_logger()

HTTP_OK = 200


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

    def card(self, lead_id: int, *, key: str = "") -> Message:
        """The lead's card as it is now, in the language of its channel."""
        facts = look.card(self.deps, lead_id)
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


def redraw(
    desk: Desk, ref: LeadRef, answer_url: str | None, *, is_settled: bool = True, key: str = ""
) -> None:
    """Replaces the clicked message at once by what is true now; the relay does so anyway."""
    if answer_url is None:
        return
    if isinstance(ref, PingRef):
        message = desk.ping(ref, is_settled=is_settled)
    else:
        message = desk.card(ref.lead_id, key=key)
    send(answer_url, text=message.text, blocks=message.blocks, replace_original=True)


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
    try:
        answer = Respond(response_url=answer_url)(**message, unfurl_links=False)
    except OSError:
        log.warning("slack_answer_unreachable")
        return False
    if answer.status_code != HTTP_OK:
        log.warning("slack_answer_refused", status=answer.status_code)
    return answer.status_code == HTTP_OK


def answer_url(body: Body) -> str | None:
    """The response_url of a click or a command."""
    url = body.get("response_url")
    return str(url) if url else None
