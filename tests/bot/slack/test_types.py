"""Every payload against TypeScript's `@slack/types`: it catches keys that Python does not know."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bot.slack.produced import everything

ROOT = Path(__file__).parents[3]
GENERATED = ROOT / "build" / "types"
FLAGS = ("--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck")
IN_CI = bool(os.environ.get("CI"))  # noqa: TID251 — in CI a missing tool is a failure


def _without(tool: str) -> None:
    line = f"no {tool}: install Node.js 20 or newer, then run `npm ci --ignore-scripts`"
    if IN_CI:
        pytest.fail(line)
    pytest.skip(line)


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def _install() -> None:
    if (ROOT / "node_modules/typescript/bin/tsc").exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        _without("npm")
    else:
        _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def _compile(name: str, calls: list[str]) -> subprocess.CompletedProcess[str]:
    """Type-checks calls of the three functions in check.ts, each with a payload as a literal."""
    node = shutil.which("node")
    if node is None:
        _without("node")
        raise AssertionError
    _install()
    file = GENERATED / f"{name}.ts"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = 'import { home, message, modal } from "../../tests/types/check.js";'
    file.write_text("\n".join([head, *calls]) + "\n", encoding="utf-8")
    command = [node, "node_modules/typescript/bin/tsc", *FLAGS, str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_slacks_own_types_take_everything() -> None:
    calls = [f"{one.surface}({json.dumps(one.payload)});" for one in everything().values()]
    done = _compile("produced", calls)
    assert done.returncode == 0, done.stdout[-4000:]


def test_slacks_own_types_would_refuse_a_wrong_key() -> None:
    """The check itself bites: a header in mrkdwn is an error that only the types know."""
    wrong = {"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}
    done = _compile("wrong", [f"message({json.dumps(wrong)});"])
    assert "mrkdwn" in done.stdout
