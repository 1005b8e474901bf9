"""A bot that writes to leads, for tests: a real mail server, signed links, real pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage

from sqlalchemy import select

from agents.vocabulary import OutboxState
from bot.deps import Deps
from bot.gateways.mail import MailGateway
from bot.gateways.mail_server import server_at
from bot.gateways.outgoing import Letter, SlackMessage
from bot.links import Links
from bot.parts.sending import NotConnected
from bot.relay import Relay
from bot.rendering import renderer
from store.models import Owed
from tests.bot.road import PACE, POST
from tests.mail_server import MailServer
from tests.web_server import RunningWeb
from tests.world import World

BASE = "https://staffel.firma.example"
LINK = re.compile(rf"{re.escape(BASE)}(/consent/\S+)")


@dataclass
class Letterbox:
    """Mails that reached leads, and the pages their links open."""

    world: World
    server: MailServer

    def __post_init__(self) -> None:
        links = Links(BASE, "a secret of the test", self.world.clock)
        self.deps: Deps = replace(
            self.world.deps, policy=self.world.policy, post=POST, links=links
        )
        self.world.deps = self.deps
        self.relay = Relay(
            self.deps,
            {SlackMessage: NotConnected(), Letter: self._mail()},
            renderer(self.deps),
            pace=PACE,
        )

    def _mail(self) -> MailGateway:
        return MailGateway(
            server_at(self.server.url),
            sender="Staffel <staffel@firma.example>",
            store=self.world.store,
            clock=self.world.clock,
            timeout=5,
        )

    def send_all(self) -> list[EmailMessage]:
        """Sends what is owed by mail; cards wait, because no Slack is here."""
        before = len(self.server.taken)
        while self.relay.send_batch():
            pass
        return self.server.taken[before:]

    @contextmanager
    def pages(self) -> Iterator[RunningWeb]:
        with RunningWeb(self.deps) as web:
            yield web

    def settled(self, kind: str) -> list[tuple[OutboxState, str | None]]:
        """What became of mails of a kind."""
        with self.world.store.read() as session:
            found = session.scalars(select(Owed).where(Owed.kind == kind).order_by(Owed.id))
            return [(row.state, row.error_code) for row in found]


def link(mail: EmailMessage, page: str) -> str:
    """The path of the first link to this page in a mail."""
    text: str = mail.get_content()
    return next(path for path in LINK.findall(text) if path.startswith(f"/consent/{page}/"))
