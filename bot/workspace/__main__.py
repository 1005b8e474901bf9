"""`python -m bot.workspace`: see docs/workspace.md."""

import json
import sys
from pathlib import Path

import click

from bot.workspace.running import Server
from bot.workspace.seed import read_manifest, read_seed
from bot.workspace.server import Options
from bot.workspace.wire import compact

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8090, help="0 takes a free one.")
@click.option("--seed", type=_FILE, required=True, help="People and channels.")
@click.option("--manifest", type=_FILE, required=True, help="The app's manifest.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Keeps a journal.")
@click.option("--website", help="An address to show beside the workspace.")
@click.option("--tour", type=_FILE, help="The steps of a guided tour.")
@click.option("--request-url", help="Deliver there by signed HTTP instead of Socket Mode.")
@click.option("--limits", type=click.Choice(["on", "off"]), default="on", help="Rate tiers.")
def main(
    *,
    port: int,
    seed: Path,
    manifest: Path,
    data: Path | None,
    website: str | None,
    tour: Path | None,
    request_url: str | None,
    limits: str,
) -> None:
    """Run a local workspace on 127.0.0.1."""
    options = Options(
        seed=read_seed(json.loads(seed.read_text(encoding="utf-8"))),
        manifest=read_manifest(json.loads(manifest.read_text(encoding="utf-8"))),
        data=data,
        website=website,
        tour=None if tour is None else json.loads(tour.read_text(encoding="utf-8")),
        request_url=request_url,
        limits=limits == "on",
    )
    Server(options, port, ready=_say_ready).serve_here()


def _say_ready(url: str) -> None:
    sys.stdout.write(compact({"event": "workspace_ready", "url": url}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
