"""Steps of a batch that stand apart: one that fails holds up none of the others."""

from collections.abc import Callable
from typing import Literal, TypeVar

import structlog
from sqlalchemy.orm import Session

from store.session import Store, is_conflict

Result = TypeVar("Result")
Outcome = Literal["done", "again", "failed"]

log = structlog.get_logger()


def apart(session: Session, work: Callable[[], object], *, what: str, number: int) -> Outcome:
    """Does the work in a savepoint of its own; a failure is logged and leaves nothing behind.

    Args:
        session: the open block of the batch.
        work: changes rows of this session.
        what: of which thing, for the log.
        number: its id, for the log.

    Returns:
        "again" where another block changed the same rows: the next batch may succeed.
    """
    try:
        with session.begin_nested():
            work()
    except Exception as error:
        if is_conflict(error):
            log.info("batch_conflict", what=what, number=number)
            return "again"
        log.exception("batch_item_failed", what=what, number=number)
        return "failed"
    return "done"


def in_one_block(
    store: Store,
    work: Callable[[Session], Result],
    *,
    what: str,
    expected: Callable[[Exception], bool] = is_conflict,
) -> Result | None:
    """Does a whole batch in a block; None where it failed, which is logged and leaves nothing behind.

    A savepoint is spared where nearly every batch succeeds; whoever gets None takes one by one.

    Args:
        store: opens the block.
        work: the batch.
        what: of which thing, for the log.
        expected: whether an error is none that anybody must look at.
    """
    try:
        with store.begin() as session:
            return work(session)
    except Exception as error:
        if expected(error):
            log.info("batch_conflict", what=what)
        else:
            log.exception("batch_failed", what=what)
        return None
