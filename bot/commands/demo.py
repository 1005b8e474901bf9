"""`staffel demo`: the whole product on this machine: the bot, and a local workspace beside it."""

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import webbrowser
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click
from pydantic import SecretStr
from sqlalchemy import func, select

from agents.vocabulary import Language, Role, Stage
from agents.words import in_language
from bot.bootstrap import Bot, make_deps
from bot.clock import system_clock
from bot.commands.serve import ending
from bot.demo import morning
from bot.deps import Deps
from bot.logs import set_up
from bot.settings import Settings
from store.migrate import upgrade
from store.models import Opportunity, Person, Target
from store.session import Store

WEB_PORT, WORKSPACE_PORT = 8080, 8090
SEND_TIMEOUT = 10
VECTORS = "chroma"
ROOT = Path(__file__).parents[2]


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".demo"),
    show_default=True,
    help="Where the demo keeps its data.",
)
@click.option("--keep", is_flag=True, help="Go on with the data of the last time.")
@click.option("--web-port", default=WEB_PORT, show_default=True)
@click.option("--workspace-port", default=WORKSPACE_PORT, show_default=True)
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
@click.option("--limits/--no-limits", default=True, help="Slack's rate limits, as in real life.")
@click.option("--leads/--no-leads", "sends", default=True, help="Send the morning's leads.")
def demo(
    *,
    folder: Path,
    keep: bool,
    web_port: int,
    workspace_port: int,
    opens: bool,
    limits: bool,
    sends: bool,
) -> None:
    """Start the whole product here: no Slack account, no key, no server."""
    set_up("console")
    speak_directly_to_this_machine()
    is_new = _prepare(folder, keep=keep)
    settings = _settings(folder, free_port(web_port), free_port(workspace_port), limits=limits)
    upgrade(settings.database_url)
    deps = make_deps(settings)
    if is_new:
        seed_rows(deps.store, now=system_clock())
    workspace = _start_workspace(settings, folder, limits=limits)
    bot = Bot(settings=settings, deps=deps, with_demo_site=True)
    ended = ending()
    threading.Thread(target=_end_with, args=(workspace, ended), daemon=True).start()
    try:
        bot.start()
        _welcome(deps, settings, opens=opens)
        if sends and is_new:
            threading.Thread(target=_send_morning, args=(settings, ended), daemon=True).start()
        ended.wait()
    finally:
        bot.stop()
        workspace.terminate()
        workspace.wait()


def _end_with(workspace: subprocess.Popen[str], ended: threading.Event) -> None:
    """The demo ends when its workspace does."""
    workspace.wait()
    ended.set()


def speak_directly_to_this_machine() -> None:
    """Loopback is never asked of a proxy: the Slack SDK would otherwise do so."""
    for name in ("NO_PROXY", "no_proxy"):
        known = os.environ.get(name, "")  # noqa: TID251 — child and SDK read it there
        os.environ[name] = ",".join(  # noqa: TID251
            filter(None, (known, "127.0.0.1", "localhost"))
        )


