"""When a play holds, what speaks for it, and what of the content list goes with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.decisions import Params
from agents.facts import (
    ActivityFacts,
    CompanyFacts,
    ConsentFacts,
    ContactFacts,
    SituationFacts,
)
from agents.policy import ContentPolicy, PlayPolicy, SalesPolicy
from agents.vocabulary import ActivityKind, ContentKind, Fit, NextAction, TouchKind

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CONTENT_OF = {
    NextAction.SEND_CASE_STUDY: ContentKind.CASE_STUDY,
    NextAction.INVITE_EVENT: ContentKind.EVENT,
    NextAction.SEND_EMAIL: ContentKind.MAIL,
}
NEEDS_CONTENT = frozenset({NextAction.SEND_CASE_STUDY, NextAction.INVITE_EVENT})
"""Actions that are none without something to send; a mail can be written by hand."""
QUESTION = re.compile(
    r"\?|^\s*(?:wie|was|wann|welche|können|kann|gibt|how|what|when|which|can|do)\b", re.IGNORECASE
)
TALKS = frozenset({TouchKind.CALL, TouchKind.MEETING})
OURS = frozenset({ActivityKind.EMAIL_BOUNCE})
"""What is told of a person and is not their doing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All that a play may ask about a lead."""

    contact: ContactFacts
    company: CompanyFacts
    activities: Sequence[ActivityFacts]
    consents: Sequence[ConsentFacts]
    situation: SituationFacts
    is_hot: bool
    score: int
    fit: Fit | None
    policy: SalesPolicy
    now: datetime

    def last(self, *kinds: ActivityKind) -> ActivityFacts | None:
        """The newest activity of these kinds; without any, of all the person's own."""
        wanted = kinds or tuple(set(ActivityKind) - OURS)
        own = (one for one in self.activities if one.kind in wanted)
        return max(own, key=lambda one: one.occurred_at, default=None)

    def no_answers(self) -> int:
        """Calls that nobody answered, since somebody last spoke to the person."""
        count = 0
        for touch in reversed(self.situation.touches):
            if touch.kind in TALKS:
                break
            count += touch.kind is TouchKind.NO_ANSWER
        return count

    def has_bounced(self) -> bool:
        """Whether the last mail came back; a click after it says that one arrived."""
        bounce, click = self.last(ActivityKind.EMAIL_BOUNCE), self.last(ActivityKind.EMAIL_CLICK)
        return bounce is not None and (click is None or click.occurred_at < bounce.occurred_at)

    def topics(self) -> set[str]:
        """What the person read about, in lower case."""
        return {one.topic.casefold() for one in self.activities if one.topic}


def holds(play: PlayPolicy, lead: Whole) -> bool:
    """Whether every condition the play gives holds, and its action was not done already.

    A play whose action was done is offered again once the person has done something since.
    """
    return not _is_done(play, lead) and _of_person(play, lead) and _of_contact(play, lead)


def stands_for(action: NextAction, code: str, policy: SalesPolicy) -> timedelta:
    """After how long advice is looked at again; waiting for an answer ends when its play says."""
    play = next((one for one in policy.plays if one.code == code), None)
    if action is NextAction.WAIT and play is not None and play.mailed_within is not None:
        return play.mailed_within
    return policy.advice.ignored_after


def _is_done(play: PlayPolicy, lead: Whole) -> bool:
    done_at = lead.situation.done.get(play.code)
    is_to_try_again = play.action is NextAction.CALL and lead.no_answers() > 0
    if done_at is None or is_to_try_again:
        return False
    latest = lead.last()
    return latest is None or latest.occurred_at <= done_at


def _of_person(play: PlayPolicy, lead: Whole) -> bool:
    """Conditions on who they are."""
    situation = lead.situation
    is_owned = situation.account_owner_id not in {None, situation.owner_id}
    technologies = {one.casefold() for one in lead.company.technologies}
    return (
        (play.hot is None or play.hot == lead.is_hot)
        and (play.has_phone is None or play.has_phone == bool(lead.contact.phone))
        and (play.has_email is None or play.has_email == bool(lead.contact.email))
        and (play.min_score is None or lead.score >= play.min_score)
        and (play.fits is None or lead.fit in play.fits)
        and (play.is_owned is None or play.is_owned == is_owned)
        and (not play.technologies or bool(_folded(play.technologies) & technologies))
    )


