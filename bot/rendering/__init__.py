"""Turns an owed effect into a message, from what is true when it is sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

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
    TellDeals,
    TellDeclined,
    TellHints,
    TellLeads,
    TellMarketing,
    TellNewOwner,
    TellNobodyReacted,
)
from bot.gateways.outgoing import SlackMessage
from bot.lead_mailing import lead_letter
from bot.mailing import letter
from bot.rendering import asked, cards, direct, pings, told
from bot.rendering.base import AT_WORK, Message, Overtaken
from bot.slack import present

__all__ = ["AT_WORK", "Message", "Overtaken", "Render", "renderer"]


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


_DRAWN: dict[type[Effect], Callable[[Deps, Any, Callable[[], str | None]], SlackMessage]] = {
    ShowLeadCard: lambda deps, effect, _: cards.card(deps, effect),
    ShowLeadList: lambda deps, effect, site: cards.lead_list(deps, effect, site=site()),
    RefreshPing: lambda deps, effect, _: pings.ping_again(deps, effect),
    PingStep: lambda deps, effect, _: pings.ping(deps, effect),
    TellNewOwner: lambda deps, effect, _: told.told(deps, effect),
    TellAgain: lambda deps, effect, _: told.told(deps, effect),
    TellNobodyReacted: lambda deps, effect, site: pings.nobody_reacted(deps, effect, site=site()),
    RefreshTry: lambda deps, effect, _: pings.try_again(deps, effect),
    RemindTry: lambda deps, effect, _: pings.remind_try(deps, effect),
    TellMarketing: lambda deps, effect, site: told.marketing(deps, effect, site=site()),
    AskSwap: lambda deps, effect, _: told.swap(deps, effect),
    TellDeclined: lambda deps, effect, _: told.declined(deps, effect),
    TellDeals: lambda deps, effect, site: direct.deals(deps, effect, site=site()),
    TellLeads: lambda deps, effect, site: direct.told_leads(deps, effect, site=site()),
    TellHints: lambda deps, effect, site: direct.hints(deps, effect, site=site()),
    MorningQueue: lambda deps, effect, site: direct.morning(deps, effect, site=site()),
    PostAnswer: lambda deps, effect, site: asked.answer(deps, effect, site=site()),
    AskPair: lambda deps, effect, _: asked.pair(deps, effect),
    ShowPair: lambda deps, effect, _: asked.pair(deps, effect),
    PostQuality: lambda deps, effect, _: asked.quality_list(deps, effect),
}
