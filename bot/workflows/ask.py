"""Somebody asks: the question is kept, answered outside any block, and the answer is owed."""

import html
import re
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.answers import Answer
from agents.assistant.outputs import RecordRun, RunRecord
from agents.assistant.router import route
from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules.acceptance import EVERYWHERE
from agents.vocabulary import RefusalCode
from bot.deps import Deps
from bot.effects import PRIORITY_ANSWER, PostAnswer, owe, post_lane
from bot.errors import Refusal
from store.models import ModelRun, Owed, Question
from store.queries import people
from store.session import Store

KEPT_FOR = timedelta(days=90)
ASKED_BY = "asked_by"
"""Key in an unanswered question's `answer`: the delivery it came with."""

_LINK = re.compile(r"<(?:mailto:|tel:|https?://)?([^<>|]*)(?:\|([^<>]*))?>")
_answering: ContextVar[int | None] = ContextVar("answering", default=None)


def ask(
    deps: Deps,
    *,
    person: PersonFacts,
    text: str,
    channel: str,
    thread_ts: str | None,
    is_private: bool,
    external_id: str,
) -> int:
    """Keeps the question, finds the answer and owes it; gives the question's id.

    A delivery that comes again gives the same question; one whose answering was cut off is
    answered now. Raises a `Refusal` (TRY_AGAIN) where no assistant is set up.
    """
    asked = typed(text)
    key = f"answer:{external_id}"
    with deps.store.begin() as session:
        row = _known(session, key, external_id) or _new(
            session,
            deps,
            person=person,
            text=asked,
            channel=channel,
            thread_ts=thread_ts,
            is_private=is_private,
            external_id=external_id,
        )
        kept = _kept(row)
    _answer_kept(deps, kept, person=person, key=key)
    return kept.id


def resume(deps: Deps, external_id: str) -> bool:
    """Answers a question whose answering was cut off; False where it was not kept yet.

    A former colleague gets no answer any more. Raises as `ask` does.
    """
    key = f"answer:{external_id}"
    with deps.store.read() as session:
        row = _known(session, key, external_id)
        if row is None:
            return False
        kept = _kept(row)
        person = people.by_id(session, row.person_id) if row.person_id is not None else None
    if person is not None and person.is_active:
        _answer_kept(deps, kept, person=person, key=key)
    return True


def answer_now(deps: Deps, *, person: PersonFacts, text: str, is_private: bool) -> Answer:
    """The answer itself, for a slash command that shows it in place; nothing is kept.

    Raises:
        Refusal: TRY_AGAIN where no assistant is set up.
    """
    return _answer(deps, person, typed(text), channel=None, is_private=is_private)


def run_recorder(store: Store) -> RecordRun:
    """Keeps the provenance of every run of the model, with the question it was for."""

    def record(run: RunRecord) -> None:
        with store.begin() as session:
            session.add(
                ModelRun(
                    question_id=_answering.get(),
                    prompt_id=run.prompt_id,
                    prompt_sha=run.prompt_sha,
                    model=run.model[:100],
                    input_tokens=run.input_tokens,
                    output_tokens=run.output_tokens,
                    took_ms=run.took_ms,
                    outcome=run.outcome,
                    policy_revision=run.policy_revision,
                    run_at=run.run_at,
                    delete_after=run.run_at + KEPT_FOR,
                )
            )

    return record


def typed(text: str) -> str:
    """What the person typed: Slack wraps links and addresses, and escapes three characters."""
    return html.unescape(_LINK.sub(lambda found: found[2] or found[1], text)).strip()


def seen_from(
    person: PersonFacts, policy: SalesPolicy, *, channel: str | None, is_private: bool
) -> tuple[PersonFacts, bool]:
    """The asker as the place allows: a channel sees only what its own territory may see.

    In a territory's channel managers ask for that territory, and an SDR of another one sees no
    lead. In the managers' channel managers are among themselves.
    """
    if is_private or channel is None:
        return person, is_private
    for name, territory in policy.territories.items():
        if territory.channel == channel:
            belongs = person.role in EVERYWHERE or person.territory == name
            return replace(person, territory=name if belongs else None), False
    is_board = any(one.manager_channel == channel for one in policy.territories.values())
    return person, is_board and person.role in EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A question as it was kept; its text is typed already."""

    id: int
    text: str
    channel: str
    is_private: bool
    is_answered: bool


def _kept(row: Question) -> _Kept:
    return _Kept(
        id=row.id,
        text=row.text,
        channel=row.channel,
        is_private=row.is_private,
        is_answered=row.answered_at is not None,
    )


def _answer_kept(deps: Deps, kept: _Kept, *, person: PersonFacts, key: str) -> None:
    """Finds the answer outside any block and owes it."""
    if kept.is_answered:
        return
    token = _answering.set(kept.id)
    try:
        found = _answer(deps, person, kept.text, channel=kept.channel, is_private=kept.is_private)
    finally:
        _answering.reset(token)
    with deps.store.begin() as session:
        _settle(session, kept.id, found, key=key, now=deps.clock())
    deps.wake.set()


def _answer(
    deps: Deps, person: PersonFacts, text: str, *, channel: str | None, is_private: bool
) -> Answer:
    if deps.assistant is None:
        raise Refusal(RefusalCode.TRY_AGAIN)
    asker, private = seen_from(person, deps.policy, channel=channel, is_private=is_private)
    deps.store.refuse_while_busy()
    return deps.assistant.answer(text, asker=asker, language=person.language, is_private=private)


def _known(session: Session, key: str, external_id: str) -> Question | None:
    """The question this delivery has asked before, answered or cut off."""
    owed = session.scalar(select(Owed.payload).where(Owed.dedup_key == key))
    if owed is not None:
        return session.get(Question, int(owed["question_id"]))
    open_ones = session.scalars(select(Question).where(Question.answered_at.is_(None)))
    return next((row for row in open_ones if row.answer.get(ASKED_BY) == external_id), None)


def _new(
    session: Session,
    deps: Deps,
    *,
    person: PersonFacts,
    text: str,
    channel: str,
    thread_ts: str | None,
    is_private: bool,
    external_id: str,
) -> Question:
    now = deps.clock()
    row = Question(
        person_id=person.id,
        channel=channel,
        thread_ts=thread_ts,
        is_private=is_private,
        language=route(text, language=person.language).language,
        text=text,
        answer={ASKED_BY: external_id},
        asked_at=now,
        delete_after=now + KEPT_FOR,
    )
    session.add(row)
    session.flush()
    return row


def _settle(session: Session, question_id: int, found: Answer, *, key: str, now: datetime) -> None:
    """Keeps the answer and owes it, unless another thread did so first."""
    row = session.get(Question, question_id, with_for_update=True)
    if row is None or row.answered_at is not None:
        return
    row.answer, row.answered_at = found.model_dump(mode="json"), now
    owe(
        session,
        PostAnswer(question_id=question_id),
        key=key,
        now=now,
        priority=PRIORITY_ANSWER,
        lane=post_lane(row.channel),
    )
