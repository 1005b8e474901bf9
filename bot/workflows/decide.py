"""How a decision of two people at the same moment is settled: one wins, the other is told who."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from agents.vocabulary import RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from store.session import is_conflict

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 3


def settles_races(
    workflow: Callable[Concatenate[Deps, P], R],
) -> Callable[Concatenate[Deps, P], R]:
    """Runs a workflow again when somebody else changed the same lead in between.

    The second run reads what the other one left, so that the rules give the true refusal. Where
    the card is left to whoever clicked (`card_after`) the relay is not woken: what else there may
    be has time until it looks by itself.
    """

    @wraps(workflow)
    def settled(deps: Deps, /, *args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(TRIES):
            try:
                result = workflow(deps, *args, **kwargs)
            except (OperationalError, StaleDataError) as error:
                if not is_conflict(error):
                    raise
                continue
            if not kwargs.get("card_after"):
                deps.wake.set()
            return result
        raise Refusal(RefusalCode.TRY_AGAIN)

    return settled
