"""The living card and its thread replies, as blocks."""

from bot.slack.blocks import kit
from bot.slack.ids import BlockId
from bot.slack.viewmodels import Block, LeadCard, Ping


def lead_card(card: LeadCard) -> list[Block]:
    """The card, top to bottom: who, what to do until when, why, what was said, buttons."""
    blocks = [kit.header(card.title_text), *map(kit.section, card.paragraphs)]
    if card.fields:
        blocks.append(kit.fields(card.fields))
    if card.quote is not None:
        blocks.append(kit.quotation(card.quote))
    if card.chat:
        blocks += [kit.context(card.chat_title), kit.quotation(*card.chat)]
    if card.history:
        blocks.append(kit.context(card.history))
    for number, row in enumerate(card.control_rows):
        blocks.append(kit.actions(row, f"{BlockId.CONTROLS}:{number}:{card.control_key}"))
    if card.small_print:
        blocks.append(kit.context("\n".join(card.small_print)))
    return blocks


def ping(shown: Ping) -> list[Block]:
    """A thread reply: who is asked, what is true, and the buttons that fix it."""
    blocks = [kit.section(shown.line)]
    if shown.detail:
        blocks.append(kit.context(shown.detail))
    if shown.controls:
        blocks.append(kit.actions(shown.controls, BlockId.CONTROLS))
    return blocks
