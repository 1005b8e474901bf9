"""The relay against the local workspace: nothing lost, nothing doubled, order kept."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select, update
from sqlalchemy.exc import PendingRollbackError

from agents.vocabulary import Handover, OutboxState, TouchKind
from bot import effects
from bot.gateways.outgoing import (
    AmbiguousError,
    CannotLookError,
    ClosedError,
    InTime,
    Letter,
    Posted,
    RateLimitedError,
    RefusedError,
    SlackMessage,
    TooLateError,
    UnreachableError,
)
from bot.gateways.slack import SlackGateway, UndeclaredMethodError, make_client
from bot.relay import Pace, Relay
from bot.rendering import renderer
from bot.setbacks import DOORS
from bot.workflows import accept, shown, tick, touch
from store import claims, gates, inbox, outages, pause
from store.claims import Terms
from store.models import Clock, Lead, Owed
from store.session import BlockOpenError, Store, database_now
from tests.workspace_server import BOT_TOKEN, RunningWorkspace
from tests.world import World, at_any_time

AT_ONCE = Pace(
    lease=timedelta(seconds=60),
    timeout=timedelta(seconds=20),
    margin=timedelta(0),
    posts=timedelta(0),
    updates=timedelta(0),
)
HURRIED = replace(AT_ONCE, lease=timedelta(seconds=3), timeout=timedelta(seconds=1))
SEED_CHANNEL = "C0TEAM"
A_MESSAGE = SlackMessage(channel=SEED_CHANNEL, text="x", blocks=[])
UNPACED = Terms(lease=AT_ONCE.lease, margin=AT_ONCE.margin, paces={}, doors=DOORS)


@pytest.fixture(scope="module")
def workspace() -> Iterator[RunningWorkspace]:
    with RunningWorkspace() as running:
        yield running


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    territories = {
        name: territory.model_copy(update={"channel": SEED_CHANNEL})
        for name, territory in made.policy.territories.items()
    }
    made = World(store, policy=made.policy.model_copy(update={"territories": territories}))
    made.hire()
    return made


def gateway(world: World, workspace: RunningWorkspace, kind: type[SlackGateway]) -> SlackGateway:
    client = make_client(token=BOT_TOKEN, api_url=workspace.api_url, timeout=2)
    return kind(client, world.store)


def a_relay(
    world: World,
    workspace: RunningWorkspace,
    *,
    kind: type[SlackGateway] = SlackGateway,
    pace: Pace = AT_ONCE,
) -> Relay:
    carriers = {SlackMessage: gateway(world, workspace, kind)}
    return Relay(world.deps, carriers, renderer(world.deps), pace=pace)


def messages(workspace: RunningWorkspace, relay: Relay, key: str) -> list[dict[str, Any]]:
    """What the channel holds with the mark of this effect."""
    page = workspace.client().conversations_history(
        channel=SEED_CHANNEL, include_all_metadata=True, limit=200
    )
    return [
        message
        for message in page["messages"]
        if message.get("metadata", {}).get("event_payload", {}).get("mark") == relay.mark(key)
    ]


def remind(world: World) -> None:
    """The first rung comes due."""
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)


def states(world: World) -> list[tuple[str, OutboxState]]:
    with world.store.read() as session:
        rows = session.scalars(select(Owed).order_by(Owed.id)).all()
        return [(row.kind, row.state) for row in rows]


def first_key(world: World) -> str:
    with world.store.read() as session:
        return session.scalars(select(Owed.dedup_key).order_by(Owed.id)).first() or ""


def end_leases(world: World) -> None:
    """As if the lease had run out long ago, and Slack had been left alone for a while."""
    with world.store.begin() as session:
        gates.open_all(session)
        session.execute(
            update(Owed)
            .where(Owed.state == OutboxState.SENDING)
            .values(lease_until=database_now(session) - timedelta(minutes=5))
        )


def test_one_card_a_lead_then_updates(world: World, workspace: RunningWorkspace) -> None:
    lead = world.receive()
    relay = a_relay(world, workspace)
    key = first_key(world)
    assert relay.send_batch() == 1
    kept = world.lead(lead.id)
    assert (kept.card_channel, kept.card_ts is not None) == (SEED_CHANNEL, True)
    assert len(messages(workspace, relay, key)) == 1
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    assert relay.send_batch() == 1
    assert relay.send_batch() == 0
    (card,) = messages(workspace, relay, key)
    assert card["ts"] == kept.card_ts
    assert "edited" in card
    assert states(world) == [("ShowLeadCard", OutboxState.SENT)] * 2


def test_pings_follow_their_card_in_its_thread(world: World, workspace: RunningWorkspace) -> None:
    lead = world.receive()
    relay = a_relay(world, workspace)
    remind(world)
    while relay.send_batch():
        pass
    card_ts = world.lead(lead.id).card_ts
    assert card_ts is not None
    replies = workspace.client().conversations_replies(channel=SEED_CHANNEL, ts=card_ts)
    assert len(replies["messages"]) == 2
    assert "<@U0LENA>" in str(replies["messages"][1])


class SaysNoToReplies(SlackGateway):
    """Slack refuses replies for good."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        if message.thread_ts is not None:
            raise RefusedError("msg_too_long")
        return super().send(message, mark=mark, in_time=in_time)


