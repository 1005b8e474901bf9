"""Views on a person's screen: opened, stacked, changed, closed, published."""

import secrets

from bot.workspace.blocks import with_ids
from bot.workspace.desk import Desk
from bot.workspace.refusal import Refusal
from bot.workspace.state import View
from bot.workspace.view_rules import check_view
from bot.workspace.wire import JsonObject, new_id

_DEEPEST = 3


def open_modal(desk: Desk, user: str, payload: JsonObject) -> View:
    """Show a modal; what was open before is gone."""
    check_view(payload, "modal")
    _check_external_id(desk, payload)
    if desk.state.stack(user):
        close(desk, user, desk.state.stack(user)[0]["id"], everything=True)
    view_id = new_id("V")
    view = _built(desk, payload, view_id=view_id, root=view_id, previous=None)
    desk.record("view", op="opened", user=user, view=view)
    return view


def push_modal(desk: Desk, user: str, payload: JsonObject) -> View:
    """Show a modal above the one that is open.

    Raises:
        Refusal: Nothing is open, or three already are.
    """
    check_view(payload, "modal")
    stack = desk.state.stack(user)
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= _DEEPEST:
        raise Refusal("push_limit_reached")
    _check_external_id(desk, payload)
    below = stack[-1]
    root = below["root_view_id"]
    view = _built(desk, payload, view_id=new_id("V"), root=root, previous=below["id"])
    desk.record("view", op="pushed", user=user, view=view)
    return view


def change(desk: Desk, old: View, payload: JsonObject) -> View:
    """Replace what a view shows; its id and place stay.

    Raises:
        Refusal: The new view is refused, or is of the other kind.
    """
    check_view(payload, old["type"])
    _check_external_id(desk, payload, besides=old["id"])
    previous, root = old["previous_view_id"], old["root_view_id"]
    view = _built(desk, payload, view_id=old["id"], root=root, previous=previous)
    desk.record("view", op="updated", user=desk.state.owners[old["id"]], view=view)
    return view


def close(desk: Desk, user: str, view_id: str, *, everything: bool) -> None:
    """Close one modal and those above it, or the whole stack."""
    desk.record("view", op="closed", user=user, view_id=view_id, all=everything)


def publish_home(desk: Desk, user: str, payload: JsonObject) -> View:
    """Replace a person's App Home; it keeps its id."""
    check_view(payload, "home")
    old = desk.state.home(user)
    view_id = new_id("V") if old is None else old["id"]
    _check_external_id(desk, payload, besides=view_id)
    view = _built(desk, payload, view_id=view_id, root=view_id, previous=None)
    desk.record("view", op="published", user=user, view=view)
    return view


def _check_external_id(desk: Desk, payload: JsonObject, besides: str | None = None) -> None:
    wanted = payload.get("external_id")
    if wanted and any(
        view["external_id"] == wanted and view["id"] != besides
        for view in desk.state.views.values()
    ):
        raise Refusal("duplicate_external_id")


def _built(
    desk: Desk, payload: JsonObject, *, view_id: str, root: str, previous: str | None
) -> View:
    app, team = desk.seed.app, desk.seed.team
    return {
        "id": view_id,
        "team_id": team.id,
        "type": payload["type"],
        "blocks": with_ids(payload["blocks"]),
        "private_metadata": payload.get("private_metadata") or "",
        "callback_id": payload.get("callback_id") or "",
        "state": {"values": {}},
        "hash": f"{int(desk.clock())}.{secrets.token_hex(4)}",
        "title": payload.get("title"),
        "clear_on_close": bool(payload.get("clear_on_close")),
        "notify_on_close": bool(payload.get("notify_on_close")),
        "submit_disabled": bool(payload.get("submit_disabled")),
        "close": payload.get("close"),
        "submit": payload.get("submit"),
        "previous_view_id": previous,
        "root_view_id": root,
        "app_id": app.app_id,
        "external_id": payload.get("external_id") or "",
        "app_installed_team_id": team.id,
        "bot_id": app.bot_id,
    }
