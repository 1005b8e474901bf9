"""`response_url`: an answer to an interaction, without being in its room."""

from bot.workspace import chat
from bot.workspace.content import content_of, has_substance
from bot.workspace.desk import Desk
from bot.workspace.refusal import Refusal
from bot.workspace.state import Message
from bot.workspace.triggers import Hook
from bot.workspace.wire import JsonObject

_CONTENT = ("text", "blocks", "attachments", "metadata")
_KNOWN = {
    *_CONTENT,
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
}
_TYPES = (None, "ephemeral", "in_channel")


def respond(desk: Desk, hook_id: str, body: JsonObject) -> None:
    """Do what was posted to a `response_url`.

    Raises:
        Refusal: The address is used up or too old, or the content is refused.
    """
    hook = desk.permissions.use_hook(hook_id, desk.clock())
    strangers = sorted(set(body) - _KNOWN)
    if strangers or body.get("response_type") not in _TYPES:
        raise Refusal("invalid_payload", [f"unknown argument: {name}" for name in strangers])
    original = _original(desk, hook)
    if body.get("delete_original") and original is not None:
        _delete(desk, hook, original)
        return
    content = content_of({key: body[key] for key in _CONTENT if body.get(key) is not None})
    if not has_substance(content):
        raise Refusal("no_text")
    if body.get("replace_original") and original is not None:
        _replace(desk, hook, original, content)
    else:
        _say(desk, hook, body, content)


def _original(desk: Desk, hook: Hook) -> Message | None:
    if hook.ts is None:
        return None
    if hook.is_ephemeral:
        return desk.state.ephemerals_of(hook.user, hook.channel).get(hook.ts)
    return desk.state.rooms[hook.channel].messages.get(hook.ts)


def _delete(desk: Desk, hook: Hook, original: Message) -> None:
    if hook.is_ephemeral:
        place = {"channel": hook.channel, "user": hook.user}
        desk.record("ephemeral_deleted", **place, ts=original["ts"])
    else:
        chat.delete(desk, desk.state.rooms[hook.channel], original)


def _replace(desk: Desk, hook: Hook, original: Message, content: JsonObject) -> None:
    # Unlike chat.update, nothing of the old content stays.
    emptied = {"text": "", "blocks": [], "attachments": []}
    if hook.is_ephemeral:
        kept = {k: v for k, v in original.items() if k not in _CONTENT}
        message = {**kept, "text": "", **content}
        desk.record("ephemeral_changed", channel=hook.channel, user=hook.user, message=message)
    else:
        chat.change(desk, desk.state.rooms[hook.channel], original, {**emptied, **content})


def _say(desk: Desk, hook: Hook, body: JsonObject, content: JsonObject) -> None:
    room = desk.state.rooms[hook.channel]
    thread_ts = chat.checked_thread(room, body.get("thread_ts"))
    if body.get("response_type") == "in_channel":
        chat.post(desk, room, chat.authored(desk, content, thread_ts=thread_ts))
    else:
        chat.whisper(desk, room, hook.user, content, thread_ts=thread_ts)
