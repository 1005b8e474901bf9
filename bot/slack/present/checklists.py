"""The checklist of the hand-over, as it is read before a lead is accepted (S-074)."""

from agents import sentences
from agents.facts import LeadFacts
from agents.rules import checklist
from agents.vocabulary import CheckPoint
from bot.slack.blocks import text
from bot.slack.present.common import Reading
from bot.slack.viewmodels import Paragraph


def points(lead: LeadFacts, read: Reading) -> Paragraph:
    """Complete, fit, consent, context: each with what it rests on."""
    found = checklist.check(lead, read.policy)
    lines = tuple(
        f"{'✅' if found.points[point] else '⚠️'} "
        f"{text.safe(sentences.checkpoint(read.w, point, lead, missing=found.missing), 250)}"
        for point in CheckPoint
    )
    return Paragraph(title=read.w.t("SAL checklist"), lines=lines)
