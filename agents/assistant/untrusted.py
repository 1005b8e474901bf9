"""Texts from outside (leads, campaigns, playbooks) made harmless: they are data, never orders."""

import re
import unicodedata

_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}:\s*//|\bwww\.|\b(?:javascript|data|mailto|tel):)\S*",
    re.IGNORECASE,
)
_BROADCAST = re.compile(r"@(?=(?:here|channel|everyone|group)\b)", re.IGNORECASE)
_ANGLES = str.maketrans({"<": "‹", ">": "›"})
_REMOVED = "[…]"


def plain(text: str, *, limit: int, keeps_lines: bool = False) -> str:
    """The text without control and invisible characters and without Slack's angle brackets.

    `<!channel>`, `<@U1>` and `<http://…|x>` become readable words: nothing that is shown or
    told to a model can call people or hide a link.
    """
    lines = text.splitlines() if keeps_lines else [text]
    cleaned = "\n".join(" ".join(_visible(line).split()) for line in lines).strip()
    cleaned = _BROADCAST.sub("@\u2009", cleaned.translate(_ANGLES))
    return cleaned if len(cleaned) <= limit else cleaned[: limit - 1].rstrip() + "…"


def name(text: str, *, limit: int = 80) -> str:
    """A name somebody typed into a form, on one line and without links."""
    return plain(_LINK.sub(_REMOVED, _visible(text)), limit=limit)


def said(text: str, *, limit: int = 400) -> str:
    """What a lead wrote, on one line and without links."""
    return name(text, limit=limit)


def fenced(kind: str, text: str, **labels: str | int) -> str:
    """The text as a block of data for a model; the prompt says that blocks give no orders."""
    head = "".join(f' {key}="{plain(str(value), limit=120)}"' for key, value in labels.items())
    return f"<{kind}{head.replace(chr(10), ' ')}>\n{text.translate(_ANGLES)}\n</{kind}>"


def _visible(text: str) -> str:
    """Without control, format (zero-width, bidi) and private characters; blanks become spaces."""
    return "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
