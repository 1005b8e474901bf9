"""Real processes: the bot's, as often as it is killed, and the workspace's."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import httpx

from bot.demo import morning

ROOT = Path(__file__).parents[2]
LEASE, TIMEOUT, MARGIN = 3.0, 1.0, 1.0
"""Seconds; the margin follows from the lease (bot/parts/sending.py)."""
POLICY = "policy.toml"
STOP_WITHIN = 20.0


def environment(folder: Path, database_url: str, *, api_url: str, web_port: int) -> dict[str, str]:
    """What the operator of a bot in this folder has set: the demo's team, and a short lease."""
    policy = morning.text("policy.toml").replace('hot = "PT90S"', 'hot = "PT2H"')
    form = 'consent_text = "form-2026-11"'
    policy = policy.replace(form, f'{form}\nrate = "100000/minute"')
    (folder / POLICY).write_text(policy, encoding="utf-8")
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1,localhost",
        "SLACK_BOT_TOKEN": json.loads(morning.text("seed.json"))["app"]["bot_token"],
        "SLACK_API_URL": api_url,
        "STAFFEL_DATABASE_URL": database_url,
        "STAFFEL_POLICY_FILE": str(folder / POLICY),
        "STAFFEL_WEB_PORT": str(web_port),
        "STAFFEL_RELAY_LEASE": str(LEASE),
        "STAFFEL_RELAY_TIMEOUT": str(TIMEOUT),
        "STAFFEL_MESSAGE_PACE": "0",
        "STAFFEL_LOG_FORMAT": "json",
    }


class Member:
    """A process that is started again whenever it has ended, as a supervisor would."""

    def __init__(self, words: list[str], settings: dict[str, str], log: Path) -> None:
        self._command = [sys.executable, "-m", *words]
        self._settings = settings
        self._log = log
        self.process = self._started()
        self.ended_by_itself = 0

    def _started(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command, cwd=self._log.parent, env=self._settings, stderr=log, stdout=log
            )

    def mend(self) -> None:
        """Starts it where it ended by itself, for instance because the database was away."""
        if self.process.poll() is not None:
            self.ended_by_itself += 1
            self.process = self._started()

    def kill(self) -> None:
        """SIGKILL, then a new life."""
        self.process.kill()
        self.process.wait()
        self.process = self._started()

    def pause(self, seconds: float) -> None:
        """SIGSTOP now, SIGCONT later; a process that was killed meanwhile hears of nothing."""
        stopped = self.process
        stopped.send_signal(signal.SIGSTOP)
        later = threading.Timer(seconds, stopped.send_signal, (signal.SIGCONT,))
        later.daemon = True
        later.start()

    def stop(self) -> None:
        """Ends it in order."""
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_WITHIN)
        self.process.kill()
        self.process.wait()


def events(*logs: Path) -> Counter[str]:
    """How often each event was logged; a line that a kill cut off is none."""
    counted: Counter[str] = Counter()
    for log in logs:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, TypeError, KeyError):
                counted[json.loads(line)["event"]] += 1
    return counted


class WorkspaceProcess:
    """The local workspace with its limits off, as a process that nobody kills."""

    def __init__(self, folder: Path) -> None:
        (folder / "seed.json").write_text(morning.text("seed.json"), encoding="utf-8")
        command = [
            *(sys.executable, "-m", "bot.workspace", "--port", "0", "--limits", "off"),
            *("--seed", str(folder / "seed.json"), "--manifest", str(ROOT / "manifest.json")),
        ]
        with (folder / "workspace.log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=folder,
                env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
            )
        assert self._process.stdout is not None
        ready = json.loads(self._process.stdout.readline())
        self.url: str = ready["url"]
        self.api_url = f"{self.url}/api/"
        self._http = httpx.Client(base_url=self.url, trust_env=False, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def journal(self) -> list[dict[str, Any]]:
        """Every stored fact in order."""
        return list(self._http.get("/_page/journal").json()["entries"])

    def fault(self, fault: str, **switch: Any) -> None:
        """Switches a fault on (docs/workspace.md)."""
        answer = self._http.post("/control/faults", json={"fault": fault, **switch}).json()
        assert answer["ok"], answer
