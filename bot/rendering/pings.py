"""Replies that ask somebody to act: rungs of the chain, tries, and that nobody reacted."""

from agents.facts import CardFacts, PersonFacts
from agents.vocabulary import EscalationStep
from bot.deps import Deps
from bot.effects import PingStep, RefreshPing, RefreshTry, RemindTry, TellNobodyReacted
from bot.gateways.outgoing import SlackMessage
from bot.rendering import base
from bot.slack import present
from bot.slack.viewmodels import Message as View
from bot.workflows.steps.journal import WAITS


def ping(deps: Deps, effect: PingStep) -> SlackMessage:
    """A rung of the chain, under the card.

    Raises:
        Overtaken: nobody has to be asked any more.
    """
    card, channel = base.seen(deps, effect.lead_id)
    place = base.place_of(channel, thread_ts=card.lead.card_ts)
    if card.lead.handover not in WAITS:
        raise base.Overtaken("decided", place=place)
    clock = next((clock for clock in card.lead.clocks if clock.id == effect.clock_id), None)
    if clock is None or clock.stopped_at is not None:
        raise base.Overtaken("clock_stopped", place=place)
    message = _ping_now(deps, effect, card)
    return base.said(message, channel, thread_ts=base.thread(card))


def ping_again(deps: Deps, effect: RefreshPing) -> SlackMessage:
    """A rung that was posted, as it is now."""
    card, _ = base.seen(deps, effect.lead_id)
    channel, ts = base.posted(deps, effect.owed_id)
    message = _ping_now(deps, effect, card)
    return base.said(message, channel, ts=ts)


def _ping_now(deps: Deps, effect: PingStep, card: CardFacts) -> View:
    return present.ping(
        card,
        step=effect.step,
        addressee=_addressee(card, effect),
        policy=deps.policy,
        language=base.language_of(deps, card),
        now=deps.clock(),
    )


def _addressee(card: CardFacts, effect: PingStep) -> PersonFacts | None:
    """Whom the ping was for; the owner's reminder follows the lead to its present owner."""
    is_owners = effect.step is EscalationStep.REMIND_OWNER
    person_id = card.lead.owner_id if is_owners else effect.person_id
    return card.people.get(person_id) if person_id is not None else None


def nobody_reacted(deps: Deps, effect: TellNobodyReacted, *, site: str | None) -> SlackMessage:
    """The end of a chain, in the managers' channel.

    Raises:
        Overtaken: somebody has reacted.
    """
    card, _ = base.seen(deps, effect.lead_id)
    channel = deps.policy.team(card.lead.territory).manager_channel
    clock = next((clock for clock in card.lead.clocks if clock.id == effect.clock_id), None)
    if card.lead.handover not in WAITS or clock is None or clock.stopped_at is not None:
        raise base.Overtaken("decided", place=base.place_of(channel))
    message = present.nobody_reacted(
        card,
        policy=deps.policy,
        language=base.language_of(deps, card),
        now=deps.clock(),
        site=site or present.SLACK,
    )
    return base.said(message, channel)


def remind_try(deps: Deps, effect: RemindTry) -> SlackMessage:
    """That the next try is due, under the card.

    Raises:
        Overtaken: it was made, or is not to be made any more.
    """
    card, channel = base.seen(deps, effect.lead_id)
    if not _is_due(card, effect):
        place = base.place_of(channel, thread_ts=card.lead.card_ts)
        raise base.Overtaken("tried", place=place)
    message = present.remind_try(
        card, policy=deps.policy, language=base.language_of(deps, card), now=deps.clock()
    )
    return base.said(message, channel, thread_ts=base.thread(card))


def _is_due(card: CardFacts, effect: RemindTry) -> bool:
    """Whether the try that was spoken of is still to be made."""
    cadence = card.lead.cadence
    is_over = cadence is None or not cadence.is_running or cadence.made != effect.made
    return not is_over and card.lead.handover in WAITS


def try_again(deps: Deps, effect: RefreshTry) -> SlackMessage:
    """A reminder of a try that was posted, as it is now."""
    card, _ = base.seen(deps, effect.lead_id)
    channel, ts = base.posted(deps, effect.owed_id)
    draw = present.remind_try if _is_due(card, effect) else present.ping_settled
    message = draw(
        card, policy=deps.policy, language=base.language_of(deps, card), now=deps.clock()
    )
    return base.said(message, channel, ts=ts)
