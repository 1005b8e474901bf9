"""Bot kicked, channel archived, token revoked, Slack down for an hour: mail, then one true card."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from agents.facts import LeadFacts
from agents.vocabulary import OutboxState, TouchKind
from bot.bootstrap import Bot, make_deps
from bot.roles import ProcessRole
from bot.settings import Settings
from bot.workflows import accept, handover, touch
from bot.workflows.road import tell_by_mail
from store import claims, outages, pause
from store.models import Owed
from tests.bot.road import CHANNEL, JONAS, LENA, MIRA, OPS, Road
from tests.mail_server import MailServer
from tests.workspace_server import RunningWorkspace, patiently
from tests.world import ROOT, World

_numbers = count(1)
PROCESS = frozenset({ProcessRole.RELAY, ProcessRole.CLOCK})
A_MINUTE = 61.0
"""Seconds after which a closed channel is tried again."""


@pytest.fixture(scope="module")
def workspace() -> Iterator[RunningWorkspace]:
    with RunningWorkspace() as running:
        yield running


@pytest.fixture
def road(database_url: str, workspace: RunningWorkspace) -> Iterator[Road]:
    with MailServer() as server:
        made = Road(database_url, workspace, server)
        yield made
        made.store.close()
    workspace.clear_faults()


def hot(road: Road) -> LeadFacts:
    """A hot lead of a company that nobody had before in this workspace."""
    name = f"Firma{next(_numbers)}"
    return road.world.receive(email=f"eva@{name.lower()}.example", company=f"{name} GmbH")


Switch = Callable[[RunningWorkspace], object]
FOR_GOOD: dict[str, tuple[Switch, Switch, str]] = {
    "archived": (
        lambda slack: slack.archive_channel(CHANNEL),
        lambda slack: slack.unarchive_channel(CHANNEL),
        "In den Slack-Channel des Teams kann ich gerade nicht schreiben.",
    ),
    "kicked": (
        lambda slack: slack.kick_bot(CHANNEL),
        lambda slack: slack.invite_bot(CHANNEL),
        "In den Slack-Channel des Teams kann ich gerade nicht schreiben.",
    ),
    "token_revoked": (
        lambda slack: slack.fault("token_revoked"),
        lambda slack: slack.clear_faults(),
        "Slack lässt mich gerade nicht herein.",
    ),
}


@pytest.fixture(params=FOR_GOOD)
def closed(
    request: pytest.FixtureRequest, workspace: RunningWorkspace
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Closes the door until it is opened by the test, or else at its end; and what a mail says."""
    close, mend, says = FOR_GOOD[request.param]
    close(workspace)
    opened = []

    def reopen() -> None:
        opened.append(mend(workspace))

    yield says, reopen
    if not opened:
        reopen()


def test_what_stays_closed_is_told_at_once_and_each_lead_gets_one_true_card(
    road: Road, closed: tuple[str, Callable[[], object]]
) -> None:
    says, reopen = closed
    first, second = hot(road), hot(road)
    lena, jonas = road.world.person("U0LENA"), road.world.person("U0JONAS")
    assert {first.owner_id, second.owner_id} == {lena.id, jonas.id}
    mine, theirs = sorted((first, second), key=lambda lead: lead.owner_id != lena.id)
    road.run()
    assert road.mails(LENA) == [
        f"Heißer Lead: {mine.company.name}, erster Kontakt bis 24.03.26, 10:15"
    ]
    assert says in road.text(LENA)
    assert len(road.mails(JONAS)) == 1
    assert len(road.mails(OPS)) == 3, "both leads, and the outage"

    road.forward(minutes=8)
    accept.accept(road.deps, mine.id, person=lena)
    touch.log_touch(road.deps, mine.id, person=lena, kind=TouchKind.CALL)
    road.forward(seconds=A_MINUTE)
    assert [len(road.mails(who)) for who in (LENA, JONAS, OPS)] == [1, 1, 3], "nobody twice"

    reopen()
    road.forward(seconds=2 * A_MINUTE)
    for lead in (mine, theirs):
        (card,) = road.cards(lead)
        assert road.marked(lead) == 1
        assert card["ts"] == road.world.lead(lead.id).card_ts
        shown = road.world.lead(lead.id)
        assert shown.shown_version == shown.version
    (called,) = road.cards(mine)
    assert "Angerufen" in str(called)
    assert road.replies(mine) == [], "what was asked is done"
    (reminder,) = road.replies(theirs)
    assert "<@U0JONAS>" in reminder
    assert len(road.mails(OPS)) == 4
    assert "nimmt wieder Nachrichten an" in road.mails(OPS)[-1]
    assert "Gestört war es von 24.03.26, 10:00 bis 24.03.26, 10:" in road.text(OPS)


