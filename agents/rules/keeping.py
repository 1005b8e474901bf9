"""Whether the owner of an open lead is still there for it, and who takes over (S-053, S-139)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agents.decisions import RoutingDecision
from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.rules.presence import Presence
from agents.rules.routing import Wish, route
from agents.vocabulary import RoutingReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An open lead as it lies with its owner."""

    owner_id: int | None
    reason: RoutingReason | None = None
    territory: str
    returns_to_id: int | None = None
    is_untouched: bool = True
    """Whether its owner has neither accepted nor contacted it."""
    acted_at: datetime | None = None
    """When the owner took it by hand, or was given it; None: the rules gave it."""


def keep(
    held: Held, wish: Wish, *, people: Sequence[PersonFacts], policy: SalesPolicy, now: datetime
) -> RoutingDecision:
    """Who has the lead from now on; the same owner where nothing changes.

    Whoever is back gets what their cover has not touched. An owner who is there keeps it. For one
    who is not, the nominee takes over, else the next in turn; where nobody is there, the lead
    waits in the waiting room and stays its owner's until somebody is.

    Args:
        held: as it lies.
        wish: the same lead for the router; `is_hot` only as long as nobody has contacted it.
        people: everybody, also those who left.
        policy: the team's rules.
        now: the moment.
    """
    there = Presence(policy, now)
    known = {person.id: person for person in people}
    owner = known.get(held.owner_id or 0)
    if owner is None:
        return route(wish, people=people, policy=policy, now=now, there=there)
    back = known.get(held.returns_to_id or 0) if held.is_untouched else None
    if back is not None and not (back.is_active and policy.routing.absence.auto_return):
        back = None
    if back is not None and there.code(back, is_hot=wish.is_hot) is None:
        watch_at = there.watch_at(back, is_hot=wish.is_hot)
        return _stays(held, back, RoutingReason.RETURNED, watch_at=watch_at)
    stays_until = _stays_until(held, owner, there) if wish.is_hot else None
    if there.code(owner, is_hot=wish.is_hot) is None or stays_until is not None:
        watch_at = stays_until or there.watch_at(owner, is_hot=wish.is_hot, back=back)
        reason = held.reason or RoutingReason.TURN
        stays = _stays(held, owner, reason, watch_at=watch_at)
        return replace(stays, returns_to_id=back.id if back is not None else None)
    return _without(held, wish, owner, back, people=people, there=there)


def _without(
    held: Held,
    wish: Wish,
    owner: PersonFacts,
    back: PersonFacts | None,
    *,
    people: Sequence[PersonFacts],
    there: Presence,
) -> RoutingDecision:
    """Who has it while its owner is not there."""
    stays_with_id = back.id if back is not None else owner.id
    gone = frozenset() if owner.is_active else frozenset({owner.id})
    wish = replace(
        wish,
        stays_with_id=stays_with_id,
        territory=held.territory,
        not_for=wish.not_for | gone,
    )
    found = route(wish, people=people, policy=there.policy, now=there.now, there=there)
    if found.owner_id is not None:
        return found if owner.is_active else replace(found, reason=RoutingReason.LEFT)
    if not owner.is_active:
        return found
    own = duty.next_duty_at(owner, policy=there.policy, at=there.now)
    assert found.watch_at is not None
    later = own if own is not None and own > there.now else found.watch_at
    return replace(
        found,
        owner_id=owner.id,
        reason=held.reason or RoutingReason.TURN,
        watch_at=min(found.watch_at, later),
        returns_to_id=back.id if back is not None else None,
    )


def _stays_until(held: Held, owner: PersonFacts, there: Presence) -> datetime | None:
    """Until when somebody counts as there who took a hot lead by hand outside their hours."""
    if held.acted_at is None or there.code(owner, is_hot=True) != "off_duty":
        return None
    until = held.acted_at + there.policy.routing.absence.off_shift_stay
    was_on_duty = duty.is_on_duty(owner, policy=there.policy, at=held.acted_at)
    return until if until > there.now and not was_on_duty else None


def _stays(
    held: Held, person: PersonFacts, reason: RoutingReason, *, watch_at: datetime | None
) -> RoutingDecision:
    return RoutingDecision(
        owner_id=person.id,
        reason=reason,
        territory=held.territory,
        counts_as_turn=False,
        candidates=(),
        watch_at=watch_at,
    )
