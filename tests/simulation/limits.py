"""What is watched while it happens: 429 is no attempt, and a paused bot is silent."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from store.claims import Claimed
from store.models import Base

if TYPE_CHECKING:
    from tests.simulation.sim import Simulation

OUTBOX = Base.metadata.tables["outbox"]


class Violation(AssertionError):  # noqa: N818 — an answer of a check, not a fault
    """Something happened that must not; `check` is a name for it."""

    def __init__(self, check: str, what: str) -> None:
        super().__init__(f"{check}: {what}")
        self.check = check


class Refusals:
    """Answers that say that nothing was stored: the claims they answered are no attempts."""

    def __init__(self) -> None:
        self._open: list[Claimed] = []

    def note(self, claimed: Claimed) -> None:
        """Such an answer is on its way."""
        self._open.append(claimed)

    def check(self, world: "Simulation") -> None:
        """Once the relay has written it down, unless another one has taken the row over.

        Raises:
            Violation: when it counts.
        """
        for claimed in self._open:
            with world.store.read() as session:
                row = session.execute(
                    select(OUTBOX.c.fence, OUTBOX.c.attempts).where(OUTBOX.c.id == claimed.id)
                ).one()
            if row.fence == claimed.fence and row.attempts >= claimed.attempts:
                raise Violation("no_attempt", f"{claimed.dedup_key} has {row.attempts}")
        self._open.clear()

    def forget(self) -> None:
        """The process that was to write it down is dead."""
        self._open.clear()


def keep_silent(world: "Simulation") -> None:
    """A message is about to be sent.

    Raises:
        Violation: when its batch began while the operator had paused the bot.
    """
    process = world.running
    paused_at = world.paused_at
    if process is None or paused_at is None or process.batch_began is None:
        return
    if process.batch_began >= paused_at:
        raise Violation("paused", "a message is sent by a paused bot")
