"""`python -m bot.workspace`, as a person starts it."""

import ast
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

import bot.workspace
from tests.workspace_server import BOT_TOKEN, MANIFEST, SEED

FOLDER = Path(bot.workspace.__file__).parent


def written(path: Path, data: dict[str, Any]) -> str:
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def test_it_says_when_it_listens_and_ends_in_order(tmp_path: Path) -> None:
    tour = {"de": {"title": "Tour", "steps": ["Klicken"]}}
    arguments = ["--port", "0", "--limits", "off", "--data", str(tmp_path / "data")]
    arguments += ["--seed", written(tmp_path / "seed.json", SEED)]
    arguments += ["--manifest", written(tmp_path / "manifest.json", MANIFEST)]
    arguments += ["--tour", written(tmp_path / "tour.json", tour)]
    arguments += ["--website", "http://127.0.0.1:1/"]
    command = [sys.executable, "-m", "bot.workspace", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        assert ready["event"] == "workspace_ready"
        client = WebClient(token=BOT_TOKEN, base_url=f"{ready['url']}/api/")
        assert client.chat_postMessage(channel="C0TEAM", text="Moin")["ok"]
        boot = httpx.get(f"{ready['url']}/_page/boot", trust_env=False).json()
        assert (boot["tour"], boot["website"]) == (tour, "http://127.0.0.1:1/")
        process.terminate()
        process.wait(10)
    assert "Moin" in (tmp_path / "data" / "journal.jsonl").read_text(encoding="utf-8")


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.workspace", "--port", "0"]
    command += ["--seed", written(tmp_path / "seed.json", SEED)]
    command += ["--manifest", written(tmp_path / "manifest.json", MANIFEST)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout
        assert process.stderr
        assert "workspace_ready" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_it_imports_nothing_of_the_house(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
        for name in names:
            house = name.split(".")[0] in {"agents", "bot", "knowledge", "prompts", "store"}
            assert not house or name.startswith("bot.workspace"), f"{path.name} imports {name}"
