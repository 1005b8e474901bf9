"""What a lead's next action is decided from, and what became of advice, as facts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from agents.facts import AdviceCount, AdviceFacts, LeadFacts, SituationFacts
from agents.vocabulary import AdviceState
from store.models import Account, Advice, EdgeDecision, Lead, Person
from store.queries import customers, people


def situation(
    session: Session, lead: LeadFacts, *, account_id: int | None, now: datetime
) -> SituationFacts:
    """Where a lead stands with us now; who looks after its company counts only while here."""
    answers = session.execute(
        select(EdgeDecision.case, EdgeDecision.answer)
        .where(EdgeDecision.lead_id == lead.id)
        .order_by(EdgeDecision.id)
    )
    done = session.execute(
        select(Advice.code, Advice.settled_at)
        .where(Advice.lead_id == lead.id, Advice.state == AdviceState.DONE)
        .order_by(Advice.id)
    )
    account = session.get(Account, account_id) if account_id is not None else None
    theirs = [account_id] if account_id is not None else []
    bought = customers.of(session, subjects=[lead.subject_id], companies=theirs)
    return SituationFacts(
        language=lead.language,
        stage=lead.stage,
        words=lead.message,
        touches=lead.touches,
        is_customer=lead.subject_id in bought.subjects,
        is_customers_company=account_id in bought.companies,
        owner_id=lead.owner_id,
        account_owner_id=_here(session, account.owner_id if account else None, lead, now=now),
        answers=dict(answers.all()),
        done={code: at for code, at in done if at is not None},
    )


def _here(
    session: Session, person_id: int | None, lead: LeadFacts, *, now: datetime
) -> int | None:
    """The colleague; None who has left or is away, because nothing can be given to them."""
    if person_id is None or person_id == lead.owner_id:
        return person_id
    row = session.get_one(Person, person_id)
    found = people.facts(row, absences=people.absences(session, person_id))
    return person_id if found.is_active and found.absence(now) is None else None


def of_lead(session: Session, lead_id: int) -> tuple[AdviceFacts, ...]:
    """All advice of a lead, oldest first."""
    rows = session.scalars(select(Advice).where(Advice.lead_id == lead_id).order_by(Advice.id))
    return tuple(facts(row) for row in rows)


def facts(row: Advice) -> AdviceFacts:
    """The row as a value."""
    return AdviceFacts(
        id=row.id,
        action=row.action,
        code=row.code,
        made_at=row.made_at,
        state=row.state,
        settled_at=row.settled_at,
        settled_by_id=row.settled_by_id,
        has_helped=row.has_helped,
    )


def counts(session: Session, *, as_of: datetime) -> Sequence[AdviceCount]:
    """How often each play's action was done or left until a moment; tests are none."""

    def number(condition: object) -> object:
        return func.sum(case((condition, 1), else_=0))  # type: ignore[arg-type]

    rows = session.execute(
        select(
            Advice.action,
            Advice.code,
            number(Advice.state == AdviceState.DONE),  # type: ignore[call-overload]
            number(Advice.state == AdviceState.IGNORED),
            number(Advice.has_helped.is_(True)),
            number(Advice.has_helped.is_(False)),
        )
        .join(Lead, Lead.id == Advice.lead_id)
        .where(
            Advice.settled_at <= as_of,
            Advice.state.in_((AdviceState.DONE, AdviceState.IGNORED)),
            Lead.is_test.is_(False),
        )
        .group_by(Advice.action, Advice.code)
        .order_by(Advice.action, Advice.code)
    )
    return [
        AdviceCount(
            action=action,
            code=code,
            done=done,
            ignored=ignored,
            helped=helped,
            did_not_help=not_helped,
        )
        for action, code, done, ignored, helped, not_helped in rows
    ]
