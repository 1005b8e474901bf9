"""On which channel a person may be contacted, and on which legal basis (S-035, S-067, S-100).

A suppression (a no, a withdrawal, an objection) holds until the same purpose is granted later; a
double opt-in that is still open changes nothing. Suppressions are looked at first, so that none
of them can ever turn a no into a yes (a property test).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.decisions import Permission
from agents.facts import ActivityFacts, ConsentFacts
from agents.facts.standing import REFUSED, SUPPRESSIONS, consent_state, suppression
from agents.policy import WEIGHABLE, ConsentPolicy
from agents.vocabulary import (
    ActivityKind,
    Channel,
    ConsentPurpose,
    ConsentState,
    LegalBasis,
    NextAction,
    PermissionCode,
)

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
SPOKEN_OUT = REFUSED - {ConsentState.DENIED}
"""Somebody turned to us in order to say no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """What opens a channel, and what locks it."""

    purposes: tuple[ConsentPurpose, ...]
    """Each that is granted opens it, each that is suppressed locks it; the first is asked for."""
    answers: bool = False
    """Whether the person's own request may be answered on it."""
    request_yields: bool = False
    """Whether a suppression that somebody spoke out locks it even for their own request."""
    weighs_later_no: bool = False
    """The same, but only for what was said after the request."""
    to_customers: bool = False
    """Whether UWG § 7 Abs. 3 may open it."""


MAIL, CALLS = ConsentPurpose.MARKETING_EMAIL, ConsentPurpose.MARKETING_PHONE
WAYS = {
    Channel.EMAIL: _Way(purposes=(MAIL,), answers=True, request_yields=True, to_customers=True),
    Channel.PHONE: _Way(purposes=(CALLS,), answers=True, weighs_later_no=True),
    Channel.LINKEDIN: _Way(purposes=(ConsentPurpose.LINKEDIN,)),
    Channel.DEMO: _Way(purposes=(MAIL,), answers=True),
    Channel.NEWSLETTER: _Way(purposes=(ConsentPurpose.NEWSLETTER,), to_customers=True),
    Channel.POST: _Way(purposes=(ConsentPurpose.POST,)),
}
BY_ACTION = {
    NextAction.CALL: Channel.PHONE,
    NextAction.SEND_CASE_STUDY: Channel.EMAIL,
    NextAction.BOOK_DEMO: Channel.DEMO,
    NextAction.SEND_EMAIL: Channel.EMAIL,
    NextAction.CONNECT_LINKEDIN: Channel.LINKEDIN,
    NextAction.INVITE_EVENT: Channel.EMAIL,
}
"""Actions that need a channel to the person; the others stay in the house or answer a request."""
ADVERTISES = frozenset({NextAction.INVITE_EVENT, NextAction.SEND_CASE_STUDY})
"""Actions that answer nobody's request: only a consent of their own opens the channel."""
NOBODY_WEIGHED = ConsentPolicy()


def own_request_at(
    activities: Sequence[ActivityFacts], consents: Sequence[ConsentFacts], *, now: datetime
) -> datetime | None:
    """When the person last asked to be answered; None where not in the last 30 days, or no more."""
    if suppression(consents, ConsentPurpose.ANSWER_REQUEST) is not None:
        return None
    asked = (
        activity.occurred_at
        for activity in activities
        if activity.kind in OWN_REQUESTS and now - activity.occurred_at <= REQUEST_LASTS
    )
    return max(asked, default=None)


