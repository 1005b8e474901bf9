"""Colleagues swap leads, take one back, or silence their own reminders for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from agents.facts import LeadFacts, PersonFacts
from agents.rules import trading
from agents.vocabulary import Handover, RefusalCode, RoutingReason
from bot.deps import Deps
from bot.effects import AskSwap, TellDeclined
from bot.errors import Refusal
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, journal, owners
from store.models import Lead, SwapOffer
from store.queries import leads, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """An offer to swap, with both leads as they are now."""

    id: int
    mine: LeadFacts
    """The lead that is offered."""
    theirs: LeadFacts
    """The lead that is wanted."""
    by_person_id: int
    to_person_id: int
    is_accepted: bool | None
    """None: not answered yet."""
    is_ended: bool


@settles_races
def offer_swap(deps: Deps, lead_id: int, *, person: PersonFacts, for_lead_id: int) -> Swap:
    """Offers a lead for a colleague's; they are asked under the lead that is theirs.

    An offer that is still open for the same two leads is the same offer.

    Raises:
        Refusal: where these two cannot be swapped.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        mine, theirs = _both(session, lead_id, for_lead_id)
        mine_facts, their_facts = leads.facts(mine), leads.facts(theirs)
        _may_swap(session, mine_facts, their_facts, person, now=now)
        assert theirs.owner_id is not None
        row = _standing(session, lead_id, for_lead_id, person)
        if row is None:
            row = SwapOffer(
                lead_id=lead_id,
                for_lead_id=for_lead_id,
                by_person_id=person.id,
                to_person_id=theirs.owner_id,
                offered_at=now,
            )
            session.add(row)
            session.flush()
            ask = AskSwap(swap_id=row.id, lead_id=theirs.id)
            journal.tell(session, theirs, ask, key=f"swap:{row.id}", now=now)
        return _swap(row, mine_facts, their_facts)


@settles_races
def answer_swap(deps: Deps, swap_id: int, *, person: PersonFacts, is_accepted: bool) -> Swap:
    """The colleague accepts or declines; accepted, both leads change hands in one block.

    Whoever has offered it is told under their lead, either way.

    Raises:
        Refusal: NOT_YOURS for anybody else, STALE_CLICK for an offer that is over, and whatever
            stands in the way of the swap by now.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        row = session.get(SwapOffer, swap_id)
        if row is None or row.ended_at is not None:
            raise Refusal(RefusalCode.STALE_CLICK)
        if row.to_person_id != person.id:
            raise Refusal(RefusalCode.NOT_YOURS, is_you=1)
        mine, theirs = _both(session, row.lead_id, row.for_lead_id)
        session.refresh(row)  # whoever answered first held these leads until now
        if row.ended_at is not None:
            raise Refusal(RefusalCode.STALE_CLICK)
        row.ended_at, row.is_accepted = now, is_accepted
        if is_accepted:
            giver = people.by_id(session, row.by_person_id)
            if giver is None or theirs.owner_id != person.id:
                raise Refusal(RefusalCode.STALE_CLICK)
            _may_swap(session, leads.facts(mine), leads.facts(theirs), giver, now=now)
            _change(session, mine, person, by=person, deps=deps)
            _change(session, theirs, giver, by=person, deps=deps)
        else:
            journal.tell(
                session,
                mine,
                TellDeclined(swap_id=row.id, lead_id=mine.id, person_id=row.by_person_id),
                key=f"swap:{row.id}:declined",
                now=now,
            )
        return _swap(row, leads.facts(mine), leads.facts(theirs))


def look_at_swap(deps: Deps, swap_id: int) -> Swap | None:
    """An offer as it is now; None where one of its leads is gone."""
    with deps.store.read() as session:
        row = session.get(SwapOffer, swap_id)
        mine = leads.get(session, row.lead_id) if row is not None else None
        theirs = leads.get(session, row.for_lead_id) if row is not None else None
        if row is None or mine is None or theirs is None:
            return None
        return _swap(row, mine, theirs)


def swappable(deps: Deps, lead_id: int, *, limit: int = 30) -> tuple[LeadFacts, ...]:
    """Leads of colleagues in the same team for which this one could be swapped, newest first."""
    with deps.store.read() as session:
        mine = leads.get(session, lead_id)
        if mine is None:
            return ()
        wanted = (
            leads.whole()
            .where(
                Lead.handover.in_(trading.OPEN),
                Lead.owner_id.is_not(None),
                Lead.owner_id != (mine.owner_id or 0),
                Lead.territory == mine.territory,
                Lead.is_test.is_(False),
            )
            .order_by(Lead.id.desc())
            .limit(limit)
        )
        found = tuple(leads.facts(row) for row in session.scalars(wanted).unique())
    return tuple(lead for lead in found if not lead.touches)


@settles_races
def take_back(
    deps: Deps, lead_id: int, *, person: PersonFacts, card_after: timedelta = timedelta(0)
) -> LeadFacts:
    """The previous owner takes an untouched lead back.

    Raises:
        Refusal: NOT_YOURS for anybody else, TOO_LATE once somebody works on it or time is over.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        code = trading.may_take_back(facts, person, policy=deps.policy, now=now)
        act.refuse(session, code, facts, person=person)
        _change(
            session,
            lead,
            person,
            by=person,
            deps=deps,
            reason=RoutingReason.TAKEN_BACK,
            card_after=card_after,
        )
        return act.after(session, lead, now=now)