def free_port(wanted: int) -> int:
    """The port, or any free one where somebody has it."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise click.ClickException("no free port on 127.0.0.1")


def _prepare(folder: Path, *, keep: bool) -> bool:
    """An empty folder, or the one of the last time; says whether it is new.

    The playbooks' vectors stay: they belong to the texts, and are slow to make.
    """
    if keep and (folder / "staffel.db").exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_dir() and old.name != VECTORS:
            shutil.rmtree(old)
        elif old.is_file():
            old.unlink()
    return True


def _settings(folder: Path, web_port: int, workspace_port: int, *, limits: bool) -> Settings:
    app = json.loads(morning.text("seed.json"))["app"]
    policy = folder / "policy.toml"
    policy.write_text(morning.text("policy.toml"), encoding="utf-8")
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr(app["bot_token"]),
        slack_app_token=SecretStr(app["app_token"]),
        slack_api_url=f"http://127.0.0.1:{workspace_port}/api/",
        database_url=f"sqlite:///{(folder / 'staffel.db').resolve()}",
        policy_file=policy,
        web_port=web_port,
        chroma_path=folder / VECTORS,
        message_pace=1.0 if limits else 0.0,
        tick=0.5,
    )


def seed_rows(store: Store, *, now: datetime) -> None:
    """The demo's people, deals and target."""
    with store.begin() as session:
        if session.scalar(select(func.count(Person.id))):
            return
        for row in csv.DictReader(io.StringIO(morning.text("people.csv"))):
            session.add(
                Person(
                    slack_user_id=row["slack_user_id"],
                    name=row["name"],
                    email=row["email"],
                    role=Role(row["role"]),
                    language=Language(row["language"]),
                    territory=row["territory"] or None,
                    channels=[row["channels"]],
                    created_at=now,
                    changed_at=now,
                )
            )
        for deal in morning.opportunities(now.date()):
            session.add(
                Opportunity(
                    external_id=deal["external_id"],
                    name=deal["name"],
                    value=Decimal(deal["value"]),
                    currency=deal["currency"],
                    stage=Stage(deal["stage"]),
                    expected_close_on=date.fromisoformat(deal["expected_close_on"]),
                    closed_on=date.fromisoformat(deal["closed_on"]) if deal["closed_on"] else None,
                    imported_at=now,
                )
            )
        goal = morning.target(now.date())
        session.add(
            Target(
                name=goal["name"],
                starts_on=date.fromisoformat(goal["starts_on"]),
                ends_on=date.fromisoformat(goal["ends_on"]),
                value=Decimal(goal["value"]),
                currency=goal["currency"],
                imported_at=now,
            )
        )


def _start_workspace(settings: Settings, folder: Path, *, limits: bool) -> subprocess.Popen[str]:
    """The second process; returns when it listens."""
    for name in ("seed.json", "tour.json"):
        (folder / name).write_text(morning.text(name), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "bot.workspace"),
        *("--port", settings.slack_api_url.rpartition(":")[2].partition("/")[0]),
        *("--seed", str(folder / "seed.json")),
        *("--manifest", str(ROOT / "manifest.json")),
        *("--data", str(folder / "workspace")),
        *("--website", f"http://127.0.0.1:{settings.web_port}/"),
        *("--tour", str(folder / "tour.json")),
        *("--limits", "on" if limits else "off"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 — ours
    assert process.stdout is not None
    if "workspace_ready" not in process.stdout.readline():
        raise click.ClickException("the local workspace did not start")
    threading.Thread(target=process.stdout.read, daemon=True).start()
    return process


def _welcome(deps: Deps, settings: Settings, *, opens: bool) -> None:
    page = settings.slack_api_url.removesuffix("api/")
    w = in_language(settings.default_language)
    click.echo()
    click.echo(w.t("  Workspace  {address}", address=page))
    click.echo(w.t("  Website    http://127.0.0.1:{port}/", port=settings.web_port))
    click.echo("  " + w.both(deps.policy.note))
    click.echo(w.t("  Ctrl+C ends the demo."))
    click.echo()
    if opens and has_display():
        webbrowser.open(page)


def has_display() -> bool:
    """Whether a browser window could be seen here."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))  # noqa: TID251


def _send_morning(settings: Settings, ended: threading.Event) -> None:
    """Sends the sample leads to the web door, as a website would."""
    passed = 0.0
    for lead in morning.sample_leads():
        if ended.wait(lead.after - passed):
            return
        passed = lead.after
        send_form(f"http://127.0.0.1:{settings.web_port}", lead.form, lead.fields)


def send_form(website: str, form: str, fields: dict[str, str]) -> int:
    """Posts a form; the HTTP status.

    Raises:
        urllib.error.URLError: when the web door does not answer.
    """
    request = urllib.request.Request(  # noqa: S310 — our own address
        f"{website}/intake/forms/{form}",
        data=json.dumps(fields).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SEND_TIMEOUT) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