@pytest.mark.parametrize(
    ("kind", "what_became"),
    [(SlackGateway, OutboxState.SENT), (SaysNoToReplies, OutboxState.DEAD)],
)
def test_the_card_follows_its_ping_whatever_becomes_of_that(
    world: World,
    workspace: RunningWorkspace,
    kind: type[SlackGateway],
    what_became: OutboxState,
) -> None:
    """A card that still counts down after the ping said "overdue" is not a living one. (W1)"""
    lead = world.receive()
    relay = a_relay(world, workspace, kind=kind)
    relay.send_batch()
    remind(world)
    assert states(world)[1:] == [("PingStep", OutboxState.PENDING)]
    while relay.send_batch():
        pass
    assert states(world)[1:] == [("PingStep", what_became), ("ShowLeadCard", OutboxState.SENT)]
    kept = world.lead(lead.id)
    assert kept.shown_version == kept.version == lead.version + 1


def test_the_card_follows_a_ping_that_nobody_needs_any_more(
    world: World, workspace: RunningWorkspace
) -> None:
    lead = world.receive()
    relay = a_relay(world, workspace)
    relay.send_batch()
    remind(world)
    with world.store.begin() as session:  # nobody has owed the card for that
        session.execute(update(Clock).values(stopped_at=world.clock()))
    while relay.send_batch():
        pass
    after = [("PingStep", OutboxState.SUPERSEDED), ("ShowLeadCard", OutboxState.SENT)]
    assert states(world)[1:] == after
    assert world.lead(lead.id).shown_version == world.lead(lead.id).version


def test_a_ping_is_settled_by_whatever_settles_its_lead(
    world: World, workspace: RunningWorkspace
) -> None:
    """Buttons that stay under it would take a lead from whoever has called it already."""
    lead, lena = world.receive(), world.person("U0LENA")
    relay = a_relay(world, workspace)
    remind(world)

    def ping() -> dict[str, Any]:
        while relay.send_batch():
            pass
        card_ts = world.lead(lead.id).card_ts
        assert card_ts is not None
        replies = workspace.client().conversations_replies(channel=SEED_CHANNEL, ts=card_ts)
        return dict(replies["messages"][1])

    assert "lead_accept" in str(ping())
    accept.accept(world.deps, lead.id, person=lena)
    assert "lead_accept" not in str(ping())
    assert "lead_touch_call" in str(ping())
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    assert "Erledigt: Angerufen von Lena Vogt" in str(ping())
    assert "lead_" not in str(ping()["blocks"])
    updates = len(states(world))
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.EMAIL)
    ping()
    assert len(states(world)) == updates + 1, "the card; a settled ping stays as it is"


def test_a_ping_that_came_too_late_is_not_said(world: World, workspace: RunningWorkspace) -> None:
    lead = world.receive()
    relay = a_relay(world, workspace)
    remind(world)
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena)
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    while relay.send_batch():
        pass
    assert ("PingStep", OutboxState.SUPERSEDED) in states(world)


