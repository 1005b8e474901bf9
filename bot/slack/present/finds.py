"""Leads that somebody looked for or made."""

from collections.abc import Sequence
from datetime import datetime

from agents import sentences
from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language
from agents.words import in_language
from bot.slack.blocks import answer as answer_blocks
from bot.slack.blocks import text
from bot.slack.ids import ActionId
from bot.slack.metadata import LeadRef
from bot.slack.present.common import SLACK, Reading, card_link, headline, reading
from bot.slack.present.controls import correct_label
from bot.slack.viewmodels import AnswerView, Button, LeadRow, Message


def found_leads(
    leads: Sequence[LeadFacts],
    *,
    wanted: str,
    people: dict[int, PersonFacts],
    policy: SalesPolicy,
    language: Language,
    now: datetime,
    site: str = SLACK,
) -> Message:
    """The leads with a way to each card, newest first."""
    w = in_language(language)
    sought = text.safe(wanted, 80)
    heading = (
        w.n(
            "{count} lead for “{wanted}”",
            "{count} leads for “{wanted}”",
            len(leads),
            wanted=sought,
        )
        if leads
        else w.t("I find no lead for “{wanted}” that you may see.", wanted=sought)
    )
    rows = [
        _row(lead, reading(lead, people, policy=policy, language=language, now=now), site=site)
        for lead in leads
    ]
    controls: tuple[Button, ...] = ()
    if len(leads) == 1:
        (only,) = leads
        read = reading(only, people, policy=policy, language=language, now=now)
        controls = _acts(only, read)
    shown = AnswerView(line=heading, rows=tuple(rows), controls=controls)
    blocks = answer_blocks.answer(shown)
    return Message(text=heading, blocks=blocks)


def _row(lead: LeadFacts, read: Reading, *, site: str) -> LeadRow:
    w = read.w
    parts = [sentences.stage(w, lead.stage), sentences.handover(w, lead.handover)]
    if lead.owner_id is not None:
        parts.append(read.name(lead.owner_id))
    parts.append(read.day(lead.created_at))
    mark = "🔥 " if lead.is_hot else ""
    test = w.t("[Test] ") if lead.is_test else ""
    url = card_link(lead, site)
    link = Button(action=ActionId.OPEN_LINK, label=w.t("To the card"), url=url) if url else None
    title = text.safe(headline(lead, w), 130)
    return LeadRow(line=f"{mark}*{test}#{lead.id} {title}*\n{' · '.join(parts)}", link=link)


def _acts(lead: LeadFacts, read: Reading) -> tuple[Button, ...]:
    """What is done with the one lead that was meant, without the way to its card."""
    ref = LeadRef(lead_id=lead.id).model_dump_json()
    why = Button(action=ActionId.WHY, label=read.w.t("Why?"), value=ref)
    label = correct_label(lead, read)
    if label is None:
        return (why,)
    return (Button(action=ActionId.CORRECT, label=label, value=ref), why)


def lead_made(lead: LeadFacts, *, is_new: bool, language: Language) -> str:
    """What became of a form that was sent."""
    w = in_language(language)
    name = f"#{lead.id} {headline(lead, w)}"
    if is_new:
        return w.t("Created: {lead}. Its card stands in the team's channel.", lead=name)
    return w.t("Added to the lead that is there already: {lead}.", lead=name)
