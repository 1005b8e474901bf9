"""Steps that weigh anew what a person allows when a colleague corrects their address."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from agents.facts import ConsentFacts
from agents.facts.standing import ANOTHER_ADDRESS, consent_state, suppression
from agents.policy import SalesPolicy
from agents.rules.permission import SPOKEN_OUT
from agents.vocabulary import ConsentPurpose, ConsentState
from bot.workflows.steps import lead_mail, permit
from store import suppressions
from store.models import Consent, Lead
from store.outbox import owe_many
from store.queries import consents

BY_MAIL = (ConsentPurpose.MARKETING_EMAIL, ConsentPurpose.NEWSLETTER)
"""Purposes whose yes only the address itself can prove."""
SAID_YES = (ConsentState.GRANTED, ConsentState.PENDING)
MAILS_A_DAY = 3


def readdressed(
    session: Session, lead: Lead, *, person_id: int, policy: SalesPolicy, now: datetime
) -> None:
    """The contact of the lead has another address from now on.

    What the old one has confirmed proves nothing for the new one, and is asked of it where mail
    to leads is possible; what was refused stays, and goes with the person to the new address.
    """
    session.flush()
    known = consents.of_subject(session, lead.subject_id)
    address = permit.address_hash(session, lead.contact)
    can_ask = address is not None and bool(policy.consent.double_opt_in) and not lead.is_test
    proven = _proven_by(session, lead, address)
    said = list(_unproven(known, proven, can_ask=can_ask, now=now))
    if address is not None:
        listed = suppressions.of_addresses(session, {address}).get(address, ())
        said += [
            replace(one, recorded_at=now)
            for one in listed
            if (suppression(known, one.purpose) or (None,))[0] is not one.state
        ]
        suppressions.add(session, address, list(_spoken_out(known)))
    permit.write(session, lead, said, policy=policy, now=now, person_id=person_id)
    if any(one.state is ConsentState.PENDING for one in said):
        mails = (
            lead_mail.confirmation(lead.id, on=now.date(), number=number)
            for number in range(MAILS_A_DAY + 1)
        )
        any(owe_many(session, [mail], now=now)[0] for mail in mails)
    permit.judge(session, lead.subject_id, policy=policy, now=now, besides={lead.id})


def _proven_by(session: Session, lead: Lead, address: str | None) -> set[ConsentPurpose]:
    """Purposes whose last yes came from this very address."""
    newest = {
        row.purpose: row
        for row in consents.rows(session, lead.subject_id)
        if row.state is ConsentState.GRANTED
    }
    return {one.purpose for one in newest.values() if _is_of(one, address)}


def _is_of(row: Consent, address: str | None) -> bool:
    return address is not None and row.address_hash == address


def _unproven(
    known: Sequence[ConsentFacts],
    proven: set[ConsentPurpose],
    *,
    can_ask: bool,
    now: datetime,
) -> Iterator[ConsentFacts]:
    for purpose in BY_MAIL:
        state = consent_state(known, purpose)
        if state not in SAID_YES or (state is ConsentState.GRANTED and purpose in proven):
            continue
        yes = [one for one in known if one.purpose is purpose and one.state in SAID_YES][-1]
        yield replace(
            yes,
            state=ConsentState.PENDING if can_ask else ConsentState.UNKNOWN,
            source=ANOTHER_ADDRESS,
            basis=None,
            evidence=f"{yes.source}, {yes.recorded_at:%Y-%m-%d %H:%M} UTC",
            recorded_at=now,
        )


def _spoken_out(known: Sequence[ConsentFacts]) -> Iterator[ConsentFacts]:
    """Each purpose's no that somebody said of their own accord, as it stands."""
    for purpose in ConsentPurpose:
        stands = suppression(known, purpose)
        if stands is None or stands[0] not in SPOKEN_OUT:
            continue
        yield next(
            one for one in reversed(known) if one.purpose is purpose and one.state is stands[0]
        )
