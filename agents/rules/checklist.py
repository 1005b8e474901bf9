"""The checklist of the hand-over: complete, fit, consent, context (S-074, S-135)."""

from dataclasses import dataclass

from agents.facts import LeadFacts, values
from agents.facts.standing import REFUSED, consent_state
from agents.facts.values import is_said
from agents.policy import SalesPolicy
from agents.vocabulary import CheckPoint, ConsentPurpose, ConsentState, Fit, LeadField


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What holds, what is missing, and what might be put there."""

    points: dict[CheckPoint, bool]
    missing: tuple[LeadField, ...]
    """Mandatory fields without a value, in the policy's order."""
    known: dict[LeadField, str]
    """The mandatory fields that are known."""
    guesses: dict[LeadField, str]
    """For missing ones, what the lead said elsewhere: to be looked at, never to be believed."""

    @property
    def lacks(self) -> tuple[CheckPoint, ...]:
        """The points that do not hold, in their order."""
        return tuple(point for point in CheckPoint if not self.points[point])


def check(lead: LeadFacts, policy: SalesPolicy) -> Checklist:
    """The checklist of a lead as it stands.

    Complete: every mandatory field is known. Fit: high or medium. Consent: the person may be
    contacted, because of their request or an opt-in, and has not said no to an answer. Context:
    something they did or said is known.
    """
    said = values.of_lead(lead)
    required = policy.checklist.required
    known = {field: str(said[field]).strip() for field in required if is_said(said[field])}
    missing = tuple(field for field in required if field not in known)
    guesses = {field: value for field in missing if (value := _guess(lead, field))}
    answer = consent_state(lead.consents, ConsentPurpose.ANSWER_REQUEST)
    mail = consent_state(lead.consents, ConsentPurpose.MARKETING_EMAIL)
    is_open = lead.is_hot or ConsentState.GRANTED in {answer, mail}
    points = {
        CheckPoint.COMPLETE: not missing,
        CheckPoint.FIT: lead.fit in {Fit.HIGH, Fit.MEDIUM},
        CheckPoint.CONSENT: is_open and answer not in REFUSED,
        CheckPoint.CONTEXT: bool(lead.activities or lead.message or lead.chat),
    }
    return Checklist(points=points, missing=missing, known=known, guesses=guesses)


def _guess(lead: LeadFacts, field: LeadField) -> str | None:
    """A company by its domain, a need by what was written."""
    if field is LeadField.COMPANY:
        return lead.company.domain
    if field is LeadField.NEED:
        return lead.message
    return None
