"""Who gets a lead: those who know it, else a fair turn, else a fallback (S-024, S-053 to S-055).

A hot lead goes to somebody who is on duty now, or waits in the waiting room of its team until
somebody is. Any other lead waits for its owner, unless they are away for long.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil, inf

from agents.decisions import Candidate, RoutingDecision
from agents.facts import AbsenceFacts, AccountFacts, PersonFacts, PlaceFacts
from agents.policy import SalesPolicy
from agents.rules import duty, waiting
from agents.rules.presence import Presence
from agents.rules.territories import territory_for
from agents.vocabulary import CoverCredit, Role, RoutingReason

OWNERS = frozenset({Role.SDR, Role.AE, Role.MANAGER})
OTHER_TERRITORY = "other_territory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A lead that wants an owner, as far as the router cares."""

    place: PlaceFacts = field(default_factory=PlaceFacts)
    is_hot: bool = False
    known_owner_id: int | None = None
    """Whom the person knows from an earlier lead."""
    stays_with_id: int | None = None
    """Whose it is already: a lead that comes back, or one whose owner is not there."""
    account: AccountFacts | None = None
    not_for: frozenset[int] = frozenset()
    """Who had it before and cannot keep it."""
    territory: str | None = None
    """Where it belongs already; None: its place decides."""


@dataclass(slots=True)
class _Search:
    """One search for an owner: what was looked at so far."""

    wish: Wish
    people: tuple[PersonFacts, ...]
    there: Presence
    territory: str
    ledger: dict[int, Candidate] = field(default_factory=dict)
    """By person, in the order in which they were looked at."""
    away: PersonFacts | None = None
    """The first owner who knows the lead and is only not there now."""

    def person(self, person_id: int | None) -> PersonFacts | None:
        """One of those who may own leads, unless the lead must leave them."""
        wanted = (one for one in self.people if one.id == person_id and one.role in OWNERS)
        return next((one for one in wanted if one.id not in self.wish.not_for), None)

    def absence_code(self, person: PersonFacts) -> str | None:
        """Why somebody is not there for this lead."""
        return self.there.code(person, is_hot=self.wish.is_hot)

    def look(self, person: PersonFacts, code: str | None) -> bool:
        """Keeps what was found of somebody; the first reason stays, but for the territory's."""
        known = self.ledger.get(person.id)
        if known is None or known.skip_code == OTHER_TERRITORY:
            self.ledger[person.id] = Candidate(
                person_id=person.id,
                is_eligible=code is None,
                skip_code=code,
                share=share(person) if person.weight > 0 else 0.0,
                turns=person.turns,
            )
        return self.ledger[person.id].is_eligible

    def found(
        self, person: PersonFacts, reason: RoutingReason, *, is_turn: bool = False
    ) -> RoutingDecision:
        """The decision for somebody; whoever knows the lead gets it back."""
        returns = self.there.policy.routing.absence.auto_return
        back = self.away if returns and self.away is not None else None
        return RoutingDecision(
            owner_id=person.id,
            reason=reason,
            territory=self.territory,
            counts_as_turn=is_turn,
            candidates=tuple(self.ledger.values()),
            watch_at=self.there.watch_at(person, is_hot=self.wish.is_hot, back=back),
            returns_to_id=back.id if back is not None else None,
        )


def route(
    wish: Wish,
    *,
    people: Sequence[PersonFacts],
    policy: SalesPolicy,
    now: datetime,
    there: Presence | None = None,
) -> RoutingDecision:
    """The owner, why, and everybody the router looked at.

    A lead that is somebody's stays with them. For a new one the account's owner comes first, then
    the owner of a known contact; who is not there is stood in for by the cover they named. None
    of them spends a turn. Then the SDR of the team with
    the fewest turns per weight, the lowest id among equals; a key account nobody owns goes to the
    key team. Then the same among the fallback territory, then a manager, first of the territory,
    with the fewest open leads. Nobody at all: the waiting room, with its wake-up.

    Args:
        wish: the lead.
        people: everybody, also those who left.
        policy: the team's rules.
        now: the moment.
        there: who is there, where it was worked out before.
    """
    search = _search(wish, people=people, policy=policy, there=there or Presence(policy, now))
    return _by_acquaintance(search) or _by_turn(search) or _into_the_room(search)


def share(person: PersonFacts) -> float:
    """Turns per weight; infinite for somebody who takes no turns (weight 0)."""
    return person.turns / person.weight if person.weight > 0 else inf


def turns_on_return(person: PersonFacts, *, people: Sequence[PersonFacts]) -> int:
    """The pointer of somebody who joins or comes back, level with the lowest active colleague.

    Without it a person back from leave would get every lead until the pointers meet again. A
    pointer never goes down.
    """
    peers = [
        share(peer)
        for peer in people
        if peer.id != person.id
        and peer.role is Role.SDR
        and peer.is_active
        and peer.weight > 0
        and peer.territory == person.territory
    ]
    return max(person.turns, ceil(min(peers, default=0.0) * person.weight))


