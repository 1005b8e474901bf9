"""Many rows at once say the same as one after the other, on both databases."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DataError

from agents.vocabulary import Language, OutboxState, Role, Stage
from store.among import among
from store.batches import MANY, insert_many, insert_many_missing, update_many
from store.models import Base, keys
from store.session import Store
from tests.world import TUESDAY

T = Base.metadata.tables["outbox"]
AWKWARD = ("Größe „5“", 'a "b" c', "it's", "x,y", "{z}", "back\\slash", "NULL", "", " ", "%s :x\n")


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


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, 40])
def test_every_row_has_the_keys_of_its_own_name(store: Store, count: int) -> None:
    """They are columns' defaults: one statement for many rows must work them out for each."""
    account = Base.metadata.tables["account"]
    rows = [
        {"name": f"Nordwerk {'x' * number} GmbH", "is_key": False, "created_at": TUESDAY}
        for number in range(count)
    ]
    with store.begin() as session:
        insert_many(session, account, rows)
    with store.read() as session:
        columns = [account.c[name] for name in keys.of_account("")]
        found = session.execute(select(*columns).order_by(account.c.id)).all()
    assert [row._asdict() for row in found] == [keys.of_account(row["name"]) for row in rows]


@pytest.mark.parametrize("count", [1, MANY])
def test_a_key_is_worked_out_of_what_rows_share_too(store: Store, count: int) -> None:
    account = Base.metadata.tables["account"]
    shared = {"name": "Nordwerk GmbH", "created_at": TUESDAY}
    with store.begin() as session:
        insert_many(session, account, [{"is_key": False}] * count, same=shared)
    with store.read() as session:
        columns = [account.c[name] for name in keys.of_account("")]
        found = session.execute(select(*columns)).all()
    assert [row._asdict() for row in found] == [keys.of_account("Nordwerk GmbH")] * count


@pytest.mark.parametrize("count", [1, 40])
def test_what_nobody_gives_has_its_default(store: Store, count: int) -> None:
    person = Base.metadata.tables["person"]
    rows = [
        {
            "slack_user_id": f"U{number}",
            "name": f"P{number}",
            "role": Role.SDR,
            "language": Language.DE,
            "created_at": TUESDAY,
            "changed_at": TUESDAY,
        }
        for number in range(count)
    ]
    with store.begin() as session:
        insert_many(session, person, rows)
    with store.read() as session:
        columns = (person.c.channels, person.c.alerts, person.c.is_active, person.c.capacity)
        found = session.execute(select(*columns)).all()
    assert [tuple(row) for row in found] == [([], {}, True, None)] * count


@pytest.mark.parametrize("differs", [None, "kind", "priority", "due_at", "subject_id"])
def test_columns_that_are_often_alike_may_differ(store: Store, differs: str | None) -> None:
    rows = [
        owed(number, kind="A", priority=1, due_at=TUESDAY, subject_id=None) for number in (1, 2)
    ]
    if differs is not None:
        rows[1][differs] = owed(7, kind="B", subject_id="s")[differs]
    often = ("kind", "priority", "due_at", "subject_id")
    with store.begin() as session:
        assert insert_many_missing(session, T, rows, unique=("dedup_key",), often_alike=often) == 2
    assert kept(store, *rows[0]) == [tuple(row.values()) for row in rows]


def test_rows_that_are_changed_alike_in_some_columns(store: Store) -> None:
    with store.begin() as session:
        session.execute(insert(T), [owed(number) for number in (1, 2, 3)])
        ids = session.scalars(select(T.c.id).order_by(T.c.id)).all()
        rows = [
            {"id": ids[0], "state": OutboxState.DEAD, "settled_at": None, "lane": "a"},
            {"id": ids[1], "state": OutboxState.DEAD, "settled_at": None, "lane": "b"},
        ]
        update_many(session, T, rows, often_alike=("state", "settled_at"))
        rows = [{**row, "state": state} for row, state in zip(rows, OutboxState, strict=False)]
        update_many(session, T, rows[:1], often_alike=("state", "lane"))
    assert kept(store, "state", "settled_at", "lane") == [
        (next(iter(OutboxState)), None, "a"),
        (OutboxState.DEAD, None, "b"),
        (OutboxState.PENDING, None, "update"),
    ]


@pytest.mark.parametrize("count", [1, MANY])
def test_texts_and_documents_may_hold_anything(store: Store, count: int) -> None:
    rows = [
        owed(
            number,
            dedup_key=f"{number}{text}",
            lane=text,
            subject_id=None if number % 2 else text,
            payload={text: [text, None, {"a": 1.5}], "b": number % 2 == 0},
        )
        for number, text in enumerate(AWKWARD * count)
    ]
    with store.begin() as session:
        insert_many(session, T, rows)
        session.execute(update(T).values(lane="-", payload={}))
        ids = session.scalars(select(T.c.id).order_by(T.c.id)).all()
        again = [
            {"id": key, "lane": row["lane"], "payload": row["payload"]}
            for key, row in zip(ids, rows, strict=True)
        ]
        update_many(session, T, again)
    assert kept(store, *rows[0]) == [tuple(row.values()) for row in rows]


def test_what_is_too_long_is_refused_and_not_cut(server: Store) -> None:
    with pytest.raises(DataError, match="too long"), server.begin() as session:
        insert_many(session, T, [owed(number, lane="x" * 81) for number in range(MANY)])
    with server.begin() as session:
        session.execute(insert(T), [owed(1, dedup_key="x" * 200)])
        longer = select(T.c.id).where(among(session, T.c.dedup_key, ["x" * 201]))
        assert session.scalars(longer).all() == []


def test_amounts_and_days_come_back_exactly(store: Store) -> None:
    deal = Base.metadata.tables["opportunity"]
    rows = [
        {
            "external_id": f"D{number}",
            "value": Decimal("1234567890123.45") + number,
            "currency": "EUR",
            "stage": Stage.OPPORTUNITY,
            "expected_close_on": TUESDAY.date() + timedelta(days=number),
            "closed_on": None if number % 2 else TUESDAY.date(),
            "imported_at": TUESDAY,
        }
        for number in range(MANY)
    ]
    with store.begin() as session:
        insert_many(session, deal, rows)
    with store.read() as session:
        found = session.execute(select(*(deal.c[name] for name in rows[0])).order_by(deal.c.id))
        assert [row._asdict() for row in found] == rows


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
            (T.c.dedup_key, []),
        ):
            found = session.scalars(
                select(T.c.priority).where(among(session, column, values))
            ).all()
            assert found == ([1] if values else [])


@pytest.mark.parametrize("text", AWKWARD)
def test_among_finds_a_text_whatever_stands_in_it(store: Store, text: str) -> None:
    with store.begin() as session:
        session.execute(insert(T), [owed(1, dedup_key=text), owed(2, dedup_key=f"{text}!")])
        wanted = select(T.c.priority).where(among(session, T.c.dedup_key, ["other", text]))
        assert session.scalars(wanted).all() == [1]
