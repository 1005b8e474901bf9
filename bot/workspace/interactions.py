"""What people do: clicks, forms, commands and shortcuts, on their way to the bot and back."""

from collections.abc import Callable

from bot.workspace import chat, modals, payloads
from bot.workspace.content import content_of, has_substance
from bot.workspace.desk import Desk
from bot.workspace.inputs import complaints, values_of
from bot.workspace.offered import with_offered
from bot.workspace.refusal import PageRefusal, Refusal
from bot.workspace.seed import User
from bot.workspace.state import Room, View
from bot.workspace.wire import JsonObject, new_id


def begin(
    desk: Desk,
    user: User,
    payload: JsonObject,
    *,
    kind: str = "interactive",
    then: Callable[[JsonObject], None] | None = None,
    interaction: str | None = None,
) -> str:
    """Send an interaction and return its id; the page hears of the outcome by push.

    Args:
        desk: The workspace.
        user: Who did it.
        payload: What the bot receives.
        kind: The envelope's type.
        then: Applies the answer; it may refuse it.
        interaction: Its id, where `then` has to name it.
    """
    interaction = interaction or new_id("I")
    told = payload.get("type", "slash_commands")

    def settle(sent_at: float | None, acked_at: float | None, answer: JsonObject) -> None:
        failed = None if acked_at is not None else _failure(sent_at)
        times = {"sent_at": sent_at, "acked_at": acked_at, "failed": failed}
        desk.record("interaction", id=interaction, kind=told, user=user.id, **times)
        if failed is not None:
            _fail(desk, user, interaction, failed)
            return
        desk.hub.to(user.id, {"type": "acked", "interaction": interaction})
        try:
            if then is not None:
                then(answer)
        except Refusal as refusal:
            _fail(desk, user, interaction, "invalid_response", refusal)

    desk.courier.ask(kind, payload, settle=settle)
    return interaction


def _failure(sent_at: float | None) -> str:
    return "dispatch_failed" if sent_at is None else "operation_timeout"


def _fail(
    desk: Desk, user: User, interaction: str, code: str, refusal: Refusal | None = None
) -> None:
    """Tell the person plainly that it did not work."""
    name = desk.seed.app.name
    why = {
        "dispatch_failed": f"{name} is not connected.",
        "operation_timeout": f"{name} did not answer within {desk.timing.ack:g} seconds.",
    }
    reason = why.get(code, "")
    if refusal is not None:
        details = "; ".join(refusal.problems)
        reason = f"{name}'s answer was refused: {refusal.code}. {details}".strip()
    news = {"type": "failed", "interaction": interaction, "reason": reason, "code": code}
    desk.hub.to(user.id, news)


def submit(desk: Desk, user: User, view: View, given: JsonObject) -> str:
    """Send a form.

    Raises:
        PageRefusal: An input is missing or of the wrong form.
    """
    if view["submit"] is None:
        raise PageRefusal("no_submit", "This view has nothing to submit.")
    blocks = with_offered(desk, view["id"], view["blocks"])
    values = values_of(blocks, given)
    errors = complaints(blocks, values)
    if errors:
        raise PageRefusal("invalid_inputs", "Some fields need another look.", errors=errors)
    filled = {**view, "state": {"values": values}}
    payload = payloads.submission(desk, user, filled)
    return begin(
        desk, user, payload, then=lambda answer: _respond_to_form(desk, user, view["id"], answer)
    )


def _respond_to_form(desk: Desk, user: User, view_id: str, answer: JsonObject) -> None:
    """Do what the answer to a form says; without a word the form closes."""
    view = desk.state.views.get(view_id)
    if view is None:
        return
    action = answer.get("response_action")
    if action is None:
        modals.close(desk, user.id, view_id, everything=False)
    elif action == "clear":
        modals.close(desk, user.id, view_id, everything=True)
    elif action == "errors":
        errors = _checked_errors(view, answer)
        desk.hub.to(user.id, {"type": "modal_errors", "view_id": view_id, "errors": errors})
    elif action == "update":
        modals.change(desk, view, answer.get("view") or {})
    elif action == "push":
        modals.push_modal(desk, user.id, answer.get("view") or {})
    else:
        raise Refusal("invalid_arguments", [f"unknown response_action: {action}"])


def _checked_errors(view: View, answer: JsonObject) -> JsonObject:
    errors = answer.get("errors")
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refusal("invalid_arguments", ["missing required field: errors"])
    strangers = sorted(set(errors) - inputs)
    if strangers:
        raise Refusal("invalid_arguments", [f"no input block: {name}" for name in strangers])
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise Refusal("invalid_arguments", ["must provide a string [json-pointer:/errors]"])
    return errors


def close(desk: Desk, user: User, view: View, *, everything: bool) -> None:
    """Close a modal, or all of them, and tell the bot where it asked for that."""
    whole = everything or view["clear_on_close"]
    stack = desk.state.stack(user.id)
    ids = [open_view["id"] for open_view in stack]
    gone = stack if whole else stack[ids.index(view["id"]) :]
    modals.close(desk, user.id, view["id"], everything=whole)
    for lost in reversed(gone):
        if lost["notify_on_close"]:
            begin(desk, user, payloads.closing(desk, user, lost, is_cleared=whole))


def command(desk: Desk, user: User, room: Room, line: str) -> str:
    """Send a slash command.

    Raises:
        PageRefusal: The app has no such command.
    """
    name, _, text = line.strip().partition(" ")
    if name not in {known.command for known in desk.manifest.commands}:
        raise PageRefusal("invalid_command", f"{name} is not a valid command.")
    payload = payloads.slash_command(desk, user, room, name, text.strip())

    def then(answer: JsonObject) -> None:
        content = content_of({k: answer[k] for k in ("text", "blocks") if k in answer})
        if not has_substance(content):
            return
        if answer.get("response_type") == "in_channel":
            chat.post(desk, room, chat.authored(desk, content))
        else:
            chat.whisper(desk, room, user.id, content, thread_ts=None)

    return begin(desk, user, payload, kind="slash_commands", then=then)
