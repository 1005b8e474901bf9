"""Options of external selects: the app is asked for them while a person types.

What it has offered in one place is remembered, so that nobody sends what was never offered.
"""

from bot.workspace import payloads
from bot.workspace.blocks import elements_of, every
from bot.workspace.desk import Desk
from bot.workspace.grammar import Walk, exactly_one, listing, shape
from bot.workspace.interactions import begin
from bot.workspace.offered import EXTERNAL
from bot.workspace.parts import OPTION, OPTION_GROUP
from bot.workspace.refusal import PageRefusal, Refusal
from bot.workspace.seed import User
from bot.workspace.state import Message, Place, Room, View
from bot.workspace.wire import JsonObject, new_id

MOST = 100
TYPED_BEFORE = 3
"""Characters before the app is asked, where the element does not say otherwise."""
_ANSWER = shape(
    {},
    {"options": listing(OPTION, 0, MOST), "option_groups": listing(OPTION_GROUP, 0, MOST)},
    exactly_one("options", "option_groups"),
)


def suggest_in_view(desk: Desk, user: User, view: View, *, used: JsonObject, typed: str) -> str:
    """Ask the app for options of a select in a modal or the App Home; returns the interaction."""
    block_id, action_id = _place(view["blocks"], used, typed)
    payload = payloads.view_suggestion(
        desk, user, view, block_id=block_id, action_id=action_id, typed=typed
    )
    return _ask(desk, user, (view["id"], block_id, action_id), payload)


def suggest_in_message(
    desk: Desk, user: User, room: Room, message: Message, *, used: JsonObject, typed: str
) -> str:
    """Ask the app for options of a select in a message; returns the interaction."""
    block_id, action_id = _place(message.get("blocks") or [], used, typed)
    payload = payloads.message_suggestion(
        desk, user, room, message, block_id=block_id, action_id=action_id, typed=typed
    )
    return _ask(desk, user, (message["ts"], block_id, action_id), payload)


def _place(blocks: list[JsonObject], used: JsonObject, typed: str) -> tuple[str, str]:
    """The block and the action of the select that was opened.

    Raises:
        PageRefusal: There is none, or too little was typed for it.
    """
    for block in every(blocks):
        for element in elements_of(block):
            is_it = (block["block_id"], element["action_id"]) == (
                used.get("block_id"),
                used.get("action_id"),
            )
            if is_it and element["type"] in EXTERNAL:
                if len(typed) < element.get("min_query_length", TYPED_BEFORE):
                    raise PageRefusal("too_short", "Type more to search.")
                return block["block_id"], element["action_id"]
    name = f"{used.get('block_id')}/{used.get('action_id')}"
    raise PageRefusal("unknown_action", f"There is no such external select here: {name}")


def _ask(desk: Desk, user: User, place: Place, payload: JsonObject) -> str:
    interaction = new_id("I")

    def offer(answer: JsonObject) -> None:
        _check(answer)
        surface, block_id, action_id = place
        desk.record(
            "options",
            interaction=interaction,
            user=user.id,
            surface=surface,
            block_id=block_id,
            action_id=action_id,
            answer=answer,
        )

    return begin(desk, user, payload, then=offer, interaction=interaction)


def _check(answer: JsonObject) -> None:
    """Whether Slack would take an answer.

    Raises:
        Refusal: It would not.
    """
    walk = Walk("modal")
    _ANSWER(walk, answer, "")
    if walk.problems:
        raise Refusal("invalid_arguments", walk.problems)
