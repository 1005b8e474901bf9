"""Slack deliveries: kept before they are answered, answered once."""

import json

from agents.vocabulary import InboxState
from bot.deps import Deps
from store import inbox


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


def finish(deps: Deps, delivery_id: int) -> None:
    """The delivery is answered."""
    with deps.store.begin() as session:
        row = inbox.get(session, delivery_id)
        if row is not None and row.state is InboxState.RECEIVED:
            inbox.settle(row, now=deps.clock())
