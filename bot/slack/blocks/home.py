"""The start page, as blocks."""

from bot.slack.blocks import kit
from bot.slack.blocks.answer import row
from bot.slack.ids import BlockId
from bot.slack.viewmodels import Block, Home, HomeSection


def home(shown: Home) -> Block:
    """The whole view, as views.publish takes it."""
    blocks = [kit.header(shown.greeting_text), kit.section(shown.lead)]
    if shown.counts:
        blocks.append(kit.fields(shown.counts))
    if shown.controls:
        key = f":{shown.control_key}" if shown.control_key else ""
        blocks.append(kit.actions(shown.controls, f"{BlockId.CONTROLS}{key}"))
    for part in shown.sections:
        blocks += _section(part)
    if shown.help:
        blocks += [kit.divider(), kit.section(shown.help)]
    return {"type": "home", "blocks": blocks}


def _section(part: HomeSection) -> list[Block]:
    blocks = [kit.divider(), kit.header(part.title_text)]
    blocks += [row(one) for one in part.rows] or [kit.section(part.empty)]
    if part.more:
        blocks.append(kit.context(part.more))
    return blocks
