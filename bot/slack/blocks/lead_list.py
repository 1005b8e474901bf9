"""Several waiting leads in one message, as blocks."""

from bot.slack.blocks import kit
from bot.slack.blocks.answer import row
from bot.slack.viewmodels import Block, LeadList


def lead_list(shown: LeadList) -> list[Block]:
    """A headline, a line with a button for each lead, and why they stand together."""
    return [
        kit.header(shown.title_text),
        *map(row, shown.rows),
        kit.context("\n".join(shown.small_print)),
    ]
