"""Replies to those who have a lead, and what marketing is told."""

from agents.vocabulary import Role
from bot.deps import Deps
from bot.effects import AskSwap, TellAgain, TellDeclined, TellMarketing, TellNewOwner
from bot.gateways.outgoing import SlackMessage
from bot.rendering import base
from bot.slack import present
from bot.workflows import trading


def told(deps: Deps, effect: TellNewOwner | TellAgain) -> SlackMessage:
    """A reply to somebody who has the lead; nothing where it went to somebody else meanwhile."""
    card, channel = base.seen(deps, effect.lead_id)
    if card.lead.owner_id != effect.person_id or card.lead.handover not in base.AT_WORK:
        raise base.Overtaken(
            "owner_changed", place=base.place_of(channel, thread_ts=card.lead.card_ts)
        )
    reading: base.Reading = {
        "person": card.people[effect.person_id],
        "policy": deps.policy,
        "language": base.language_of(deps, card),
        "now": deps.clock(),
    }
    if isinstance(effect, TellAgain):
        message = present.came_again(card, wish=effect.wish, **reading)
    else:
        by = card.people.get(effect.by_person_id) if effect.by_person_id is not None else None
        message = present.new_owner(card, reason=effect.reason, by=by, **reading)
    return base.said(message, channel, thread_ts=base.thread(card))


def swap(deps: Deps, effect: AskSwap) -> SlackMessage:
    """The question whether a colleague swaps, under the card of their lead.

    Raises:
        Overtaken: it is answered.
    """
    card, channel = base.seen(deps, effect.lead_id)
    found = trading.look_at_swap(deps, effect.swap_id)
    if found is None or found.is_ended:
        raise base.Overtaken(
            "swap_over", place=base.place_of(channel, thread_ts=card.lead.card_ts)
        )
    message = present.swap_question(
        found.id,
        mine=found.mine,
        theirs=found.theirs,
        people=card.people,
        by_person_id=found.by_person_id,
        to_person_id=found.to_person_id,
        language=base.language_of(deps, card),
    )
    return base.said(message, channel, thread_ts=base.thread(card))


def declined(deps: Deps, effect: TellDeclined) -> SlackMessage:
    """That a colleague does not swap, under the card of the lead that was offered.

    Raises:
        Overtaken: one of the leads is gone.
    """
    card, channel = base.seen(deps, effect.lead_id)
    found = trading.look_at_swap(deps, effect.swap_id)
    if found is None:
        raise base.Overtaken(
            "swap_over", place=base.place_of(channel, thread_ts=card.lead.card_ts)
        )
    message = present.swap_declined(
        card,
        theirs=found.theirs,
        person=card.people[effect.person_id],
        by=card.people[found.to_person_id],
        policy=deps.policy,
        language=base.language_of(deps, card),
        now=deps.clock(),
    )
    return base.said(message, channel, thread_ts=base.thread(card))


def marketing(deps: Deps, effect: TellMarketing, *, site: str | None) -> SlackMessage:
    """What marketing owes, in its channel.

    Raises:
        Overtaken: it was delivered.
    """
    card, _ = base.seen(deps, effect.lead_id)
    team = deps.policy.team(card.lead.territory)
    channel = deps.policy.marketing.channel or team.manager_channel
    duty = card.lead.duty
    if duty is None or duty.stopped_at is not None:
        raise base.Overtaken("mended", place=base.place_of(channel))
    theirs = [one for one in card.people.values() if one.role is Role.MARKETING and one.is_active]
    message = present.tell_marketing(
        card,
        addressees=theirs,
        policy=deps.policy,
        language=base.language_of(deps, card),
        now=deps.clock(),
        site=site or present.SLACK,
    )
    return base.said(message, channel)
