"""Steps that make two persons one before the law, and two again.

From the joining on there is one subject: everything that is kept of either stands under it, so
that whoever reads or deletes by subject misses nothing. Who said what stays known by its lead.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from agents.facts.standing import REFUSED
from agents.policy import SalesPolicy
from agents.rules import one_person
from agents.rules.one_person import JOINED
from agents.vocabulary import ConsentState, PairKind
from bot.workflows.steps import merging, permit
from store.models import Base, Consent, Contact, Lead, Merge
from store.queries import consents

_OF_PERSON = tuple(
    table
    for table in Base.metadata.sorted_tables
    if {"subject_id", "lead_id"} <= set(table.c.keys())
)
"""What stands with a lead and belongs to its person."""


def unite(session: Session, record: Merge, *, policy: SalesPolicy, now: datetime) -> None:
    """What either has refused holds on every lead of both, at once; the stricter wins."""
    if record.kind is not PairKind.PERSON:
        return
    kept, gone = _both(session, record)
    sides = [consents.of_subject(session, one.subject_id) for one in (kept, gone)]
    _move(session, record.lead_ids, gone.subject_id, kept.subject_id)
    lead = _newest(session, kept)
    if lead is None:
        return
    known = consents.of_subject(session, kept.subject_id)
    held = one_person.to_hold(sides, known, evidence=_by_merge(record), now=now)
    permit.write(session, lead, held, policy=policy, now=now, person_id=record.merged_by_id)
    permit.judge(session, kept.subject_id, policy=policy, now=now)


def part(session: Session, record: Merge, *, policy: SalesPolicy, now: datetime) -> None:
    """Each has their own again, after `merging.undo` has given the leads back.

    What was said meanwhile: a no stays with both, a yes with whose address gave it.
    """
    if record.kind is not PairKind.PERSON:
        return
    kept, gone = _both(session, record)
    _forget(session, _by_merge(record))
    wanted = select(Lead.id).where(Lead.id.in_(record.lead_ids), Lead.contact_id == gone.id)
    _move(session, session.scalars(wanted).all(), kept.subject_id, gone.subject_id)
    mine, theirs = _newest(session, kept), _newest(session, gone)
    if mine is not None and theirs is not None:
        _share_out(session, record, mine, theirs, policy=policy)
    for one in (kept, gone):
        permit.judge(session, one.subject_id, policy=policy, now=now)


def share(
    session: Session, lead: Lead, other: Lead, *, policy: SalesPolicy, now: datetime
) -> None:
    """The lead doubles the other: what the person of either has refused holds for both.

    It holds for whom these double already, too. They stay contacts of their own, because a
    colleague said so of a wish and not of two persons; a yes stays with the address that gave it.
    The two leads themselves are left to the caller.
    """
    if lead.subject_id == other.subject_id:
        return
    together = {
        one.subject_id: one for side in (lead, other) for one in permit.doubles(session, side)
    }
    together |= {one.subject_id: one for one in (lead, other)}
    sides = [consents.of_subject(session, one.subject_id) for one in (lead, other)]
    for whose in together.values():
        known = consents.of_subject(session, whose.subject_id)
        held = one_person.to_hold(sides, known, evidence=_by_double(lead.id), now=now)
        if held:
            permit.write(session, whose, held, policy=policy, now=now)
            both = {lead.id, other.id}
            permit.judge(session, whose.subject_id, policy=policy, now=now, besides=both)


def unshare(
    session: Session,
    lead_id: int,
    leads: Collection[Lead],
    *,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """The lead is none that doubles another, after all; these are the two."""
    forgotten = _forget(session, _by_double(lead_id))
    if forgotten:
        for subject_id in sorted(forgotten | {lead.subject_id for lead in leads}):
            permit.judge(session, subject_id, policy=policy, now=now)


def _by_merge(record: Merge) -> str:
    return f"merge {record.id}"


def _by_double(lead_id: int) -> str:
    return f"lead {lead_id}"


def _both(session: Session, record: Merge) -> tuple[Contact, Contact]:
    """Whoever the kept one is by now, and the one that is or was joined to them."""
    kept = merging.survivor(session, PairKind.PERSON, record.kept_id)
    assert isinstance(kept, Contact)
    return kept, session.get_one(Contact, record.gone_id)


def _newest(session: Session, contact: Contact) -> Lead | None:
    theirs = select(Lead).where(Lead.contact_id == contact.id).order_by(Lead.id.desc())
    return session.scalars(theirs.limit(1)).first()


def _move(session: Session, lead_ids: Sequence[int], old: str, new: str) -> None:
    session.flush()
    ids = list(lead_ids)
    session.execute(
        update(Lead)
        .where(Lead.id.in_(ids), Lead.subject_id == old)
        .values(subject_id=new, version=Lead.version + 1)
        .execution_options(synchronize_session=False)
    )
    for table in _OF_PERSON:
        session.execute(
            update(table)
            .where(table.c.subject_id == old, table.c.lead_id.in_(ids))
            .values(subject_id=new)
        )
    session.expire_all()


def _forget(session: Session, evidence: str) -> set[str]:
    """Takes out what only held because two were one; nobody has said it so. Gives whose it was."""
    gone = delete(Consent).where(Consent.source == JOINED, Consent.evidence == evidence)
    return set(session.scalars(gone.returning(Consent.subject_id)))


def _share_out(
    session: Session, record: Merge, mine: Lead, theirs: Lead, *, policy: SalesPolicy
) -> None:
    """What was said while they were one; `mine` is a lead of who was kept."""
    gone = session.get_one(Contact, record.gone_id)
    of_gone = permit.address_hash(session, gone)
    since = select(Consent).where(
        Consent.subject_id.in_([mine.subject_id, theirs.subject_id]),
        Consent.recorded_at > record.merged_at,
    )
    for row in session.scalars(since.order_by(Consent.id)).all():
        other = theirs if row.subject_id == mine.subject_id else mine
        if row.state in REFUSED:
            permit.add_rows(session, other, consents.facts([row]), policy=policy)
        elif row.state is ConsentState.GRANTED:
            is_of_gone = of_gone is not None and row.address_hash == of_gone
            owner = theirs if is_of_gone else mine
            if row.subject_id != owner.subject_id:
                row.subject_id, row.lead_id = owner.subject_id, owner.id
    session.flush()
