"""Steps for somebody who comes again: the policy's table, carried out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.policy import AgainPolicy, SalesPolicy
from agents.rules import again as rule
from agents.rules.again import FormerLead
from agents.vocabulary import (
    ActivityKind,
    Former,
    Handover,
    RoutingReason,
    Stage,
    StageCause,
    Tier,
)
from bot.effects import TellAgain
from bot.workflows.steps import clocks, journal, offer
from store.models import Account, Lead, Opportunity
from store.queries import leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Somebody comes again: by which lead they stand, and what follows."""

    lead: Lead
    former: Former
    reason: str | None
    """The finer reason of a rejection."""
    cell: AgainPolicy
    owner_id: int | None
    """Who gets a new lead, if the rules of routing let them; None: by turn."""


def of_contact(session: Session, contact_id: int) -> Sequence[Lead]:
    """The leads of a person, each as what it was merged into."""
    theirs = session.scalars(
        select(Lead).where(Lead.contact_id == contact_id).order_by(Lead.id)
    ).all()
    rows = {row.id: row for row in (leads.survivor(session, lead) for lead in theirs)}
    return tuple(rows.values())


def find(
    session: Session, theirs: Sequence[Lead], *, is_hot: bool, policy: SalesPolicy
) -> Return | None:
    """What follows; None where they have no lead at all."""
    by_id = {row.id: row for row in theirs}
    counting = rule.counts([_facts(row) for row in theirs])
    if counting is None:
        return None
    lead, cell = by_id[counting.id], rule.again(counting, is_hot=is_hot, policy=policy)
    return Return(
        lead=lead,
        former=rule.former(counting),
        reason=counting.reject_sub,
        cell=cell,
        owner_id=_owner(session, lead, theirs, cell),
    )


def hot_wish(done: Iterable[ActivityKind], policy: SalesPolicy) -> ActivityKind | None:
    """The newest of these that makes a lead hot."""
    kinds = [kind for kind in done if kind in policy.qualification.hot_kinds]
    return kinds[-1] if kinds else None


def follow(
    session: Session,
    lead: Lead,
    found: Return,
    *,
    wish: ActivityKind | None,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """What follows for the lead that goes on, after what they did was added to it.

    Args:
        session: the open block.
        lead: the row with all that belongs to it.
        found: what the table says.
        wish: the hot wish they came with.
        policy: the team's rules.
        now: the moment.
    """
    if found.cell.clock == "new":
        _bring_back(session, lead, found, policy=policy, now=now)
        return
    was = lead.tier
    offer.assess(session, lead, policy=policy, now=now)
    if lead.tier is not was:
        lead.watch_at = now  # a lead that turns hot needs somebody who is there now
    if found.cell.clock == "hasten":
        clocks.hasten(session, lead, policy=policy, now=now)
    journal.show_card(session, lead, now=now)
    is_shown = lead.card_ts is not None or journal.is_listed(lead)
    # Before its card stands, a reply would say what the card says.
    if found.cell.card == "reply" and lead.owner_id is not None and wish is not None and is_shown:
        journal.tell(
            session,
            lead,
            TellAgain(lead_id=lead.id, person_id=lead.owner_id, wish=wish),
            key=f"again:{lead.id}:{lead.version}",
            now=now,
        )


def reopen(session: Session, lead: Lead, *, cause: StageCause, now: datetime) -> datetime | None:
    """A rejected lead is one again that nobody has decided about; when it had ended."""
    ended_at = lead.decided_at
    lead.wake_at, lead.reject_reason, lead.reject_note = None, None, None
    lead.reject_sub, lead.undo_until = None, None
    lead.decided_by_id, lead.decided_at = None, None
    lead.handover = Handover.NONE
    journal.reach(session, lead, Stage.LEAD, now=now, cause=cause)
    return ended_at


def tell_owner(session: Session, lead: Lead, *, now: datetime) -> None:
    """Whoever has the lead now learns of it under its card."""
    if lead.owner_id is None or lead.card_ts is None:
        return
    reason = lead.routing_reason or RoutingReason.KNOWN_CONTACT
    journal.tell_owner(session, lead, lead.owner_id, reason, now=now)


def _bring_back(
    session: Session, lead: Lead, found: Return, *, policy: SalesPolicy, now: datetime
) -> None:
    """A lead that rested, or that nobody was called for, is handed over now."""
    is_back = lead.handover is not Handover.NONE
    ended_at = None
    if is_back:
        ended_at = reopen(session, lead, cause=StageCause.REOPENED, now=now)
    tier = offer.assess(session, lead, policy=policy, now=now, since=ended_at)
    if is_back and tier is None:
        tier = lead.tier = Tier.MQL
    if tier is None or lead.is_test:
        journal.show_card(session, lead, now=now)
        return
    offer.hand_over(
        session,
        lead,
        tier,
        policy=policy,
        now=now,
        known_owner_id=found.owner_id,
        stays_with_id=found.owner_id if is_back else None,
    )
    if is_back:
        lead.former, lead.former_reason = found.former, found.reason
    if is_back and found.cell.card == "reply":
        tell_owner(session, lead, now=now)


def _facts(row: Lead) -> FormerLead:
    return FormerLead(
        id=row.id,
        stage=row.stage,
        handover=row.handover,
        reject_reason=row.reject_reason,
        reject_sub=row.reject_sub,
        is_history=row.is_history,
        owner_id=row.owner_id,
    )


def _owner(session: Session, lead: Lead, theirs: Sequence[Lead], cell: AgainPolicy) -> int | None:
    """Whom they know: the lead's owner, else the newest other one's; for an account, its own."""
    if cell.owner == "route":
        return None
    others = (row.owner_id for row in reversed(theirs) if row.owner_id is not None)
    known = lead.owner_id or next(others, None)
    if cell.owner == "account":
        return _accounts_owner(session, lead) or known
    return known


def _accounts_owner(session: Session, lead: Lead) -> int | None:
    """The owner of the company, else of the deal that made it a customer."""
    account = session.get(Account, lead.account_id) if lead.account_id is not None else None
    owner_id = account.owner_id if account is not None else None
    if owner_id is None and lead.opportunity_id is not None:
        owner_id = session.get_one(Opportunity, lead.opportunity_id).owner_id
    return owner_id
