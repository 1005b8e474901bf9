"""Turns an owed effect into a message, from what is true when it is sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypedDict

from agents.answers import Answer
from agents.facts import CardFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import EscalationStep, Handover, Language, Match, Role
from bot import direct
from bot.deps import Deps
from bot.effects import (
    AnswerAway,
    AskPair,
    AskSwap,
    ConfirmOptIn,
    Effect,
    MailHotLead,
    MailOutage,
    MorningQueue,
    PingStep,
    PostAnswer,
    PostQuality,
    RefreshPing,
    RefreshTry,
    RemindTry,
    ShowLeadCard,
    ShowLeadList,
    ShowPair,
    TellAgain,
    TellHints,
    TellLeads,
    TellMarketing,
    TellNewOwner,
    TellNobodyReacted,
)
from bot.errors import NothingToSay, Refusal
from bot.gateways.outgoing import Letter, SlackMessage
from bot.lead_mailing import lead_letter
from bot.mailing import letter
from bot.slack import present
from bot.slack.viewmodels import Message as View
from bot.workflows import bundle, look, pairs, quality, shown, trading
from bot.workflows.steps.journal import WAITS
from store.models import Owed, Question

Message = SlackMessage | Letter
AT_WORK = frozenset({*WAITS, Handover.QUALIFIED})


class _Reading(TypedDict):
    """Who reads a reply, by which policy, in which language and when."""

    person: PersonFacts
    policy: SalesPolicy
    language: Language
    now: datetime


class Overtaken(NothingToSay):
    """It is not to be said any more; `place` is where an earlier try may have said it."""

    def __init__(self, code: str, *, place: SlackMessage) -> None:
        super().__init__(code)
        self.place = place


class Render(Protocol):
    """Turns effects into messages."""

    def __call__(self, effect: Effect, *, is_repeat: bool = False) -> Message:
        """The message as of now; `is_repeat` where an earlier try may have landed.

        Raises:
            NothingToSay: the state has moved on.
        """
        ...


def renderer(deps: Deps, *, site: Callable[[], str | None] = lambda: None) -> Render:
    """What the relay is given to turn effects into messages.

    Args:
        deps: the bot's parts.
        site: gives the workspace's address, for links to cards.
    """

    def render(effect: Effect, *, is_repeat: bool = False) -> Message:
        if isinstance(effect, ConfirmOptIn | AnswerAway):
            return lead_letter(deps, effect)
        if isinstance(effect, MailHotLead | MailOutage):
            return letter(deps, effect, is_repeat=is_repeat)
        message = _render(deps, effect, site)
        if is_repeat:
            note = present.possible_repeat(deps.policy.team_in(message.channel).language)
            return replace(message, blocks=[note, *message.blocks])
        return message

    return render


def _render(deps: Deps, effect: Effect, site: Callable[[], str | None]) -> SlackMessage:
    draw = _DRAWN.get(type(effect))
    if draw is None:
        raise TypeError(f"no rendering for {type(effect).__name__}")
    return draw(deps, effect, site)


def _look(deps: Deps, lead_id: int) -> tuple[CardFacts, str]:
    """The lead and its channel.

    Raises:
        NothingToSay: the lead is gone, or was never handed to a channel.
    """
    try:
        card = look.card(deps, lead_id)
    except Refusal as refusal:
        raise NothingToSay("lead_gone") from refusal
    if card.lead.card_channel is None:
        raise NothingToSay("no_channel")
    return card, card.lead.card_channel


def language_of(deps: Deps, card: CardFacts) -> Language:
    """The language of the lead's channel."""
    return deps.policy.team(card.lead.territory).language


def _card(deps: Deps, effect: ShowLeadCard) -> SlackMessage:
    card, channel = _look(deps, effect.lead_id)
    is_shown = card.lead.card_ts is not None and card.lead.shown_version == card.lead.version
    if is_shown and not effect.is_doubted:
        raise NothingToSay(shown.SHOWN)
    message = present.lead_card(
        card, policy=deps.policy, language=language_of(deps, card), now=deps.clock()
    )
    return SlackMessage(
        channel=channel,
        text=message.text,
        blocks=message.blocks,
        ts=card.lead.card_ts,
        version=card.lead.version,
        drawn_over=card.lead.shown_version,
    )


def _list(deps: Deps, effect: ShowLeadList, site: str | None) -> SlackMessage:
    standing = bundle.look(deps, effect.list_id)
    if standing is None:
        raise NothingToSay("leads_gone")
    if standing.ts is None and not effect.is_first:
        raise NothingToSay("list_not_posted")
    if standing.ts is None and all(lead.card_ts for lead in standing.facts.leads):
        raise Overtaken("cards_shown", place=_place(standing.channel))
    message = present.lead_list(
        standing.facts,
        policy=deps.policy,
        language=deps.policy.team_in(standing.channel).language,
        now=deps.clock(),
        site=site or present.SLACK,
    )
    return SlackMessage(
        channel=standing.channel,
        text=message.text,
        blocks=message.blocks,
        ts=standing.ts,
        version=standing.picture,
    )


