"""Reads two of the three ledgers: the rows from a store, and what a workspace shows."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from store import installation
from store.models import Contact, Lead, Owed
from store.session import Store
from tests.chaos.ledgers import Kept, Row, Shown


def kept(store: Store) -> list[Kept]:
    """Every lead with what is owed for it, known by its person's address; then the rest."""
    with store.begin() as session:
        key = installation.secret(session, "message_marks").encode()
    with store.read() as session:
        owed: dict[int | None, list[Row]] = defaultdict(list)
        for row in session.scalars(select(Owed).order_by(Owed.id)):
            owed[row.lead_id].append(_row(row, key))
        leads = session.execute(select(Lead.id, Contact.email).join(Contact).order_by(Lead.id))
        made = [
            Kept(id=lead_id, key=email, rows=tuple(owed.pop(lead_id, ())))
            for lead_id, email in leads
        ]
    rest = (row for rows in owed.values() for row in rows)
    return [*made, *(Kept(id=row.id, key=None, rows=(row,)) for row in rest)]


def _row(row: Owed, key: bytes) -> Row:
    # The relay's own formula, written down a second time: the ledgers must not share their code.
    mark = hmac.new(key, row.dedup_key.encode(), hashlib.sha256).hexdigest()[:32]
    return Row(
        id=row.id,
        dedup_key=row.dedup_key,
        mark=mark,
        seq=row.seq,
        state=row.state.value,
        external_id=row.external_id,
    )


def shown(entries: Iterable[dict[str, Any]]) -> list[Shown]:
    """The bot's messages in a workspace's journal, in the order in which they were stored."""
    return [
        _message(entry["message"])
        for entry in entries
        if entry["type"] == "message" and entry["message"].get("bot_id")
    ]


def _message(message: dict[str, Any]) -> Shown:
    payload = message.get("metadata", {}).get("event_payload", {})
    thread_ts = message.get("thread_ts")
    return Shown(
        ts=message["ts"],
        mark=payload.get("mark"),
        thread_ts=thread_ts if thread_ts != message["ts"] else None,
    )
