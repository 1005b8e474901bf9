"""What a person types, in the form in which Slack stores and sends it."""

import re

from bot.workspace.desk import Desk

_TOKEN = re.compile(r"<(?:@[UW]\w+|#C\w+|![^>\s]+|https?://[^>\s]+|mailto:[^>\s]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)]")
_MAIL = re.compile(r"(?<![\w:|/.])[\w.+-]+@[\w-]+\.[\w.-]*\w")
_HANDLE = re.compile(r"(?<![\w@/])@([\w.-]*\w)")


def as_stored(desk: Desk, text: str) -> str:
    """Escape, link and resolve mentions: `@lena` becomes `<@U0LENA>`, `a & b` becomes `a &amp; b`.

    Slack's own tokens (`<@U0LENA>`, `<https://…>`) pass unchanged.
    """
    parts, last = [], 0
    for token in _TOKEN.finditer(text):
        parts += [_plain(desk, text[last : token.start()]), token.group()]
        last = token.end()
    return "".join([*parts, _plain(desk, text[last:])])


def _plain(desk: Desk, text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _LINK.sub(lambda found: f"<{found.group()}>", escaped)
    mailed = _MAIL.sub(lambda found: f"<mailto:{found.group()}|{found.group()}>", linked)
    return _HANDLE.sub(lambda found: _mention(desk, found), mailed)


def _mention(desk: Desk, found: re.Match[str]) -> str:
    handle = found.group(1).lower()
    app = desk.seed.app
    if handle == app.name.lower():
        return f"<@{app.bot_user_id}>"
    for user in desk.state.users.values():
        if handle == user.name.lower():
            return f"<@{user.id}>"
    return found.group()
