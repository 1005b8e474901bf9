"""Steps that owe mails to leads themselves: a confirmation, and an honest answer off hours."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import away, opt_in
from agents.rules.permission import may_answer
from agents.vocabulary import Handover, LeadSource, Tier
from bot.effects import (
    PRIORITY_ANSWER,
    PRIORITY_PING,
    AnswerAway,
    ConfirmOptIn,
    lead_mail_lane,
    owing,
)
from bot.workflows.steps.newcomer import Newcomer
from store.models import Lead
from store.outbox import Owing, owe_all
from store.queries import people

ENTERED_BY_US = frozenset({LeadSource.SLACK, LeadSource.CSV})
"""Sources at which a colleague sits, and nobody waits for an answer."""
NOT_TAKEN = (Handover.WAITING, Handover.OFFERED)


def confirmation(lead_id: int, *, on: date, number: int = 0) -> Owing:
    """The mail with the link; one a day by itself, because anybody can fill in a form.

    A second one is better than none: where nobody knows whether it went out, it goes out again.
    """
    return owing(
        ConfirmOptIn(lead_id=lead_id),
        key=f"opt-in:{lead_id}:{on.isoformat()}:{number}",
        lane=lead_mail_lane(lead_id),
        priority=PRIORITY_PING,
    )


def answer(lead_id: int) -> Owing:
    """The honest answer: once a lead, and rather not at all than twice."""
    return owing(
        AnswerAway(lead_id=lead_id),
        key=f"away:{lead_id}",
        lane=lead_mail_lane(lead_id),
        priority=PRIORITY_ANSWER,
    )


def owed_to(
    newcomer: Newcomer,
    *,
    lead_id: int,
    territory: str | None,
    is_hot: bool,
    people: Sequence[PersonFacts],
    policy: SalesPolicy,
    now: datetime,
) -> Iterator[Owing]:
    """What is written to somebody because of what they just sent.

    Whether nobody was there is judged at the moment they came, however late that is read; the
    mail itself says nothing that is not true any more when it goes out.

    Args:
        newcomer: who came, with all they ever said.
        lead_id: their lead.
        territory: whose lead it is; None where nobody is called.
        is_hot: whether it was just handed over as hot.
        people: everybody who works here.
        policy: in force: without a mail server it writes nothing.
        now: aware.
    """
    draft = newcomer.draft
    if draft.contact.email is None or draft.is_test:
        return
    known, said = newcomer.known_consents, draft.consents
    if opt_in.is_to_be_confirmed(said, known, source=draft.source, policy=policy.consent):
        yield confirmation(lead_id, on=now.date())
    came_by_themselves = draft.source not in ENTERED_BY_US
    if policy.consent.away is None or not is_hot or territory is None or not came_by_themselves:
        return
    permission = may_answer(activities=draft.activities, consents=(*known, *said), now=now)
    came_at = min(draft.occurred_at, now)
    answered = away.answered_from(people, territory=territory, policy=policy, at=came_at)
    is_away = answered is not None
    if permission.is_allowed and is_away:
        yield answer(lead_id)


def owe_again(
    session: Session, newcomer: Newcomer, lead: Lead, *, policy: SalesPolicy, now: datetime
) -> None:
    """The same for somebody who had a lead: an answer only where nobody has taken it yet."""
    waits = lead.tier is Tier.HOT and lead.handover in NOT_TAKEN and not lead.is_test
    mails = list(
        owed_to(
            newcomer,
            lead_id=lead.id,
            territory=lead.territory,
            is_hot=waits,
            people=people.everybody(session, with_load=False)
            if waits and policy.consent.away
            else (),
            policy=policy,
            now=now,
        )
    )
    if mails:
        owe_all(session, mails, now=now)
