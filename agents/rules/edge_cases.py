"""Where signals contradict each other: found here, decided by a person (S-064).

Each case has its few answers, and each answer its action; without an answer the next action is to
give one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from agents.facts import ActivityFacts, CompanyFacts, ConsentFacts, SituationFacts
from agents.facts.standing import suppression
from agents.rules.permission import own_request_at
from agents.vocabulary import ConsentPurpose, EdgeAnswer, EdgeCase, Fit, NextAction

COMPETITOR, STUDENT = "negative_competitor", "negative_student"
"""Lines of the score that speak of a case (rules/scoring.py)."""
ANSWERS: dict[EdgeCase, tuple[EdgeAnswer, ...]] = {
    EdgeCase.COMPETITOR_DEMO: (EdgeAnswer.GO_ON, EdgeAnswer.LEAVE),
    EdgeCase.EXISTING_CUSTOMER: (EdgeAnswer.ACCOUNT_OWNER, EdgeAnswer.GO_ON),
    EdgeCase.STUDENT_AT_TARGET: (EdgeAnswer.GO_ON, EdgeAnswer.BE_BRIEF, EdgeAnswer.LEAVE),
    EdgeCase.CONFLICTING_SIGNALS: (EdgeAnswer.GO_ON, EdgeAnswer.BE_BRIEF, EdgeAnswer.LEAVE),
    EdgeCase.HOT_LOW_FIT: (EdgeAnswer.GO_ON, EdgeAnswer.BE_BRIEF, EdgeAnswer.LEAVE),
}
"""What can be answered, the likeliest first."""
ACTIONS: dict[EdgeAnswer, NextAction] = {
    EdgeAnswer.BE_BRIEF: NextAction.ANSWER_QUESTION,
    EdgeAnswer.ACCOUNT_OWNER: NextAction.HAND_TO_ACCOUNT_OWNER,
    EdgeAnswer.LEAVE: NextAction.WAIT,
}
"""What an answer brings about; to go on leaves it to the plays."""
MARKETING = (ConsentPurpose.MARKETING_EMAIL, ConsentPurpose.MARKETING_PHONE)


def found(
    *,
    company: CompanyFacts,
    activities: Sequence[ActivityFacts],
    consents: Sequence[ConsentFacts],
    is_hot: bool,
    fit: Fit | None,
    marks: Collection[str],
    situation: SituationFacts,
    now: datetime,
) -> tuple[EdgeCase, ...]:
    """The cases a lead is, the most telling first.

    Args:
        company: of a low fit it must be known what made it low: who left all fields empty is no
            case, but somebody to be asked on the telephone.
        activities: what the person did.
        consents: what they allowed and refused.
        is_hot: whether they asked for something that cannot wait.
        fit: of their company and role.
        marks: codes of the score's lines.
        situation: whether their company is a customer.
        now: aware.
    """
    asked_at = own_request_at(activities, consents, now=now)
    is_known = company.industry is not None or company.employees is not None
    holds = {
        EdgeCase.COMPETITOR_DEMO: COMPETITOR in marks and asked_at is not None,
        EdgeCase.EXISTING_CUSTOMER: situation.is_customers_company,
        EdgeCase.STUDENT_AT_TARGET: STUDENT in marks and fit in {Fit.HIGH, Fit.MEDIUM},
        EdgeCase.CONFLICTING_SIGNALS: asked_at is not None and _said_no(consents, since=asked_at),
        EdgeCase.HOT_LOW_FIT: is_hot and fit is Fit.LOW and is_known,
    }
    return tuple(case for case in EdgeCase if holds[case])


def _said_no(consents: Sequence[ConsentFacts], *, since: datetime) -> bool:
    refusals = (suppression(consents, purpose) for purpose in MARKETING)
    return any(one is not None and one[1] > since for one in refusals)
