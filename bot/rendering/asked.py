"""Questions about records, the weekly list, and answers to what people asked."""

from agents.answers import Answer
from agents.vocabulary import Match
from bot.deps import Deps
from bot.effects import (
    AskPair,
    PostAnswer,
    PostQuality,
    ShowPair,
)
from bot.errors import NothingToSay, Refusal
from bot.gateways.outgoing import SlackMessage
from bot.rendering import base
from bot.slack import present
from bot.workflows import pairs, quality
from store.models import Question


def pair(deps: Deps, effect: AskPair | ShowPair) -> SlackMessage:
    """The question whether two records are one, or what became of it.

    Raises:
        Overtaken: it is decided.
        NothingToSay: one of the two is gone.
    """
    try:
        facts = pairs.get(deps, effect.pair_id)
    except Refusal as refusal:
        raise NothingToSay("pair_gone") from refusal
    if isinstance(effect, ShowPair):
        channel, ts = base.posted(deps, effect.owed_id)
    else:
        channel, ts = effect.channel, None
        if facts.verdict is not Match.UNCERTAIN:
            raise base.Overtaken(
                "pair_decided", place=base.place_of(channel, thread_ts=facts.card_ts)
            )
    team = deps.policy.team_in(channel)
    message = present.pair(
        facts,
        asked=quality.asked(deps, facts),
        language=team.language,
        zone=deps.policy.zone_of(team),
    )
    thread_ts = facts.card_ts if ts is None and channel == facts.channel else None
    return base.said(message, channel, ts=ts, thread_ts=thread_ts)


def quality_list(deps: Deps, effect: PostQuality) -> SlackMessage:
    """The weekly list of what is missing or wrong."""
    message = present.quality_list(
        quality.report(deps, until=effect.until),
        people=quality.owners(deps),
        language=deps.policy.team_in(effect.channel).language,
    )
    return base.said(message, effect.channel)


def answer(deps: Deps, effect: PostAnswer, *, site: str | None) -> SlackMessage:
    """The answer to a question, where it was asked.

    Raises:
        NothingToSay: the question is gone.
    """
    with deps.store.read() as session:
        row = session.get(Question, effect.question_id)
        if row is None or not row.answer:
            raise NothingToSay("question_gone")
        answer, language = Answer.model_validate(row.answer), row.language
        channel, thread_ts = row.channel, row.thread_ts
    message = present.answer(answer, language=language, **({"site": site} if site else {}))
    return base.said(message, channel, thread_ts=thread_ts)
