"""Modals, as views."""

from bot.slack.blocks import inputs, kit
from bot.slack.ids import BlockId
from bot.slack.viewmodels import Block, Modal, Paragraph


def modal(shown: Modal) -> Block:
    """The whole view, as views.open takes it."""
    blocks = [kit.section(line) for line in shown.intro]
    blocks += [inputs.field(one) for one in shown.inputs]
    for part in shown.paragraphs:
        blocks += _paragraph(part)
    if shown.controls:
        blocks.append(kit.actions(shown.controls, BlockId.CONTROLS))
    blocks += [kit.section_with(line, button) for line, button in shown.rows]
    view: Block = {
        "type": "modal",
        "title": kit.title(shown.title),
        "close": kit.title(shown.close),
        "blocks": blocks,
    }
    if shown.submit is not None:
        view["submit"] = kit.title(shown.submit)
    if shown.callback is not None:
        view["callback_id"] = shown.callback.value
    if shown.metadata:
        view["private_metadata"] = shown.metadata
    return view


def _paragraph(part: Paragraph) -> list[Block]:
    text = "\n".join([f"*{part.title}*", *part.lines])
    blocks = [kit.section(text)]
    if part.fields:
        blocks.append(kit.fields(part.fields))
    if part.note:
        blocks.append(kit.context(part.note))
    return blocks