def test_a_slack_that_is_down_for_an_hour(road: Road, workspace: RunningWorkspace) -> None:
    workspace.fault("down")
    lead = hot(road)
    road.run()
    road.forward(minutes=2.5)
    assert road.server.taken == [], "it may come back in a moment"
    road.forward(minutes=1)
    assert [len(road.mails(who)) for who in (LENA, OPS)] == [1, 2]
    assert "Slack antwortet gerade nicht." in road.text(LENA)
    road.forward(minutes=57, step=60)
    assert [len(road.mails(who)) for who in (LENA, OPS)] == [1, 2]
    workspace.clear_faults()
    road.forward(minutes=1)
    assert len(road.cards(lead)) == road.marked(lead) == 1
    assert len(road.mails(OPS)) == 3
    assert len(road.replies(lead)) == 4, "reminder, cover, manager, and that nobody reacted"


def test_nobody_hears_of_a_short_blip(road: Road, workspace: RunningWorkspace) -> None:
    workspace.fault("down")
    lead = hot(road)
    road.run()
    road.forward(minutes=1)
    workspace.clear_faults()
    road.forward(minutes=4)
    assert road.marked(lead) == 1
    assert road.server.taken == []
    with road.store.read() as session:
        assert not outages.any_untold(session), "it is not looked at for ever"


def test_an_outage_that_nothing_confirms_tells_nobody(
    road: Road, workspace: RunningWorkspace
) -> None:
    """Slack may be back for long when the only message that failed had nothing left to say."""
    workspace.fault("down")
    hot(road)
    road.run()
    with road.store.begin() as session:
        session.execute(update(Owed).values(state=OutboxState.SUPERSEDED))
    workspace.clear_faults()
    road.clock.forward(minutes=20)
    lead = hot(road)
    assert tell_by_mail(road.deps) == 0
    assert road.relay.send_batch() == 1
    assert tell_by_mail(road.deps) == 0
    assert road.marked(lead) == 1


@pytest.fixture
def archived(workspace: RunningWorkspace) -> Iterator[None]:
    workspace.archive_channel(CHANNEL)
    yield
    workspace.unarchive_channel(CHANNEL)


@pytest.mark.usefixtures("archived")
def test_a_new_owner_is_told_too(road: Road) -> None:
    lead = hot(road)
    road.run()
    mira = road.world.person("U0MIRA")
    jonas = road.world.person("U0JONAS")
    handover.give(road.deps, lead.id, person=mira, to_person_id=jonas.id)
    road.run()
    assert [len(road.mails(who)) for who in (LENA, JONAS, OPS)] == [1, 1, 2]


@pytest.mark.usefixtures("archived")
def test_without_an_address_of_the_owner_the_teams_manager_is_told(road: Road) -> None:
    road.change("U0LENA", email=None)
    hot(road)
    road.run()
    assert len(road.mails(MIRA)) == 1
    assert "dieser heiße Lead gehört Lena Vogt" in road.text(MIRA)
    assert "Mira Sander" in road.server.to(OPS)[0].get_content()


@pytest.mark.usefixtures("archived")
def test_a_lead_that_nobody_has_reaches_the_manager(road: Road) -> None:
    everybody = ("U0LENA", "U0JONAS", "U0AMY", "U0MIRA")
    for user in everybody:
        road.change(user, is_active=False)
    hot(road)
    road.change("U0MIRA", is_active=True)
    road.run()
    assert "noch hat ihn niemand" in road.text(MIRA)


@pytest.mark.usefixtures("archived")
def test_an_ordinary_lead_waits(road: Road) -> None:
    road.world.receive("whitepaper", email="a@still.example", company="Still AG", phone="")
    hot_lead = hot(road)
    road.run()
    assert len(road.mails(LENA)) + len(road.mails(JONAS)) == 1
    assert (hot_lead.company.name or "") in str(road.mails(LENA) + road.mails(JONAS))


@pytest.mark.usefixtures("archived")
def test_a_lead_that_was_touched_meanwhile_needs_no_mail(road: Road) -> None:
    lead = hot(road)
    lena = road.world.person("U0LENA")
    road.relay.send_batch()
    tell_by_mail(road.deps)
    accept.accept(road.deps, lead.id, person=lena)
    touch.log_touch(road.deps, lead.id, person=lena, kind=TouchKind.CALL)
    road.run()
    assert road.mails(LENA) == []
    gone = (OutboxState.SUPERSEDED, "shown_or_settled")
    assert road.rows("MailHotLead") == [gone, gone]


