"""The next best action and the reason that made it (S-062, S-064 to S-067)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from agents.decisions import ActionDecision, Params
from agents.facts import (
    ActivityFacts,
    CompanyFacts,
    ConsentFacts,
    ContactFacts,
    SituationFacts,
)
from agents.policy import SalesPolicy
from agents.rules import edge_cases, permission, plays
from agents.rules.plays import Whole
from agents.vocabulary import EdgeAnswer, Fit, NextAction, TouchKind

NOBODY_YET = SituationFacts()
DONE_BY: dict[TouchKind, frozenset[NextAction]] = {
    TouchKind.CALL: frozenset({NextAction.CALL}),
    TouchKind.NO_ANSWER: frozenset({NextAction.CALL}),
    TouchKind.EMAIL: frozenset(
        {
            NextAction.SEND_EMAIL,
            NextAction.SEND_CASE_STUDY,
            NextAction.ANSWER_QUESTION,
            NextAction.INVITE_EVENT,
        }
    ),
    TouchKind.MEETING: frozenset({NextAction.BOOK_DEMO, NextAction.CALL}),
}
"""Which recommended actions a logged touch does."""
NOT_DONE = frozenset({NextAction.ASK_CONTEXT, NextAction.WAIT})
"""An answer ends the one, time or the person the other."""
TO_CLICK = frozenset(NextAction) - frozenset().union(*DONE_BY.values()) - NOT_DONE
"""Actions that no touch speaks of: whoever did one says so."""


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
    marks: Collection[str] = (),
    situation: SituationFacts = NOBODY_YET,
) -> ActionDecision:
    """What is to be done now: a question where the case is one, else the first play that is allowed.

    An edge case without an answer comes first (`ask_context`, its code is the case). Then the plays
    in their order: the first whose conditions hold and which the person's consents allow. The first
    better one that they do not allow is named in `blocked_action` and `blocked_code`; there is
    always a next step, if only to wait.

    Params, each only where known: `activity` (kind), `title`, `topic` and `minutes_ago` of what
    speaks for it, `industry`, `no_answers`, `days`, `technology`, and `content` (id).
    """
    lead = Whole(
        contact=contact,
        company=company,
        activities=activities,
        consents=consents,
        situation=situation,
        is_hot=is_hot,
        score=score,
        fit=fit,
        policy=policy,
        now=now,
    )
    cases = edge_cases.found(
        company=company,
        activities=activities,
        consents=consents,
        is_hot=is_hot,
        fit=fit,
        marks=marks,
        situation=situation,
        now=now,
    )
    for case in cases:
        answer = situation.answers.get(case)
        if answer is None:
            return ActionDecision(action=NextAction.ASK_CONTEXT, code=case.value)
        if answer is not EdgeAnswer.GO_ON:
            return _answered(answer, lead)
    return _played(lead)


def _answered(answer: EdgeAnswer, lead: Whole) -> ActionDecision:
    """What a colleague's answer brings about, once; afterwards the person's next move counts.

    Who looks after the company works a lead that was given to them as any other.
    """
    action, code = edge_cases.ACTIONS[answer], f"answered_{answer.value}"
    done_at, latest = lead.situation.done.get(code), lead.last()
    if done_at is not None and action is NextAction.HAND_TO_ACCOUNT_OWNER:
        return _played(lead)
    if done_at is not None and (latest is None or latest.occurred_at <= done_at):
        return ActionDecision(action=NextAction.WAIT, code="nothing_left")
    refused = _refused(action, lead)
    if refused:
        return ActionDecision(action=NextAction.WAIT, code="all_blocked", params=refused)
    return ActionDecision(action=action, code=code)


def _played(lead: Whole) -> ActionDecision:
    blocked: Params = {}
    for play in lead.policy.plays:
        if not plays.holds(play, lead):
            continue
        params = plays.evidence(play, lead)
        if play.action in plays.NEEDS_CONTENT and "content" not in params:
            continue
        refused = _refused(play.action, lead)
        if not refused:
            return ActionDecision(action=play.action, code=play.code, params=params | blocked)
        blocked = blocked or refused
    return _without_play(lead, blocked)


def _without_play(lead: Whole, blocked: Params) -> ActionDecision:
    """No play is left: call or invite whom nobody has spoken to yet, else wait for their move."""
    if lead.situation.touches or lead.situation.done:
        return ActionDecision(action=NextAction.WAIT, code="nothing_left", params=blocked)
    action = NextAction.CALL if lead.contact.phone else NextAction.BOOK_DEMO
    refused = _refused(action, lead)
    if refused:
        params = blocked or refused
        return ActionDecision(action=NextAction.WAIT, code="all_blocked", params=params)
    return ActionDecision(action=action, code="no_play", params=blocked)


def _refused(action: NextAction, lead: Whole) -> Params:
    """The action and why it is not allowed; empty where it is."""
    found = permission.may_act(
        action,
        activities=lead.activities,
        consents=lead.consents,
        now=lead.now,
        policy=lead.policy.consent,
        is_customer=lead.situation.is_customer,
    )
    if found is None or found.is_allowed:
        return {}
    return {"blocked_action": action.value, "blocked_code": found.code.value}
