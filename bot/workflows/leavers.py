"""Somebody leaves: their open leads go to colleagues in one block, each told in one message."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from agents.decisions import RoutingDecision
from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import acceptance
from agents.rules.presence import Presence
from agents.vocabulary import RefusalCode, Role, RoutingReason, Tier
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.people import MAY_EDIT
from bot.workflows.steps import clocks, deals, journal, left_deals, owners
from store.locks import wait_for_the_book
from store.models import Account, Lead, Person
from store.queries import leads, people

TAKERS = frozenset({Role.SDR, Role.MANAGER})
"""Who may get the open leads of somebody who leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What has become of somebody's leads."""

    person: PersonFacts
    given: dict[int, int]
    """How many each colleague got, by person."""
    waiting: int
    """Leads that wait in a room until somebody is there."""
    passed: dict[int, int]
    """How many qualified leads each colleague got, by person."""
    stay: tuple[LeadFacts, ...]
    """Qualified leads nobody was named for; a manager is told of them."""


def leave(
    deps: Deps, slack_user_id: str, *, by: PersonFacts | None, to: Sequence[str] = ()
) -> Left:
    """The person works here no more; all that waits on them goes on, in one block.

    Args:
        deps: the bot's parts.
        slack_user_id: who leaves.
        by: who says so; None is the operator.
        to: Slack users among whom the leads are shared out, and of them the qualified ones among
            those who may own deals; empty leaves open leads to the rules.

    Raises:
        Refusal: NOT_ALLOWED, also for oneself; NO_SUCH_PERSON for somebody unknown, and for a
            receiver who may own neither leads nor deals.
    """
    if by is not None and by.role not in MAY_EDIT:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    if by is not None and by.slack_user_id == slack_user_id:
        raise Refusal(RefusalCode.NOT_ALLOWED, why="yourself")
    with deps.store.begin() as session:
        wait_for_the_book(session)
        row = session.scalar(select(Person).where(Person.slack_user_id == slack_user_id))
        if row is None:
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        receivers = _receivers(session, to, leaver=row, policy=deps.policy)
        row.is_active, row.changed_at = False, deps.clock()
        session.flush()
        left = depart(session, row, deps, by=by, receivers=receivers)
    deps.wake.set()
    return left


def may_receive(person: PersonFacts, policy: SalesPolicy) -> bool:
    """Whether somebody can be named for what a leaver had."""
    return person.is_active and (person.role in TAKERS or acceptance.may_own_deals(person, policy))


def _receivers(
    session: Session, to: Sequence[str], *, leaver: Person, policy: SalesPolicy
) -> tuple[PersonFacts, ...]:
    found: list[PersonFacts] = []
    for user in to:
        person = people.by_slack_user(session, user)
        if person is None or person.id == leaver.id or not may_receive(person, policy):
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        found.append(person)
    return tuple(found)


def depart(
    session: Session,
    leaver: Person,
    deps: Deps,
    *,
    by: PersonFacts | None,
    receivers: Sequence[PersonFacts] = (),
) -> Left:
    """Gives on what somebody inactive had; the block must hold the book."""
    now, policy = deps.clock(), deps.policy
    team = owners.Team.read(session, policy=policy, now=now)
    takers = [one.id for one in receivers if one.role in TAKERS]
    given, waiting = _pass_open(session, leaver, team, deps, by=by, takers=takers)
    dealers = [one for one in receivers if acceptance.may_own_deals(one, policy)]
    passed = _pass_deals(session, leaver, team, deps, by=by, dealers=dealers)
    owners.tell_all(session, team, now=now, from_person_id=leaver.id)
    _let_go(session, leaver, heir_id=receivers[0].id if len(receivers) == 1 else None)
    owners.look_again(session, now=now, owner_ids=[leaver.id])
    return Left(
        person=people.facts(leaver),
        given={person_id: count for person_id, count in given.items() if count},
        waiting=waiting,
        passed=passed,
        stay=left_deals.tell_manager(session, leaver, now=now),
    )


