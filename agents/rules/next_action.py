"""The next best action and the reason that made it (S-062, S-065 to S-067)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.decisions import ActionDecision, Params
from agents.facts import ActivityFacts, CompanyFacts, ConsentFacts, ContactFacts
from agents.policy import CaseStudy, PlayPolicy, SalesPolicy
from agents.rules.permission import missing_consent
from agents.vocabulary import Fit, NextAction

MINUTE = timedelta(minutes=1)


def next_action(
    *,
    contact: ContactFacts,
    company: CompanyFacts,
    activities: Sequence[ActivityFacts],
    consents: Sequence[ConsentFacts],
    is_hot: bool,
    score: int,
    fit: Fit | None,
    policy: SalesPolicy,
    now: datetime,
) -> ActionDecision:
    """The first play whose conditions hold and which the person's consents allow.

    Params, each only where known: `activity` (kind), `title`, `topic` and `minutes_ago` of the
    activity that speaks for the play, `industry`, and `case_study` (id) for sending one. Where
    every matching play lacks a consent, the first of them is returned with `blocked_by`. Where
    none matches, the code is `no_play`.
    """
    blocked: ActionDecision | None = None
    for play in policy.plays:
        if not _holds(play, contact, activities, is_hot=is_hot, score=score, fit=fit):
            continue
        missing = missing_consent(
            play.action, activities=activities, consents=consents, now=now, policy=policy.consent
        )
        params = _params(play, company, activities, policy=policy, now=now)
        if play.action is NextAction.SEND_CASE_STUDY and "case_study" not in params:
            continue
        decision = ActionDecision(
            action=play.action, code=play.code, params=params, blocked_by=missing
        )
        if missing is None:
            return decision
        blocked = blocked or decision
    return blocked or _without_play(contact, activities, consents, policy=policy, now=now)


def _without_play(
    contact: ContactFacts,
    activities: Sequence[ActivityFacts],
    consents: Sequence[ConsentFacts],
    *,
    policy: SalesPolicy,
    now: datetime,
) -> ActionDecision:
    action = NextAction.CALL if contact.phone else NextAction.BOOK_DEMO
    missing = missing_consent(
        action, activities=activities, consents=consents, now=now, policy=policy.consent
    )
    return ActionDecision(action=action, code="no_play", blocked_by=missing)


def _holds(
    play: PlayPolicy,
    contact: ContactFacts,
    activities: Sequence[ActivityFacts],
    *,
    is_hot: bool,
    score: int,
    fit: Fit | None,
) -> bool:
    """Whether every condition the play gives holds."""
    return (
        (play.hot is None or play.hot == is_hot)
        and (play.has_phone is None or play.has_phone == bool(contact.phone))
        and (play.min_score is None or score >= play.min_score)
        and (play.fits is None or fit in play.fits)
        and (play.activity is None or any(one.kind is play.activity for one in activities))
    )


def _params(
    play: PlayPolicy,
    company: CompanyFacts,
    activities: Sequence[ActivityFacts],
    *,
    policy: SalesPolicy,
    now: datetime,
) -> Params:
    params: Params = {}
    latest = _speaking(play, activities, policy=policy)
    if latest is not None:
        params["activity"] = latest.kind.value
        params["minutes_ago"] = max(0, (now - latest.occurred_at) // MINUTE)
        if latest.title:
            params["title"] = latest.title
        if latest.topic:
            params["topic"] = latest.topic
    if company.industry:
        params["industry"] = company.industry
    if play.action is NextAction.SEND_CASE_STUDY:
        study = best_case_study(company, activities, policy.case_studies)
        if study is not None:
            params["case_study"] = study.id
    return params


def _speaking(
    play: PlayPolicy, activities: Sequence[ActivityFacts], *, policy: SalesPolicy
) -> ActivityFacts | None:
    """The newest activity that speaks for the play; None where the lead did nothing."""
    kinds = {play.activity} if play.activity is not None else frozenset()
    if play.hot:
        kinds = policy.qualification.hot_kinds
    speaking = [one for one in activities if one.kind in kinds] or activities
    return max(speaking, key=lambda one: one.occurred_at, default=None)


def best_case_study(
    company: CompanyFacts, activities: Sequence[ActivityFacts], studies: Sequence[CaseStudy]
) -> CaseStudy | None:
    """The study sharing most topics with what was read and the industry; the first of equals."""
    wanted = {one.topic.casefold() for one in activities if one.topic}
    if company.industry:
        wanted.add(company.industry.casefold())
    return max(
        studies,
        key=lambda study: len(wanted & {topic.casefold() for topic in study.topics}),
        default=None,
    )
