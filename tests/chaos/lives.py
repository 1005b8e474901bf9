"""One process on SQLite dies again and again, also inside COMMIT, while websites send leads."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Self

import httpx

from tests.chaos import readers
from tests.chaos.ledgers import audit
from tests.chaos.mortal import BEHIND, INSIDE, SAID, order
from tests.chaos.outcome import Outcome
from tests.chaos.plan import Death, deaths
from tests.chaos.processes import WorkspaceProcess, environment, events
from tests.chaos.relays import drain, prepared
from tests.chaos.senders import Senders
from tests.ports import kept_port

LONGEST_LIFE = 1.0
"""Seconds after the first answer, for those who are killed from outside."""
UP_WITHIN, DIES_WITHIN, ENDS_WITHIN = 20.0, 15.0, 20.0


def run(folder: Path, *, seed: int, count: int) -> Outcome:
    """So many lives of one bot, then one more that finishes the work.

    Args:
        folder: for the database, logs and settings.
        seed: decides how each life ends.
        count: how many lives.
    """
    began = time.monotonic()
    port = kept_port()
    database_url = f"sqlite:///{folder / 'staffel.db'}"
    with WorkspaceProcess(folder) as workspace:
        settings = environment(folder, database_url, api_url=workspace.api_url, web_port=port)
        with prepared(settings) as deps, Mother(folder, settings) as mother:
            senders = Senders(f"http://127.0.0.1:{port}")
            ends = Counter(
                _live(mother, death, port=port)
                for death in deaths(seed, count=count, longest=LONGEST_LIFE)
            )
            mother.bear(None)
            promises = senders.end()
            drain(deps.store)
            mother.end(signal.SIGTERM)
            journal = workspace.journal()
            kept = readers.kept(deps.store)
    said = events(folder / "lives.log")
    return Outcome(
        name="one process on sqlite",
        verdict=audit(promises, kept, readers.shown(journal)),
        seconds=time.monotonic() - began,
        counts={
            "leads": len(promises),
            "messages": len(readers.shown(journal)),
            "kills": count,
            **{f"of them {how}": ends[how] for how in sorted(ends)},
            "repeated by senders": senders.repeated,
            "found after a lost answer": said["effect_found"],
        },
    )


class Mother:
    """The process that bears one bot after the other (mortal.py)."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.said = folder / SAID
        self._log = (folder / "lives.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.mortal"],
            cwd=folder,
            env=settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._child: int | None = None
        self._code: int | None = None
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None and not self._ended.is_set():
            self.end(signal.SIGKILL)
        for stream in (self._process.stdin, self._process.stdout, self._log):
            assert stream is not None
            stream.close()
        self._process.wait()

    def bear(self, death: Death | None) -> None:
        """Starts a bot that dies as it is told, or lives on."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.said.unlink(missing_ok=True)
        self._process.stdin.write(order(death))
        self._process.stdin.flush()
        self._child = int(self._process.stdout.readline())
        self._ended = threading.Event()
        threading.Thread(target=self._wait, args=(self._ended,), daemon=True).start()

    def _wait(self, ended: threading.Event) -> None:
        assert self._process.stdout is not None
        self._code = int(self._process.stdout.readline())
        ended.set()

    def ends_within(self, seconds: float) -> bool:
        """Whether the bot ends by itself in this time."""
        return self._ended.wait(seconds)

    def end(self, number: signal.Signals) -> None:
        """Sends a signal, where there is still somebody to hear it, and waits for the end."""
        assert self._child is not None
        with suppress(ProcessLookupError):
            os.kill(self._child, number)
        assert self._ended.wait(ENDS_WITHIN), "the bot did not end"
        wanted = 0 if number is signal.SIGTERM else -signal.SIGKILL
        assert self._code == wanted, f"the bot ended with {self._code}"


def _live(mother: Mother, death: Death, *, port: int) -> str:
    """One life; says where it ended."""
    mother.bear(death)
    if death.commit is None:
        _wait_until_up(mother, port)
        mother.ends_within(death.after)
    else:
        mother.ends_within(DIES_WITHIN)
    mother.end(signal.SIGKILL)
    where = mother.said.read_text(encoding="utf-8") if mother.said.exists() else ""
    return {INSIDE: "inside COMMIT", BEHIND: "just behind COMMIT"}.get(where, "elsewhere")


def _wait_until_up(mother: Mother, port: int) -> None:
    end = time.monotonic() + UP_WITHIN
    while not mother.ends_within(0.02) and time.monotonic() < end:
        with suppress(httpx.HTTPError):
            httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False, timeout=1)
            return
