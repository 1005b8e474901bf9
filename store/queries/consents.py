"""What people have allowed and refused."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import ConsentFacts
from store.models import Consent


def of_subject(session: Session, subject_id: str) -> tuple[ConsentFacts, ...]:
    """A person's, oldest first."""
    return facts(rows(session, subject_id))


def rows(session: Session, subject_id: str) -> Sequence[Consent]:
    """The same as rows, with the addresses they came from."""
    wanted = select(Consent).where(Consent.subject_id == subject_id).order_by(Consent.id)
    return session.scalars(wanted).all()


def facts(rows: Iterable[Consent]) -> tuple[ConsentFacts, ...]:
    """Rows as facts, in their order."""
    return tuple(
        ConsentFacts(
            purpose=item.purpose,
            state=item.state,
            source=item.source,
            text_version=item.text_version,
            text_hash=item.text_hash,
            basis=item.basis,
            evidence=item.evidence,
            recorded_at=item.recorded_at,
        )
        for item in rows
    )
