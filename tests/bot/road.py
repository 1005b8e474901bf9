"""The end of the road for tests: a real workspace, a real mail server, one clock for everything."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from agents.facts import LeadFacts
from agents.vocabulary import Language, OutboxState
from bot.deps import Deps, PostSettings
from bot.gateways.mail import MailGateway
from bot.gateways.mail_server import server_at
from bot.gateways.outgoing import Letter, SlackMessage
from bot.gateways.slack import SlackGateway, make_client
from bot.relay import Pace, Relay
from bot.rendering import renderer
from bot.workflows import tick
from bot.workflows.road import tell_by_mail
from store.models import Owed, Person
from store.session import Store
from tests.mail_server import MailServer
from tests.workspace_server import BOT_TOKEN, RunningWorkspace
from tests.world import StandingClock, World

CHANNEL = "C0TEAM"
BOARD = "C0ALL"
"""Where the managers read."""
OPS = "ops@firma.example"
ADDRESSES = {
    "U0LENA": "lena@firma.example",
    "U0JONAS": "jonas@firma.example",
    "U0MIRA": "mira@firma.example",
}
LENA, JONAS, MIRA = ADDRESSES.values()
PACE = Pace(
    lease=timedelta(seconds=30),
    timeout=timedelta(seconds=5),
    margin=timedelta(0),
    posts=timedelta(0),
    updates=timedelta(0),
)
POST = PostSettings(operator=OPS, language=Language.DE, after=timedelta(minutes=3))


@dataclass
class Road:
    """A team of which some have an address, and all that carries messages to them."""

    url: str
    workspace: RunningWorkspace
    server: MailServer
    post: PostSettings | None = POST
    clock: StandingClock = field(default_factory=StandingClock)

    def __post_init__(self) -> None:
        self.store = Store(self.url, database_clock=self.clock)
        policy = World(self.store).policy
        territories = {
            name: territory.model_copy(update={"channel": CHANNEL, "manager_channel": BOARD})
            for name, territory in policy.territories.items()
        }
        policy = policy.model_copy(update={"territories": territories})
        self.world = World(self.store, policy=policy, clock=self.clock)
        self.world.hire()
        for user, address in ADDRESSES.items():
            self.change(user, email=address)
        self.deps: Deps = replace(self.world.deps, post=self.post)
        client = make_client(token=BOT_TOKEN, api_url=self.workspace.api_url, timeout=5)
        carriers = {SlackMessage: SlackGateway(client, self.store), Letter: self._mail()}
        self.relay = Relay(self.deps, carriers, renderer(self.deps), pace=PACE)

    def _mail(self) -> MailGateway:
        return MailGateway(
            server_at(self.server.url),
            sender="staffel@firma.example",
            store=self.store,
            clock=self.clock,
            timeout=5,
        )

    def change(self, user: str, **values: Any) -> None:
        """Changes a colleague."""
        with self.store.begin() as session:
            session.execute(update(Person).where(Person.slack_user_id == user).values(**values))

    def run(self) -> None:
        """Ticks and sends until nothing is due."""
        tick.escalate(self.deps)
        while tell_by_mail(self.deps) + self.relay.send_batch():
            pass

    def forward(self, *, minutes: float = 0, seconds: float = 0, step: float = 30) -> None:
        """Lets time pass, and everybody work meanwhile."""
        ends = self.clock() + timedelta(minutes=minutes, seconds=seconds)
        while self.clock() < ends:
            self.clock.now = min(ends, self.clock() + timedelta(seconds=step))
            self.run()

    def mails(self, address: str) -> list[str]:
        """Subjects of what somebody got, oldest first."""
        return [str(mail["Subject"]).strip() for mail in self.server.to(address)]

    def text(self, address: str) -> str:
        """The newest mail to somebody."""
        return str(self.server.to(address)[-1].get_content())

    def cards(self, lead: LeadFacts) -> list[dict[str, Any]]:
        """What stands in the channel about a lead, replies apart: known by its company."""
        company = lead.company.name
        assert company is not None
        page = self.workspace.client().conversations_history(channel=CHANNEL, limit=999)
        return [message for message in page["messages"] if company in str(message)]

    def marked(self, lead: LeadFacts) -> int:
        """How many messages in the channel carry the mark of one of the lead's cards."""
        with self.store.read() as session:
            keys = session.scalars(
                select(Owed.dedup_key).where(Owed.lead_id == lead.id, Owed.kind == "ShowLeadCard")
            ).all()
        page = self.workspace.client().conversations_history(
            channel=CHANNEL, include_all_metadata=True, limit=999
        )
        marks = {self.relay.mark(key) for key in keys}
        return sum(
            message.get("metadata", {}).get("event_payload", {}).get("mark") in marks
            for message in page["messages"]
        )

    def replies(self, lead: LeadFacts) -> list[str]:
        """The texts under a lead's card."""
        ts = self.world.lead(lead.id).card_ts
        assert ts is not None
        page = self.workspace.client().conversations_replies(channel=CHANNEL, ts=ts)
        return [str(message["text"]) for message in page["messages"][1:]]

    def rows(self, kind: str) -> list[tuple[OutboxState, str | None]]:
        """State and code of every effect of a kind."""
        with self.store.read() as session:
            found = session.scalars(select(Owed).where(Owed.kind == kind).order_by(Owed.id))
            return [(row.state, row.error_code) for row in found]
