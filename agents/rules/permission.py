"""What a person has allowed, and which consent a next action would need (S-067, S-100)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.facts import ActivityFacts, ConsentFacts
from agents.vocabulary import ActivityKind, ConsentPurpose, ConsentState, NextAction

OWN_REQUESTS = frozenset(
    {
        ActivityKind.CONTACT_REQUEST,
        ActivityKind.DEMO_REQUEST,
        ActivityKind.PRICE_REQUEST,
    }
)
"""Activities by which a person asks to be answered."""
REQUEST_LASTS = timedelta(days=30)
"""How long an own request may be answered without any other consent."""
REFUSED = frozenset({ConsentState.DENIED, ConsentState.WITHDRAWN})


def consent_state(consents: Sequence[ConsentFacts], purpose: ConsentPurpose) -> ConsentState:
    """The newest state of a purpose; UNKNOWN where nothing is recorded."""
    newest = ConsentState.UNKNOWN
    newest_at: datetime | None = None
    for consent in consents:
        if consent.purpose is purpose and (newest_at is None or consent.recorded_at >= newest_at):
            newest, newest_at = consent.state, consent.recorded_at
    return newest


def has_own_request(
    activities: Sequence[ActivityFacts], consents: Sequence[ConsentFacts], *, now: datetime
) -> bool:
    """Whether the person asked to be answered in the last 30 days and has not taken it back."""
    if consent_state(consents, ConsentPurpose.ANSWER_REQUEST) in REFUSED:
        return False
    return any(
        activity.kind in OWN_REQUESTS and now - activity.occurred_at <= REQUEST_LASTS
        for activity in activities
    )


def missing_consent(
    action: NextAction,
    *,
    activities: Sequence[ActivityFacts],
    consents: Sequence[ConsentFacts],
    now: datetime,
) -> ConsentPurpose | None:
    """The consent an action lacks, or None where it is allowed.

    Answering the person's own request of the last 30 days needs none. Without one, a case study
    and a demo invitation are marketing mail and need the opt-in; a call is refused only where
    the person said no to calls, as a business that left its number may be presumed to agree
    (UWG § 7 Abs. 2 Nr. 1). A withdrawn opt-in locks case studies even then.
    """
    mail = consent_state(consents, ConsentPurpose.MARKETING_EMAIL)
    if action is NextAction.SEND_CASE_STUDY and mail is ConsentState.WITHDRAWN:
        return ConsentPurpose.MARKETING_EMAIL
    if has_own_request(activities, consents, now=now):
        return None
    if action is NextAction.CALL:
        phone = consent_state(consents, ConsentPurpose.MARKETING_PHONE)
        return ConsentPurpose.MARKETING_PHONE if phone in REFUSED else None
    return None if mail is ConsentState.GRANTED else ConsentPurpose.MARKETING_EMAIL
