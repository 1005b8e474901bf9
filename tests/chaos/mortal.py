"""`staffel serve`, composed so that it can kill itself inside a COMMIT; the product has no switch.

    python -m tests.chaos.mortal        what lives.py starts: a mother of processes

The mother has everything imported and does nothing but bear: for every line on its standard input
it forks a process that becomes the bot, says its number, waits for its end and says how it ended.
A life of the bot so begins within a tenth of a second instead of one.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import bot.parts.sending
import bot.parts.web
import bot.scheduler
import bot.web.app  # noqa: F401 — like those before: children need it, and do not load it again
from bot.bootstrap import Bot, make_deps
from bot.commands.serve import run
from bot.logs import set_up
from bot.roles import ProcessRole
from bot.settings import Settings
from tests.chaos.plan import Death

ROLES = frozenset(ProcessRole) - {ProcessRole.SLACK}
INSIDE, BEHIND = "inside", "behind"
"""What is left in the file: where the fatal commit was when the process died."""
SAID = Path("commit.txt")


def die_in_commit(
    commit: Callable[[Any], None], number: int, *, after: float, said: Path
) -> Callable[[Any], None]:
    """A commit in whose place the given one runs, with a fatal one among them.

    Args:
        commit: takes a connection.
        number: which of the commits is fatal, counted from 1; blocks that only read make none.
        after: seconds between the beginning of that commit and SIGKILL.
        said: where it is written down that the commit has begun, and that it came back.
    """
    now, lock, begun = threading.Event(), threading.Lock(), [0]

    def kill() -> None:
        now.wait()
        threading.Event().wait(after)
        os.kill(os.getpid(), signal.SIGKILL)

    def counted(connection: Any) -> None:
        with lock:
            begun[0] += 1
            is_fatal = begun[0] == number
        if is_fatal:
            said.write_text(INSIDE, encoding="utf-8")
            now.set()
        commit(connection)
        if is_fatal:
            said.write_text(BEHIND, encoding="utf-8")

    threading.Thread(target=kill, daemon=True).start()
    return counted


def live(death: Death | None) -> None:
    """Runs the bot until it is told to end, or killed by itself or by others."""
    settings = Settings()
    set_up(settings.log_format)
    deps = make_deps(settings, roles=ROLES)
    if death is not None and death.commit is not None:
        dialect = deps.store.engine.dialect
        dialect.do_commit = die_in_commit(  # type: ignore[method-assign]
            dialect.do_commit, death.commit, after=death.after, said=SAID
        )
    run(Bot(settings=settings, deps=deps, roles=ROLES))


def order(death: Death | None) -> str:
    """What the mother is told."""
    return json.dumps(None if death is None else asdict(death)) + "\n"


def main() -> None:
    """Bears and waits, one child at a time."""
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            live(None if told is None else Death(**told))
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
