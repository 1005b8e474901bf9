"""What a former process left unanswered: answered now, or the person is asked to do it again."""

import structlog
from slack_sdk.errors import SlackApiError

from agents.words import in_language
from bot.errors import Refusal
from bot.slack.listeners.desk import Desk
from bot.workflows import ask, inbox, people, shown
from bot.workflows.inbox import Unfinished

QUESTIONS = frozenset({"message", "app_mention"})

Place = tuple[str, str | None]
"""A person, and the message or view they used."""

log = structlog.get_logger()


def answer(desk: Desk, one: Unfinished, told: set[Place]) -> None:
    """Answers or tells, then finishes the delivery; a person hears it once a message.

    Args:
        desk: the listeners' tools.
        one: the delivery.
        told: who has been told about what; this adds to it.

    Raises:
        OSError: where Slack cannot be reached; the delivery stays unfinished.
    """
    place = (one.user, one.message)
    if _wants_a_word(desk, one) and place not in told and not _is_answered(desk, one):
        _tell(desk, one)
        told.add(place)
    if one.channel and one.message:
        shown.message_in_doubt(desk.deps, channel=one.channel, ts=one.message)
    inbox.finish(desk.deps, one.id)


def _wants_a_word(desk: Desk, one: Unfinished) -> bool:
    """Whether somebody waits.

    Of events only what a colleague wrote: edits, joins and our own messages are events too. The
    sender of a form has seen Slack's own error where it was not taken, and the form stayed open;
    where it was taken, the card shows so.
    """
    if not one.user or one.door == "view":
        return False
    return one.door != "event" or (one.what in QUESTIONS and _is_colleague(desk, one.user))


def _is_colleague(desk: Desk, user: str) -> bool:
    try:
        people.who(desk.deps, user)
    except Refusal:
        return False
    return True


def _is_answered(desk: Desk, one: Unfinished) -> bool:
    """Whether it was a question whose words were kept; it has its answer then."""
    if one.door != "event":
        return False
    try:
        return ask.resume(desk.deps, one.external_id)
    except Refusal:
        return False


def _tell(desk: Desk, one: Unfinished) -> None:
    """For this person's eyes only, where they clicked; outside of conversations directly."""
    words = in_language(desk.language_of(one.user))
    sentence = (
        words.t("I was restarted before I could answer. Please ask again.")
        if one.door in {"event", "command"}
        else words.t("I was restarted while you clicked. Please click again.")
    )
    try:
        channel = one.channel or desk.client.conversations_open(users=one.user)["channel"]["id"]
        desk.client.chat_postEphemeral(
            channel=channel, user=one.user, text=sentence, thread_ts=one.thread
        )
    except SlackApiError as error:
        reason = error.response.get("error")
        log.warning("slack_person_not_told", delivery_id=one.id, reason=reason)