def _said(
    view: View, channel: str, *, ts: str | None = None, thread_ts: str | None = None
) -> SlackMessage:
    return SlackMessage(
        channel=channel, text=view.text, blocks=view.blocks, ts=ts, thread_ts=thread_ts
    )


def _place(channel: str, *, thread_ts: str | None = None) -> SlackMessage:
    """Where a message would stand, without a word of it."""
    return SlackMessage(channel=channel, text="", blocks=[], thread_ts=thread_ts)


def _thread(card: CardFacts) -> str:
    if card.lead.card_ts is None:
        raise NothingToSay("no_card")
    return card.lead.card_ts


def _ping(deps: Deps, effect: PingStep) -> SlackMessage:
    card, channel = _look(deps, effect.lead_id)
    place = _place(channel, thread_ts=card.lead.card_ts)
    if card.lead.handover not in WAITS:
        raise Overtaken("decided", place=place)
    clock = next((clock for clock in card.lead.clocks if clock.id == effect.clock_id), None)
    if clock is None or clock.stopped_at is not None:
        raise Overtaken("clock_stopped", place=place)
    message = _ping_now(deps, effect, card)
    return _said(message, channel, thread_ts=_thread(card))


def _ping_again(deps: Deps, effect: RefreshPing) -> SlackMessage:
    card, _ = _look(deps, effect.lead_id)
    channel, ts = _posted(deps, effect.owed_id)
    message = _ping_now(deps, effect, card)
    return _said(message, channel, ts=ts)


def _posted(deps: Deps, owed_id: int) -> tuple[str, str]:
    """Where a message of ours stands, and its number.

    Raises:
        NothingToSay: it was never posted.
    """
    with deps.store.read() as session:
        posted = session.get(Owed, owed_id)
        channel, ts = (posted.channel, posted.external_id) if posted else (None, None)
    if channel is None or ts is None:
        raise NothingToSay("not_posted")
    return channel, ts


def _ping_now(deps: Deps, effect: PingStep, card: CardFacts) -> View:
    return present.ping(
        card,
        step=effect.step,
        addressee=_addressee(card, effect),
        policy=deps.policy,
        language=language_of(deps, card),
        now=deps.clock(),
    )


def _addressee(card: CardFacts, effect: PingStep) -> PersonFacts | None:
    """Whom the ping was for; the owner's reminder follows the lead to its present owner."""
    is_owners = effect.step is EscalationStep.REMIND_OWNER
    person_id = card.lead.owner_id if is_owners else effect.person_id
    return card.people.get(person_id) if person_id is not None else None


def _told(deps: Deps, effect: TellNewOwner | TellAgain) -> SlackMessage:
    """A reply to somebody who has the lead; nothing where it went to somebody else meanwhile."""
    card, channel = _look(deps, effect.lead_id)
    if card.lead.owner_id != effect.person_id or card.lead.handover not in AT_WORK:
        raise Overtaken("owner_changed", place=_place(channel, thread_ts=card.lead.card_ts))
    reading: _Reading = {
        "person": card.people[effect.person_id],
        "policy": deps.policy,
        "language": language_of(deps, card),
        "now": deps.clock(),
    }
    if isinstance(effect, TellAgain):
        message = present.came_again(card, wish=effect.wish, **reading)
    else:
        by = card.people.get(effect.by_person_id) if effect.by_person_id is not None else None
        message = present.new_owner(card, reason=effect.reason, by=by, **reading)
    return _said(message, channel, thread_ts=_thread(card))


def _swap(deps: Deps, effect: AskSwap) -> SlackMessage:
    card, channel = _look(deps, effect.lead_id)
    swap = trading.look_at_swap(deps, effect.swap_id)
    if swap is None or swap.is_ended:
        raise Overtaken("swap_over", place=_place(channel, thread_ts=card.lead.card_ts))
    message = present.swap_question(
        swap.id,
        mine=swap.mine,
        theirs=swap.theirs,
        people=card.people,
        by_person_id=swap.by_person_id,
        to_person_id=swap.to_person_id,
        language=language_of(deps, card),
    )
    return _said(message, channel, thread_ts=_thread(card))


def _nobody_reacted(deps: Deps, effect: TellNobodyReacted, *, site: str | None) -> SlackMessage:
    card, _ = _look(deps, effect.lead_id)
    channel = deps.policy.team(card.lead.territory).manager_channel
    clock = next((clock for clock in card.lead.clocks if clock.id == effect.clock_id), None)
    if card.lead.handover not in WAITS or clock is None or clock.stopped_at is not None:
        raise Overtaken("decided", place=_place(channel))
    message = present.nobody_reacted(
        card,
        policy=deps.policy,
        language=language_of(deps, card),
        now=deps.clock(),
        site=site or present.SLACK,
    )
    return _said(message, channel)


