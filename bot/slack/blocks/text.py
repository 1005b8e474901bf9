"""Words made fit for Slack: cut to length, and everything lead-given made harmless."""

import re
from datetime import datetime
from urllib.parse import quote

ADDRESS_MOST = 150
ZERO_WIDTH = "\u200b"
HARMLESS = str.maketrans({"`": "'", "*": "∗", "~": "∼"})
LOUD = re.compile(r"@(here|channel|everyone)", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DIALLED = re.compile(r"\+?[0-9]{3,20}")
MAILED = re.compile(r"[^\s|<>@]+@[^\s|<>@]+")
USER = re.compile(r"[UW][A-Z0-9]+")


def cut(text: str, most: int) -> str:
    """The text in at most so many characters, shortened visibly."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain(text: str, most: int = 80) -> str:
    """Somebody's words on one line, for plain text."""
    visible = INVISIBLE.sub(" ", text)
    return cut(LOUD.sub(rf"@{ZERO_WIDTH}\1", " ".join(visible.split())), most)


def spoken(text: str, most: int = 500) -> str:
    """Somebody's words with their line breaks, for plain text."""
    visible = INVISIBLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    calm = LOUD.sub(rf"@{ZERO_WIDTH}\1", re.sub(r"\n{3,}", "\n\n", visible).strip())
    return cut(calm, most)


def escape(text: str) -> str:
    """Keeps & < > from being read as mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def safe(text: str, most: int = 80) -> str:
    """Somebody's words inside mrkdwn: one line, no mentions, no links, no formatting."""
    return escape(plain(text, most).translate(HARMLESS))


def mention(slack_user_id: str) -> str:
    """A mention; anything that is no user id is shown as words."""
    return f"<@{slack_user_id}>" if USER.fullmatch(slack_user_id) else safe(slack_user_id)


def moment(at: datetime, pattern: str, fallback: str) -> str:
    """A moment in the reader's own zone; Slack fills `{time}`, `{date_short_pretty}`, `{ago}`."""
    return f"<!date^{int(at.timestamp())}^{pattern}|{escape(fallback)}>"


def link(url: str, label: str) -> str:
    """A link; `label` is shown as words."""
    return f"<{quote(url, safe=':/?&=#%+,;@~')}|{safe(label, 150)}>"


def phone(number: str, shown: str) -> str:
    """A number to tap; anything that cannot be dialled is shown as words."""
    if not DIALLED.fullmatch(number):
        return safe(shown)
    return f"<tel:{number}|{safe(shown)}>"


def mail(address: str) -> str:
    """An address to tap; anything that is no address is shown as words."""
    if len(address) > ADDRESS_MOST or not MAILED.fullmatch(address):
        return safe(address)
    return f"<mailto:{quote(address, safe='@+.')}|{safe(address, ADDRESS_MOST)}>"
