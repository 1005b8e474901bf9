"""`staffel serve` as an operator runs it: a process of its own, ended by SIGTERM."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from bot.demo import morning
from bot.slack.ids import ActionId
from tests.ports import kept_port
from tests.product import ROOT, a_workspace
from tests.workspace_server import RunningWorkspace, patiently

CHANNEL = "C0LEADSDACH"
FORM = {
    "first_name": "Eva",
    "last_name": "Sommer",
    "email": "eva.sommer@sommer-anlagen.example",
    "company": "Sommer Anlagenbau GmbH",
    "job_title": "Leiterin Vertrieb",
    "need": "Angebote schneller beantworten",
    "timeframe": "dieses Quartal",
    "country": "DE",
    "language": "de",
}


@pytest.fixture
def workspace() -> Iterator[RunningWorkspace]:
    with a_workspace() as running:
        yield running


@pytest.fixture
def settings(workspace: RunningWorkspace, tmp_path: Path, made_vectors: Path) -> dict[str, str]:
    """What the operator sets, and nothing else; the library was filled at an earlier start."""
    shutil.copytree(made_vectors, tmp_path / "vectors")
    (tmp_path / "policy.toml").write_text(morning.text("policy.toml"), encoding="utf-8")
    app = workspace.seed["app"]
    return {
        "PATH": os.defpath,
        "HOME": str(tmp_path),
        "NO_PROXY": "127.0.0.1",
        "SLACK_BOT_TOKEN": app["bot_token"],
        "SLACK_APP_TOKEN": app["app_token"],
        "SLACK_API_URL": workspace.api_url,
        "STAFFEL_DATABASE_URL": f"sqlite:///{tmp_path / 'staffel.db'}",
        "STAFFEL_POLICY_FILE": str(tmp_path / "policy.toml"),
        "STAFFEL_CHROMA_PATH": str(tmp_path / "vectors"),
        "STAFFEL_WEB_PORT": str(kept_port()),
        "STAFFEL_LOG_FORMAT": "json",
    }


def staffel(
    settings: dict[str, str], folder: Path, *words: str, log: IO[str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={**settings, "PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_form_becomes_a_card_and_sigterm_ends_it_in_order(
    workspace: RunningWorkspace, settings: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "staffel.log"
    with file.open("w", encoding="utf-8") as log:
        for words in (
            ("migrate",),
            ("people", "import", str(ROOT / "bot" / "demo" / "people.csv")),
        ):
            assert staffel(settings, tmp_path, *words, log=log).wait(60) == 0, file.read_text()
        process = staffel(settings, tmp_path, "serve", log=log)
        try:
            workspace.wait_for(lambda: workspace.state("U0LENA")["connected"] == 1, 60)
            website = f"http://127.0.0.1:{settings['STAFFEL_WEB_PORT']}"
            sent = httpx.post(f"{website}/intake/forms/demo", json=FORM, trust_env=False)
            assert sent.status_code == 202
            patiently(
                lambda: "Sommer Anlagenbau" in str(workspace.messages("U0LENA", CHANNEL)), 30
            )
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(40)
    said = file.read_text(encoding="utf-8")
    assert code == 0, said
    assert "Traceback" not in said, said
    assert "Sommer" not in said
    assert "eva.sommer" not in said


@contextmanager
def running(
    settings: dict[str, str], folder: Path, *each: tuple[str, ...]
) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes of one bot, on a database that has the demo's people; all end in order."""
    file = folder / "staffel.log"
    with file.open("w", encoding="utf-8") as log:
        people = ("people", "import", str(ROOT / "bot" / "demo" / "people.csv"))
        for words in (("migrate",), people):
            assert staffel(settings, folder, *words, log=log).wait(60) == 0, file.read_text()
        processes = [staffel(settings, folder, "serve", *words, log=log) for words in each]
        try:
            yield processes
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            codes = [process.wait(40) for process in processes]
    assert codes == [0] * len(each), file.read_text()
    assert "Traceback" not in file.read_text(encoding="utf-8"), file.read_text()


def health(settings: dict[str, str]) -> dict[str, Any] | None:
    """What /healthz says; None as long as nobody answers."""
    with suppress(httpx.HTTPError):
        address = f"http://127.0.0.1:{settings['STAFFEL_WEB_PORT']}/healthz"
        return dict(httpx.get(address, trust_env=False).json())
    return None


