"""Slack deliveries: kept before they are answered, answered once."""

import json
from dataclasses import dataclass
from datetime import datetime

from agents.vocabulary import InboxState
from bot.deps import Deps
from store import inbox
from store.inbox import DeliveryFacts

SLACK = "slack:"
RESUMED_MOST = 50
RESUMED_TIMES = 3
"""A delivery that ends the process each time it is resumed is left alone after that."""


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
    deps: Deps, *, door: str, external_id: str, summary: dict[str, str]
) -> tuple[int, bool]:
    """Keeps a Slack delivery by its ids only; the flag says whether it must still be answered.

    An unfinished one from before a crash is answered again, a finished one is not.
    """
    with deps.store.begin() as session:
        kept, _ = inbox.keep(
            session,
            door=door,
            external_id=external_id,
            body=json.dumps(summary, sort_keys=True).encode(),
            now=deps.clock(),
            keep_for=deps.policy.retention.inbox,
        )
    return kept.id, kept.state is InboxState.RECEIVED


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
        row = inbox.get(session, delivery_id)
        if row is not None and row.state is InboxState.RECEIVED:
            inbox.settle(row, now=deps.clock())
