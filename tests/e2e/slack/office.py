"""A whole office in a test: the local workspace, the Bolt app over Socket Mode, relay, people."""

import copy
import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from slack_bolt import BoltResponse

from agents.facts import LeadFacts
from agents.vocabulary import Language
from bot.gateways.outgoing import SlackMessage
from bot.gateways.slack import SlackGateway, make_client
from bot.relay import Pace, Relay
from bot.rendering import renderer
from bot.settings import Settings
from bot.slack.app import Reception, answer_unfinished, build_app
from bot.slack.socket import SocketDoor
from tests.workspace_server import APP_TOKEN, BOT_TOKEN, SEED, RunningWorkspace
from tests.world import World

ROOT = Path(__file__).parents[3]
TEAM, BOARD, SHARED = "C0TEAM", "C0BOARD", "C0SHARED"
AT_ONCE = Pace(
    lease=timedelta(seconds=30),
    timeout=timedelta(seconds=5),
    margin=timedelta(0),
    posts=timedelta(0),
    updates=timedelta(0),
)


def seed() -> dict[str, Any]:
    """The workspace's people and channels, with this world's colleagues among them."""
    made: dict[str, Any] = copy.deepcopy(SEED)
    like = made["users"][0]
    names = {"U0JONAS": "Jonas Brandt", "U0AMY": "Amy Carter", "U0MIRA": "Mira Sander"}
    known = {user["id"] for user in made["users"]}
    made["users"] += [
        {**like, "id": user, "name": name.split()[0].lower(), "real_name": name}
        for user, name in names.items()
        if user not in known
    ]
    for channel in made["channels"]:
        if channel["id"] == TEAM:
            channel["members"] += ["U0JONAS", "U0MIRA", "U0GUEST", "U0AMY"]
    return made


def manifest() -> dict[str, Any]:
    """The app as it is declared."""
    found: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return found


def in_the_team_channel(world: World) -> World:
    """The same world with every territory's card in the test channel."""
    territories = {
        name: territory.model_copy(update={"channel": TEAM, "language": Language.DE})
        for name, territory in world.policy.territories.items()
    }
    policy = world.policy.model_copy(update={"territories": territories})
    return World(world.store, policy=policy, clock=world.clock)


@dataclass
class Office:
    """What happens here is what happens in Slack: clicks in, messages out."""

    world: World
    workspace: RunningWorkspace
    _handler: SocketDoor | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """The bot connects."""
        self.settings = Settings(
            slack_bot_token=BOT_TOKEN, slack_app_token=APP_TOKEN, slack_api_url=self.api_url
        )
        self.app = build_app(self.world.deps, self.settings)
        self._handler = SocketDoor(
            self.app, APP_TOKEN, Reception(self.world.deps, self.settings), concurrency=10
        )
        self._handler.connect()
        self.workspace.wait_connected()
        self.connect_relay()

    def connect_relay(self) -> None:
        """What is owed can be sent from now on."""
        client = make_client(token=BOT_TOKEN, api_url=self.api_url, timeout=5)
        gateway = SlackGateway(client, self.world.store)
        carriers = {SlackMessage: gateway}
        self.relay = Relay(self.world.deps, carriers, renderer(self.world.deps), pace=AT_ONCE)

    def dies_after_the_row(self) -> None:
        """From now on the process is as good as dead once a delivery has its row."""

        @self.app.middleware
        def die() -> BoltResponse:
            return BoltResponse(status=200, body="")

    def start_again(self) -> None:
        """A new process, a minute later; it looks after what the dead one left."""
        self.stop()
        self.world.clock.forward(minutes=1)
        self.start()
        self.look_after_the_dead()

    def look_after_the_dead(self) -> None:
        """As the bot does at its start."""
        answer_unfinished(self.world.deps, self.settings, before=self.world.clock())

    def stop(self) -> None:
        """The bot is gone; the workspace and the database stay."""
        self.door.close()
        self.app.listener_runner.listener_executor.shutdown(wait=True)
        self.workspace.wait_connected(0)

    @property
    def door(self) -> SocketDoor:
        assert self._handler is not None
        return self._handler

    @property
    def api_url(self) -> str:
        return self.workspace.api_url

    def send_all(self) -> None:
        while self.relay.send_batch():
            pass

    def new_lead(self, form: str = "demo", **changes: str) -> LeadFacts:
        """A form arrives, and its card stands in the channel."""
        lead = self.world.receive(form, **changes)
        self.send_all()
        return self.world.lead(lead.id)

    def card(self, lead: LeadFacts, user: str = "U0LENA") -> dict[str, Any]:
        assert lead.card_ts is not None
        return self.workspace.message(user, TEAM, lead.card_ts)

    def press(self, user: str, lead: LeadFacts, action: str, value: str | None = None) -> None:
        """Clicks on the card and waits until Slack has its acknowledgement."""
        assert lead.card_ts is not None
        self.ended(self.workspace.click(user, TEAM, lead.card_ts, action, value))

    def more(self, user: str, lead: LeadFacts, option: str) -> None:
        """Chooses an option of the card's menu."""
        value = json.dumps({"lead_id": lead.id, "more": option}, separators=(",", ":"))
        self.press(user, lead, "lead_more", value)

    def reject(self, user: str, lead: LeadFacts, choice: str) -> dict[str, Any]:
        """Chooses a reason on the card; gives the modal that opens."""
        value = json.dumps({"lead_id": lead.id, "choice": choice}, separators=(",", ":"))
        self.press(user, lead, "lead_reject", value)
        return self.workspace.wait_for(lambda: self.workspace.modal(user))

    def confirm(self, user: str, **values: Any) -> dict[str, Any]:
        """Sends the modal on top."""
        return self.ended(self.workspace.submit(user, values=values))

    def ended(self, interaction: str) -> dict[str, Any]:
        outcome = self.workspace.outcome(interaction)
        assert not outcome.get("failed"), outcome
        return outcome

    def whispers(self, user: str, channel: str = TEAM) -> list[str]:
        """What only this person sees here, oldest first."""
        return [
            message["text"]
            for message in self.workspace.messages(user, channel)
            if message.get("is_ephemeral")
        ]

    def told(self, user: str, part: str, channel: str = TEAM) -> str:
        """Waits until the person is told a sentence with this in it."""

        def found() -> str | None:
            return next((one for one in self.whispers(user, channel) if part in one), None)

        return self.workspace.wait_for(found)

    def shows(self, lead: LeadFacts, part: str, user: str = "U0LENA") -> dict[str, Any]:
        """Waits until the card has this in it."""

        def found() -> dict[str, Any] | None:
            card = self.card(lead, user)
            return card if part in json.dumps(card, ensure_ascii=False) else None

        return self.workspace.wait_for(found)
