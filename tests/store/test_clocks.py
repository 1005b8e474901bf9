"""The clock's questions are answered by its indexes, on both databases."""

from typing import Any

import pytest
from sqlalchemy import Select, text
from sqlalchemy.orm import Session

from store import clocks, lost
from store.session import Store
from tests.world import TUESDAY


def plan(session: Session, asked: Select[Any]) -> str:
    """How the database would find it, where it knows that the tables are long."""
    compiled = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN"
    else:
        explain = "EXPLAIN QUERY PLAN"
    rows = session.connection().exec_driver_sql(f"{explain} {compiled}")
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (clocks.DUE_WITH_LEADS.params(now=TUESDAY, most=500), "ix_clock_next"),
        (clocks.ANY_DUE.params(now=TUESDAY), "ix_clock_next"),
        (lost.silent(), "ix_clock_without_next"),
    ],
)
def test_it_is_answered_by_the_index(store: Store, asked: Select[Any], index: str) -> None:
    with store.begin() as session:
        assert index in plan(session, asked)
