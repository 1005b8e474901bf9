"""The relay against the local workspace: nothing lost, nothing doubled, order kept."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select, update

from agents.vocabulary import Handover, OutboxState, TouchKind
from bot.gateways.slack import (
    AmbiguousError,
    Posted,
    RateLimitedError,
    RefusedError,
    SlackGateway,
    UndeclaredMethodError,
    make_client,
)
from bot.relay import Pace, Relay
from bot.rendering import renderer
from bot.workflows import accept, tick, touch
from store import outbox
from store.models import Lead, Owed
from store.session import BlockOpenError, Store
from tests.workspace_server import BOT_TOKEN, RunningWorkspace
from tests.world import World

AT_ONCE = Pace(
    lease=timedelta(seconds=3),
    timeout=timedelta(seconds=1),
    margin=timedelta(0),
    posts=timedelta(0),
    updates=timedelta(0),
)
SEED_CHANNEL = "C0TEAM"


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
    return Relay(world.deps, gateway(world, workspace, kind), renderer(world.deps), pace=pace)


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


def states(world: World) -> list[tuple[str, OutboxState]]:
    with world.store.read() as session:
        rows = session.scalars(select(Owed).order_by(Owed.id)).all()
        return [(row.kind, row.state) for row in rows]


def first_key(world: World) -> str:
    with world.store.read() as session:
        return session.scalars(select(Owed.dedup_key).order_by(Owed.id)).first() or ""


def end_leases(world: World) -> None:
    """As if the lease had run out long ago."""
    with world.store.begin() as session:
        session.execute(
            update(Owed)
            .where(Owed.state == OutboxState.SENDING)
            .values(lease_until=outbox.database_now(session) - timedelta(minutes=5))
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
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    while relay.send_batch():
        pass
    card_ts = world.lead(lead.id).card_ts
    assert card_ts is not None
    replies = workspace.client().conversations_replies(channel=SEED_CHANNEL, ts=card_ts)
    assert len(replies["messages"]) == 2
    assert "<@U0LENA>" in str(replies["messages"][1])


def test_a_ping_is_settled_by_whatever_settles_its_lead(
    world: World, workspace: RunningWorkspace
) -> None:
    """Buttons that stay under it would take a lead from whoever has called it already."""
    lead, lena = world.receive(), world.person("U0LENA")
    relay = a_relay(world, workspace)
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)

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
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena)
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    while relay.send_batch():
        pass
    assert ("PingStep", OutboxState.SUPERSEDED) in states(world)


class LosesTheAnswer(SlackGateway):
    """The message is stored, its answer never arrives."""

    def post(self, **arguments: Any) -> Posted:
        super().post(**arguments)
        raise AmbiguousError("timeout")


class NeverArrives(SlackGateway):
    """The message is lost on the way."""

    def post(self, **arguments: Any) -> Posted:
        del arguments
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


class LooksForLong(SlackGateway):
    """History is slow."""

    def find(self, **arguments: Any) -> Posted | None:
        found = super().find(**arguments)
        threading.Event().wait(AT_ONCE.lease.total_seconds())
        return found


def test_after_a_long_look_nothing_is_sent_beyond_the_lease(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    key = first_key(world)
    a_relay(world, workspace, kind=NeverArrives).send_batch()
    end_leases(world)
    relay = a_relay(world, workspace, kind=LooksForLong)
    assert relay.send_batch() == 1
    assert messages(workspace, relay, key) == []
    assert states(world) == [("ShowLeadCard", OutboxState.PENDING)]
    with world.store.read() as session:
        assert session.scalars(select(Owed.in_doubt)).one(), "the next one looks as well"
    a_relay(world, workspace).send_batch()
    assert len(messages(workspace, relay, key)) == 1


class MustWait(SlackGateway):
    """Slack asks to wait."""

    def post(self, **arguments: Any) -> Posted:
        del arguments
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

    def post(self, **arguments: Any) -> Posted:
        del arguments
        raise RefusedError("is_archived")


def test_a_refusal_is_kept_for_the_operator(world: World, workspace: RunningWorkspace) -> None:
    world.receive()
    a_relay(world, workspace, kind=SaysNo).send_batch()
    with world.store.read() as session:
        row = session.scalars(select(Owed)).one()
        assert (row.state, row.error_code) == (OutboxState.DEAD, "is_archived")


def test_a_settler_behind_the_fence_changes_nothing(
    world: World, workspace: RunningWorkspace
) -> None:
    world.receive()
    arguments = {
        "lease": timedelta(seconds=3),
        "margin": timedelta(0),
        "paces": {},
        "limit": 1,
    }
    with world.store.begin() as session:
        (first,) = outbox.claim(session, owner="one", **arguments)  # type: ignore[arg-type]
    end_leases(world)
    with world.store.begin() as session:
        (second,) = outbox.claim(session, owner="two", **arguments)  # type: ignore[arg-type]
        assert second.in_doubt
    with world.store.begin() as session:
        assert not outbox.sent(session, first, channel="C", external_id="1")
        assert outbox.sent(session, second, channel="C", external_id="2")


def test_a_paced_lane_gives_one_at_a_time_the_urgent_first(world: World) -> None:
    for number in range(3):
        world.receive(email=f"p{number}@firma{number}.example", company=f"Firma {number}")
    with world.store.begin() as session:
        last = session.scalars(select(Owed).order_by(Owed.id.desc())).first()
        assert last is not None
        last.priority = 1
        urgent = last.id
    pace = {"post": timedelta(seconds=30)}
    for expected in ((urgent,), ()):
        with world.store.begin() as session:
            claimed = outbox.claim(
                session,
                owner="one",
                lease=timedelta(seconds=3),
                margin=timedelta(0),
                paces=pace,
                limit=20,
            )
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
    with pytest.raises(RefusedError, match="channel_not_found"):
        door.post(channel="C0NOWHERE", text="x", blocks=[], mark="m")
    nowhere = make_client(token=BOT_TOKEN, api_url="http://127.0.0.1:9/api/", timeout=1)
    with pytest.raises(AmbiguousError):
        SlackGateway(nowhere, world.store).open_dm("U0LENA")


def test_leads_keep_their_version_when_their_card_is_posted(
    world: World, workspace: RunningWorkspace
) -> None:
    lead = world.receive()
    a_relay(world, workspace).send_batch()
    with world.store.read() as session:
        assert session.get_one(Lead, lead.id).version == lead.version
