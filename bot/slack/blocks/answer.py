"""An answer to a question, as blocks."""

from bot.slack.blocks import kit
from bot.slack.ids import BlockId
from bot.slack.viewmodels import AnswerView, Block, LeadRow, ShownFigure, ShownPassage


def answer(shown: AnswerView) -> list[Block]:
    """The words first, then the figures, passages or leads they stand on."""
    blocks = [kit.section(shown.line)]
    for one in shown.figures:
        blocks += _figure(one)
    for passage in shown.passages:
        blocks += _passage(passage)
    blocks += [row(one) for one in shown.rows]
    if shown.controls:
        blocks.append(kit.actions(shown.controls, BlockId.CONTROLS))
    if shown.footer:
        blocks.append(kit.context(shown.footer))
    return blocks


def row(shown: LeadRow) -> Block:
    """A lead in a list, with the way to its card where there is one."""
    if shown.link is None:
        return kit.section(shown.line)
    return kit.section_with(shown.line, shown.link)


def _figure(shown: ShownFigure) -> list[Block]:
    blocks = [kit.divider(), kit.section(f"*{shown.title}*\n{shown.value}")]
    if shown.parts:
        blocks.append(kit.fields(shown.parts))
    small = [part for part in (shown.definition, shown.proof) if part]
    return [*blocks, kit.context(*small)] if small else blocks


def _passage(shown: ShownPassage) -> list[Block]:
    return [kit.quotation(shown.quote), kit.context(shown.source)]