def _of_contact(play: PlayPolicy, lead: Whole) -> bool:
    """Conditions on what they and we did."""
    return (
        (play.activity is None or lead.last(play.activity) is not None)
        and (not play.topics or bool(_folded(play.topics) & lead.topics()))
        and (play.no_answers is None or lead.no_answers() >= play.no_answers)
        and (play.bounced is None or play.bounced == lead.has_bounced())
        and (play.has_question is None or play.has_question == has_question(lead))
        and (play.clicked_within is None or _clicked(lead, play.clicked_within))
        and (play.quiet_for is None or _is_quiet(lead, play.quiet_for))
        and (play.mailed_within is None or _mailed(lead, play.mailed_within))
        and (play.talked is None or play.talked == _talked(lead))
    )


def has_question(lead: Whole) -> bool:
    """Whether the person wrote a question."""
    words = lead.situation.words or ""
    return any(QUESTION.search(line) for line in words.splitlines())


def _clicked(lead: Whole, within: timedelta) -> bool:
    click = lead.last(ActivityKind.EMAIL_CLICK)
    return click is not None and lead.now - click.occurred_at <= within


def _is_quiet(lead: Whole, span: timedelta) -> bool:
    latest = lead.last()
    return latest is not None and lead.now - latest.occurred_at >= span


def _talked(lead: Whole) -> bool:
    touches = lead.situation.touches
    return bool(touches) and touches[-1].kind is TouchKind.CALL


def _mailed(lead: Whole, within: timedelta) -> bool:
    touch = lead.situation.touches[-1] if lead.situation.touches else None
    if touch is None or touch.kind is not TouchKind.EMAIL:
        return False
    latest = lead.last()
    is_answered = latest is not None and latest.occurred_at > touch.occurred_at
    return not is_answered and lead.now - touch.occurred_at < within


def evidence(play: PlayPolicy, lead: Whole) -> Params:
    """What speaks for the play, each only where known."""
    params: Params = {}
    speaking = _speaking(play, lead)
    if speaking is not None:
        params["activity"] = speaking.kind.value
        params["minutes_ago"] = max(0, (lead.now - speaking.occurred_at) // MINUTE)
        if speaking.title:
            params["title"] = speaking.title
        if speaking.topic:
            params["topic"] = speaking.topic
    return params | _of_situation(play, lead)


def _of_situation(play: PlayPolicy, lead: Whole) -> Params:
    params: Params = {}
    latest = lead.last()
    if lead.company.industry:
        params["industry"] = lead.company.industry
    if play.no_answers is not None:
        params["no_answers"] = lead.no_answers()
    if play.quiet_for is not None and latest is not None:
        params["days"] = (lead.now - latest.occurred_at) // DAY
    known = {one.casefold(): one for one in lead.company.technologies}
    uses = sorted(known[one] for one in _folded(play.technologies) & known.keys())
    if uses:
        params["technology"] = uses[0]
    item = content(play.action, lead)
    if item is not None:
        params["content"] = item.id
    return params


def _speaking(play: PlayPolicy, lead: Whole) -> ActivityFacts | None:
    """The newest activity that speaks for the play; None where the person did nothing."""
    kinds: frozenset[ActivityKind] = frozenset()
    if play.activity is not None:
        kinds = frozenset({play.activity})
    elif play.clicked_within is not None:
        kinds = frozenset({ActivityKind.EMAIL_CLICK})
    elif play.hot:
        kinds = lead.policy.qualification.hot_kinds
    return (lead.last(*kinds) if kinds else None) or lead.last()


def content(action: NextAction, lead: Whole) -> ContentPolicy | None:
    """The item of the content list that fits the person best; the first of equals.

    That is the one with most topics that they chose to hear about, then the one that shares most
    with what was read and the industry. Only what is there in their language and meant for their
    stage, and never anything about a topic that they switched off.
    """
    chosen, switched_off = _chosen_topics(lead)
    wanted = lead.topics()
    if lead.company.industry:
        wanted.add(lead.company.industry.casefold())
    kind, situation = CONTENT_OF.get(action), lead.situation
    fitting = (
        item
        for item in lead.policy.content
        if item.kind is kind
        and item.language in {None, situation.language}
        and (not item.stages or situation.stage in item.stages)
        and not _folded(item.topics) & switched_off
    )

    def suits(item: ContentPolicy) -> tuple[int, int]:
        topics = _folded(item.topics)
        return len(chosen & topics), len(wanted & topics)

    return max(fitting, key=suits, default=None)


def _chosen_topics(lead: Whole) -> tuple[set[str], set[str]]:
    """What the person chose to hear about, and what they did not; both empty: they never chose."""
    if lead.contact.topics is None:
        return set(), set()
    chosen = _folded(lead.contact.topics)
    return chosen, _folded(tuple(lead.policy.consent.topics)) - chosen


def _folded(words: Sequence[str] | frozenset[str]) -> set[str]:
    return {word.casefold() for word in words}
