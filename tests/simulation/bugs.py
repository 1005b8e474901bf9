"""Protections taken away, one at a time, by replacing a part; the product has no switch for it.

Each must be caught: by the simulation, or where the fault is out of its reach by another layer.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, true, update
from sqlalchemy.orm import Session

from agents.vocabulary import OutboxState
from bot import relay, setbacks
from bot.gateways.outgoing import InTime, Posted, SlackMessage
from bot.relay import Pace, Relay
from bot.workflows import settle
from bot.workflows.steps import journal, undoing
from store import claims, inbox, outbox
from store.claims import Claimed
from store.models import Audit
from tests.simulation.acts import Acts
from tests.simulation.ground import FragileStore, Sent
from tests.simulation.line import Line
from tests.simulation.sim import Process, Simulation
from tests.world import at_any_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """A protection that is missing, and what notices it."""

    name: str
    missing: str
    """What is not there, in plain words."""
    checks: tuple[str, ...]
    """The checks of the simulation (CHECKS in checks.py) that fail of it, the usual one first."""
    seed: int
    """The first that was seen to find it."""
    within: int
    """By how many seeds it must be found, also when the product has changed since."""
    plant: Callable[[pytest.MonkeyPatch], None]
    free_keys: tuple[str, ...] = ()
    """Tables whose unique key is dropped."""


def _ack_before_commit(patch: pytest.MonkeyPatch) -> None:
    keep = Acts._keep

    def answers_first(acts: Acts, process: Process, sent: Sent) -> None:
        acts.acknowledged[sent.key] = sent
        keep(acts, process, sent)

    patch.setattr(Acts, "_keep", answers_first)


def _made_anew(patch: pytest.MonkeyPatch, name: str) -> None:
    """The statement is put together each time, from what is planted."""
    patch.setattr(claims, name, getattr(claims, name).__wrapped__)


def _no_fence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(claims, "_is_ours", true)
    _made_anew(patch, "_writing")


def _no_key_of_deliveries(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inbox, "insert_missing", _insert_anyway)


def _no_key_of_effects(patch: pytest.MonkeyPatch) -> None:
    def insert_anyway(
        session: Session, table: Any, rows: Any, *, unique: tuple[str, ...], same: Any, **_: Any
    ) -> int:
        session.execute(insert(table), [{**row, **same} for row in rows])
        return len(rows)

    patch.setattr(outbox, "insert_many_missing", insert_anyway)


def _insert_anyway(_session: Session, table: Any, *, unique: tuple[str, ...]) -> Any:
    return insert(table)


def _no_look(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Relay, "_look", lambda *_: None)


def _own_clocks(patch: pytest.MonkeyPatch) -> None:
    def by_whoever_asks(world: Simulation) -> datetime:
        return world.running.clock.wall() if world.running else world.timeline.now

    patch.setattr(Simulation, "leases_read", by_whoever_asks)


def _no_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(claims, "_is_first_of_its_lead", true)
    _made_anew(patch, "_wanted")


def _limits_count(patch: pytest.MonkeyPatch) -> None:
    put_back = claims.put_back

    def counted(session: Session, claimed: Claimed, **given: Any) -> bool:
        is_ours = put_back(session, claimed, **given)
        if is_ours and given.get("code") == "ratelimited":
            row = update(claims.T).where(claims.T.c.id == claimed.id)
            session.execute(row.values(attempts=claimed.attempts))
        return is_ours

    patch.setattr(setbacks.claims, "put_back", counted)


def _record_apart(patch: pytest.MonkeyPatch) -> None:
    begin, later = FragileStore.begin, list[Audit]()

    def note(session: Session, event: str, **given: Any) -> Audit:
        lead, now = given.pop("lead"), given.pop("now")
        who, revision = given.pop("person_id"), given.pop("policy_revision")
        later.append(
            Audit(
                happened_at=now,
                event=event,
                person_id=who,
                lead_id=lead.id,
                params=given,
                policy_revision=revision,
            )
        )
        return later[-1]

    @contextmanager
    def then_record(store: FragileStore) -> Iterator[Session]:
        later.clear()
        with begin(store) as session:
            yield session
        if later:
            with begin(store) as session:
                session.add_all(later)

    patch.setattr(journal, "note", note)
    # What can be taken back hangs on the record, and would bring it into the transaction.
    patch.setattr(undoing, "keep", lambda *_, **__: None)
    patch.setattr(FragileStore, "begin", then_record)


def _outlives_the_lease(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Pace, "spare", timedelta(days=1))


def _no_look_at_the_door(patch: pytest.MonkeyPatch) -> None:
    send = Line.send

    def unasked(line: Line, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        del in_time
        return send(line, message, mark=mark, in_time=at_any_time)

    patch.setattr(Line, "send", unasked)


def _no_margin(patch: pytest.MonkeyPatch) -> None:
    moments = claims._moments
    patch.setattr(claims, "_moments", lambda now, _margin: moments(now, timedelta(0)))


def _doubt_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    claimed = claims._claimed

    def by_state(row: Any, *, now: datetime) -> Claimed:
        return replace(claimed(row, now=now), in_doubt=row.state is not OutboxState.PENDING)

    patch.setattr(claims, "_claimed", by_state)


def _sends_while_paused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(relay, "pause", SimpleNamespace(current=lambda _: None))


def _claims_in_memory(patch: pytest.MonkeyPatch) -> None:
    def claim(sender: Relay) -> tuple[Claimed, ...]:
        with sender._deps.store.begin() as session:
            taken = claims.claim(session, owner="", terms=sender._terms, limit=relay.BATCH)
            session.rollback()
        return taken

    patch.setattr(Relay, "_claim", claim)


def _card_left_behind(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settle, "ended", lambda *_: None)


BUGS = (
    Bug(
        name="ack_before_commit",
        missing="A delivery is acknowledged before it is committed.",
        checks=("delivery",),
        seed=84,
        within=200,
        plant=_ack_before_commit,
    ),
    Bug(
        name="no_fence",
        missing="Whoever settles late overwrites what others have settled since.",
        checks=("shown_but_given_up", "doubled", "rest"),
        seed=534,
        within=1000,
        plant=_no_fence,
    ),
    Bug(
        name="no_key_of_deliveries",
        missing="The inbox has no unique key: what is delivered again is taken in again.",
        checks=("delivery", "counted_twice"),
        seed=0,
        within=200,
        plant=_no_key_of_deliveries,
        free_keys=("delivery",),
    ),
    Bug(
        name="no_key_of_effects",
        missing="The outbox has no unique key: what is owed again is said again.",
        checks=("doubled", "said_twice"),
        seed=39,
        within=200,
        plant=_no_key_of_effects,
        free_keys=("outbox",),
    ),
    Bug(
        name="resend_without_looking",
        missing="After a call without an answer nobody looks for the message before the next try.",
        checks=("doubled",),
        seed=0,
        within=200,
        plant=_no_look,
    ),
    Bug(
        name="local_clock_for_leases",
        missing="Leases are made and judged by the clock of each process.",
        checks=("doubled",),
        seed=80,
        within=200,
        plant=_own_clocks,
    ),
    Bug(
        name="no_order_check",
        missing="A later effect of a lead is claimed while an earlier one is unsettled.",
        checks=("unsaid", "reordered"),
        seed=16,
        within=200,
        plant=_no_order,
    ),
    Bug(
        name="limit_counted_as_attempt",
        missing="A 429 counts as an attempt.",
        checks=("no_attempt",),
        seed=32,
        within=200,
        plant=_limits_count,
    ),
    Bug(
        name="audit_outside",
        missing="Who did what is written down after the transaction, in one of its own.",
        checks=("record",),
        seed=12,
        within=200,
        plant=_record_apart,
    ),
    Bug(
        name="send_outlives_lease",
        missing="A send may begin however long ago its row was claimed.",
        checks=("doubled",),
        seed=90,
        within=1000,
        plant=_outlives_the_lease,
    ),
    Bug(
        name="no_look_at_the_door",
        missing="The clock is looked at before the call, and not where its bytes leave.",
        checks=("doubled",),
        seed=192,
        within=1000,
        plant=_no_look_at_the_door,
    ),
    Bug(
        name="margin_ignored",
        missing="Whoever takes over does not wait for a message that is still to land.",
        checks=("doubled",),
        seed=77,
        within=1000,
        plant=_no_margin,
    ),
    Bug(
        name="doubt_forgotten",
        missing="A row that was put back forgets that an earlier try may have landed.",
        checks=("doubled",),
        seed=192,
        within=1000,
        plant=_doubt_is_forgotten,
    ),
    Bug(
        name="pause_ignored",
        missing="The relay sends while the operator has paused it.",
        checks=("paused",),
        seed=14,
        within=200,
        plant=_sends_while_paused,
    ),
    Bug(
        name="claim_not_committed",
        missing="A message is sent before its row says that it is being sent.",
        checks=("rest", "doubled", "paused"),
        seed=0,
        within=200,
        plant=_claims_in_memory,
    ),
    Bug(
        name="card_left_behind",
        missing="The card stays as it is when a rung has been said.",
        checks=("card",),
        seed=120,
        within=1000,
        plant=_card_left_behind,
    ),
)
