"""From the form to the mail, from the link to the card; and what somebody says on the phone."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from agents.facts.standing import consent_state
from agents.vocabulary import ConsentPurpose, ConsentState, Stage
from bot.gateways.mail import MailGateway
from bot.gateways.mail_server import server_at
from bot.gateways.outgoing import Letter, SlackMessage
from bot.gateways.slack import SlackGateway, make_client
from bot.links import Links
from bot.relay import Relay
from bot.rendering import renderer
from store.models import Audit
from store.session import Store
from tests.bot.letterbox import BASE, link
from tests.bot.road import POST
from tests.e2e.slack.office import AT_ONCE, Office, in_the_team_channel
from tests.mail_server import MailServer
from tests.web_server import RunningWeb
from tests.workspace_server import BOT_TOKEN, RunningWorkspace
from tests.world import World


class WritingOffice(Office):
    """An office that can write to leads, too."""

    server: MailServer

    def connect_relay(self) -> None:
        client = make_client(token=BOT_TOKEN, api_url=self.api_url, timeout=5)
        mail = MailGateway(
            server_at(self.server.url),
            sender="staffel@firma.example",
            store=self.world.store,
            clock=self.world.clock,
            timeout=5,
        )
        carriers = {SlackMessage: SlackGateway(client, self.world.store), Letter: mail}
        self.relay = Relay(self.world.deps, carriers, renderer(self.world.deps), pace=AT_ONCE)


@pytest.fixture
def office(workspace: RunningWorkspace, sqlite_store: Store) -> Iterator[WritingOffice]:
    world = in_the_team_channel(World(sqlite_store))
    links = Links(BASE, "a secret of the test", world.clock)
    world.deps = replace(world.deps, policy=world.policy, post=POST, links=links)
    world.hire()
    with MailServer() as server:
        made = WritingOffice(world, workspace)
        made.server = server
        with made as opened:
            yield opened


def test_form_mail_link_and_the_card_opens(office: WritingOffice) -> None:
    """A wish for a demo is answered at once; marketing waits for the link (A.15 3, S-036)."""
    lead = office.new_lead("demo")
    assert lead.is_hot
    office.shows(
        lead, "Heiß, kein MQL: Darf zu dieser Anfrage kontaktiert werden; Marketing-Kanäle"
    )
    office.shows(lead, "bis das Double-Opt-in bestätigt ist")
    (mail,) = office.server.taken
    with RunningWeb(office.world.deps) as web:
        assert web.client.post(link(mail, "confirm")).status_code == 200
    office.send_all()
    office.shows(lead, "✅ Darf kontaktiert werden; hat Marketing-E-Mails am")
    assert office.world.lead(lead.id).stage is Stage.MQL


def test_what_somebody_says_on_the_phone_locks_at_once(office: WritingOffice) -> None:
    lead = office.new_lead("demo")
    office.more("U0LENA", lead, "consent")
    modal = office.workspace.wait_for(lambda: office.workspace.modal("U0LENA"))
    said = json.dumps(modal, ensure_ascii=False)
    assert "🔒 Newsletter – gesperrt: keine Einwilligung" in said
    assert "✅ Telefon – offen für die Antwort auf die eigene Anfrage" in said
    assert "form-2026-11" in said
    office.confirm("U0LENA", says_no="everything", note="am Telefon")
    office.shows(lead, "Möchte nicht kontaktiert werden")
    consents = office.world.lead(lead.id).consents
    assert consent_state(consents, ConsentPurpose.ANSWER_REQUEST) is ConsentState.WITHDRAWN
    noted = [one for one in consents if one.source == "slack"]
    assert len(noted) == 6
    assert {one.evidence for one in noted} == {"am Telefon"}
    with office.world.store.read() as session:
        people = set(session.scalars(select(Audit.person_id).where(Audit.event == "consent")))
    assert people == {office.world.person("U0LENA").id}
