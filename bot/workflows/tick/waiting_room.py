"""Tries again for leads to which nobody could be found."""

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from agents.policy import SalesPolicy
from agents.rules import routing
from agents.vocabulary import Handover
from bot.deps import Deps
from bot.effects import TellNewOwner
from bot.workflows.steps import journal, offer
from bot.workflows.tick.each import each
from store.models import Account, Lead
from store.queries import people


def find_owners(deps: Deps, *, limit: int = 50) -> int:
    """Tries again for leads in the waiting room; says how many found somebody.

    Only leads for which somebody is there now are tried, hot ones and older ones first: those
    that must go on waiting stand in nobody's way.
    """
    with deps.store.read() as session:
        wanted = _placeable(session, deps.policy)
    return 0 if wanted is None else each(deps, wanted, _find_owner, limit=limit, by_turns=True)


def _placeable(session: Session, policy: SalesPolicy) -> Select[int] | None:
    """Waiting leads whom the rules would give to somebody, if nobody's capacity were used up."""
    waiting = Lead.handover == Handover.WAITING
    if session.scalar(select(Lead.id).where(waiting).limit(1)) is None:
        return None
    team = people.everybody(session, with_load=False)
    if not any(person.is_active and person.role in routing.OWNERS for person in team):
        return None
    places = select(Account.country, Lead.language).select_from(Lead).outerjoin(Lead.account)
    served = [
        and_(Account.country.is_not_distinct_from(country), Lead.language == language)
        for country, language in session.execute(places.where(waiting).distinct())
        if routing.route(country=country, people=team, policy=policy, language=language).owner_id
        is not None
    ]
    if not served:
        return None
    return (
        select(Lead.id)
        .outerjoin(Lead.account)
        .where(waiting, or_(*served))
        .order_by(Lead.is_hot.desc(), Lead.id)
    )


def _find_owner(session: Session, lead: Lead, deps: Deps) -> bool:
    decision = routing.route(
        country=lead.account.country if lead.account else None,
        people=people.everybody(session),
        policy=deps.policy,
        language=lead.language,
    )
    if decision.owner_id is None:
        return False
    now = deps.clock()
    offer.give_to(session, lead, decision, policy=deps.policy, now=now)
    journal.show_card(session, lead, now=now)
    journal.tell(
        session,
        lead,
        TellNewOwner(lead_id=lead.id, person_id=decision.owner_id, reason=decision.reason),
        key=f"owner:{lead.id}:{lead.version}",
        now=now,
    )
    return True
