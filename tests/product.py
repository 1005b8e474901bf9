"""The whole product, running: workspace, bot and website, with the demo's people and policy."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import httpx

from bot.bootstrap import Bot, make_deps
from bot.commands.demo import demo_settings, seed_rows
from bot.demo import morning
from store.migrate import upgrade
from tests.workspace_server import RunningWorkspace

ROOT = Path(__file__).parents[1]


class RunningProduct:
    """Everything of `make demo` in this process, on a database of its own.

    Args:
        folder: where its files go.
        hot: the promise for hot leads; None keeps the demo's 90 seconds.
        workspace: one that goes on after the bot (a restart).
        chroma: where the playbooks' vectors are; shared, they are made once a run.
        change: changes the text of the policy.
        pace: seconds between two messages of a channel; 0: none is held back or put together.
    """

    def __init__(
        self,
        folder: Path,
        *,
        hot: timedelta | None = None,
        workspace: RunningWorkspace | None = None,
        chroma: Path | None = None,
        change: Callable[[str], str] = lambda text: text,
        pace: float = 0.0,
    ) -> None:
        self._owns_workspace = workspace is None
        self.workspace = workspace or a_workspace()
        policy = change(morning.text("policy.toml"))
        if hot is not None:
            policy = policy.replace('hot = "PT90S"', f'hot = "PT{hot.total_seconds():g}S"')
        policy = re.sub(r"(\[forms\.\w+\]\n)", r'\1rate = "10000/minute"\n', policy)
        self.settings = demo_settings(
            folder,
            policy,
            api_url=self.workspace.api_url,
            web_port=0,
            chroma_path=chroma or folder / "chroma",
            message_pace=pace,
            tick=0.2,
        )
        upgrade(self.settings.database_url)
        self.deps = make_deps(self.settings)
        seed_rows(self.deps)
        self.bot = Bot(settings=self.settings, deps=self.deps, with_demo_site=True)
        self.bot.start()
        self.website = f"http://127.0.0.1:{self.bot.web_port}"
        self._http = httpx.Client(base_url=self.website, trust_env=False, timeout=10)
        self.workspace.wait_connected()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the bot, and the workspace unless it was given."""
        self._http.close()
        self.bot.stop()
        if self._owns_workspace:
            self.workspace.stop()

    def send(self, form: str, **fields: str) -> int:
        """Posts a form as a website would; gives the delivery's number."""
        answer = self._http.post(f"/intake/forms/{form}", json=fields)
        assert answer.status_code == 202, answer.text
        return int(answer.json()["delivery"])

    def card(self, channel: str, company: str, user: str = "U0MIRA") -> dict[str, Any]:
        """The card of a company in a channel, as soon as it is there."""

        def found() -> dict[str, Any] | None:
            for message in self.workspace.messages(user, channel):
                is_reply = message.get("thread_ts", message["ts"]) != message["ts"]
                if not is_reply and company in json.dumps(message, ensure_ascii=False):
                    return message
            return None

        return self.workspace.wait_for(found, 20)


def a_workspace() -> RunningWorkspace:
    """The demo's workspace with the product's own manifest."""
    seed = json.loads(morning.text("seed.json"))
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return RunningWorkspace(seed, manifest, limits=False)
