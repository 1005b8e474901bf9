"""The checklist of the hand-over in words (S-074)."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from agents.facts import LeadFacts
from agents.sentences import names
from agents.sentences.decisions import consent
from agents.vocabulary import CheckPoint, LeadField
from agents.words import Words

DONE_SHOWN = 3


def checkpoint(
    w: Words,
    point: CheckPoint,
    lead: LeadFacts,
    *,
    zone: ZoneInfo,
    missing: Sequence[LeadField] = (),
) -> str:
    """A point of the checklist, with what it rests on.

    Args:
        w: the language.
        point: which.
        lead: what is checked.
        zone: whose days are said.
        missing: mandatory fields that are not known (`rules.checklist`).
    """
    if point is CheckPoint.COMPLETE:
        return _complete(w, missing)
    if point is CheckPoint.FIT:
        grade = names.fit(w, lead.fit) if lead.fit is not None else w.t("not known")
        return w.t("Fit: {fit}", fit=grade)
    if point is CheckPoint.CONSENT:
        return w.t("Consent: {said}", said=consent(w, lead, zone=zone))
    return _context(w, lead)


def _complete(w: Words, missing: Sequence[LeadField]) -> str:
    if not missing:
        return w.t("Complete: every mandatory field is known")
    fields = ", ".join(names.lead_field(w, field) for field in missing)
    return w.t("Not complete, this is missing: {fields}", fields=fields)


def _context(w: Words, lead: LeadFacts) -> str:
    """What the person did, the newest first; else that there are words of theirs."""
    done = dict.fromkeys(names.activity(w, one.kind) for one in reversed(lead.activities))
    what = ", ".join(list(done)[:DONE_SHOWN])
    if not what and (lead.message or lead.chat):
        what = w.t("their own words")
    if not what:
        return w.t("No context: nothing the person did or said is known")
    return w.t("Context: {what}", what=what)
