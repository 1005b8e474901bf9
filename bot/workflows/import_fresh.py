"""Rows of a list, each like a form somebody filled in: kept in the inbox, then processed."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from agents.vocabulary import InboxState
from bot.deps import Deps
from bot.workflows.fates import RowFate, refused
from bot.workflows.intake import process_delivery
from store import inbox
from store.models import Delivery, Lead
from store.queries import leads

DOOR = "csv:"
DOOR_LENGTH = 80


def import_fresh(
    deps: Deps, rows: Sequence[Mapping[str, str]], *, file_name: str
) -> list[RowFate]:
    """Keeps each row as a delivery, durable before the first is processed; says what became.

    A row that came before, letter for letter from a file of this name, is not taken again; one
    that was refused is tried again.
    """
    door = (DOOR + file_name)[:DOOR_LENGTH]
    kept = _keep(deps, rows, door=door)
    known = _newest_lead(deps)
    fates: list[RowFate] = []
    for delivery_id, is_open in kept:
        if not is_open:
            fates.append(RowFate(fate="unchanged"))
            continue
        process_delivery(deps, delivery_id)
        fate, lead_id = _fate(deps, delivery_id, known)
        known = max(known, lead_id)
        fates.append(fate)
    return fates


def _keep(deps: Deps, rows: Sequence[Mapping[str, str]], *, door: str) -> list[tuple[int, bool]]:
    """(delivery, whether there is something to do), in order."""
    now = deps.clock()
    kept: list[tuple[int, bool]] = []
    with deps.store.begin() as session:
        for row in rows:
            body = json.dumps(row, ensure_ascii=False, sort_keys=True).encode()
            delivery, _ = inbox.keep(
                session,
                door=door,
                external_id=sha256(body).hexdigest(),
                body=body,
                now=now,
                keep_for=deps.policy.retention.inbox,
            )
            kept.append((delivery.id, delivery.state is not InboxState.DONE))
    return kept


def _newest_lead(deps: Deps) -> int:
    with deps.store.read() as session:
        return leads.newest_number(session)


def _fate(deps: Deps, delivery_id: int, known: int) -> tuple[RowFate, int]:
    """What became of a delivery, and its lead; leads up to `known` were there before."""
    with deps.store.read() as session:
        row = session.get_one(Delivery, delivery_id)
        delivery = inbox.facts(row)
        lead = session.get(Lead, row.lead_id) if row.lead_id else None
        if lead is None:
            return refused(*delivery.problems), 0
        if lead.id <= known:
            return RowFate(fate="merged"), 0
        return RowFate(fate="taken" if lead.is_complete else "incomplete"), lead.id