class LosesTheAnswer(SlackGateway):
    """The message is stored, its answer never arrives."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        super().send(message, mark=mark, in_time=in_time)
        raise AmbiguousError("timeout")


class NeverArrives(SlackGateway):
    """The message is lost on the way."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        del message, mark, in_time
        raise AmbiguousError("reset")


@pytest.mark.parametrize("broken", [LosesTheAnswer, NeverArrives])
def test_after_no_answer_it_looks_before_it_sends(
    world: World, workspace: RunningWorkspace, broken: type[SlackGateway]
) -> None:
    lead = world.receive()
    key = first_key(world)
    a_relay(world, workspace, kind=broken).send_batch()
    assert states(world) == [("ShowLeadCard", OutboxState.SENDING)]
    end_leases(world)
    relay = a_relay(world, workspace)
    assert relay.send_batch() == 1
    assert states(world) == [("ShowLeadCard", OutboxState.SENT)]
    (card,) = messages(workspace, relay, key)
    assert world.lead(lead.id).card_ts == card["ts"]


def test_a_drawing_in_doubt_is_made_again_although_a_click_has_drawn_since(
    world: World, workspace: RunningWorkspace
) -> None:
    """It may have landed after the click's: the card would show the older state for ever."""
    lead, lena = world.receive(), world.person("U0LENA")
    relay = a_relay(world, workspace)
    relay.send_batch()
    accept.accept(world.deps, lead.id, person=lena)
    a_relay(world, workspace, kind=LosesTheAnswer).send_batch()
    shown.card_shown(
        world.deps, touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    )
    end_leases(world)
    while relay.send_batch():
        pass
    kept = world.lead(lead.id)
    assert kept.shown_version == kept.version
    assert states(world)[1] == ("ShowLeadCard", OutboxState.SENT)


class LooksForLong(SlackGateway):
    """History is slow."""

    def find(self, message: SlackMessage, **arguments: Any) -> Posted | None:
        found = super().find(message, **arguments)
        threading.Event().wait(HURRIED.lease.total_seconds())
        return found