def may_use(
    channel: Channel,
    *,
    activities: Sequence[ActivityFacts],
    consents: Sequence[ConsentFacts],
    now: datetime,
    policy: ConsentPolicy = NOBODY_WEIGHED,
    is_customer: bool = False,
) -> Permission:
    """Whether a person may be contacted on a channel now.

    In this order: what somebody spoke out locks; their own request of the last 30 days may be
    answered; any other no locks; a consent opens; an existing customer may get mail; a balancing
    test opens a call or a letter (UWG § 7 Abs. 2 Nr. 1, GDPR Art. 6(1)(f)).

    Args:
        channel: the way that somebody would take.
        activities: what the person did.
        consents: what they allowed and refused.
        now: aware.
        policy: balancing tests; without it nothing was weighed.
        is_customer: whether the person has bought from us; their company is not enough.
    """
    way = WAYS[channel]
    refused = _refusal(way, consents)
    asked_at = own_request_at(activities, consents, now=now) if way.answers else None
    if asked_at is not None and not _locks_request(way, refused, asked_at):
        return _yes(ConsentPurpose.ANSWER_REQUEST, LegalBasis.OWN_REQUEST)
    if refused is not None:
        purpose, state, _ = refused
        return Permission(is_allowed=False, code=PermissionCode(state), purpose=purpose)
    states = {purpose: consent_state(consents, purpose) for purpose in way.purposes}
    for purpose, state in states.items():
        if state is ConsentState.GRANTED:
            return _yes(purpose, LegalBasis.CONSENT)
    return _without_consent(channel, way, states.values(), policy, is_customer, now=now)


def may_answer(
    *, activities: Sequence[ActivityFacts], consents: Sequence[ConsentFacts], now: datetime
) -> Permission:
    """Whether the person's own request may be answered by mail, and with nothing else in it.

    Unlike a mail with content of ours, that is no advertising: only who took the request back is
    left alone.
    """
    purpose = ConsentPurpose.ANSWER_REQUEST
    refused = suppression(consents, purpose)
    if refused is not None:
        return Permission(is_allowed=False, code=PermissionCode(refused[0]), purpose=purpose)
    if own_request_at(activities, consents, now=now) is None:
        return Permission(is_allowed=False, code=PermissionCode.NO_CONSENT, purpose=purpose)
    return _yes(purpose, LegalBasis.OWN_REQUEST)


def may_act(
    action: NextAction,
    *,
    activities: Sequence[ActivityFacts],
    consents: Sequence[ConsentFacts],
    now: datetime,
    policy: ConsentPolicy = NOBODY_WEIGHED,
    is_customer: bool = False,
) -> Permission | None:
    """Whether an action towards the person is allowed; None where it needs no permission."""
    if action is NextAction.ANSWER_QUESTION:
        return may_answer(activities=activities, consents=consents, now=now)
    channel = BY_ACTION.get(action)
    if channel is None:
        return None
    return may_use(
        channel,
        activities=() if action in ADVERTISES else activities,
        consents=consents,
        now=now,
        policy=policy,
        is_customer=is_customer,
    )


Refusal = tuple[ConsentPurpose, ConsentState, datetime]


def _refusal(way: _Way, consents: Sequence[ConsentFacts]) -> Refusal | None:
    """The strongest no of the way's purposes, with the moment of the latest."""
    found = [
        (purpose, *refused)
        for purpose in way.purposes
        if (refused := suppression(consents, purpose)) is not None
    ]
    if not found:
        return None
    purpose, state, _ = max(found, key=lambda one: SUPPRESSIONS.index(one[1]))
    return purpose, state, max(said_at for _, _, said_at in found)


def _locks_request(way: _Way, refused: Refusal | None, asked_at: datetime) -> bool:
    if refused is None or refused[1] not in SPOKEN_OUT:
        return False
    return way.request_yields or (way.weighs_later_no and refused[2] >= asked_at)


def _without_consent(
    channel: Channel,
    way: _Way,
    states: Collection[ConsentState],
    policy: ConsentPolicy,
    is_customer: bool,
    *,
    now: datetime,
) -> Permission:
    purpose = way.purposes[0]
    if way.to_customers and is_customer and policy.existing_customers:
        return _yes(purpose, LegalBasis.EXISTING_CUSTOMER)
    if any(test.allows(channel, on=now.date()) for test in policy.interests):
        return _yes(purpose, LegalBasis.LEGITIMATE_INTEREST)
    if ConsentState.PENDING in states:
        code = PermissionCode.PENDING
    elif channel in WEIGHABLE:
        code = PermissionCode.NOT_WEIGHED
    else:
        code = PermissionCode.NO_CONSENT
    return Permission(is_allowed=False, code=code, purpose=purpose)


def _yes(purpose: ConsentPurpose, basis: LegalBasis) -> Permission:
    return Permission(
        is_allowed=True, code=PermissionCode(basis.value), basis=basis, purpose=purpose
    )
