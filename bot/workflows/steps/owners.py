"""Steps on who has a lead: given on, kept, or waiting in the room of its team."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from agents.decisions import RoutingDecision
from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import keeping
from agents.rules.keeping import Held
from agents.vocabulary import Handover, RoutingReason, Tier
from bot.effects import PRIORITY_PING, TellLeads, owe, post_lane
from bot.workflows.steps import advice, clocks, journal, offer, undoing
from bot.workflows.steps.undoing import Picture
from store.models import Lead, RoutingLedger
from store.queries import people

OPEN = (Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED)
"""Leads that are somebody's to act on, or wait for somebody."""
TOLD_ONE_BY_ONE = 3
"""Up to so many ordinary leads are told under their cards, more in one message."""


def look_again(session: Session, *, now: datetime, owner_ids: Sequence[int] = ()) -> None:
    """Who is there has changed: waiting leads are tried at once, and these owners' are looked at.

    Their cards are as they were, so their versions stay.
    """
    whose = Lead.owner_id.in_(owner_ids)
    back = Lead.returns_to_id.in_(owner_ids)
    session.execute(
        update(Lead)
        .where(Lead.handover.in_(OPEN), or_(Lead.room.is_not(None), whose, back))
        .values(watch_at=now)
        .execution_options(synchronize_session=False)
    )


