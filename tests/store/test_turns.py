"""Who may go first, and that nobody is left out."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from store.session import Store
from store.turns import Turns
from tests.workspace_server import patiently

Block = AbstractContextManager[object]


def queue(turns: Turns, order: list[str], blocks: dict[str, Callable[[], Block]]) -> list[str]:
    """Lets them come one after the other while the turn is taken, then gives it back."""
    threads = []
    with turns:
        for place, (name, block) in enumerate(blocks.items(), 1):

            def come(name: str = name, block: Callable[[], Block] = block) -> None:
                with block():
                    order.append(name)

            threads.append(threading.Thread(target=come))
            threads[-1].start()
            patiently(lambda wanted=place: len(turns._waiting) == wanted)
    for thread in threads:
        thread.join(10)
    return order


def test_who_goes_ahead_comes_before_those_who_wait() -> None:
    turns = Turns()
    blocks = {"first": lambda: turns, "second": lambda: turns, "urgent": turns.ahead}
    assert queue(turns, [], blocks) == ["urgent", "first", "second"]
    with turns.ahead():
        assert not turns._free
    assert turns._free


def test_there_may_be_more_places() -> None:
    turns = Turns(2)
    with turns:
        assert queue(turns, [], {"first": lambda: turns, "second": lambda: turns}) == [
            "first",
            "second",
        ]
    assert turns._free == 2


def test_a_block_of_sqlite_may_go_first(sqlite_store: Store) -> None:
    assert sqlite_store._turns is not None
    blocks = {"ordinary": sqlite_store.begin, "urgent": lambda: sqlite_store.begin(first=True)}
    assert queue(sqlite_store._turns, [], blocks) == ["urgent", "ordinary"]