def _pass_open(
    session: Session,
    leaver: Person,
    team: owners.Team,
    deps: Deps,
    *,
    by: PersonFacts | None,
    takers: Sequence[int],
) -> tuple[dict[int, int], int]:
    """Open leads to those who are named, else by the rules; how many each got, how many wait."""
    now, policy = deps.clock(), deps.policy
    theirs = select(Lead.id).where(
        Lead.owner_id == leaver.id, Lead.handover.in_(owners.OPEN), Lead.is_test.is_(False)
    )
    open_ids = session.scalars(theirs.order_by(Lead.is_hot.desc(), Lead.id)).all()
    given: dict[int, int] = dict.fromkeys(takers, 0)
    waiting = 0
    there = Presence(policy, now)
    for lead in _in_order(leads.rows(session, open_ids), open_ids):
        decision = _among(lead, takers, given, team, there) if takers else None
        decision = decision or owners.decide(session, lead, team, policy=policy, now=now)
        if decision.owner_id is None:
            owners.apply(session, lead, decision, team, policy=policy, now=now)
            waiting += 1
            continue
        owners.pass_on(
            session, lead, decision, team, policy=policy, now=now, by=by, is_bundled=True
        )
        given[decision.owner_id] = given.get(decision.owner_id, 0) + 1
    return given, waiting


def _pass_deals(
    session: Session,
    leaver: Person,
    team: owners.Team,
    deps: Deps,
    *,
    by: PersonFacts | None,
    dealers: Sequence[PersonFacts],
) -> dict[int, int]:
    """Qualified leads with their deals, shared out among those who are named and may own them."""
    now, policy = deps.clock(), deps.policy
    passed: Counter[int] = Counter()
    if not dealers:
        return passed
    for lead in leads.rows(session, left_deals.of(session, leaver.id)):
        to = min(dealers, key=lambda one: (passed[one.id], one.id))
        reason = RoutingReason.LEFT
        deals.pass_on(session, lead, to=to, by=by, policy=policy, now=now, reason=reason)
        journal.note(
            session,
            "handed_on",
            lead=lead,
            person_id=by.id if by is not None else None,
            now=now,
            policy_revision=policy.revision,
            to_person_id=to.id,
        )
        journal.show_card(session, lead, now=now)
        team.given.setdefault(to.id, []).append(lead.id)
        passed[to.id] += 1
    return passed


def _in_order(rows: Sequence[Lead], wanted: Sequence[int]) -> list[Lead]:
    return sorted(rows, key=lambda lead: wanted.index(lead.id))


def _among(
    lead: Lead, takers: Sequence[int], given: dict[int, int], team: owners.Team, there: Presence
) -> RoutingDecision | None:
    """The named colleague with the fewest of these leads; a hot one only for who is there now."""
    is_urgent = lead.tier is Tier.HOT and (not lead.touches or clocks.is_running(lead))
    able = [
        person_id
        for person_id in takers
        if there.code(team.people[person_id], is_hot=is_urgent) is None
    ]
    if not able:
        return None
    chosen = team.people[min(able, key=lambda one: (given[one], one))]
    return RoutingDecision(
        owner_id=chosen.id,
        reason=RoutingReason.LEFT,
        territory=lead.territory or there.policy.routing.fallback_territory,
        counts_as_turn=False,
        candidates=(),
        watch_at=there.watch_at(chosen, is_hot=is_urgent),
    )


def _let_go(session: Session, leaver: Person, *, heir_id: int | None) -> None:
    """Nobody is covered by them any more, and their companies are the heir's, else nobody's."""
    session.execute(update(Person).where(Person.cover_id == leaver.id).values(cover_id=None))
    session.execute(update(Account).where(Account.owner_id == leaver.id).values(owner_id=heir_id))
    session.execute(update(Lead).where(Lead.returns_to_id == leaver.id).values(returns_to_id=None))
    leaver.cover_id = None
