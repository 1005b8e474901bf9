"""Threads that write at the same time: one commit for many, and nobody suffers for another."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from agents.vocabulary import InboxState
from store import inbox
from store.batch import Grouped
from store.models import Delivery
from store.session import BlockOpenError, Store
from store.turns import Turns
from tests.workspace_server import patiently
from tests.world import TUESDAY, shipped_policy

CALLERS = 12


def arrival(number: str, door: str = "form:demo") -> inbox.Arrival:
    keep_for = shipped_policy().retention.inbox
    return inbox.Arrival(
        door=door, external_id=number, body=b"{}", received_at=TUESDAY, keep_for=keep_for
    )


class Works:
    """Keeps deliveries; the first group waits until others queue up, so that a group forms."""

    def __init__(self, store: Store, *, broken: str = "") -> None:
        self.groups: list[list[str]] = []
        self.go = threading.Event()
        self.broken = broken
        self.grouped = Grouped(store, self.keep)

    def keep(self, session: Session, items: Sequence[inbox.Arrival]) -> list[inbox.Kept]:
        self.groups.append([item.external_id for item in items])
        kept = inbox.keep_all(session, items)
        if not self.go.wait(20):
            raise TimeoutError("nobody let the first group go")
        if any(item.external_id == self.broken for item in items):
            raise RuntimeError("broken")
        return kept

    def all_at_once(self, numbers: Sequence[str]) -> list[inbox.Kept | Exception]:
        """One leads alone, the others meet behind it."""

        def do(number: str) -> inbox.Kept | Exception:
            try:
                return self.grouped.do(arrival(number))
            except RuntimeError as error:
                return error

        with ThreadPoolExecutor(len(numbers)) as pool:
            first = pool.submit(do, numbers[0])
            patiently(lambda: self.groups)
            others = [pool.submit(do, number) for number in numbers[1:]]
            patiently(lambda: len(self.grouped._queue) == len(others))
            self.go.set()
            return [one.result(20) for one in (first, *others)]


def count(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(Delivery.id))) or 0


def test_who_comes_during_a_commit_shares_the_next_one(store: Store) -> None:
    commits: list[object] = []
    event.listen(store.engine, "commit", commits.append)
    works = Works(store)
    results = works.all_at_once([str(number) for number in range(CALLERS)])
    assert [len(group) for group in works.groups] == [1, CALLERS - 1]
    assert len(commits) == 2
    for number, result in enumerate(results):
        assert not isinstance(result, Exception)
        kept, is_new = result
        assert (kept.external_id, is_new) == (str(number), True)
    assert count(store) == CALLERS


def test_one_that_fails_fails_alone(store: Store) -> None:
    works = Works(store, broken="3")
    results = works.all_at_once([str(number) for number in range(5)])
    assert [isinstance(result, RuntimeError) for result in results] == [
        False,
        False,
        False,
        True,
        False,
    ]
    assert count(store) == 4
    assert not isinstance(works.grouped.do(arrival("later")), Exception)


def test_several_items_of_one_caller_each_end_for_themselves(store: Store) -> None:
    works = Works(store, broken="b")
    works.go.set()
    one, broken, two = works.grouped.do_all([arrival("a"), arrival("b"), arrival("c")])
    assert isinstance(broken, RuntimeError)
    assert not isinstance(one, Exception)
    assert not isinstance(two, Exception)
    assert (one[0].external_id, two[0].external_id) == ("a", "c")
    assert works.groups == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert works.grouped.do_all([]) == []
    assert count(store) == 2


def test_nobody_waits_for_a_group_inside_a_block(store: Store) -> None:
    grouped = Grouped(store, inbox.keep_all)
    with store.begin(), pytest.raises(BlockOpenError):
        grouped.do(arrival("1"))


def test_the_same_delivery_twice_in_one_group_is_new_once(store: Store) -> None:
    with store.begin() as session:
        (before,) = inbox.keep_all(session, [arrival("old")])
        row = inbox.get(session, before[0].id)
        assert row is not None
        inbox.settle(row, now=TUESDAY)
    with store.begin() as session:
        kept = inbox.keep_all(
            session, [arrival("new"), arrival("old"), arrival("new"), arrival("new", "form:b")]
        )
    assert [is_new for _, is_new in kept] == [True, False, False, True]
    assert kept[0][0] == kept[2][0] != kept[3][0]
    assert (kept[1][0].id, kept[1][0].state) == (before[0].id, InboxState.DONE)


def test_what_is_said_of_a_new_delivery_is_what_stands_there(store: Store) -> None:
    with store.begin() as session:
        ((said, _),) = inbox.keep_all(session, [arrival("1")])
    with store.read() as session:
        assert inbox.facts(session.get_one(Delivery, said.id)) == said


def test_turns_are_given_in_order() -> None:
    turns, order = Turns(), []

    def take(name: str) -> Callable[[], None]:
        def work() -> None:
            with turns:
                order.append(name)

        return work

    with ThreadPoolExecutor(5) as pool:
        with turns:
            for place, name in enumerate("abcde"):
                pool.submit(take(name))
                patiently(lambda wanted=place + 1: len(turns._waiting) == wanted)
        patiently(lambda: len(order) == 5)
    assert order == list("abcde")
    with turns:
        order.append("f")
    assert order[-1] == "f"