@settles_races
def snooze(deps: Deps, lead_id: int, *, person: PersonFacts, until: datetime | None) -> LeadFacts:
    """The owner is not reminded until then; None: until their next working hours.

    What is due stays due, and cover and manager are called as promised.

    Raises:
        Refusal: NOT_YOURS, or NO_SNOOZE where there is nothing to silence.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        if until is None:
            until = trading.snooze_until_duty(person, policy=deps.policy, now=now)
        code = (
            RefusalCode.NO_SNOOZE
            if until is None
            else trading.may_snooze(facts, person, until=until, now=now)
        )
        act.refuse(session, code, facts, person=person)
        lead.snoozed_until = until
        journal.note(
            session,
            "snoozed",
            lead=lead,
            person_id=person.id,
            now=now,
            policy_revision=deps.policy.revision,
            until=until.isoformat() if until is not None else None,
        )
        session.flush()
        return leads.facts(lead)


def _both(session: Session, one: int, other: int) -> tuple[Lead, Lead]:
    """Both leads, locked in one order."""
    if one == other:
        raise Refusal(RefusalCode.NO_SWAP)
    rows = {row.id: row for row in leads.rows(session, [one, other])}
    if one not in rows or other not in rows:
        raise Refusal(RefusalCode.LEAD_GONE)
    return rows[one], rows[other]


def _may_swap(
    session: Session, mine: LeadFacts, theirs: LeadFacts, person: PersonFacts, *, now: datetime
) -> None:
    colleague = people.by_id(session, theirs.owner_id) if theirs.owner_id is not None else None
    code = trading.may_swap(mine, theirs, person=person, colleague=colleague, now=now)
    act.refuse(session, code, mine, person=person)


def _standing(
    session: Session, lead_id: int, for_lead_id: int, person: PersonFacts
) -> SwapOffer | None:
    return session.scalar(
        select(SwapOffer).where(
            SwapOffer.lead_id == lead_id,
            SwapOffer.for_lead_id == for_lead_id,
            SwapOffer.by_person_id == person.id,
            SwapOffer.ended_at.is_(None),
        )
    )


def _change(
    session: Session,
    lead: Lead,
    to: PersonFacts,
    *,
    by: PersonFacts,
    deps: Deps,
    reason: RoutingReason = RoutingReason.SWAPPED,
    card_after: timedelta = timedelta(0),
) -> None:
    """The lead is somebody else's, as an offer; other offers about it are over."""
    now = deps.clock()
    owners.by_hand(
        session, lead, owner_id=to.id, reason=reason, by=by, policy=deps.policy, now=now
    )
    lead.handover, lead.decided_by_id, lead.decided_at = Handover.OFFERED, None, now
    if reason is RoutingReason.TAKEN_BACK:  # it does not go to and fro
        lead.previous_owner_id, lead.handed_at = None, None
    session.execute(
        update(SwapOffer)
        .where(
            SwapOffer.ended_at.is_(None),
            (SwapOffer.lead_id == lead.id) | (SwapOffer.for_lead_id == lead.id),
        )
        .values(ended_at=now)
    )
    owners.handed(
        session,
        lead,
        by=by,
        event=reason.value,
        policy=deps.policy,
        now=now,
        card_after=card_after,
    )


def _swap(row: SwapOffer, mine: LeadFacts, theirs: LeadFacts) -> Swap:
    return Swap(
        id=row.id,
        mine=mine,
        theirs=theirs,
        by_person_id=row.by_person_id,
        to_person_id=row.to_person_id,
        is_accepted=row.is_accepted,
        is_ended=row.ended_at is not None,
    )
