"""Steps of a batch that stand apart: one that fails holds up none of the others."""

from collections.abc import Callable
from typing import Literal

import structlog
from sqlalchemy.orm import Session

from store.session import is_conflict

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