def test_three_processes_share_the_work_by_settings_alone(
    workspace: RunningWorkspace,
    settings: dict[str, str],
    tmp_path: Path,
    postgres_empty: Callable[[], str],
) -> None:
    settings["STAFFEL_DATABASE_URL"] = postgres_empty()
    settings["STAFFEL_CHROMA_PATH"] = str(tmp_path / "chroma")
    each = [("--roles", roles) for roles in ("web", "inbox, clock", "relay")]
    with running(settings, tmp_path, *each):
        seen = patiently(lambda: health(settings), 60)
        assert seen["roles"] == ["web"]
        website = f"http://127.0.0.1:{settings['STAFFEL_WEB_PORT']}"
        sent = httpx.post(f"{website}/intake/forms/demo", json=FORM, trust_env=False)
        assert sent.status_code == 202
        patiently(lambda: "Sommer Anlagenbau" in str(workspace.messages("U0LENA", CHANNEL)), 60)
    assert not (tmp_path / "chroma").exists()


def test_without_an_app_token_slack_comes_in_by_signed_requests(
    workspace: RunningWorkspace, settings: dict[str, str], tmp_path: Path
) -> None:
    del settings["SLACK_APP_TOKEN"]
    settings["SLACK_SIGNING_SECRET"] = workspace.seed["app"]["signing_secret"]
    website = f"http://127.0.0.1:{settings['STAFFEL_WEB_PORT']}"
    with running(settings, tmp_path, ()):
        patiently(lambda: health(settings), 60)
        workspace.deliver_to(f"{website}/slack/events")
        sent = httpx.post(f"{website}/intake/forms/demo", json=FORM, trust_env=False)
        assert sent.status_code == 202
        card = patiently(lambda: card_in(workspace), 60)
        click = workspace.click("U0LENA", CHANNEL, card["ts"], ActionId.ACCEPT.value)
        assert not workspace.outcome(click, 30).get("failed")
        patiently(
            lambda: (
                ActionId.TOUCH_CALL.value in str(workspace.message("U0LENA", CHANNEL, card["ts"]))
            ),
            30,
        )


def card_in(workspace: RunningWorkspace) -> dict[str, Any] | None:
    found = (m for m in workspace.messages("U0LENA", CHANNEL) if "Sommer Anlagenbau" in str(m))
    return next(found, None)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("serve", "--roles", "web,postman"), "Die Rolle „postman“ gibt es nicht."),
        (("--lang", "en", "serve", "--roles", "postman"), "There is no role “postman”."),
        (("serve", "--roles", " , "), "--roles braucht mindestens eine von: web, slack"),
    ],
)
def test_a_role_that_is_none_is_said(
    words: tuple[str, ...], sentence: str, settings: dict[str, str], tmp_path: Path
) -> None:
    with (tmp_path / "log").open("w+", encoding="utf-8") as log:
        assert staffel(settings, tmp_path, *words, log=log).wait(60) == 1
        log.seek(0)
        assert sentence in log.read()


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("STAFFEL_WEB_PORT", "eighty", "STAFFEL_WEB_PORT"),
        ("STAFFEL_POLICY_FILE", "nowhere.toml", "nowhere.toml"),
        ("STAFFEL_TICK", "1", "staffel migrate"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(
    variable: str, value: str, sentence: str, settings: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "staffel.log"
    with file.open("w", encoding="utf-8") as log:
        process = staffel({**settings, variable: value}, tmp_path, "serve", log=log)
        assert process.wait(60) == 1
    said = file.read_text(encoding="utf-8")
    assert sentence in said
    assert "Traceback" not in said, said


def test_a_silent_database_is_said_in_a_sentence(settings: dict[str, str], tmp_path: Path) -> None:
    settings["STAFFEL_DATABASE_URL"] = "postgresql+psycopg://nobody@127.0.0.1:9/staffel"
    with (tmp_path / "log").open("w+") as log:
        process = staffel(settings, tmp_path, "serve", log=log)
        assert process.wait(30) == 1
        log.seek(0)
        said = log.read()
    assert "Traceback" not in said
    assert "127.0.0.1:9" in said
