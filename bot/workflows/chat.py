"""The website chat: a visitor answers a few questions; at the end there is a delivery.

The last answer and the delivery are one transaction. A visitor who stops before the last
question leaves turns that are deleted after the policy's time, and no lead. A visitor who only
leaves the consent unanswered has asked everything they wanted: `end_idle` delivers for them,
because consent is never a condition.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.rules.dialogue import Given
from agents.vocabulary import Language
from bot.deps import Deps
from bot.workflows.steps.talk import TOKEN_LIFE, Conversation, Talk
from store.models import ChatSession, ChatTurn

IDLE = timedelta(minutes=10)
"""After so long without a word to the consent, the request is delivered without one."""


class ChatRefusal(Exception):  # noqa: N818 — a refusal is an answer, not a fault
    """The conversation cannot go on in this way.

    Args:
        code: `no_session` (unknown or expired), `stale_answer` (the question was answered
            already, as by a double click), or `ended`.
    """

    def __init__(self, code: Literal["no_session", "stale_answer", "ended"]) -> None:
        super().__init__(code)
        self.code = code


def start(deps: Deps, language: Language) -> tuple[str, Conversation]:
    """Begins a conversation; gives the visitor's token, of which only the hash is kept."""
    now = deps.clock()
    token = secrets.token_urlsafe(32)
    with deps.store.begin() as session:
        row = ChatSession(
            token_hash=_hash(token),
            subject_id=uuid4().hex,
            language=language,
            answers={},
            started_at=now,
            delete_after=now + deps.policy.retention.chat,
        )
        session.add(row)
        session.flush()
        talk = Talk(session, row, deps.policy, now)
        talk.greet()
        return token, talk.shown()


def look(deps: Deps, token: str) -> Conversation:
    """The whole conversation, for a page that was loaded again.

    Raises:
        ChatRefusal: no_session.
    """
    with deps.store.read() as session:
        row = _row(session, token, deps.clock())
        lines = session.scalars(
            select(ChatTurn).where(ChatTurn.session_id == row.id).order_by(ChatTurn.id)
        )
        talk = Talk(session, row, deps.policy, deps.clock())
        talk.new.extend(lines)
        return talk.shown()


def answer(deps: Deps, token: str, said: Given, *, field: str | None = None) -> Conversation:
    """Takes an answer; gives what it added. The last one makes the delivery.

    Args:
        deps: the workflow's.
        token: the visitor's.
        said: their answer.
        field: the question they saw; None where the caller does not know.

    Raises:
        ChatRefusal: any of its codes.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        row = _row(session, token, now, lock=True)
        talk = Talk(session, row, deps.policy, now)
        step = talk.step()
        if step.field is None or talk.is_full():
            raise ChatRefusal("ended")
        if field is not None and field != step.field:
            raise ChatRefusal("stale_answer")
        problem = talk.hear(said, step)
        shown = talk.shown(problem)
    deps.wake.set()
    return shown


def end_idle(deps: Deps, *, limit: int = 1_000) -> int:
    """Delivers conversations whose visitor left only the consent unanswered; says how many.

    What was left before that ends with its token, undelivered. The clock calls this every minute.
    """
    now = deps.clock()
    last_said = (
        select(func.max(ChatTurn.said_at))
        .where(ChatTurn.session_id == ChatSession.id)
        .scalar_subquery()
    )
    delivered = 0
    with deps.store.begin() as session:
        idle = session.scalars(
            select(ChatSession)
            .where(ChatSession.ended_at.is_(None), last_said <= now - IDLE)
            .order_by(ChatSession.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for row in idle:
            talk = Talk(session, row, deps.policy, now)
            if talk.step().kind == "consent":
                talk.end()
                delivered += 1
            elif row.started_at + TOKEN_LIFE <= now:
                row.ended_at = now
    if delivered:
        deps.wake.set()
    return delivered


def _row(session: Session, token: str, now: datetime, *, lock: bool = False) -> ChatSession:
    """The session of a token.

    Raises:
        ChatRefusal: no_session, when there is none or its time is over.
    """
    wanted = select(ChatSession).where(ChatSession.token_hash == _hash(token))
    row = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None or row.started_at + TOKEN_LIFE <= now:
        raise ChatRefusal("no_session")
    return row


def _hash(token: str) -> str:
    """A token is 32 random bytes, so that a plain hash of it cannot be reversed by guessing."""
    return hashlib.sha256(token.encode()).hexdigest()
