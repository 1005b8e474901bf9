"""Many rows at once say the same as one after the other, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from agents.vocabulary import OutboxState
from store.among import among
from store.batches import insert_many_missing, update_many
from store.models import Base
from store.session import Store
from tests.world import TUESDAY

T = Base.metadata.tables["outbox"]


def owed(number: int, **changes: Any) -> dict[str, Any]:
    row = {
        "kind": "PostAnswer",
        "dedup_key": f"answer:{number}",
        "lead_id": None,
        "payload": {"text": "Größe „5“ – 100 % :x %(y)s", "question_id": number, "none": None},
        "lane": "update",
        "priority": number,
        "due_at": TUESDAY + timedelta(microseconds=number),
        "state": OutboxState.PENDING,
        "in_doubt": bool(number % 2),
        "is_repeat": False,
        "attempts": 0,
        "fence": 0,
        "created_at": TUESDAY,
        "delete_after": TUESDAY,
    }
    return {**row, **changes}


def kept(store: Store, *names: str) -> list[tuple[Any, ...]]:
    with store.read() as session:
        found = session.execute(select(*(T.c[name] for name in names)).order_by(T.c.id))
        return [tuple(row) for row in found]


def test_every_kind_of_value_comes_back(store: Store) -> None:
    rows = [owed(number) for number in range(1_500)]
    with store.begin() as session:
        insert_many_missing(session, T, rows, unique=("dedup_key",))
    names = tuple(rows[0])
    assert kept(store, *names) == [tuple(row.values()) for row in rows]


def test_what_is_there_is_left_alone(store: Store) -> None:
    with store.begin() as session:
        session.execute(insert(T), [owed(1)])
        again = [owed(1, priority=9), owed(2), owed(2, priority=9)]
        insert_many_missing(session, T, again, unique=("dedup_key",))
    assert kept(store, "dedup_key", "priority") == [("answer:1", 1), ("answer:2", 2)]


@pytest.mark.parametrize("at", [None, TUESDAY + timedelta(days=1, microseconds=3)])
def test_each_row_gets_its_own_values(store: Store, at: Any) -> None:
    with store.begin() as session:
        session.execute(insert(T), [owed(number) for number in (1, 2, 3)])
        ids = session.scalars(select(T.c.id).order_by(T.c.id)).all()
        update_many(
            session,
            T,
            [
                {"id": ids[0], "state": OutboxState.DEAD, "settled_at": at},
                {"id": ids[2], "state": OutboxState.SENT, "settled_at": TUESDAY},
                {"id": 999_999, "state": OutboxState.SENT, "settled_at": TUESDAY},
            ],
        )
    assert kept(store, "state", "settled_at") == [
        (OutboxState.DEAD, at),
        (OutboxState.PENDING, None),
        (OutboxState.SENT, TUESDAY),
    ]


def test_among_takes_numbers_texts_and_nothing(store: Store) -> None:
    with store.begin() as session:
        session.execute(insert(T), [owed(number) for number in (1, 2, 3)])
        for column, values in (
            (T.c.dedup_key, {"answer:1", "x"}),
            (T.c.priority, [1, 9]),
            (T.c.priority, []),
        ):
            found = session.scalars(
                select(T.c.priority).where(among(session, column, values))
            ).all()
            assert found == ([1] if values else [])
