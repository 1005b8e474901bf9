"""What people allow and refuse: by the link in a mail, by a colleague, or by the command line."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.facts import ConsentFacts, LeadFacts, PersonFacts
from agents.facts.standing import REFUSED, consent_state, suppression
from agents.policy import SalesPolicy
from agents.rules import matching, opt_in
from agents.rules.opt_in import MARKETING
from agents.vocabulary import ConsentPurpose, ConsentState, Language, LeadField, LegalBasis
from bot.deps import Deps
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, lead_mail, permit
from store import consent_texts, suppressions
from store.locks import wait_for_the_book
from store.models import Audit, Contact, Lead
from store.outbox import owe_many
from store.queries import consents, known, leads
from store.session import Store

CONFIRMED_BY_LINK = "double_opt_in"
PREFERENCES = "preferences"
ONE_CLICK = "one_click"
NOTED = "slack"
COMMAND = "command"
"""Where a word was said: values of `consent.source`, worded in agents/sentences/permissions.py."""
MOST_MAILS_A_DAY = 3
"""Confirmations asked for anew, for one lead and day."""


CORRECTED = "corrected"
"""The audit's word for a field that a colleague has corrected."""
OBJECTION = {purpose: ConsentState.OBJECTED for purpose in ConsentPurpose if purpose in MARKETING}
"""No marketing on any channel (GDPR Art. 21(2)); what the person asked may be answered."""
ALL_OFF = {**OBJECTION, ConsentPurpose.ANSWER_REQUEST: ConsentState.WITHDRAWN}
"""No marketing, and no more answer to what was asked before."""


NO_MAIL = {
    ConsentPurpose.MARKETING_EMAIL: ConsentState.WITHDRAWN,
    ConsentPurpose.NEWSLETTER: ConsentState.WITHDRAWN,
}
NO_CALLS = {ConsentPurpose.MARKETING_PHONE: ConsentState.OBJECTED}


class Confirmed(StrEnum):
    """What a confirmation came to."""

    NOW = "now"
    ALREADY = "already"
    NOTHING = "nothing"
    """There is nothing to confirm: it was withdrawn meanwhile, or never asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands, for their own page."""

    lead_id: int
    language: Language
    address: str | None
    """Masked: whoever looks over a shoulder learns nothing."""
    states: Mapping[ConsentPurpose, ConsentState]
    topics: tuple[str, ...] | None
    waits: tuple[ConsentPurpose, ...]
    wordings: tuple[str, ...]
    """What is to be confirmed, word for word."""
    address_since: datetime | None = None
    """Since when they have this address; None: nobody has corrected it."""

    def allows(self, purpose: ConsentPurpose) -> bool:
        """Whether it is granted."""
        return self.states[purpose] is ConsentState.GRANTED

    def refuses(self, purpose: ConsentPurpose) -> bool:
        """Whether somebody said no to it."""
        return self.states[purpose] in REFUSED


def keep_texts(store: Store, policy: SalesPolicy, *, now: datetime) -> None:
    """Keeps every text of the policy word for word, so that a proof can be read years later."""
    texts = {
        (version, language): text
        for version, by_language in policy.consent.texts.items()
        for language, text in by_language.items()
    }
    for language, text in policy.chat.consent_text.items():
        texts[policy.chat.consent_version, language] = text
    with store.begin() as session:
        consent_texts.keep(session, texts, now=now)


def standing(deps: Deps, lead_id: int) -> Standing | None:
    """Where the person behind a lead stands; None where their data is gone."""
    with deps.store.read() as session:
        found = session.get(Lead, lead_id)
        survivor = leads.survivor(session, found).id if found is not None else 0
        lead = leads.get(session, survivor)
        if lead is None:
            return None
        since = _address_since(session, lead.subject_id)
        return replace(_standing(lead, deps.policy), address_since=since)


@settles_races
def confirm(deps: Deps, lead_id: int) -> Confirmed:
    """The address has confirmed what was asked with it; a second time changes nothing."""
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        lead = _theirs(session, lead_id)
        if lead is None:
            return Confirmed.NOTHING
        asked = _open(leads.facts(lead).consents)
        if not asked:
            granted = _standing(leads.facts(lead), deps.policy).allows(
                ConsentPurpose.MARKETING_EMAIL
            )
            return Confirmed.ALREADY if granted else Confirmed.NOTHING
        said = [
            ConsentFacts(
                purpose=one.purpose,
                state=ConsentState.GRANTED,
                source=CONFIRMED_BY_LINK,
                text_version=one.text_version,
                text_hash=one.text_hash,
                basis=LegalBasis.CONSENT,
                evidence=f"{one.source}, {one.recorded_at:%Y-%m-%d %H:%M} UTC",
                recorded_at=now,
            )
            for one in asked
        ]
        permit.say(session, lead, said, policy=deps.policy, now=now)
    return Confirmed.NOW


