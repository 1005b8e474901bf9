"""What mails are put together from."""

from dataclasses import dataclass

from agents.words import Words
from bot.slack.blocks.text import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A mail as it is read."""

    subject: str
    text: str


def joined(*parts: str) -> str:
    """Paragraphs with a line between them; empty ones are left out."""
    return "\n\n".join(part for part in parts if part) + "\n"


def section(title: str, lines: list[str]) -> str:
    """A heading and what stands under it; nothing without lines."""
    filled = [line for line in lines if line]
    return "\n".join([f"{title}:", *filled]) if filled else ""


def greeting(name: str | None, w: Words) -> str:
    """How a mail begins; None for somebody whose name nobody knows."""
    return w.t("Hello {name},", name=plain(name)) if name else w.t("Hello,")


def repeated(w: Words) -> str:
    """The line of a mail that may have arrived already."""
    return w.t("You may have this mail already: the mail server did not say whether it took it.")
