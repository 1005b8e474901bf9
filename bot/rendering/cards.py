"""Cards and lists of leads, as they are to stand now."""

from bot.deps import Deps
from bot.effects import ShowLeadCard, ShowLeadList
from bot.errors import NothingToSay
from bot.gateways.outgoing import SlackMessage
from bot.rendering import base
from bot.slack import present
from bot.workflows import bundle, shown


def card(deps: Deps, effect: ShowLeadCard) -> SlackMessage:
    """The lead's card, posted or drawn anew.

    Raises:
        NothingToSay: it shows already what is true.
    """
    card, channel = base.seen(deps, effect.lead_id)
    is_shown = card.lead.card_ts is not None and card.lead.shown_version == card.lead.version
    if is_shown and not effect.is_doubted:
        raise NothingToSay(shown.SHOWN)
    message = present.lead_card(
        card, policy=deps.policy, language=base.language_of(deps, card), now=deps.clock()
    )
    return SlackMessage(
        channel=channel,
        text=message.text,
        blocks=message.blocks,
        ts=card.lead.card_ts,
        version=card.lead.version,
        drawn_over=card.lead.shown_version,
    )


def lead_list(deps: Deps, effect: ShowLeadList, site: str | None) -> SlackMessage:
    """The list of leads, posted or drawn anew.

    Raises:
        NothingToSay: it was never posted, or none of its leads is there any more.
    """
    standing = bundle.look(deps, effect.list_id)
    if standing is None:
        raise NothingToSay("leads_gone")
    if standing.ts is None and not effect.is_first:
        raise NothingToSay("list_not_posted")
    if standing.ts is None and all(lead.card_ts for lead in standing.facts.leads):
        raise base.Overtaken("cards_shown", place=base.place_of(standing.channel))
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
