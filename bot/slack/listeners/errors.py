"""The one place that answers what did not work: refusals in words, everything else with an id."""

import json
from secrets import token_hex
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from agents import sentences
from agents.vocabulary import LeadField, RefusalCode
from agents.words import in_language
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, of_field
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, clicked, redraw, say_to_one
from bot.slack.listeners.payload import Body
from bot.slack.metadata import LeadRef

log = structlog.get_logger()

FIELDS = {
    RefusalCode.DATE_IN_PAST: (BlockId.WAKE_ON, BlockId.DEAL_CLOSE_ON),
    RefusalCode.NO_SUCH_LEAD: (BlockId.OTHER_LEAD,),
    RefusalCode.SAME_LEAD: (BlockId.OTHER_LEAD, BlockId.RIGHT_EMAIL),
    RefusalCode.NOT_AN_ADDRESS: (BlockId.RIGHT_EMAIL,),
    RefusalCode.NOT_AN_AMOUNT: (BlockId.DEAL_VALUE,),
    RefusalCode.NO_SUCH_OWNER: (BlockId.HAND_ON_TO,),
    RefusalCode.NO_SUCH_PERSON: (BlockId.GIVE_TO, BlockId.PERSON_USER, BlockId.PERSON_ACTIVE),
    RefusalCode.NOT_ALLOWED: (BlockId.PERSON_ACTIVE,),
    RefusalCode.ADDRESS_TAKEN: (of_field(LeadField.EMAIL),),
    RefusalCode.FIELD_MISSING: (
        BlockId.WAKE_ON,
        BlockId.RIGHT_NAME,
        BlockId.OTHER_LEAD,
        BlockId.DEAL_LOST_REASON,
        BlockId.NOTE,
    ),
}
"""Where in a modal a refusal belongs; the first of these that the modal has."""
TOO_LATE = "expired_trigger_id"
"""Slack opens a modal within three seconds of the click, or not at all."""
SAYS_NOTHING_OF_THE_LEAD = frozenset({RefusalCode.UNKNOWN_PERSON, RefusalCode.NOT_ALLOWED})


def answer(desk: Desk, error: Exception, body: Body, *, is_open: bool) -> str | None:
    """Tells the person what happened; what is returned goes into the still open acknowledgement."""
    code = error.code if isinstance(error, Refusal) else None
    sentence = _sentence(desk, error, body)
    if body.get("type") == "view_submission" and is_open:
        reply = _in_modal(desk, body, code, sentence)
    else:
        reply = None
        _tell(desk, body, sentence)
    if code is not None and code not in SAYS_NOTHING_OF_THE_LEAD:
        _heal(desk, body)
    return reply


def _sentence(desk: Desk, error: Exception, body: Body) -> str:
    words = in_language(desk.language_of(payload.user_id(body)))
    if isinstance(error, Refusal):
        log.info("slack_refused", code=error.code.value, user=payload.user_id(body))
        return sentences.refusal(words, error.code, error.params)
    if isinstance(error, SlackApiError) and error.response.get("error") == TOO_LATE:
        log.warning("slack_trigger_expired", user=payload.user_id(body))
        return sentences.refusal(words, RefusalCode.TRY_AGAIN, {})
    number = token_hex(4)
    log.error("slack_listener_failed", error_id=number, exc_info=error)
    return words.t(
        "Something went wrong, sorry. It is noted as {id}; please try again.", id=number
    )


def _in_modal(desk: Desk, body: Body, code: RefusalCode | None, sentence: str) -> str:
    """At its field where the refusal has one, else instead of the form."""
    there = {block.get("block_id") for block in body["view"]["blocks"]}
    wanted = FIELDS.get(code, ()) if code is not None else ()
    block = next((str(one) for one in wanted if one in there), None)
    if block is not None:
        return json.dumps({"response_action": "errors", "errors": {block: sentence}})
    language = desk.language_of(payload.user_id(body))
    view = present.notice_modal(language, sentence=sentence)
    return json.dumps({"response_action": "update", "view": view})


def _tell(desk: Desk, body: Body, sentence: str) -> None:
    """For this person's eyes only: beside the message, on top of the page, or directly."""
    url = answer_url(body)
    if url is not None and say_to_one(url, sentence):
        return
    user, channel = payload.user_id(body), payload.channel_id(body)
    try:
        if body.get("trigger_id") and channel is None:
            _open_notice(desk, body, sentence)
        elif user and channel is not None:
            thread = (body.get("event") or {}).get("thread_ts")
            desk.client.chat_postEphemeral(
                channel=channel, user=user, text=sentence, thread_ts=thread
            )
    except SlackApiError as error:
        log.warning("slack_person_not_told", reason=error.response.get("error"))
    except OSError:
        log.warning("slack_person_not_told", reason="unreachable")


def _open_notice(desk: Desk, body: Body, sentence: str) -> None:
    view = present.notice_modal(desk.language_of(payload.user_id(body)), sentence=sentence)
    is_modal = (body.get("view") or {}).get("type") == "modal"
    open_view = desk.client.views_push if is_modal else desk.client.views_open
    open_view(trigger_id=body["trigger_id"], view=view)


def _heal(desk: Desk, body: Body) -> None:
    """A message that offered what no longer goes is drawn again as it is now."""
    source = _source(body)
    if source is None:
        return
    ref, url = source
    try:
        redraw(desk, ref, url, is_settled=False)
    except Refusal:
        log.info("slack_card_gone", lead_id=ref.lead_id)


def _source(body: Body) -> tuple[LeadRef, str] | None:
    """The message about a lead that a click or a modal came from."""
    kind: Any = body.get("type")
    if payload.is_whispered(body):
        return None  # what only one person sees is no card
    try:
        if payload.action(body).get("action_id") == ActionId.SHOW_CARD:
            return None  # the click was in a list, which no card must replace
        if kind == "block_actions" and answer_url(body):
            return clicked(body), str(answer_url(body))
        if kind == "view_submission":
            form = json.loads((body.get("view") or {}).get("private_metadata") or "{}")
            if form.get("answer_url") and not form.get("step"):
                return LeadRef.model_validate(form), str(form["answer_url"])
    except (Refusal, ValueError):
        return None
    return None
