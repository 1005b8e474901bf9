"""`staffel pause|resume` and `staffel outbox`: what waits, another try, none any more."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from agents.vocabulary import OutboxState
from bot import effects
from bot.setbacks import DOORS
from bot.workflows import accept, tick
from store import claims, gates, outages
from store.models import Audit, Owed
from store.session import Store, database_now
from tests.bot.commands.conftest import Cli
from tests.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    store = Store(database_url)
    made = World(store)
    made.hire()
    yield made
    store.close()


def make(world: World, outbox_id: int, state: OutboxState, **values: object) -> None:
    with world.store.begin() as session:
        session.execute(update(Owed).where(Owed.id == outbox_id).values(state=state, **values))


def row(world: World, outbox_id: int) -> Owed:
    with world.store.read() as session:
        return session.get_one(Owed, outbox_id)


def test_a_pause_says_since_when_and_what_waits(cli: Cli, world: World) -> None:
    lead = world.receive()
    said = cli("pause", "--why", "neue Firewall, „bald“ fertig").output
    assert re.search(r"^Paused since .+ \(UTC\): nothing is sent\.$", said, re.MULTILINE)
    assert "Why: neue Firewall, „bald“ fertig" in said
    assert "1 message waits:" in said
    assert re.search(r"^ +1  card$", said, re.MULTILINE)
    assert f"Most urgent: card of lead {lead.id} (number 1), since 24/03/2026, 09:00" in said
    again = cli("pause", "--why", "something else").output
    assert "Paused already, since" in again
    assert "neue Firewall" in again, "the first pause lasts"
    assert "Sommer" not in said + again
    resumed = cli("resume").output
    assert "It goes on, after a pause since" in resumed
    assert cli("resume").output.startswith("Nothing is paused.")
    assert "Pause seit" in cli("pause", "--lang", "de").output


@pytest.mark.parametrize("why", ["ä" * 500, '"' * 500, "\\" * 500, "\x01\n" * 200])
def test_any_reason_fits(why: str, cli: Cli) -> None:
    assert cli("pause", "--why", why).exit_code == 0
    assert cli("resume").exit_code == 0


def test_the_list_names_no_person(cli: Cli, world: World) -> None:
    lead = world.receive()
    make(world, 1, OutboxState.DEAD, error_code="msg_too_long", attempts=3)
    said = cli("outbox", "list").output
    expected = rf"^1 +undeliverable +card +{lead.id} +24/03/2026, 09:00 +3 +msg_too_long"
    assert re.search(expected, said, re.MULTILINE)
    assert "Sommer" not in said
    assert "eva" not in said.lower()
    assert cli("outbox", "list", "--state", "pending").output == "Nothing is there.\n"
    assert "unzustellbar" in cli("outbox", "list", "--state", "dead", "--lang", "de").output


def test_what_is_settled_cannot_be_tried_again(cli: Cli, world: World) -> None:
    world.receive()
    make(world, 1, OutboxState.SENT)
    for command in (("retry", "1", "7"), ("drop", "1", "7", "--why", "test", "--yes")):
        result = cli("outbox", *command)
        assert result.exit_code == 1
        assert "1: was sent already" in result.output
        assert "7: there is no such message" in result.output
    make(world, 1, OutboxState.SUPERSEDED, error_code="shown")
    result = cli("outbox", "retry", "1")
    assert (result.exit_code, result.output) == (0, "1: is settled already\n")


def test_what_a_relay_holds_is_left_alone(cli: Cli, world: World) -> None:
    world.receive()
    terms = claims.Terms(
        lease=world.policy.sla.hot, margin=world.policy.sla.hot, paces={}, doors=DOORS
    )
    with world.store.begin() as session:
        session.execute(update(Owed).values(due_at=database_now(session)))
        assert len(claims.claim(session, owner="one", terms=terms, limit=1)) == 1
    assert "1: is being sent right now" in cli("outbox", "retry", "1").output
    assert row(world, 1).state is OutboxState.SENDING
    with world.store.begin() as session:
        session.execute(update(Owed).values(lease_until=database_now(session)))
    assert cli("outbox", "retry", "1").output == "1: goes out again\n"
    assert row(world, 1).in_doubt, "what its relay sent may have landed"


@pytest.mark.parametrize(
    ("state", "in_doubt"),
    [(OutboxState.DEAD, False), (OutboxState.UNCERTAIN, True), (OutboxState.PENDING, False)],
)
def test_another_try_is_due_now_behind_open_gates(
    state: OutboxState, in_doubt: bool, cli: Cli, world: World
) -> None:
    world.receive()
    lane = row(world, 1).lane
    make(world, 1, state, attempts=8, due_at=world.clock.forward(days=900), error_code="x")
    with world.store.begin() as session:
        for name in (lane, outages.SLACK, "post:OTHER"):
            gates.close_for(session, name=name, wait=world.policy.sla.mql)
    assert cli("outbox", "retry", "1").exit_code == 0
    assert cli("outbox", "retry", "1").output == "1: goes out again\n", "twice is once"
    after = row(world, 1)
    assert (after.state, after.attempts, after.in_doubt) == (OutboxState.PENDING, 0, in_doubt)
    with world.store.begin() as session:
        assert after.due_at <= database_now(session)
        names = (lane, outages.SLACK, "post:OTHER")
        assert gates.closed(session, names) == {"post:OTHER"}


def test_of_two_dead_cards_only_the_newest_is_tried(cli: Cli, world: World) -> None:
    lead = world.receive()
    make(world, 1, OutboxState.DEAD)
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    make(world, 2, OutboxState.DEAD)
    said = cli("outbox", "retry", "--all-dead").output
    assert said == ("1: a newer message says the same; this one is settled\n2: goes out again\n")
    assert row(world, 1).state is OutboxState.SUPERSEDED
    assert "Nothing is undeliverable." in cli("outbox", "retry", "--all-dead").output


def test_a_dropped_message_is_audited_once(cli: Cli, world: World) -> None:
    lead = world.receive()
    refused = cli("outbox", "drop", "1", "--why", "Ein Testlead")
    assert refused.exit_code == 2
    asked = cli("outbox", "drop", "1", "--why", "test_lead")
    assert asked.exit_code == 1, "nobody said yes"
    assert f"1: card. Lead {lead.id} is not shown as it stands now" in asked.output
    assert row(world, 1).state is OutboxState.PENDING
    for said in ("1: is never sent", "1: is settled already"):
        assert said in cli("outbox", "drop", "1", "--why", "test_lead", "--yes").output
    assert (row(world, 1).state, row(world, 1).error_code) == (OutboxState.SUPERSEDED, "test_lead")
    with world.store.read() as session:
        audits = session.scalars(select(Audit).where(Audit.event == "outbox_dropped")).all()
    (audit,) = audits
    assert (audit.lead_id, audit.params) == (
        lead.id,
        {"outbox_id": 1, "kind": "ShowLeadCard", "code": "test_lead"},
    )


def test_the_card_follows_a_ping_that_is_dropped(cli: Cli, world: World) -> None:
    world.receive()
    world.settle_all()
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    assert [kind for kind, _ in world.owed()] == ["PingStep"]
    assert cli("outbox", "drop", "2", "--why", "test_lead", "--yes").exit_code == 0
    assert [kind for kind, _ in world.owed()] == ["ShowLeadCard"]


def test_every_kind_has_words_in_both_languages(cli: Cli, world: World) -> None:
    lead = world.receive()
    with world.store.begin() as session:
        for number, kind in enumerate(effects.KINDS, start=2):
            session.add(
                Owed(
                    kind=kind,
                    dedup_key=f"test:{number}",
                    lead_id=lead.id,
                    seq=number,
                    payload={},
                    lane="post:C",
                    priority=50,
                    due_at=world.clock(),
                    state=OutboxState.PENDING,
                    created_at=world.clock(),
                    delete_after=world.clock(),
                )
            )
    numbers = [str(number) for number in range(2, 2 + len(effects.KINDS))]
    for language in ("de", "en"):
        listed = cli("outbox", "list", "--lang", language).output
        meant = cli("outbox", "drop", *numbers, "--why", "x", "--lang", language).output
        for kind in effects.KINDS:
            assert kind not in listed + meant
        assert "It is never sent." not in meant
        assert "Sie geht nie hinaus." not in meant


def test_check_shows_the_pause_the_outage_and_what_is_parked(cli: Cli, world: World) -> None:
    world.receive()
    world.receive(email="b@andere.example", company="Andere GmbH")
    make(world, 1, OutboxState.DEAD)
    make(world, 2, OutboxState.UNCERTAIN)
    cli("pause")
    with world.store.begin() as session:
        outages.note(session, name=outages.channel("C0X"), code="is_archived")
    said = cli("check").output
    for line in (
        r"!! +outbox +Paused since",
        r"→ staffel resume",
        r"!! +outbox +channel:C0X takes nothing since .* \(UTC\): is_archived\.",
        r"!! +outbox +1 message can never be delivered\.",
        r"!! +outbox +Nobody knows of 1 message whether it arrived\.",
        r"ok  outbox +0 messages wait\.",
        r"ok  mail +none: while Slack takes nothing, hot leads wait",
    ):
        assert re.search(line, said), line
