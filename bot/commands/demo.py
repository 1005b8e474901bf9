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
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import SecretStr

from agents.decisions import FieldProblem
from agents.rules.colleagues import read_person
from agents.rules.pipeline import read_opportunity, read_target
from agents.vocabulary import Language
from agents.words import in_language
from bot.bootstrap import Bot, make_deps
from bot.commands.serve import ending
from bot.demo import morning
from bot.deps import Deps
from bot.interpreter import keep_what_is_loaded, take_short_turns
from bot.logs import set_up
from bot.settings import Settings
from bot.workflows.import_people import import_people
from bot.workflows.import_pipeline import import_opportunities, import_targets
from store.migrate import upgrade

Draft = TypeVar("Draft")
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
        seed_rows(deps)
    workspace = _start_workspace(settings, folder, limits=limits)
    bot = Bot(settings=settings, deps=deps, with_demo_site=True)
    ended = ending()
    threading.Thread(target=_end_with, args=(workspace, ended), daemon=True).start()
    try:
        take_short_turns()
        bot.start()
        keep_what_is_loaded()
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
            # Connections of a demo just ended do not count; a listening one does.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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
    policy = morning.text("policy.toml")
    return demo_settings(
        folder,
        policy,
        api_url=f"http://127.0.0.1:{workspace_port}/api/",
        web_port=web_port,
        message_pace=1.0 if limits else 0.0,
        tick=0.5,
    )


def demo_settings(folder: Path, policy: str, *, api_url: str, **others: object) -> Settings:
    """Settings with all data in one folder, the demo's tokens and this policy.

    Args:
        folder: where database, policy and vectors go.
        policy: the text of the policy.
        api_url: the local workspace's.
        others: further settings.
    """
    app = json.loads(morning.text("seed.json"))["app"]
    file = folder.resolve() / "policy.toml"
    file.write_text(policy, encoding="utf-8")
    given: dict[str, Any] = {"chroma_path": folder / VECTORS, **others}
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr(app["bot_token"]),
        slack_app_token=SecretStr(app["app_token"]),
        slack_api_url=api_url,
        database_url=f"sqlite:///{folder.resolve() / 'staffel.db'}",
        policy_file=file,
        **given,
    )


def seed_rows(deps: Deps) -> None:
    """The demo's people, deals and target, as the commands would import them."""
    people = csv.DictReader(io.StringIO(morning.text("people.csv")))
    territories, currency = deps.policy.territories, deps.policy.coverage.currency
    today = deps.clock().date()
    team = (read_person(row, territories=territories) for row in people)
    deals = (read_opportunity(row, currency=currency) for row in morning.opportunities(today))
    import_people(deps, _sound(team), default_language=Language.DE)
    import_opportunities(deps, _sound(deals))
    import_targets(deps, _sound([read_target(morning.target(today), currency=currency)]))


def _sound(read: Iterable[tuple[Draft | None, tuple[FieldProblem, ...]]]) -> list[Draft]:
    """The drafts; the demo's own rows have nothing wrong with them."""
    drafts: list[Draft] = []
    for draft, problems in read:
        assert draft is not None, problems
        drafts.append(draft)
    return drafts


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
