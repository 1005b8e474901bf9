"""Who gets a lead: the known owner, else a fair turn, else a fallback (S-024, S-053 to S-055)."""

from collections.abc import Sequence
from math import ceil, inf

from agents.decisions import Candidate, RoutingDecision
from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language, Role, RoutingReason

OWNERS = frozenset({Role.SDR, Role.MANAGER})


def territory_for(
    country: str | None, policy: SalesPolicy, *, language: Language | None = None
) -> str:
    """The territory that claims a country (ISO 3166-1 alpha-2), else the fallback.

    Where the country is not known, the first territory that speaks the lead's language is the
    better guess.
    """
    wanted = (country or "").upper()
    for name, territory in policy.territories.items():
        if wanted in territory.countries or (not wanted and territory.language is language):
            return name
    return policy.routing.fallback_territory


def route(
    *,
    country: str | None,
    people: Sequence[PersonFacts],
    policy: SalesPolicy,
    language: Language | None = None,
    known_owner_id: int | None = None,
) -> RoutingDecision:
    """The owner, why, and everybody the router looked at.

    The active owner of a known contact or account comes first and spends no turn. Then the SDR
    of the territory with the fewest turns per weight, the lowest id among equals. Then the same
    among the fallback territory, then a manager, first of the territory, with the fewest open
    leads. Nobody at all: `owner_id` None, the waiting room.
    """
    territory = territory_for(country, policy, language=language)
    for person in people:
        if person.id == known_owner_id and person.is_active and person.role in OWNERS:
            known = (Candidate(person_id=person.id, is_eligible=True, share=share(person)),)
            return _decided(person.id, RoutingReason.KNOWN_CONTACT, territory, candidates=known)
    ledger = _ledger(people, {territory})
    chosen = _lowest(ledger)
    if chosen is not None:
        return _decided(chosen, RoutingReason.TURN, territory, candidates=ledger)
    ledger = _ledger(people, {territory, policy.routing.fallback_territory})
    chosen = _lowest(ledger)
    if chosen is not None:
        return _decided(chosen, RoutingReason.FALLBACK, territory, candidates=ledger, turn=True)
    managers = [person for person in people if person.role is Role.MANAGER]
    ledger += tuple(_manager(person) for person in sorted(managers, key=lambda one: one.id))
    active = [person for person in managers if person.is_active]
    if not active:
        return _decided(None, RoutingReason.NOBODY, territory, candidates=ledger)
    first = min(active, key=lambda one: (one.territory != territory, one.open_leads, one.id))
    return _decided(first.id, RoutingReason.FALLBACK, territory, candidates=ledger)


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


def _decided(
    owner_id: int | None,
    reason: RoutingReason,
    territory: str,
    *,
    candidates: tuple[Candidate, ...],
    turn: bool = False,
) -> RoutingDecision:
    return RoutingDecision(
        owner_id=owner_id,
        reason=reason,
        territory=territory,
        counts_as_turn=turn or reason is RoutingReason.TURN,
        candidates=candidates,
    )


def _ledger(people: Sequence[PersonFacts], territories: set[str]) -> tuple[Candidate, ...]:
    """Every SDR by id, with the reason why they are skipped."""
    found: list[Candidate] = []
    for person in sorted(people, key=lambda one: one.id):
        if person.role is Role.SDR:
            code = _skip_code(person, territories)
            found.append(
                Candidate(
                    person_id=person.id,
                    is_eligible=code is None,
                    skip_code=code,
                    share=share(person) if person.weight > 0 else 0.0,
                )
            )
    return tuple(found)


def _skip_code(person: PersonFacts, territories: set[str]) -> str | None:
    if person.territory not in territories:
        return "other_territory"
    if not person.is_active:
        return "inactive"
    if person.weight <= 0:
        return "no_turns"
    if person.capacity is not None and person.open_leads >= person.capacity:
        return "at_capacity"
    return None


def _manager(person: PersonFacts) -> Candidate:
    return Candidate(
        person_id=person.id,
        is_eligible=person.is_active,
        skip_code=None if person.is_active else "inactive",
    )


def _lowest(ledger: tuple[Candidate, ...]) -> int | None:
    eligible = [candidate for candidate in ledger if candidate.is_eligible]
    if not eligible:
        return None
    return min(eligible, key=lambda candidate: (candidate.share, candidate.person_id)).person_id
