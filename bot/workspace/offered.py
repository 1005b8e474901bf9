"""What an app has offered for its external selects, put where other selects have their options."""

from bot.workspace.desk import Desk
from bot.workspace.wire import JsonObject

EXTERNAL = frozenset({"external_select", "multi_external_select"})


def with_offered(desk: Desk, surface_id: str, blocks: list[JsonObject]) -> list[JsonObject]:
    """The blocks, each external select with the options that were offered for it here."""
    return [_completed(desk, surface_id, block) for block in blocks]


def _completed(desk: Desk, surface_id: str, block: JsonObject) -> JsonObject:
    found = dict(block)
    for key in ("element", "accessory"):
        if block.get(key) is not None:
            found[key] = _with_options(desk, surface_id, block["block_id"], block[key])
    if block["type"] == "actions":
        found["elements"] = [
            _with_options(desk, surface_id, block["block_id"], one) for one in block["elements"]
        ]
    if block.get("child_blocks"):
        found["child_blocks"] = with_offered(desk, surface_id, block["child_blocks"])
    return found


def _with_options(desk: Desk, surface_id: str, block_id: str, element: JsonObject) -> JsonObject:
    if element.get("type") not in EXTERNAL:
        return element
    at_first = [element.get("initial_option"), *(element.get("initial_options") or ())]
    offered = desk.state.offered.get((surface_id, block_id, element["action_id"]), {})
    return {**element, "options": [*(one for one in at_first if one), *offered.values()]}
