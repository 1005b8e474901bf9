"""The app's calls on views: `views.*`."""

from bot.workspace import modals
from bot.workspace.desk import Desk
from bot.workspace.refusal import Refusal
from bot.workspace.state import View
from bot.workspace.triggers import Trigger
from bot.workspace.view_rules import check_view
from bot.workspace.wire import JsonObject


def open_view(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`views.open`."""
    check_view(arguments["view"], "modal")
    trigger = _exchanged(desk, arguments)
    return {"view": modals.open_modal(desk, trigger.user, arguments["view"])}


def push(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`views.push`; the trigger must come from a modal that is still open."""
    check_view(arguments["view"], "modal")
    trigger = _exchanged(desk, arguments)
    if trigger.view_id not in desk.state.stacks.get(trigger.user, []):
        raise Refusal("not_found")
    return {"view": modals.push_modal(desk, trigger.user, arguments["view"])}


def update(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`views.update`."""
    if "view_id" not in arguments and "external_id" not in arguments:
        problem = "missing required field: view_id or external_id"
        raise Refusal("invalid_arguments", [problem])
    check_view(arguments["view"], "modal", "home")
    old = _found(desk, arguments)
    if old is None:
        raise Refusal("not_found")
    _check_hash(old, arguments)
    return {"view": modals.change(desk, old, arguments["view"])}


def publish(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`views.publish`."""
    user = arguments["user_id"]
    if user not in desk.state.users:
        raise Refusal("invalid_arguments", ["invalid `user_id`"])
    if not desk.manifest.home_tab:
        raise Refusal("not_enabled")
    check_view(arguments["view"], "home")
    old = desk.state.home(user)
    if old is not None:
        _check_hash(old, arguments)
    return {"view": modals.publish_home(desk, user, arguments["view"])}


def _exchanged(desk: Desk, arguments: JsonObject) -> Trigger:
    trigger_id = arguments.get("trigger_id") or arguments.get("interactivity_pointer")
    if trigger_id is None:
        raise Refusal("invalid_arguments", ["missing required field: trigger_id"])
    return desk.permissions.exchange(trigger_id, desk.clock())


def _found(desk: Desk, arguments: JsonObject) -> View | None:
    if "view_id" in arguments:
        return desk.state.views.get(arguments["view_id"])
    wanted = arguments["external_id"]
    views = desk.state.views.values()
    return next((view for view in views if wanted and view["external_id"] == wanted), None)


def _check_hash(old: View, arguments: JsonObject) -> None:
    if arguments.get("hash") not in (None, old["hash"]):
        raise Refusal("hash_conflict")