def test_after_a_long_look_nothing_is_sent_beyond_the_lease(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    key = first_key(world)
    a_relay(world, workspace, kind=NeverArrives).send_batch()
    end_leases(world)
    relay = a_relay(world, workspace, kind=LooksForLong, pace=HURRIED)
    assert relay.send_batch() == 1
    assert messages(workspace, relay, key) == []
    assert states(world) == [("ShowLeadCard", OutboxState.PENDING)]
    with world.store.read() as session:
        assert session.scalars(select(Owed.in_doubt)).one(), "the next one looks as well"
    a_relay(world, workspace).send_batch()
    assert len(messages(workspace, relay, key)) == 1


class MustWait(SlackGateway):
    """Slack asks to wait."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        del message, mark, in_time
        raise RateLimitedError(timedelta(seconds=60))


def test_a_429_is_no_attempt_and_closes_the_lane(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    world.receive(email="b@andere-firma.example", company="Andere GmbH")
    relay = a_relay(world, workspace, kind=MustWait)
    assert relay.send_batch() == 2
    assert relay.send_batch() == 0
    with world.store.read() as session:
        rows = session.scalars(select(Owed)).all()
        assert {(row.state, row.attempts) for row in rows} == {(OutboxState.PENDING, 0)}


class SaysNo(SlackGateway):
    """Slack refuses for good."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        del message, mark, in_time
        raise RefusedError("msg_too_long")


def test_a_refusal_is_kept_for_the_operator(world: World, workspace: RunningWorkspace) -> None:
    world.receive()
    a_relay(world, workspace, kind=SaysNo).send_batch()
    with world.store.read() as session:
        row = session.scalars(select(Owed)).one()
        assert (row.state, row.error_code) == (OutboxState.DEAD, "msg_too_long")


def test_a_settler_behind_the_fence_changes_nothing(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    with world.store.begin() as session:
        (first,) = claims.claim(session, owner="one", terms=UNPACED, limit=1)
    end_leases(world)
    with world.store.begin() as session:
        (second,) = claims.claim(session, owner="two", terms=UNPACED, limit=1)
        assert second.in_doubt
    with world.store.begin() as session:
        assert not claims.sent(session, first, channel="C", external_id="1")
        assert claims.sent(session, second, channel="C", external_id="2")


def test_a_paced_lane_gives_one_at_a_time_the_urgent_first(world: World) -> None:
    for number in range(3):
        world.receive(email=f"p{number}@firma{number}.example", company=f"Firma {number}")
    with world.store.begin() as session:
        last = session.scalars(select(Owed).order_by(Owed.id.desc())).first()
        assert last is not None
        last.priority = 1
        urgent = last.id
    paced = replace(UNPACED, paces={"post": timedelta(seconds=30)})
    for expected in ((urgent,), ()):
        with world.store.begin() as session:
            claimed = claims.claim(session, owner="one", terms=paced, limit=20)
            assert tuple(item.id for item in claimed) == expected


def test_a_card_is_rendered_from_the_newest_state(
    world: World, workspace: RunningWorkspace
) -> None:
    lead = world.receive()
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    assert states(world) == [("ShowLeadCard", OutboxState.PENDING)], "coalesced"
    relay = a_relay(world, workspace)
    relay.send_batch()
    assert world.lead(lead.id).handover is Handover.ACCEPTED
    (card,) = messages(workspace, relay, first_key(world))
    assert "Lena Vogt" in str(card["blocks"]) or "<@U0LENA>" in str(card["blocks"])


def test_gateways_refuse_inside_a_block_and_beside_the_table(
    world: World, workspace: RunningWorkspace
) -> None:
    door = gateway(world, workspace, SlackGateway)
    with world.store.begin(), pytest.raises(BlockOpenError):
        door.open_dm("U0LENA")
    client: WebClient = make_client(token=BOT_TOKEN, api_url=workspace.api_url, timeout=2)
    with pytest.raises(UndeclaredMethodError):
        client.files_info(file="F1")


def test_each_failure_of_slack_has_its_kind(world: World, workspace: RunningWorkspace) -> None:
    door = gateway(world, workspace, SlackGateway)
    with pytest.raises(ClosedError, match="channel:C0NOWHERE: channel_not_found"):
        door.send(
            SlackMessage(channel="C0NOWHERE", text="x", blocks=[]), mark="m", in_time=at_any_time
        )
    with pytest.raises(RefusedError, match="message_not_found"):
        door.send(
            SlackMessage(channel=SEED_CHANNEL, ts="1.000001", text="x", blocks=[]),
            mark="m",
            in_time=at_any_time,
        )
    lost = SlackMessage(channel=SEED_CHANNEL, thread_ts="1.000001", text="x", blocks=[])
    with pytest.raises(CannotLookError, match="thread_not_found"):
        door.find(lost, mark="m", since=world.clock())
    stranger = make_client(token="xoxb-nobody", api_url=workspace.api_url, timeout=2)
    with pytest.raises(ClosedError, match="slack: invalid_auth"):
        SlackGateway(stranger, world.store).open_dm("U0LENA")
    nowhere = make_client(token=BOT_TOKEN, api_url="http://127.0.0.1:9/api/", timeout=1)
    with pytest.raises(UnreachableError):
        SlackGateway(nowhere, world.store).open_dm("U0LENA")


def test_the_clock_is_looked_at_when_the_body_leaves(sqlite_store: Store) -> None:
    """The connection stands and the headers are out; the message itself is not."""
    came = bytearray()

    def listen(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            while some := connection.recv(1000):
                came.extend(some)

    def too_late() -> None:
        raise TooLateError

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=listen, args=(listening,))
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/api/"
        door = SlackGateway(make_client(token=BOT_TOKEN, api_url=url, timeout=5), sqlite_store)
        with pytest.raises(TooLateError):
            door.send(A_MESSAGE, mark="m", in_time=too_late)
        thread.join(5)
    assert came.startswith(b"POST /api/chat.postMessage")
    assert came.endswith(b"\r\n\r\n")


class StandsStill(SlackGateway):
    """The process is stopped for longer than its lease, after its last look before the call."""

    now = 0.0

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        StandsStill.now += AT_ONCE.lease.total_seconds()
        return super().send(message, mark=mark, in_time=in_time)


def test_who_stood_still_before_the_bytes_left_sends_nothing(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    key = first_key(world)
    carriers = {SlackMessage: gateway(world, workspace, StandsStill)}
    stopped = Relay(
        world.deps,
        carriers,
        renderer(world.deps),
        pace=AT_ONCE,
        monotonic=lambda: StandsStill.now,
    )
    assert stopped.send_batch() == 1
    assert messages(workspace, stopped, key) == []
    assert states(world) == [("ShowLeadCard", OutboxState.PENDING)]
    other = a_relay(world, workspace)
    assert other.send_batch() == 1
    assert len(messages(workspace, other, key)) == 1


def test_leads_keep_their_version_when_their_card_is_posted(
    world: World, workspace: RunningWorkspace
) -> None:
    lead = world.receive()
    a_relay(world, workspace).send_batch()
    with world.store.read() as session:
        assert session.get_one(Lead, lead.id).version == lead.version


def test_a_database_that_is_away_is_no_fault_of_the_message(
    world: World, workspace: RunningWorkspace
) -> None:
    """Seen when PostgreSQL was restarted while a card was drawn: the card was given up for good."""
    world.receive()
    carriers = {SlackMessage: gateway(world, workspace, SlackGateway)}
    render = renderer(world.deps)
    breaks = iter((True,))

    def breaking(effect: effects.Effect, *, is_repeat: bool) -> SlackMessage | Letter:
        if next(breaks, False):
            with world.store.read() as session:
                session.connection().invalidate()
                session.scalar(select(Lead.id))
        return render(effect, is_repeat=is_repeat)

    relay = Relay(world.deps, carriers, breaking, pace=AT_ONCE)
    with pytest.raises(PendingRollbackError):
        relay.send_batch()
    assert states(world) == [("ShowLeadCard", OutboxState.SENDING)]
    end_leases(world)
    assert relay.send_batch() == 1
    assert states(world) == [("ShowLeadCard", OutboxState.SENT)]


class IsGone(SlackGateway):
    """Nobody answers the door."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        del message, mark, in_time
        raise UnreachableError("ConnectionRefusedError")


def test_while_slack_is_gone_everything_waits_and_nothing_is_an_attempt(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    world.receive(email="b@andere-firma.example", company="Andere GmbH")
    gone = a_relay(world, workspace, kind=IsGone)
    assert gone.send_batch() == 2
    assert gone.send_batch() == 0, "the gate of the whole service is closed"
    with world.store.begin() as session:
        rows = session.scalars(select(Owed)).all()
        assert {(row.state, row.attempts) for row in rows} == {(OutboxState.PENDING, 0)}
        (outage,) = outages.lasting(session)
        assert (outage.name, outage.code) == ("slack", "ConnectionRefusedError")
        gates.open_all(session)
        session.execute(update(Owed).values(due_at=database_now(session)))
    assert a_relay(world, workspace).send_batch() == 2
    with world.store.read() as session:
        assert outages.lasting(session) == (), "the first message that arrives ends it"


class IsArchived(SlackGateway):
    """One channel takes nothing."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        del mark, in_time
        raise ClosedError(outages.channel(message.channel), "is_archived")


def test_a_closed_channel_is_tried_again_by_one_message(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    a_relay(world, workspace, kind=IsArchived).send_batch()
    world.receive(email="b@andere-firma.example", company="Andere GmbH")
    assert a_relay(world, workspace).send_batch() == 0
    with world.store.begin() as session:
        rows = session.scalars(select(Owed)).all()
        assert {(row.state, row.attempts) for row in rows} == {(OutboxState.PENDING, 0)}
        assert [item.name for item in outages.lasting(session)] == [f"channel:{SEED_CHANNEL}"]


class IsBlind(SlackGateway):
    """Nobody shows what is in the channel."""

    def find(self, message: SlackMessage, **arguments: Any) -> Posted | None:
        del message, arguments
        raise CannotLookError("missing_scope")


def test_where_nobody_can_look_a_hot_card_goes_out_again_and_says_so(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    key = first_key(world)
    a_relay(world, workspace, kind=LosesTheAnswer).send_batch()
    end_leases(world)
    blind = a_relay(world, workspace, kind=IsBlind)
    assert [blind.send_batch(), blind.send_batch()] == [1, 1]
    first, second = sorted(messages(workspace, blind, key), key=lambda one: str(one["ts"]))
    assert "Vielleicht doppelt" in str(second["blocks"])
    assert "Vielleicht doppelt" not in str(first["blocks"])


def test_where_nobody_can_look_an_ordinary_card_waits(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    key = first_key(world)
    with world.store.begin() as session:
        session.execute(update(Owed).values(priority=effects.PRIORITY_LEAD))
    a_relay(world, workspace, kind=LosesTheAnswer).send_batch()
    end_leases(world)
    blind = a_relay(world, workspace, kind=IsBlind)
    assert [blind.send_batch(), blind.send_batch()] == [1, 0]
    assert states(world) == [("ShowLeadCard", OutboxState.UNCERTAIN)]
    with world.store.begin() as session:
        session.execute(update(Owed).values(due_at=database_now(session)))
    sees = a_relay(world, workspace)
    assert sees.send_batch() == 1, "it is looked for again when its time has come"
    assert states(world) == [("ShowLeadCard", OutboxState.SENT)]
    assert len(messages(workspace, sees, key)) == 1


def test_a_card_that_somebody_deleted_is_posted_anew(
    world: World, workspace: RunningWorkspace
) -> None:
    lead = world.receive()
    relay = a_relay(world, workspace)
    relay.send_batch()
    with world.store.begin() as session:
        session.execute(update(Lead).values(card_ts="1.000001"))
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    assert [relay.send_batch(), relay.send_batch()] == [1, 1]
    assert len(messages(workspace, relay, last_key(world))) == 1
    assert world.lead(lead.id).card_ts != "1.000001"


def last_key(world: World) -> str:
    with world.store.read() as session:
        return session.scalars(select(Owed.dedup_key).order_by(Owed.id.desc())).first() or ""


def test_a_state_that_is_shown_already_is_not_sent(
    world: World, workspace: RunningWorkspace
) -> None:
    lead = world.receive()
    relay = a_relay(world, workspace)
    relay.send_batch()
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    with world.store.begin() as session:  # the click has redrawn the card
        session.execute(update(Lead).values(shown_version=Lead.version))
    relay.send_batch()
    assert states(world)[-1] == ("ShowLeadCard", OutboxState.SUPERSEDED)


def test_nothing_is_sent_while_paused(world: World, workspace: RunningWorkspace) -> None:
    world.receive()
    relay = a_relay(world, workspace)
    with world.store.begin() as session:
        pause.pause(session, why="maintenance", now=world.clock())
    assert relay.send_batch() == 0
    with world.store.begin() as session:
        assert pause.resume(session) == pause.Pause(since=world.clock(), why="maintenance")
    assert relay.send_batch() == 1


def test_an_ordinary_card_waits_while_somebody_may_be_hot(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    with world.store.begin() as session:
        session.execute(update(Owed).values(priority=effects.PRIORITY_LEAD))
        kept, _ = inbox.keep(
            session,
            door="form:demo",
            external_id="later",
            body=b"{}",
            now=database_now(session),
            keep_for=timedelta(days=1),
        )
    paced = a_relay(world, workspace, pace=replace(AT_ONCE, posts=timedelta(milliseconds=1)))
    assert paced.send_batch() == 0
    with world.store.begin() as session:
        row = inbox.get(session, kept.id)
        assert row is not None
        inbox.settle(row, now=world.clock())
    assert paced.send_batch() == 1


def test_a_ping_that_has_perhaps_arrived_is_settled_all_the_same(
    world: World, workspace: RunningWorkspace
) -> None:
    """Somebody acts before the doubt is cleared: the ping stands there and must not go on asking."""
    lead, lena = world.receive(), world.person("U0LENA")
    a_relay(world, workspace).send_batch()
    remind(world)
    a_relay(world, workspace, kind=LosesTheAnswer).send_batch()
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    end_leases(world)
    relay = a_relay(world, workspace)
    while relay.send_batch():
        pass
    card_ts = world.lead(lead.id).card_ts
    assert card_ts is not None
    replies = workspace.client().conversations_replies(channel=SEED_CHANNEL, ts=card_ts)
    (_, ping) = replies["messages"]
    assert "Erledigt: Angerufen von Lena Vogt" in str(ping)
    assert ("PingStep", OutboxState.SENT) in states(world)
