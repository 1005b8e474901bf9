"""The checklist of the hand-over, as it is read before a lead is accepted (S-074)."""

from functools import partial
from zoneinfo import ZoneInfo

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
    say = partial(sentences.checkpoint, zone=ZoneInfo(read.zone), missing=found.missing)
    lines = tuple(
        f"{'✅' if found.points[point] else '⚠️'} {text.safe(say(read.w, point, lead), 250)}"
        for point in CheckPoint
    )
    return Paragraph(title=read.w.t("SAL checklist"), lines=lines)
