"""Direct messages to one colleague: the list of the morning, what became theirs, what was held back."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.rules import attention, duty
from agents.vocabulary import AlertKind
from bot.deps import Deps
from bot.effects import Held, MorningQueue, TellDeals, TellHints, TellLeads
from bot.errors import NothingToSay
from bot.gateways.outgoing import SlackMessage
from bot.rendering import base
from bot.slack import present
from store.queries import people, queues
from store.queries.attention import HELD_BACK


def told_leads(deps: Deps, effect: TellLeads, *, site: str | None) -> SlackMessage:
    """Several leads became somebody's.

    Raises:
        NothingToSay: none of them is theirs (any more), they do not want to be told of such, or
            have their quiet hours, at whose end it is said.
    """
    with deps.store.read() as session:
        person = _colleague(session, effect.person_id)
        giver = people.by_id(session, effect.from_person_id) if effect.from_person_id else None
        theirs = queues.theirs(session, person.id, effect.lead_ids)
    if not theirs:
        raise NothingToSay("leads_gone")
    _may_alert(deps, person, is_hot=any(lead.is_hot for lead in theirs))
    message = present.told_leads(
        person,
        theirs,
        giver=giver,
        policy=deps.policy,
        now=deps.clock(),
        site=site or present.SLACK,
    )
    return base.said(message, person.slack_user_id)


def deals(deps: Deps, effect: TellDeals, *, site: str | None) -> SlackMessage:
    """Qualified leads of somebody who left, which nobody works on.

    Raises:
        NothingToSay: each of them was handed on meanwhile.
    """
    with deps.store.read() as session:
        person = _colleague(session, effect.person_id)
        leaver = people.by_id(session, effect.from_person_id)
        stay = queues.theirs(session, effect.from_person_id, effect.lead_ids)
    if not stay or leaver is None:
        raise NothingToSay("leads_gone")
    message = present.left_deals(
        person,
        stay,
        leaver=leaver,
        policy=deps.policy,
        now=deps.clock(),
        site=site or present.SLACK,
    )
    return base.said(message, person.slack_user_id)


def hints(deps: Deps, effect: TellHints, *, site: str | None) -> SlackMessage:
    """What quiet hours held back.

    Raises:
        NothingToSay: nothing of it is still to be done.
    """
    with deps.store.read() as session:
        person = _colleague(session, effect.person_id)
        held = _still(session, person, effect.held)
    if not held:
        raise NothingToSay("nothing_waits")
    message = present.hints(
        person, held, policy=deps.policy, now=deps.clock(), site=site or present.SLACK
    )
    return base.said(message, person.slack_user_id)


def morning(deps: Deps, effect: MorningQueue, *, site: str | None) -> SlackMessage:
    """What came in overnight, and what quiet hours that end just now held back.

    Raises:
        NothingToSay: it is dealt with already.
    """
    with deps.store.read() as session:
        person = _colleague(session, effect.person_id)
        waiting = queues.overnight_leads(session, person.id, since=effect.since)
        held = _still(session, person, effect.held)
    named = {lead.id for lead in waiting}
    held = tuple(one for one in held if one.lead.id not in named)
    if not waiting and not held:
        raise NothingToSay("nothing_waits")
    message = present.morning(
        person,
        waiting,
        held=held,
        policy=deps.policy,
        now=deps.clock(),
        site=site or present.SLACK,
    )
    return base.said(message, person.slack_user_id)


def _may_alert(deps: Deps, person: PersonFacts, *, is_hot: bool) -> None:
    """Whether they may be written to because a lead is theirs now; who is away reads it later.

    Raises:
        NothingToSay: not now, or not at all.
    """
    kind, zone = AlertKind.HANDED_OVER, duty.zone_of(person, deps.policy)
    if not attention.wants(person, kind):
        raise NothingToSay("not_wanted")
    if attention.is_held_back(person, kind, is_hot=is_hot, zone=zone, at=deps.clock()):
        raise NothingToSay(HELD_BACK)


def _still(
    session: Session, person: PersonFacts, held: Sequence[Held]
) -> tuple[present.HeldAlert, ...]:
    """Those alerts that still ask something of the person, in their order."""
    rows = queues.by_ids(session, [one.lead_id for one in held])
    return tuple(
        present.HeldAlert(kind=one.kind, lead=rows[one.lead_id])
        for one in held
        if one.lead_id in rows and attention.still_asks(one.kind, rows[one.lead_id], person.id)
    )


def _colleague(session: Session, person_id: int) -> PersonFacts:
    """Who is written to.

    Raises:
        NothingToSay: they left.
    """
    person = people.by_id(session, person_id)
    if person is None or not person.is_active:
        raise NothingToSay("colleague_gone")
    return person