def send_again(deps: Deps, lead_id: int) -> bool:
    """Owes the mail with the link anew; False when that was done too often today, or is over."""
    now = deps.clock()
    with deps.store.begin() as session:
        lead = _theirs(session, lead_id)
        if lead is None or not opt_in.waits(leads.facts(lead).consents):
            return False
        mails = (
            lead_mail.confirmation(lead.id, on=now.date(), number=number)
            for number in range(1, MOST_MAILS_A_DAY + 1)
        )
        is_owed = any(owe_many(session, [mail], now=now)[0] for mail in mails)
    if is_owed:
        deps.wake.set()
    return is_owed


@settles_races
def choose(
    deps: Deps,
    lead_id: int,
    *,
    allowed: Collection[ConsentPurpose],
    topics: Collection[str],
    language: Language,
    may_agree: bool = True,
) -> Standing | None:
    """What somebody chose on their own page; what they leave as it is, is not written again.

    Args:
        deps: the bot's parts.
        lead_id: whose page it is.
        allowed: purposes that are ticked.
        topics: ids of topics that are ticked.
        language: in which they read the page.
        may_agree: False where the link went to an address that they have no more: whoever reads
            there can refuse for them, and not agree.

    Raises:
        Refusal: when somebody else changed the same lead, again and again.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        lead = _theirs(session, lead_id)
        if lead is None:
            return None
        before = _standing(leads.facts(lead), deps.policy)
        said = [
            one
            for one in _chosen(before, allowed, deps.policy, language=language, now=now)
            if may_agree or one.state is not ConsentState.GRANTED
        ]
        has_news = _hear_about(lead.contact, topics, deps.policy)
        permit.say(session, lead, said, policy=deps.policy, now=now)
        if has_news and not said:
            permit.judge(session, lead.subject_id, policy=deps.policy, now=now)
    return standing(deps, lead_id)


@settles_races
def refuse(
    deps: Deps,
    lead_id: int,
    wanted: Mapping[ConsentPurpose, ConsentState],
    *,
    source: str,
    person: PersonFacts | None = None,
    evidence: str | None = None,
) -> LeadFacts | None:
    """An objection or a withdrawal, by purpose; it acts at once. None where the data is gone.

    Said twice it is written once: the first time counts.

    Raises:
        Refusal: when somebody else changed the same lead, again and again.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        lead = _theirs(session, lead_id)
        if lead is None:
            return None
        before = leads.facts(lead).consents
        said = [
            ConsentFacts(
                purpose=purpose, state=state, source=source, evidence=evidence, recorded_at=now
            )
            for purpose, state in wanted.items()
            if (suppression(before, purpose) or (None,))[0] is not state
        ]
        person_id = person.id if person is not None else None
        permit.say(session, lead, said, policy=deps.policy, now=now, person_id=person_id)
        return act.after(session, lead, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Everything that is kept about what an address said."""

    consents: tuple[ConsentFacts, ...]
    texts: tuple[str, ...]
    """What was agreed to, word for word."""
    suppressed: tuple[ConsentPurpose, ...]


def of_address(deps: Deps, email: str) -> Recorded:
    """What an address said; nothing where nobody here has it."""
    key = matching.email_key(email)
    with deps.store.read() as session:
        said = tuple(
            one
            for contact_id in _holders(session, email)
            for one in consents.of_subject(
                session, session.get_one(Contact, contact_id).subject_id
            )
        )
        shown = {one.text_hash for one in said if one.text_hash is not None}
        texts = consent_texts.of(session, shown)
        hashed = suppressions.known_hash(session, key)
        refused = suppressions.of_addresses(session, {hashed} if hashed else ())
    purposes = tuple(one.purpose for one in refused.get(hashed or "", ()))
    return Recorded(consents=said, texts=tuple(sorted(texts.values())), suppressed=purposes)


def refuse_address(
    deps: Deps,
    email: str,
    wanted: Mapping[ConsentPurpose, ConsentState],
    *,
    evidence: str | None = None,
) -> bool:
    """A no of an address, for all who have it; False where nobody has: then only the list knows it.

    Raises:
        Refusal: when somebody else changed the same lead, again and again.
    """
    now, key = deps.clock(), matching.email_key(email)
    with deps.store.begin() as session:
        newest = session.scalars(
            select(func.max(Lead.id))
            .where(Lead.contact_id.in_(_holders(session, email)))
            .group_by(Lead.contact_id)
        ).all()
        if not newest:
            said = [
                ConsentFacts(purpose=purpose, state=state, source=COMMAND, recorded_at=now)
                for purpose, state in wanted.items()
            ]
            suppressions.add(session, suppressions.hasher(session).of(key), said)
            return False
    said_by = [
        refuse(deps, lead_id, wanted, source=COMMAND, evidence=evidence)
        for lead_id in sorted(newest)
    ]
    return any(one is not None for one in said_by)


def _hear_about(contact: Contact | None, topics: Collection[str], policy: SalesPolicy) -> bool:
    """Keeps what they want to hear about, all of it as None; whether it is another choice."""
    if contact is None or not policy.consent.topics:
        return False
    before = contact.topics
    chosen = [topic for topic in policy.consent.topics if topic in topics]
    contact.topics = chosen if len(chosen) < len(policy.consent.topics) else None
    return contact.topics != before


def _address_since(session: Session, subject_id: str) -> datetime | None:
    """The last correction of the address, whichever of the person's leads it was made on."""
    corrected = session.execute(
        select(Audit.happened_at, Audit.params)
        .join(Lead, Audit.lead_id == Lead.id)
        .where(Lead.subject_id == subject_id, Audit.event == CORRECTED)
    )
    moments = (at for at, params in corrected if params.get("field") == LeadField.EMAIL)
    return max(moments, default=None)


def _holders(session: Session, email: str) -> list[int]:
    """Contacts who have the address; of a team's mailbox all who write from it."""
    return sorted(set(known.persons_at(session, [email]).values()))


def _theirs(session: Session, lead_id: int) -> Lead | None:
    """The row of the lead, or the one it was merged into, locked."""
    found = session.get(Lead, lead_id)
    return leads.row(session, leads.survivor(session, found).id) if found is not None else None


def _open(given: Sequence[ConsentFacts]) -> list[ConsentFacts]:
    """The newest question of each purpose that waits for its confirmation."""
    waiting = {
        one.purpose: one
        for one in given
        if one.state is ConsentState.PENDING and one.purpose in opt_in.waits(given)
    }
    return list(waiting.values())


def _standing(facts: LeadFacts, policy: SalesPolicy) -> Standing:
    asked = _open(facts.consents)
    wordings = (policy.wording(one.text_version, facts.language) for one in asked)
    return Standing(
        lead_id=facts.id,
        language=facts.language,
        address=_masked(facts.contact.email),
        states={purpose: consent_state(facts.consents, purpose) for purpose in ConsentPurpose},
        topics=facts.contact.topics,
        waits=tuple(one.purpose for one in asked),
        wordings=tuple(dict.fromkeys(text for text in wordings if text is not None)),
    )


def _chosen(
    before: Standing,
    allowed: Collection[ConsentPurpose],
    policy: SalesPolicy,
    *,
    language: Language,
    now: datetime,
) -> Iterable[ConsentFacts]:
    version = policy.consent.preferences_text
    text = policy.wording(version, language)
    text_hash = consent_texts.fingerprint(text) if text is not None else None
    for purpose in OBJECTION:
        is_wanted, is_granted = purpose in allowed, before.allows(purpose)
        if is_wanted and not is_granted:
            yield ConsentFacts(
                purpose=purpose,
                state=ConsentState.GRANTED,
                source=PREFERENCES,
                text_version=version,
                text_hash=text_hash,
                basis=LegalBasis.CONSENT,
                evidence="signed link",
                recorded_at=now,
            )
        elif not is_wanted and (is_granted or before.states[purpose] is ConsentState.PENDING):
            yield ConsentFacts(
                purpose=purpose,
                state=ConsentState.WITHDRAWN,
                source=PREFERENCES,
                evidence="signed link",
                recorded_at=now,
            )


def _masked(email: str | None) -> str | None:
    """The first letter and the domain."""
    if email is None:
        return None
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