def _search(
    wish: Wish, *, people: Sequence[PersonFacts], policy: SalesPolicy, there: Presence
) -> _Search:
    key = wish.account is not None and wish.account.is_key and wish.account.owner_id is None
    place = wish.place
    territory = (policy.routing.key_team if key else None) or wish.territory
    return _Search(
        wish=wish,
        people=tuple(sorted(people, key=lambda one: one.id)),
        there=there,
        territory=territory
        or territory_for(
            place.country,
            policy,
            language=place.language,
            region=place.region,
            postal_code=place.postal_code,
        ),
    )


def _by_acquaintance(search: _Search) -> RoutingDecision | None:
    """Whoever knows the person or the company, or who stands in for them."""
    account = search.wish.account
    for owner_id, reason in (
        (search.wish.stays_with_id, RoutingReason.KNOWN_CONTACT),
        (account.owner_id if account is not None else None, RoutingReason.ACCOUNT_OWNER),
        (search.wish.known_owner_id, RoutingReason.KNOWN_CONTACT),
    ):
        owner = search.person(owner_id)
        if owner is None:
            continue
        if search.look(owner, search.absence_code(owner)):
            return search.found(owner, reason)
        if search.away is None and owner.is_active:
            search.away = owner
        cover = search.person(nominee_id(owner, search.there))
        if cover is not None and search.look(cover, search.absence_code(cover)):
            counts = credits_cover(owner, search.there)
            return search.found(cover, RoutingReason.COVER, is_turn=counts)
    return None


def nominee_id(owner: PersonFacts, there: Presence) -> int | None:
    """The cover somebody has named for now; None leaves the choice to the rules."""
    absence = _absence(owner, there)
    named = absence.cover_id if absence is not None else None
    return named if named is not None else owner.cover_id


def _absence(owner: PersonFacts, there: Presence) -> AbsenceFacts | None:
    """The absence of now; in a weekend between two that are one, the one before."""
    absence = owner.absence(there.now)
    span = duty.away(owner, policy=there.policy, at=there.now) if absence is None else None
    return absence if span is None else span.begun(there.now)


def credits_cover(owner: PersonFacts, there: Presence) -> bool:
    """Whether what a cover takes for somebody counts as the cover's turn."""
    absence = _absence(owner, there)
    credit = there.policy.routing.absence.credit if absence is None else absence.credit
    return credit is CoverCredit.COVER


def _by_turn(search: _Search) -> RoutingDecision | None:
    """The team's next, then the fallback's, then a manager; others only where they may step in."""
    policy, now, team = search.there.policy, search.there.now, search.territory
    chosen = _next_in_turn(search, {team})
    if chosen is not None:
        counts = search.away is None or credits_cover(search.away, search.there)
        return search.found(chosen, _turn_reason(search), is_turn=counts)
    if search.wish.is_hot and waiting.others_from(team, policy, now) > now:
        return None
    chosen = _next_in_turn(search, {team, policy.routing.fallback_territory})
    if chosen is not None:
        return search.found(chosen, RoutingReason.FALLBACK, is_turn=True)
    return _by_manager(search)


def _next_in_turn(search: _Search, territories: set[str]) -> PersonFacts | None:
    """The SDR who is there and has room, with the fewest turns per weight."""
    sdrs = [person for person in search.people if person.role is Role.SDR]
    eligible = [one for one in sdrs if search.look(one, _skip_code(search, one, territories))]
    return min(eligible, key=lambda one: (share(one), one.id), default=None)


def _by_manager(search: _Search) -> RoutingDecision | None:
    managers = [one for one in search.people if one.role is Role.MANAGER]
    free = [one for one in managers if search.look(one, _absent_or_out(search, one))]
    if not free:
        return None
    first = min(free, key=lambda one: (one.territory != search.territory, one.open_leads, one.id))
    return search.found(first, RoutingReason.FALLBACK)


def _into_the_room(search: _Search) -> RoutingDecision:
    return RoutingDecision(
        owner_id=None,
        reason=RoutingReason.NOBODY,
        territory=search.territory,
        counts_as_turn=False,
        candidates=tuple(search.ledger.values()),
        room=search.territory,
        watch_at=search.there.wake_up(
            search.people, territory=search.territory, knowing=search.away
        ),
    )


def _turn_reason(search: _Search) -> RoutingReason:
    if search.away is not None:
        return RoutingReason.COVER
    account = search.wish.account
    key_team = search.there.policy.routing.key_team
    is_key = account is not None and account.is_key and search.territory == key_team
    return RoutingReason.KEY_ACCOUNT if is_key else RoutingReason.TURN


def _skip_code(search: _Search, person: PersonFacts, territories: set[str]) -> str | None:
    """Why somebody takes no turn for this lead."""
    if person.territory not in territories:
        return OTHER_TERRITORY
    return _absent_or_out(search, person) or _full_code(person, search.there.policy)


def _absent_or_out(search: _Search, person: PersonFacts) -> str | None:
    return "had_it" if person.id in search.wish.not_for else search.absence_code(person)


def _full_code(person: PersonFacts, policy: SalesPolicy) -> str | None:
    """Why somebody who is there takes no (further) turn."""
    if person.weight <= 0:
        return "no_turns"
    if person.capacity is not None and person.open_leads >= person.capacity:
        return "at_capacity"
    cap = person.daily_cap if person.daily_cap is not None else policy.routing.daily_cap
    return "day_is_full" if cap is not None and person.leads_today >= cap else None
