"""What the page draws: the workspace at its start, and a person's whole view of it."""

from bot.workspace.desk import Desk
from bot.workspace.faults import known
from bot.workspace.state import Message, Room
from bot.workspace.wire import JsonObject


def boot(desk: Desk) -> JsonObject:
    """What stays the same while the workspace runs."""
    seed = desk.seed
    public = {"app_id", "bot_id", "bot_user_id", "name"}
    return {
        "team": seed.team.model_dump(),
        "app": seed.app.model_dump(include=public),
        "users": [user.model_dump() for user in seed.users],
        "channels": [channel.model_dump() for channel in seed.channels],
        "commands": [command.model_dump() for command in desk.manifest.commands],
        "faults": known(),
        "shortcuts": [shortcut.model_dump() for shortcut in desk.manifest.shortcuts],
    }


def overview(desk: Desk, user: str) -> JsonObject:
    """Everything that one person may see now."""
    state = desk.state
    visible = [room for room in state.rooms.values() if state.sees(user, room)]
    ids = {room.id for room in visible}
    since = desk.clock() - desk.timing.status
    statuses = state.statuses.items()
    return {
        "channels": [_channel(desk, user, room) for room in visible if room.kind != "im"],
        "ims": [
            {"id": room.id, "user": room.user, "messages": _messages(desk, user, room)}
            for room in visible
            if room.kind == "im"
        ],
        "home": state.home(user),
        "modals": state.stack(user),
        "statuses": {
            f"{channel}:{ts}": text
            for (channel, ts), (text, at) in statuses
            if channel in ids and at >= since
        },
        "prompts": {c: entry["prompts"] for c, entry in state.prompts.items() if c in ids},
        "connected": desk.courier.connections(),
        "faults": desk.faults.shown(),
        "signed": desk.courier.is_signed,
    }


def _channel(desk: Desk, user: str, room: Room) -> JsonObject:
    return {
        "id": room.id,
        "name": room.name,
        "is_private": room.kind == "group",
        "is_ext_shared": room.is_ext_shared,
        "is_archived": room.is_archived,
        "is_member": user in room.members,
        "topic": room.topic,
        "members": sorted(room.members),
        "messages": _messages(desk, user, room),
    }


def _messages(desk: Desk, user: str, room: Room) -> list[Message]:
    """All messages of a room, replies and this person's ephemerals too, newest last."""
    own = desk.state.ephemerals_of(user, room.id)
    return sorted((room.messages | own).values(), key=lambda message: str(message["ts"]))
