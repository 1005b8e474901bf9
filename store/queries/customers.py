"""Who has bought from us: the one definition, of persons and of their companies."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agents.vocabulary import Stage
from store.among import among
from store.book import LEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """Those of the asked for who have bought."""

    subjects: frozenset[str] = frozenset()
    """Persons, by subject: a lead of their own was won. Only they may get mail as customers
    (UWG § 7 Abs. 3); what a colleague of theirs bought says nothing about them."""
    companies: frozenset[int] = frozenset()
    """Accounts with a lead that was won, whosever it was."""


def of(
    session: Session,
    *,
    subjects: Collection[str] = (),
    companies: Collection[int] = (),
) -> Customers:
    """Which of these persons and companies have bought from us; tests are no purchases."""
    asked = ((LEAD.c.subject_id, subjects), (LEAD.c.account_id, companies))
    theirs = [among(session, column, values) for column, values in asked if values]
    if not theirs:
        return Customers()
    found = session.execute(
        select(LEAD.c.subject_id, LEAD.c.account_id)
        .where(or_(*theirs), LEAD.c.stage == Stage.WON, LEAD.c.is_test.is_(False))
        .distinct()
    ).all()
    return Customers(
        subjects=frozenset(subject for subject, _ in found) & set(subjects),
        companies=frozenset(one for _, one in found if one is not None) & set(companies),
    )


def has_bought(session: Session, subject_id: str) -> bool:
    """Whether this person has."""
    return subject_id in of(session, subjects=[subject_id]).subjects
