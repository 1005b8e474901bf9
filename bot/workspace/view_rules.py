"""What Slack asks of a view: modal or App Home."""

from typing import Any

from bot.workspace.blocks import problems_of
from bot.workspace.grammar import (
    Surface,
    Walk,
    anything,
    boolean,
    listing,
    one_of,
    shape,
    string,
)
from bot.workspace.parts import plain
from bot.workspace.refusal import Refusal
from bot.workspace.wire import compact

_MOST_BYTES = 250_000
_ID = string(255, least=0)
_SHARED = {
    "private_metadata": string(3000, least=0),
    "callback_id": _ID,
    "external_id": _ID,
}
_BLOCKS = listing(anything, 1)


def _modal_rule(walk: Walk, view: dict[str, Any], at: str) -> None:
    takes_input = any(isinstance(b, dict) and b.get("type") == "input" for b in view["blocks"])
    if takes_input and view.get("submit") is None:
        walk.say("`submit` is required when there are `input` blocks", at)


_SHAPES = {
    "modal": shape(
        {"type": one_of("modal"), "title": plain(24), "blocks": _BLOCKS},
        {
            **_SHARED,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
        _modal_rule,
    ),
    "home": shape({"type": one_of("home"), "blocks": _BLOCKS}, _SHARED),
}


def check_view(view: Any, *allowed: Surface) -> None:
    """Check a view that an app hands in.

    Raises:
        Refusal: `invalid_arguments` with what is wrong, or `view_too_large`.
    """
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in allowed:
        expected = " or ".join(allowed)
        raise Refusal("invalid_arguments", [f"must be a {expected} view [json-pointer:/view]"])
    if len(compact(view).encode()) > _MOST_BYTES:
        raise Refusal("view_too_large")
    walk = Walk(kind)
    _SHAPES[kind](walk, view, "/view")
    problems = walk.problems
    if isinstance(view.get("blocks"), list):
        problems = problems + problems_of(view["blocks"], kind, "/view/blocks")
    if problems:
        raise Refusal("invalid_arguments", problems)
