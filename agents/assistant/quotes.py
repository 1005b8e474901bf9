"""A playbook section as it is quoted: the sentence to say, and the section's own words."""

import re

from agents.answers import Source
from agents.assistant.untrusted import plain
from agents.facts import Passage

LONGEST_TEXT = 600
LONGEST_QUOTE = 1_500

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|`+)(.+?)\1")
_LIGHT = re.compile(r"(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


def source(passage: Passage) -> Source:
    """Where the sentence comes from, with the section's words."""
    return Source(
        section_id=passage.section_id,
        title=plain(passage.title, limit=200),
        heading=plain(passage.heading, limit=200),
        path=passage.path,
        owner=None if passage.owner is None else plain(passage.owner, limit=100),
        reviewed_on=None if passage.reviewed_on is None else passage.reviewed_on.isoformat(),
        quote=without_markup(passage.text, limit=LONGEST_QUOTE),
    )


def to_say(passage: Passage) -> str:
    """The sentence to say: the section's quotation, or else its first paragraph with its list."""
    blocks = [block for block in re.split(r"\n\s*\n", passage.text.strip()) if block.strip()]
    for block in blocks:
        if block.lstrip().startswith(">"):
            return without_markup(block, limit=LONGEST_TEXT)
    first = blocks[0] if blocks else passage.heading
    if first.rstrip().endswith(":") and len(blocks) > 1:
        first = f"{first}\n{blocks[1]}"
    return without_markup(first, limit=LONGEST_TEXT)


def without_markup(text: str, *, limit: int) -> str:
    """Markdown as plain words; a list keeps its lines."""
    lines = [line.lstrip().removeprefix(">").strip() for line in text.splitlines()]
    bare = "\n".join(_BULLET.sub("• ", line).lstrip("# ") for line in lines)
    bare = _LINK.sub(r"\1", bare)
    bare = _LIGHT.sub(r"\2", _EMPHASIS.sub(r"\2", bare))
    return re.sub(r"\n{3,}", "\n\n", plain(bare, limit=limit, keeps_lines=True))
