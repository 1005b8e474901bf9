"""Answers to questions: the words, then what they stand on."""

from datetime import datetime

from agents import sentences
from agents.answers import Answer, AnswerKind, ShownFigure, ShownLead, Source
from agents.vocabulary import Language, Metric
from agents.words import Words, in_language
from bot.slack.blocks import answer as answer_blocks
from bot.slack.blocks import kit, text
from bot.slack.ids import ActionId
from bot.slack.present.common import SLACK, message_link
from bot.slack.viewmodels import AnswerView, Button, LeadRow, Message, ShownPassage, Spoken
from bot.slack.viewmodels import ShownFigure as FigureView

SHARES = (1.0, 0.5, 0.2, 0.05)
"""How much room an answer's parts get, from generous to the least."""
FIGURES_SHOWN = 6
LEADS_SHOWN = 12
PASSAGES_SHOWN = 3
PARTS_SHOWN = 10
ROWS_SHOWN = 15


def answer(shown: Answer, *, language: Language, site: str = SLACK) -> Message:
    """An answer; every number and every quote in it comes from its parts."""
    w = in_language(language)
    blocks = []
    for share in SHARES:
        blocks = answer_blocks.answer(_view(shown, w, site=site, share=share))
        if kit.fits(blocks):
            break
    return Message(text=text.safe(shown.text, 500) or "–", blocks=blocks)


def _view(shown: Answer, w: Words, *, site: str, share: float) -> AnswerView:
    def some(most: int) -> int:
        return max(1, int(most * share))

    return AnswerView(
        line=text.escape(text.spoken(shown.text, some(2000)).translate(text.HARMLESS)) or "–",
        figures=tuple(_figure(one, w) for one in shown.figures[: some(FIGURES_SHOWN)]),
        passages=tuple(
            _passage(one, w, share=share) for one in shown.sources[: some(PASSAGES_SHOWN)]
        ),
        rows=tuple(_lead(one, w, site) for one in shown.leads[: some(LEADS_SHOWN)]),
        footer=_footer(shown, w),
    )


def _figure(shown: ShownFigure, w: Words) -> FigureView:
    proof = [w.t("n = {n}", n=w.number(shown.n)), w.t("as of {when}", when=_as_of(shown, w))]
    if shown.row_ids:
        some = ", ".join(text.safe(row, 30) for row in shown.row_ids[:ROWS_SHOWN])
        more = len(shown.row_ids) - ROWS_SHOWN
        listed = f"{some} …" if more > 0 else some
        proof.append(w.t("rows: {rows}", rows=listed))
    group = f" · {text.safe(shown.group, 60)}" if shown.group else ""
    return FigureView(
        title=f"{_metric(shown.metric, w)}{group}",
        value=text.safe(shown.value, 200),
        definition=text.safe(shown.definition, 400),
        parts=tuple(
            (text.safe(label, 60), text.safe(value, 120))
            for label, value in shown.parts[:PARTS_SHOWN]
        ),
        proof=" · ".join(proof),
    )


def _metric(name: str, w: Words) -> str:
    """The figure's name; one that an older version kept is shown as it is."""
    known = name in set(Metric)
    return sentences.metric(w, Metric(name)) if known else text.safe(name, 80)


def _as_of(shown: ShownFigure, w: Words) -> str:
    try:
        moment = datetime.fromisoformat(shown.as_of)
    except ValueError:
        return text.safe(shown.as_of)
    return text.moment(moment, "{date_short_pretty}, {time}", w.moment(moment, "UTC") + " UTC")


def _passage(shown: Source, w: Words, *, share: float) -> ShownPassage:
    parts = [f"📖 *{text.safe(shown.title, 80)}* › {text.safe(shown.heading, 80)}"]
    if shown.owner:
        parts.append(w.t("kept by {owner}", owner=text.safe(shown.owner, 60)))
    if shown.reviewed_on:
        parts.append(w.t("reviewed on {day}", day=text.safe(_day(shown.reviewed_on, w), 20)))
    parts.append(text.safe(shown.path, 100))
    quote = Spoken(text=text.spoken(shown.quote, int(1500 * share)) or "–")
    return ShownPassage(quote=quote, source=" · ".join(parts))


def _day(iso: str, w: Words) -> str:
    try:
        return w.day(datetime.fromisoformat(iso).date())
    except ValueError:
        return iso


def _lead(shown: ShownLead, w: Words, site: str) -> LeadRow:
    url = message_link(shown.channel, shown.ts, site)
    link = Button(action=ActionId.OPEN_LINK, label=w.t("To the card"), url=url) if url else None
    return LeadRow(line=text.safe(shown.line, 200) or "–", link=link)


def _footer(shown: Answer, w: Words) -> str | None:
    if shown.kind is AnswerKind.NOT_IN_PLAYBOOK:
        return w.t("I only answer from the playbooks and the team's own data, so I do not guess.")
    by_model = (
        w.t("Worded by a language model; figures and quotes come from your own data.")
        if shown.by_model
        else None
    )
    note = text.safe(shown.note, 200) if shown.note else None
    return " · ".join(one for one in (note, by_model) if one) or None
