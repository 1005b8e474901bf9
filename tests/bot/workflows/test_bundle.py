"""Many ordinary leads at once: one list, a card where asked for, and hot leads before all."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select, update

from agents.facts import LeadFacts
from agents.vocabulary import Handover, OutboxState, Role, Tier
from bot import effects
from bot.effects import PRIORITY_ANSWER, PRIORITY_HOT
from bot.gateways.outgoing import AmbiguousError, InTime, Posted, RefusedError, SlackMessage
from bot.relay import Pace, Relay
from bot.rendering import renderer
from bot.workflows import accept, bundle, intake, tick
from store import gates
from store.models import Audit, Lead, LeadList, Owed
from store.session import Store, database_now
from tests.world import TEAM, StandingClock, World

CALM = timedelta(seconds=3)
PACE = Pace(
    lease=timedelta(seconds=30),
    timeout=timedelta(seconds=5),
    margin=timedelta(seconds=1),
    posts=timedelta(seconds=1),
)
DACH = "C0LEADSDACH"


@dataclass
class Channel:
    """Where messages arrive: what was said in which order, and what stands there now."""

    clock: StandingClock
    posted: list[tuple[datetime, SlackMessage]] = field(default_factory=list)
    stands: dict[str, SlackMessage] = field(default_factory=dict)
    before: Callable[[SlackMessage], None] = lambda _: None
    after: Callable[[SlackMessage], None] = lambda _: None
    marks: dict[str, Posted] = field(default_factory=dict)

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        self.before(message)
        in_time()
        ts = message.ts
        if ts is None:
            ts = f"{1774342800 + len(self.posted)}.000100"
            self.posted.append((self.clock(), message))
        self.stands[ts] = message
        self.marks[mark] = Posted(channel=message.channel, ts=ts)
        self.after(message)
        return self.marks[mark]

    def find(self, message: SlackMessage, *, mark: str, since: datetime) -> Posted | None:
        del message, since
        return self.marks.get(mark)

    def texts(self) -> list[str]:
        return [message.text for _, message in self.posted]


@dataclass
class Room:
    """A world whose database goes by the same clock, its channel and its relay."""

    world: World
    clock: StandingClock
    channel: Channel
    relay: Relay

    def mql(self, number: int, **changes: str) -> LeadFacts:
        """A lead that is worth a call, but not hot."""
        return self.world.receive("contact", **self.fields(number, **changes))

    @staticmethod
    def fields(number: int, **changes: str) -> dict[str, str]:
        email = f"p{number}@firma-{number}.example"
        return {"email": email, "company": f"Firma {number:02d} GmbH", **changes}

    def pass_seconds(self, seconds: float) -> None:
        """Lets time pass in steps in which the relay sends what it may."""
        end = self.clock() + timedelta(seconds=seconds)
        while self.clock() < end:
            self.clock.forward(seconds=0.25)
            while self.relay.send_batch():
                pass

    def listed(self, count: int = 5) -> list[LeadFacts]:
        """So many leads, and the list of them in the channel."""
        made = [self.mql(number) for number in range(count)]
        self.pass_seconds(5)
        assert len(self.channel.posted) == 1
        return [self.world.lead(lead.id) for lead in made]

    def the_list(self) -> str:
        """What the list says now."""
        with self.world.store.read() as session:
            ts = session.scalars(select(LeadList.ts)).one()
        assert ts is not None
        return said(self.channel.stands[ts])

    def rows(self, *wanted: Any) -> list[Any]:
        with self.world.store.read() as session:
            return list(session.execute(select(Owed).where(*wanted).order_by(Owed.id)).scalars())


def said(message: SlackMessage) -> str:
    return json.dumps([message.text, message.blocks], ensure_ascii=False)


def buttons(message: str) -> int:
    return message.count('"action_id": "lead_show_card"')


def a_room(store: Store, clock: StandingClock) -> Room:
    world = World(store, clock=clock)
    world.hire()
    channel = Channel(clock)
    return Room(world=world, clock=clock, channel=channel, relay=a_relay(world, channel))


def a_relay(world: World, channel: Channel) -> Relay:
    return Relay(
        world.deps,
        {SlackMessage: channel},
        renderer(world.deps),
        pace=PACE,
        gather=partial(bundle.gather, policy=world.policy),
    )


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    clock = StandingClock()
    store = Store(database_url, database_clock=clock)
    yield a_room(store, clock)
    store.close()


def test_five_leads_become_one_list(room: Room) -> None:
    made = room.listed(5)
    ((_, message),) = room.channel.posted
    assert message.channel == DACH
    assert message.text.startswith("📋 5 neue Leads warten: Firma 00 GmbH")
    assert buttons(room.the_list()) == 5
    assert [f"Firma {number:02d} GmbH" in room.the_list() for number in range(5)] == [True] * 5
    assert {lead.card_ts for lead in made} == {None}
    assert len({lead.list_id for lead in made}) == 1
    cards = room.rows(Owed.kind == "ShowLeadCard")
    assert {(row.state, row.error_code) for row in cards} == {(OutboxState.SUPERSEDED, "listed")}


def test_three_leads_have_a_card_each(room: Room) -> None:
    for number in range(3):
        room.mql(number)
    room.pass_seconds(8)
    assert len(room.channel.posted) == 3
    assert buttons(str(room.channel.posted)) == 0
    with room.world.store.read() as session:
        assert session.scalar(select(func.count(LeadList.id))) == 0


def test_a_list_names_at_most_ten_and_each_lead_once(room: Room) -> None:
    for number in range(25):
        room.mql(number)
    room.pass_seconds(8)
    assert [buttons(said(message)) for _, message in room.channel.posted] == [10, 10, 5]
    everything = "".join(room.channel.texts() + [said(one) for _, one in room.channel.posted])
    assert all(f"Firma {number:02d} GmbH" in everything for number in range(25))


def test_nothing_is_put_together_before_its_time(room: Room) -> None:
    for number in range(5):
        room.mql(number)
    room.pass_seconds(2)
    with room.world.store.begin() as session:
        assert bundle.gather(session, policy=room.world.policy) == 0
    assert room.channel.posted == []
    assert {row.state for row in room.rows()} == {OutboxState.PENDING}


def test_a_hot_lead_is_never_in_a_list_and_goes_before_it(room: Room) -> None:
    for number in range(5):
        room.mql(number)
    room.clock.forward(seconds=4)
    hot = room.world.receive(company="Heiß GmbH")
    assert hot.tier is Tier.HOT
    room.pass_seconds(8)
    first, second = (message for _, message in room.channel.posted)
    assert "Heiß GmbH" in first.text
    assert "🔥" in first.text
    assert "5 neue Leads" in second.text
    assert room.world.lead(hot.id).list_id is None


def test_while_hot_ones_go_out_the_list_still_grows(room: Room) -> None:
    for number in range(4):
        room.mql(number)
    for number in range(3):
        room.world.receive(email=f"h{number}@heiss.example", company=f"Heiß {number} GmbH")
    room.clock.forward(seconds=4)
    room.pass_seconds(0.5)
    room.mql(4)
    room.pass_seconds(8)
    texts = room.channel.texts()
    assert ["Heiß" in text for text in texts] == [True, True, True, False]
    assert "5 neue Leads" in texts[3]


def test_one_that_turns_hot_before_keeps_its_own_card(room: Room) -> None:
    for number in range(5):
        room.mql(number)
    room.world.receive("demo", **room.fields(2))
    room.pass_seconds(8)
    first, second = room.channel.texts()
    assert "Firma 02 GmbH" in first
    assert "4 neue Leads" in second


def test_one_that_turns_hot_in_the_list_gets_its_card_at_once(room: Room) -> None:
    lead = room.listed()[2]
    room.world.receive("demo", **room.fields(2))
    (card,) = room.rows(Owed.kind == "ShowLeadCard", Owed.state == OutboxState.PENDING)
    assert (card.priority, card.lead_id) == (PRIORITY_HOT, lead.id)
    room.pass_seconds(1)
    assert "🔥" in room.channel.texts()[1]
    room.pass_seconds(4)
    assert buttons(room.the_list()) == 4
    ts = room.world.lead(lead.id).card_ts or ""
    assert ts.replace(".", "") in room.the_list()


def test_two_who_ask_for_a_card_get_one(room: Room) -> None:
    lead = room.listed()[1]
    lena, jonas = room.world.person("U0LENA"), room.world.person("U0JONAS")
    start = threading.Barrier(2)

    def ask(person: Any) -> None:
        start.wait()
        bundle.show_listed_card(room.world.deps, lead.id, person=person)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, (lena, jonas)))
    (card,) = room.rows(Owed.kind == "ShowLeadCard", Owed.state == OutboxState.PENDING)
    assert (card.priority, card.due_at) == (PRIORITY_ANSWER, room.clock())
    standing = bundle.look(room.world.deps, lead.list_id or 0)
    assert standing is not None
    assert standing.facts.card_comes == {lead.id}
    room.pass_seconds(1)
    bundle.show_listed_card(room.world.deps, lead.id, person=lena)
    room.pass_seconds(4)
    assert len(room.channel.posted) == 2
    assert "Firma 01 GmbH" in room.channel.texts()[1]
    assert buttons(room.the_list()) == 4
    with room.world.store.read() as session:
        asked = select(func.count(Audit.id)).where(Audit.event == "card_asked_for")
        assert session.scalar(asked) == 1


def test_a_card_that_is_asked_for_is_not_put_together_again(room: Room) -> None:
    leads = room.listed()
    lena = room.world.person("U0LENA")
    for lead in leads:
        bundle.show_listed_card(room.world.deps, lead.id, person=lena)
    room.pass_seconds(8)
    assert len(room.channel.posted) == 6
    assert buttons(room.the_list()) == 0


def test_what_becomes_of_a_lead_stands_in_its_line(room: Room) -> None:
    lead = room.listed()[0]
    lena = room.world.person("U0LENA")
    bundle.show_listed_card(room.world.deps, lead.id, person=lena)
    room.pass_seconds(4)
    accept.accept(room.world.deps, lead.id, person=lena)
    room.pass_seconds(5)
    assert "✅ Lena Vogt" in room.the_list()
    assert "4 von 5 neuen Leads warten noch" in room.the_list()


def test_a_rung_of_a_listed_lead_comes_with_its_card(room: Room) -> None:
    lead = room.listed()[0]
    (due_at,) = (clock.next_step_at for clock in lead.clocks if clock.kind == "first_touch")
    assert due_at is not None
    room.clock.now = due_at
    tick.escalate(room.world.deps)
    room.pass_seconds(15)
    ts = room.world.lead(lead.id).card_ts
    assert ts is not None
    order = [message.thread_ts for _, message in room.channel.posted]
    place = order.index(ts)
    before = [message.text for _, message in room.channel.posted[1:place]]
    assert any("Firma 00 GmbH" in text for text in before)
    assert ts.replace(".", "") in room.the_list()


def test_a_listed_lead_that_finds_an_owner_gets_its_card_for_the_reply(store: Store) -> None:
    """An edited line notifies nobody."""
    clock = StandingClock()
    store = Store(
        str(store.engine.url.render_as_string(hide_password=False)), database_clock=clock
    )
    world = World(store, clock=clock)
    channel = Channel(clock)
    room = Room(world=world, clock=clock, channel=channel, relay=a_relay(world, channel))
    room.listed(5)
    assert "niemand" in room.the_list()
    world.hire(*(one for one in TEAM if one[2] is Role.SDR))
    assert tick.find_owners(world.deps) == 5
    room.pass_seconds(20)
    replies = [message for _, message in channel.posted if message.thread_ts]
    assert len(replies) == 5
    assert len(channel.posted) == 11
    store.close()


def test_an_older_picture_over_a_newer_one_is_drawn_again(room: Room) -> None:
    """The update was rendered before the lead was rejected, and landed after."""
    lead = room.listed()[0]
    lena = room.world.person("U0LENA")
    bundle.show_listed_card(room.world.deps, lead.id, person=lena)
    room.pass_seconds(1)

    def meanwhile(message: SlackMessage) -> None:
        if message.ts is not None and "neue" in message.text:
            room.channel.before = lambda _: None
            accept.accept(room.world.deps, lead.id, person=lena)
            with room.world.store.begin() as session:  # as if another relay had shown that
                session.execute(
                    update(Owed)
                    .where(Owed.kind == "ShowLeadList", Owed.state == OutboxState.PENDING)
                    .values(state=OutboxState.SENT)
                )

    room.channel.before = meanwhile
    room.pass_seconds(8)
    assert "✅ Lena Vogt" in room.the_list()


def test_a_change_while_the_list_is_posted_posts_no_second_one(room: Room) -> None:
    """Effects of a list have no order: another relay sends the update meanwhile."""
    leads = [room.mql(number) for number in range(5)]
    other = a_relay(room.world, room.channel)

    def meanwhile(_: SlackMessage) -> None:
        room.channel.before = lambda _: None
        accept.accept(room.world.deps, leads[0].id, person=room.world.person("U0LENA"))
        room.clock.forward(seconds=4)
        assert other.send_batch() == 1

    room.channel.before = meanwhile
    room.pass_seconds(12)
    assert len(room.channel.posted) == 1
    assert "✅ Lena Vogt" in room.the_list()


def test_a_change_while_its_card_is_posted_is_drawn_too(room: Room) -> None:
    lead = room.listed()[0]
    lena = room.world.person("U0LENA")
    bundle.show_listed_card(room.world.deps, lead.id, person=lena)

    def meanwhile(message: SlackMessage) -> None:
        if message.ts is None:
            room.channel.before = lambda _: None
            accept.accept(room.world.deps, lead.id, person=lena)

    room.channel.before = meanwhile
    room.pass_seconds(8)
    kept = room.world.lead(lead.id)
    assert kept.shown_version == kept.version
    assert "Angenommen von" in said(room.channel.stands[kept.card_ts or ""]) or (
        "angenommen" in said(room.channel.stands[kept.card_ts or ""])
    )


def test_a_list_whose_answer_was_lost_is_found_and_drawn_again(room: Room) -> None:
    for number in range(5):
        room.mql(number)

    def no_answer(_: SlackMessage) -> None:
        room.channel.after = lambda _: None
        room.world.receive("demo", **room.fields(0))
        raise AmbiguousError("timeout")

    room.channel.after = no_answer
    room.pass_seconds(60)
    assert sum("5 neue Leads" in text for text in room.channel.texts()) == 1
    assert buttons(room.the_list()) == 4


def test_a_card_that_is_found_is_brought_up_to_date(room: Room) -> None:
    """What stands there is what was true when the answer was lost."""
    lead = room.world.receive()
    lena = room.world.person("U0LENA")

    def no_answer(_: SlackMessage) -> None:
        room.channel.after = lambda _: None
        accept.accept(room.world.deps, lead.id, person=lena)
        raise AmbiguousError("timeout")

    room.channel.after = no_answer
    room.pass_seconds(60)
    kept = room.world.lead(lead.id)
    assert len(room.channel.posted) == 1
    assert kept.shown_version == kept.version
    assert "lead_touch_call" in said(room.channel.stands[kept.card_ts or ""])


def test_a_list_that_somebody_deleted_is_posted_again_once(room: Room) -> None:
    lead = room.listed()[0]
    lena = room.world.person("U0LENA")

    def gone(message: SlackMessage) -> None:
        if message.ts is not None and "neue" in message.text:
            room.channel.before = lambda _: None
            raise RefusedError("message_not_found")

    room.channel.before = gone
    bundle.show_listed_card(room.world.deps, lead.id, person=lena)
    room.pass_seconds(10)
    assert sum("neue" in text for text in room.channel.texts()) == 2
    assert buttons(room.the_list()) == 4


def test_relays_that_gather_at_once_make_no_lead_stand_twice(room: Room) -> None:
    for number in range(25):
        room.mql(number)
    room.clock.forward(seconds=5)
    relays = 3
    start = threading.Barrier(relays)

    def gather(_: int) -> int:
        start.wait()
        with room.world.store.begin() as session:
            return bundle.gather(session, policy=room.world.policy)

    with ThreadPoolExecutor(relays) as pool:
        made = sum(pool.map(gather, range(relays)))
    with room.world.store.read() as session:
        per_list = session.scalars(
            select(func.count(Lead.id)).where(Lead.list_id.is_not(None)).group_by(Lead.list_id)
        ).all()
    firsts = room.rows(Owed.kind == "ShowLeadList")
    assert len(firsts) == made == len(per_list)
    assert max(per_list) <= 10
    listed = room.rows(Owed.error_code == "listed")
    assert len(listed) == sum(per_list)


def test_a_lead_that_somebody_holds_is_left_out(room: Room, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer")
    leads = [room.mql(number) for number in range(6)]
    room.clock.forward(seconds=5)
    other = Store(database_url)
    with other.begin() as holds:
        holds.execute(select(Lead.id).where(Lead.id == leads[0].id).with_for_update())
        with room.world.store.begin() as session:
            assert bundle.gather(session, policy=room.world.policy) == 1
    other.close()
    listed = [room.world.lead(lead.id).list_id is not None for lead in leads]
    assert listed == [False] + [True] * 5


def test_a_closed_channel_gathers_nothing(room: Room) -> None:
    for number in range(4):
        room.mql(number)
    room.clock.forward(seconds=5)
    with room.world.store.begin() as session:
        gates.close_for(session, name=effects.post_lane(DACH), wait=timedelta(minutes=1))
        assert bundle.gather(session, policy=room.world.policy) == 0


def test_where_nothing_is_too_many_one_question_is_asked(room: Room) -> None:
    for number in range(3):
        room.mql(number)
    room.clock.forward(seconds=5)
    asked: list[str] = []

    def note(_: Connection, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(("BEGIN", "SELECT version")):
            asked.append(statement)

    engine = room.world.store.engine
    event.listen(engine, "before_cursor_execute", note)
    with room.world.store.begin() as session:
        bundle.gather(session, policy=room.world.policy)
    event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 1, asked


def test_in_a_burst_every_hot_card_is_out_before_anything_else(room: Room) -> None:
    """Sixty leads within four seconds, the last of them hot, and processed as they come."""
    hot = {5, 17, 31, 44, 58, 59}
    for number in range(60):
        form = "demo" if number in hot else "contact"
        room.world.deliver(form, **room.fields(number, country="DE" if number % 2 else "GB"))
        if number % 7 == 6:
            intake.process_waiting(room.world.deps)
        if number % 4 == 3:
            room.pass_seconds(0.25)
    room.pass_seconds(0.5)
    intake.process_waiting(room.world.deps)
    room.pass_seconds(40)
    texts = room.channel.texts()
    assert all("🔥" in text for text in texts[:6])
    assert not any("🔥" in text for text in texts[6:])
    lines = sum(buttons(said(message)) for _, message in room.channel.posted)
    cards = len([text for text in texts[6:] if text.startswith("⭐")])
    assert lines + cards == 54


def test_hot_cards_of_one_channel_go_before_lists_of_another(room: Room) -> None:
    for number in range(5):
        room.mql(number, country="GB")
    for number in range(6):
        room.world.receive(email=f"h{number}@heiss.example", company=f"Heiß {number} GmbH")
    room.pass_seconds(20)
    assert ["🔥" in text for text in room.channel.texts()] == [True] * 6 + [False]


def test_a_hot_card_of_a_closed_channel_holds_nobody_back(room: Room) -> None:
    room.mql(0, country="GB")
    room.world.receive(company="Heiß GmbH")
    with room.world.store.begin() as session:
        gates.close_for(session, name=effects.post_lane(DACH), wait=timedelta(minutes=10))
    room.pass_seconds(5)
    assert ["Firma 00" in text for text in room.channel.texts()] == [True]


def test_an_ordinary_lead_that_comes_alone_waits_a_moment_only(room: Room) -> None:
    begun = room.clock()
    room.mql(1)
    room.pass_seconds(6)
    ((at, _),) = room.channel.posted
    assert at - begun <= CALM + timedelta(seconds=0.5)


def test_a_steady_stream_holds_nothing_back_for_ever(room: Room) -> None:
    begun = room.clock()
    for number in range(20):
        room.mql(number)
        room.pass_seconds(2)
    first = room.channel.posted[0][0]
    assert first - begun <= timedelta(seconds=20)
    room.pass_seconds(30)
    states = {row.state for row in room.rows()}
    assert states <= {OutboxState.SENT, OutboxState.SUPERSEDED}
    with room.world.store.read() as session:
        assert database_now(session) == room.clock()
        without = select(func.count(Lead.id)).where(
            Lead.card_ts.is_(None), Lead.list_id.is_(None), Lead.handover != Handover.NONE
        )
        assert session.scalar(without) == 0
