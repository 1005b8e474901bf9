"""What happens to channels: archived, opened again, the bot removed and invited."""

from bot.workspace import events
from bot.workspace.desk import Desk
from bot.workspace.state import Room


def archive(desk: Desk, room: Room, actor: str, *, is_archived: bool) -> None:
    """Archive a channel or open it again, and tell the app."""
    if room.is_archived == is_archived:
        return
    desk.record("room", channel=room.id, is_archived=is_archived)
    kind = f"{room.kind}_{'archive' if is_archived else 'unarchive'}"
    _tell_member(desk, room, kind, {"user": actor})


def kick_bot(desk: Desk, room: Room, actor: str) -> None:
    """Take the bot out of a channel; it hears that it has left."""
    bot = desk.seed.app.bot_user_id
    if bot not in room.members:
        return
    event = {"actor_id": actor, "channel": room.id, "event_ts": desk.next_ts()}
    desk.record("room", channel=room.id, left=bot)
    kind = f"{room.kind}_left"
    events.emit(desk, kind, {"type": kind, **event})


def invite_bot(desk: Desk, room: Room, actor: str) -> None:
    """Bring the bot into a channel; it hears that it has joined."""
    bot = desk.seed.app.bot_user_id
    if bot in room.members:
        return
    desk.record("room", channel=room.id, joined=bot)
    joined = {
        "user": bot,
        "channel_type": "G" if room.kind == "group" else "C",
        "team": desk.seed.team.id,
        "inviter": actor,
    }
    _tell_member(desk, room, "member_joined_channel", joined)


def _tell_member(desk: Desk, room: Room, kind: str, facts: dict[str, str]) -> None:
    """The app hears of channels that it is in."""
    if desk.seed.app.bot_user_id in room.members:
        place = {"channel": room.id, "event_ts": desk.next_ts()}
        events.emit(desk, kind, {"type": kind, **facts, **place})