def by_hand(
    session: Session,
    lead: Lead,
    *,
    owner_id: int,
    reason: RoutingReason,
    by: PersonFacts | None,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """Somebody decides whose the lead is; the ledger knows it, and the next tick looks at it.

    A qualified one is nobody's to stand in for, so nothing looks at it any more.
    """
    if owner_id != lead.owner_id:
        lead.previous_owner_id, lead.handed_at = lead.owner_id, now
        lead.routing_reason, lead.snoozed_until = reason, None
        decision = RoutingDecision(
            owner_id=owner_id,
            reason=reason,
            territory=lead.territory or policy.routing.fallback_territory,
            counts_as_turn=False,
            candidates=(),
        )
        by_id = by.id if by is not None else None
        row = offer.entry(decision, policy=policy, now=now, by_person_id=by_id)
        session.add(RoutingLedger(lead_id=lead.id, **row))
    lead.owner_id, lead.room, lead.returns_to_id = owner_id, None, None
    lead.watch_at = None if lead.handover is Handover.QUALIFIED else now


def put_back(
    session: Session, lead: Lead, *, by: PersonFacts, policy: SalesPolicy, now: datetime
) -> None:
    """An undo has given the lead back: the ledger knows it, and whoever has it again is told."""
    reason = RoutingReason.TAKEN_BACK if lead.owner_id == by.id else RoutingReason.GIVEN
    decision = RoutingDecision(
        owner_id=lead.owner_id,
        reason=RoutingReason.NOBODY if lead.owner_id is None else reason,
        territory=lead.territory or policy.routing.fallback_territory,
        counts_as_turn=False,
        candidates=(),
    )
    row = offer.entry(decision, policy=policy, now=now, by_person_id=by.id)
    session.add(RoutingLedger(lead_id=lead.id, **row))
    if lead.owner_id not in {None, by.id}:
        tell(session, lead, by.id, now=now)


def handed(
    session: Session,
    lead: Lead,
    *,
    by: PersonFacts,
    event: str,
    policy: SalesPolicy,
    now: datetime,
    card_after: timedelta = timedelta(0),
    before: Picture | None = None,
) -> None:
    """What follows where somebody has decided whose the lead is: audit, card, the owner told.

    With the lead as it was `before`, it can be taken back for a while like any decision.
    """
    audit = journal.note(
        session,
        event,
        lead=lead,
        person_id=by.id,
        now=now,
        policy_revision=policy.revision,
        to_person_id=lead.owner_id,
    )
    advice.handed(session, lead, person_id=by.id, policy=policy, now=now)
    if before is not None:
        undoing.keep(session, lead, before=before, audit=audit, policy=policy)
    journal.show_card(session, lead, now=now, after=card_after)
    if lead.owner_id != by.id:
        tell(session, lead, by.id, now=now)


@dataclass(slots=True)
class Team:
    """The people as the block found them, each knowing what was given out since."""

    people: dict[int, PersonFacts]
    given: dict[int, list[int]] = field(default_factory=dict)
    """Ordinary leads by their new owner, who are told at the end."""

    @classmethod
    def read(cls, session: Session, *, policy: SalesPolicy, now: datetime) -> "Team":
        """As of now; the block must hold the book (`store.locks`)."""
        found = people.for_routing(session, policy=policy, now=now)
        return cls({person.id: person for person in found})

    def took(self, person_id: int, *, turns: int) -> None:
        """Somebody has one more lead."""
        taker = self.people[person_id]
        self.people[person_id] = replace(
            taker,
            turns=taker.turns + turns,
            leads_today=taker.leads_today + turns,
            open_leads=taker.open_leads + 1,
        )


def decide(
    session: Session, lead: Lead, team: Team, *, policy: SalesPolicy, now: datetime
) -> RoutingDecision:
    """Who has an open lead from now on."""
    is_urgent = lead.tier is Tier.HOT and (not lead.touches or clocks.is_running(lead))
    knows = _known_owner_id(session, lead) if lead.owner_id is None else None
    wish = offer.wish_of(lead, is_hot=is_urgent, known_owner_id=knows)
    theirs = any(touch.person_id == lead.owner_id for touch in lead.touches)
    held = Held(
        owner_id=lead.owner_id,
        reason=lead.routing_reason,
        territory=lead.territory or policy.routing.fallback_territory,
        returns_to_id=lead.returns_to_id,
        is_untouched=lead.handover is not Handover.ACCEPTED and not theirs,
        acted_at=lead.decided_at,
    )
    return keeping.keep(held, wish, people=tuple(team.people.values()), policy=policy, now=now)


def apply(
    session: Session,
    lead: Lead,
    decision: RoutingDecision,
    team: Team,
    *,
    policy: SalesPolicy,
    now: datetime,
) -> bool:
    """Writes it, and owes what it changes; False where only the next look has changed."""
    if decision.owner_id is not None and decision.owner_id != lead.owner_id:
        pass_on(session, lead, decision, team, policy=policy, now=now)
        return True
    is_new_room = decision.room != lead.room or decision.owner_id != lead.owner_id
    if not is_new_room and not _wakes_at_another_time(lead, decision, policy):
        _watch(session, lead, decision)
        return False
    if decision.owner_id is None and lead.owner_id is not None:
        lead.previous_owner_id, lead.handed_at = lead.owner_id, now
        lead.decided_by_id, lead.decided_at = None, None
        lead.owner_id, lead.handover = None, Handover.WAITING
        lead.routing_reason = decision.reason
    lead.room, lead.watch_at = decision.room, decision.watch_at
    lead.returns_to_id = decision.returns_to_id
    if is_new_room and decision.room is not None:
        waits = replace(decision, owner_id=None, reason=RoutingReason.NOBODY, counts_as_turn=False)
        session.add(RoutingLedger(lead_id=lead.id, **offer.entry(waits, policy=policy, now=now)))
    journal.show_card(session, lead, now=now)
    return is_new_room


def pass_on(
    session: Session,
    lead: Lead,
    decision: RoutingDecision,
    team: Team,
    *,
    policy: SalesPolicy,
    now: datetime,
    by: PersonFacts | None = None,
    is_bundled: bool = False,
) -> None:
    """The lead goes to another owner, who is told; what was promised stays promised.

    For a lead that was touched already a new promise begins, as when a colleague gives it. A hot
    one is told at once, unless it is one of many that are told together.
    """
    assert decision.owner_id is not None
    if lead.owner_id is not None:
        lead.previous_owner_id, lead.handed_at = lead.owner_id, now
    lead.owner_id, lead.routing_reason = decision.owner_id, decision.reason
    lead.handover, lead.room, lead.watch_at = Handover.OFFERED, None, decision.watch_at
    lead.decided_by_id, lead.decided_at = None, None
    lead.returns_to_id, lead.snoozed_until = decision.returns_to_id, None
    offer.spend(session, {decision.owner_id: int(decision.counts_as_turn)})
    team.took(decision.owner_id, turns=int(decision.counts_as_turn))
    by_id = by.id if by is not None else None
    row = offer.entry(decision, policy=policy, now=now, by_person_id=by_id)
    session.add(RoutingLedger(lead_id=lead.id, **row))
    if not clocks.is_running(lead):
        clocks.start(session, lead, lead.tier or Tier.MQL, policy=policy, now=now)
    advice.handed(session, lead, person_id=by_id, policy=policy, now=now)
    journal.show_card(session, lead, now=now)
    journal.refresh_pings(session, lead, now=now)
    if lead.tier is Tier.HOT and not is_bundled:
        tell(session, lead, by_id, now=now)
    else:
        team.given.setdefault(decision.owner_id, []).append(lead.id)


def tell_all(
    session: Session, team: Team, *, now: datetime, from_person_id: int | None = None
) -> None:
    """Whoever got ordinary leads is told: of a few under their cards, of many in one message."""
    for person_id, lead_ids in team.given.items():
        if len(lead_ids) <= TOLD_ONE_BY_ONE and from_person_id is None:
            for lead_id in lead_ids:
                tell(session, session.get_one(Lead, lead_id), None, now=now)
            continue
        person = team.people[person_id]
        owe(
            session,
            TellLeads(
                person_id=person_id, lead_ids=tuple(lead_ids), from_person_id=from_person_id
            ),
            key=f"leads:{person_id}:{lead_ids[0]}:{now.isoformat()}",
            now=now,
            priority=PRIORITY_PING,
            lane=post_lane(person.slack_user_id),
        )
    team.given.clear()


def tell(session: Session, lead: Lead, by_person_id: int | None, *, now: datetime) -> None:
    """A reply under the card mentions its new owner."""
    assert lead.owner_id is not None
    assert lead.routing_reason is not None
    reason = lead.routing_reason
    journal.tell_owner(session, lead, lead.owner_id, reason, by_person_id=by_person_id, now=now)


def let_go(session: Session, lead_id: int) -> None:
    """A lead that is over is looked at no more; its card shows nothing of it."""
    session.execute(
        update(Lead)
        .where(Lead.id == lead_id)
        .values(watch_at=None, room=None, returns_to_id=None)
        .execution_options(synchronize_session=False)
    )


def _watch(session: Session, lead: Lead, decision: RoutingDecision) -> None:
    """Keeps the next look without a new version: the card shows nothing of it."""
    session.execute(
        update(Lead)
        .where(Lead.id == lead.id)
        .values(watch_at=decision.watch_at, returns_to_id=decision.returns_to_id)
        .execution_options(synchronize_session=False)
    )


def _wakes_at_another_time(lead: Lead, decision: RoutingDecision, policy: SalesPolicy) -> bool:
    """Whether the card names a wake-up that is not true any more."""
    if decision.room is None or decision.watch_at is None or lead.watch_at is None:
        return False
    return abs(decision.watch_at - lead.watch_at) > policy.routing.look_again


def _known_owner_id(session: Session, lead: Lead) -> int | None:
    """Whom the person knows from another lead of theirs, the newest."""
    if lead.contact_id is None:
        return None
    others = (
        select(Lead.owner_id)
        .where(Lead.contact_id == lead.contact_id, Lead.id != lead.id, Lead.owner_id.is_not(None))
        .order_by(Lead.id.desc())
        .limit(1)
    )
    return session.scalar(others)
