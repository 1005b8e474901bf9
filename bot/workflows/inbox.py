"""Slack deliveries: kept before they are answered, answered once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, update
from sqlalchemy.orm import Session

from agents.vocabulary import InboxState
from bot.deps import Deps
from store import inbox
from store.inbox import Arrival, DeliveryFacts, Kept
from store.models import Delivery

SLACK = "slack:"
RESUMED_MOST = 50
RESUMED_TIMES = 3
"""A delivery that ends the process each time it is resumed is left alone after that."""

_DONE = (
    update(Delivery)
    .where(Delivery.id == bindparam("answered"), Delivery.state == InboxState.RECEIVED)
    .values(
        state=InboxState.DONE,
        settled_at=bindparam("at"),
        attempts=Delivery.attempts + 1,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A Slack delivery whose process died before it was answered; ids only."""

    id: int
    door: str
    external_id: str
    what: str
    """The event, the button, the modal or the command."""
    user: str
    channel: str | None = None
    """None outside of conversations: on the start page and in modals."""
    message: str | None = None
    """The message or view it happened on."""
    thread: str | None = None
    """The thread that message is a reply in."""


def receive_slack(
    deps: Deps,
    *,
    door: str,
    external_id: str,
    summary: dict[str, str],
    since: datetime | None = None,
) -> tuple[int, bool]:
    """Keeps a Slack delivery by its ids only; the flag says whether it must still be answered.

    A delivery that comes again is not answered again, also while its answer is under way. One of
    before `since`, when this process started, was left behind by a dead one: the first to bring
    it again has it answered.
    """
    found = deps.arrivals.do(_arrival(deps, (door, external_id, summary)))
    if not _is_left(found, since):
        return found[0].id, found[1]
    with deps.store.begin() as session:
        return found[0].id, _take_over(session, found[0].id)


def receive_all(
    deps: Deps, deliveries: Sequence[tuple[str, str, dict[str, str]]], *, since: datetime
) -> list[tuple[int, bool]]:
    """As `receive_slack`, several in one commit that goes before whoever waits: Slack waits too."""
    if not deliveries:
        return []
    with deps.store.begin(first=True) as session:
        found = inbox.keep_all(session, [_arrival(deps, one) for one in deliveries])
        return [
            (kept.id, is_new or (_is_left((kept, is_new), since) and _take_over(session, kept.id)))
            for kept, is_new in found
        ]


def _arrival(deps: Deps, delivery: tuple[str, str, dict[str, str]]) -> Arrival:
    door, external_id, summary = delivery
    return Arrival(
        door=door,
        external_id=external_id,
        body=json.dumps(summary, sort_keys=True).encode(),
        received_at=deps.clock(),
        keep_for=deps.policy.retention.inbox,
    )


def _is_left(found: Kept, since: datetime | None) -> bool:
    kept, is_new = found
    is_old = since is not None and kept.received_at < since
    return not is_new and is_old and kept.state is InboxState.RECEIVED


def _take_over(session: Session, delivery_id: int) -> bool:
    """False where somebody has taken it up already."""
    taken = session.execute(
        update(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.state == InboxState.RECEIVED,
            Delivery.attempts == 0,
        )
        .values(attempts=1)
    )
    return cast("CursorResult[Any]", taken).rowcount == 1


def unfinished(deps: Deps, *, before: datetime) -> tuple[Unfinished, ...]:
    """What a former process left unanswered, newest first: what came in before this moment.

    The caller answers and finishes each; what it cannot finish comes again at the next start.
    """
    with deps.store.begin() as session:
        found = inbox.resume(
            session,
            doors=SLACK,
            before=before,
            most_attempts=RESUMED_TIMES,
            limit=RESUMED_MOST,
        )
    return tuple(_unfinished(one) for one in found)


def _unfinished(kept: DeliveryFacts) -> Unfinished:
    """A summary may be of an older version and say less."""
    summary: dict[str, str] = json.loads(kept.body)
    return Unfinished(
        id=kept.id,
        door=kept.door.removeprefix(SLACK),
        external_id=kept.external_id,
        what=summary.get("what", ""),
        user=summary.get("user", ""),
        channel=summary.get("channel"),
        message=summary.get("message"),
        thread=summary.get("thread"),
    )


def finish(deps: Deps, delivery_id: int) -> None:
    """The delivery is answered."""
    with deps.store.begin() as session:
        finish_all(session, [(delivery_id, deps.clock())])


def finish_all(session: Session, answered: Sequence[tuple[int, datetime]]) -> Sequence[None]:
    """Deliveries are answered, each since its moment."""
    session.connection().execute(_DONE, [{"answered": one, "at": at} for one, at in answered])
    return [None] * len(answered)