def _remind_try(deps: Deps, effect: RemindTry) -> SlackMessage:
    card, channel = _look(deps, effect.lead_id)
    if not _is_due(card, effect):
        place = _place(channel, thread_ts=card.lead.card_ts)
        raise Overtaken("tried", place=place)
    message = present.remind_try(
        card, policy=deps.policy, language=language_of(deps, card), now=deps.clock()
    )
    return _said(message, channel, thread_ts=_thread(card))


def _is_due(card: CardFacts, effect: RemindTry) -> bool:
    """Whether the try that was spoken of is still to be made."""
    cadence = card.lead.cadence
    is_over = cadence is None or not cadence.is_running or cadence.made != effect.made
    return not is_over and card.lead.handover in WAITS


def _try_again(deps: Deps, effect: RefreshTry) -> SlackMessage:
    card, _ = _look(deps, effect.lead_id)
    channel, ts = _posted(deps, effect.owed_id)
    draw = present.remind_try if _is_due(card, effect) else present.ping_settled
    message = draw(card, policy=deps.policy, language=language_of(deps, card), now=deps.clock())
    return _said(message, channel, ts=ts)


def _tell_marketing(deps: Deps, effect: TellMarketing, *, site: str | None) -> SlackMessage:
    card, _ = _look(deps, effect.lead_id)
    team = deps.policy.team(card.lead.territory)
    channel = deps.policy.marketing.channel or team.manager_channel
    duty = card.lead.duty
    if duty is None or duty.stopped_at is not None:
        raise Overtaken("mended", place=_place(channel))
    theirs = [one for one in card.people.values() if one.role is Role.MARKETING and one.is_active]
    message = present.tell_marketing(
        card,
        addressees=theirs,
        policy=deps.policy,
        language=language_of(deps, card),
        now=deps.clock(),
        site=site or present.SLACK,
    )
    return _said(message, channel)


def _pair(deps: Deps, effect: AskPair | ShowPair) -> SlackMessage:
    try:
        facts = pairs.get(deps, effect.pair_id)
    except Refusal as refusal:
        raise NothingToSay("pair_gone") from refusal
    if isinstance(effect, ShowPair):
        channel, ts = _posted(deps, effect.owed_id)
    else:
        channel, ts = effect.channel, None
        if facts.verdict is not Match.UNCERTAIN:
            raise Overtaken("pair_decided", place=_place(channel, thread_ts=facts.card_ts))
    message = present.pair(
        facts,
        asked=quality.asked(deps, facts),
        language=deps.policy.team_in(channel).language,
    )
    thread_ts = facts.card_ts if ts is None and channel == facts.channel else None
    return _said(message, channel, ts=ts, thread_ts=thread_ts)


def _quality(deps: Deps, effect: PostQuality) -> SlackMessage:
    message = present.quality_list(
        quality.report(deps, until=effect.until),
        people=quality.owners(deps),
        language=deps.policy.team_in(effect.channel).language,
    )
    return SlackMessage(channel=effect.channel, text=message.text, blocks=message.blocks)


def _answer(deps: Deps, effect: PostAnswer, *, site: str | None) -> SlackMessage:
    with deps.store.read() as session:
        row = session.get(Question, effect.question_id)
        if row is None or not row.answer:
            raise NothingToSay("question_gone")
        answer, language = Answer.model_validate(row.answer), row.language
        channel, thread_ts = row.channel, row.thread_ts
    message = present.answer(answer, language=language, **({"site": site} if site else {}))
    return _said(message, channel, thread_ts=thread_ts)


_DRAWN: dict[type[Effect], Callable[[Deps, Any, Callable[[], str | None]], SlackMessage]] = {
    ShowLeadCard: lambda deps, effect, _: _card(deps, effect),
    ShowLeadList: lambda deps, effect, site: _list(deps, effect, site=site()),
    RefreshPing: lambda deps, effect, _: _ping_again(deps, effect),
    PingStep: lambda deps, effect, _: _ping(deps, effect),
    TellNewOwner: lambda deps, effect, _: _told(deps, effect),
    TellAgain: lambda deps, effect, _: _told(deps, effect),
    TellNobodyReacted: lambda deps, effect, site: _nobody_reacted(deps, effect, site=site()),
    RefreshTry: lambda deps, effect, _: _try_again(deps, effect),
    RemindTry: lambda deps, effect, _: _remind_try(deps, effect),
    TellMarketing: lambda deps, effect, site: _tell_marketing(deps, effect, site=site()),
    AskSwap: lambda deps, effect, _: _swap(deps, effect),
    TellLeads: lambda deps, effect, site: direct.told_leads(deps, effect, site=site()),
    TellHints: lambda deps, effect, site: direct.hints(deps, effect, site=site()),
    MorningQueue: lambda deps, effect, site: direct.morning(deps, effect, site=site()),
    PostAnswer: lambda deps, effect, site: _answer(deps, effect, site=site()),
    AskPair: lambda deps, effect, _: _pair(deps, effect),
    ShowPair: lambda deps, effect, _: _pair(deps, effect),
    PostQuality: lambda deps, effect, _: _quality(deps, effect),
}