def test_a_card_that_is_there_meanwhile_needs_no_mail(
    road: Road, workspace: RunningWorkspace
) -> None:
    workspace.archive_channel(CHANNEL)
    hot(road)
    road.relay.send_batch()
    with road.store.begin() as session:
        pause.pause(session, why="", now=road.clock())
    assert tell_by_mail(road.deps) == 0, "while paused nothing is owed"
    with road.store.begin() as session:
        pause.resume(session)
    assert tell_by_mail(road.deps) == 3
    workspace.unarchive_channel(CHANNEL)
    road.clock.forward(seconds=A_MINUTE)
    road.relay.send_batch()
    road.run()
    assert road.mails(LENA) == []


def test_a_card_that_slack_refuses_for_good_is_mailed_at_once(
    road: Road, workspace: RunningWorkspace
) -> None:
    lead = hot(road)
    with road.store.begin() as session:
        (claimed,) = claims.claim(session, owner="one", terms=road.relay._terms, limit=1)
        claims.bury(session, claimed, code="msg_too_long")
    road.run()
    assert len(road.mails(LENA)) == len(road.mails(OPS)) == 1
    assert "Slack hat die Karte dieses Leads abgelehnt." in road.text(LENA)
    assert "staffel outbox list" in road.text(OPS)
    assert road.marked(lead) == 0


@pytest.mark.usefixtures("archived")
def test_a_mail_without_an_answer_goes_out_again_and_says_so(road: Road) -> None:
    hot(road)
    road.server.drop_after_data()
    road.run()
    road.forward(minutes=1, step=5)
    twice = [mail for mail in road.server.taken if "Vielleicht hast du" in mail.get_content()]
    assert len(twice) == 1
    ids = [mail["Message-ID"] for mail in road.server.to(str(twice[0]["To"]))]
    assert ids.count(twice[0]["Message-ID"]) == 2, "so that a mail system knows it for a repeat"


@pytest.mark.usefixtures("archived")
def test_an_addressee_who_is_refused_holds_up_nobody(road: Road) -> None:
    road.server.refuse(LENA, "452 mailbox full")
    hot(road)
    road.run()
    assert (len(road.mails(LENA)), len(road.mails(OPS))) == (0, 2)
    hot(road)
    road.run()
    assert (len(road.mails(JONAS)), len(road.mails(OPS))) == (1, 3), "Lena's mail waits its minute"
    road.server.refuse(LENA, None)
    road.forward(seconds=A_MINUTE)
    assert len(road.mails(LENA)) == 1


def test_a_card_that_only_lags_behind_is_no_reason_for_a_mail(
    road: Road, workspace: RunningWorkspace
) -> None:
    lead = hot(road)
    road.run()
    workspace.archive_channel(CHANNEL)
    accept.accept(road.deps, lead.id, person=road.world.person("U0LENA"))
    road.run()
    workspace.unarchive_channel(CHANNEL)
    (said,) = road.mails(OPS)
    assert said.startswith("Staffel: Channel C0TEAM (dach, ")
    assert road.mails(LENA) == []
    road.forward(seconds=A_MINUTE)
    (card,) = road.cards(lead)
    assert "edited" in card, "it says who took it as soon as the channel is open"
    shown = road.world.lead(lead.id)
    assert shown.shown_version == shown.version


@pytest.mark.usefixtures("archived")
def test_several_processes_tell_once(road: Road) -> None:
    for _ in range(5):
        hot(road)
    road.relay.send_batch()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: tell_by_mail(road.deps), range(8)))
    assert (len(road.rows("MailHotLead")), len(road.rows("MailOutage"))) == (5 * 2, 1)


@pytest.mark.usefixtures("archived")
def test_without_a_mail_server_everything_waits(road: Road) -> None:
    hot(road)
    road.relay.send_batch()
    assert tell_by_mail(replace(road.deps, post=None)) == 0
    assert road.rows("MailHotLead") == []


def test_without_a_token_of_slack_hot_leads_go_by_mail(
    sqlite_url: str, workspace: RunningWorkspace
) -> None:
    with MailServer() as server:
        settings = Settings(
            _env_file=None,
            database_url=sqlite_url,
            policy_file=ROOT / "policy.toml",
            web_port=0,
            smtp_url=SecretStr(server.url),
            mail_from="staffel@firma.example",
            operator_mail=OPS,
            tick=0.1,
        )
        made = Road(sqlite_url, workspace, server)
        made.store.close()
        deps = make_deps(settings, roles=PROCESS)
        bot = Bot(settings=settings, deps=deps, roles=PROCESS)
        bot.start()
        try:
            World(deps.store).receive()
            patiently(lambda: server.to(LENA) and len(server.to(OPS)) == 2)
            assert "Slack lässt mich gerade nicht herein." in made.text(LENA)
        finally:
            bot.stop()
