"""Who has drawn a card, and when the outbox must draw it again; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from agents.facts import LeadFacts
from agents.vocabulary import OutboxState, RejectReason, TouchKind
from bot import effects
from bot.effects import ShowLeadCard
from bot.errors import NothingToSay
from bot.gateways.outgoing import SlackMessage
from bot.rendering import renderer
from bot.workflows import accept, handover, qualify, reject, settle, shown, spam, touch
from store import claims
from store.claims import Terms
from store.models import Lead, Owed
from store.session import Store
from tests.world import World

LATER = shown.OUTBOX_WAITS


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


@pytest.fixture
def lead(world: World) -> LeadFacts:
    """With a card that shows everything."""
    made = world.receive()
    world.settle_all()
    drawn(world, made, version=world.lead(made.id).version)
    return world.lead(made.id)


def drawn(world: World, lead: LeadFacts, *, version: int) -> None:
    """Somebody else has put this version on the card."""
    with world.store.begin() as session:
        session.execute(update(Lead).where(Lead.id == lead.id).values(shown_version=version))


def waiting(world: World) -> list[Owed]:
    with world.store.read() as session:
        wanted = select(Owed).where(Owed.kind == "ShowLeadCard", Owed.state == OutboxState.PENDING)
        return list(session.scalars(wanted))


def test_what_the_listener_has_drawn_is_known(world: World, lead: LeadFacts) -> None:
    mine = accept.accept(world.deps, lead.id, person=world.person("U0LENA"), card_after=LATER)
    assert lead.version == mine.shown_version < mine.version
    (owed,) = waiting(world)
    assert owed.due_at - world.clock() == LATER
    shown.card_shown(world.deps, mine)
    now = world.lead(lead.id)
    assert now.shown_version == mine.version == now.version
    assert waiting(world) == [], "the relay need not find out that there is nothing to say"
    with world.store.read() as session:
        kept = session.get_one(Owed, owed.id)
        assert (kept.state, kept.error_code) == (OutboxState.SUPERSEDED, shown.SHOWN)


def test_what_has_changed_since_is_still_to_be_said(world: World, lead: LeadFacts) -> None:
    lena = world.person("U0LENA")
    mine = accept.accept(world.deps, lead.id, person=lena, card_after=LATER)
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL, card_after=LATER)
    shown.card_shown(world.deps, mine)
    assert len(waiting(world)) == 1


def test_what_is_in_doubt_or_on_its_way_is_left_alone(world: World, lead: LeadFacts) -> None:
    mine = accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    terms = Terms(lease=timedelta(minutes=1), margin=timedelta(0), paces={}, doors={})
    with world.store.begin() as session:
        (claimed,) = claims.claim(session, owner="relay", terms=terms, limit=1)
    shown.card_in_doubt(world.deps, lead.id)
    shown.card_shown(world.deps, mine)
    (doubted,) = waiting(world)
    assert doubted.payload == {"lead_id": lead.id, "is_doubted": True}
    with world.store.read() as session:
        assert session.get_one(Owed, claimed.id).state is OutboxState.SENDING


def test_an_older_state_over_a_newer_one_is_drawn_again(world: World, lead: LeadFacts) -> None:
    lena = world.person("U0LENA")
    older = accept.accept(world.deps, lead.id, person=lena)
    newer = touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    world.settle_all()
    shown.card_shown(world.deps, newer)
    assert waiting(world) == []
    for times in (1, 2):
        shown.card_shown(world.deps, older)
        assert world.lead(lead.id).shown_version is None, "the relay must not take it as shown"
        assert len(waiting(world)) == 1
        world.settle_all()
        drawn(world, lead, version=newer.version + times)


def test_a_newer_one_whose_drawing_crossed_an_older_one_too(world: World, lead: LeadFacts) -> None:
    """The other one may have come last, though it was noted first."""
    mine = accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    world.settle_all()
    drawn(world, lead, version=lead.version - 1)
    shown.card_shown(world.deps, mine)
    assert world.lead(lead.id).shown_version is None
    assert len(waiting(world)) == 1


def test_two_that_draw_the_same_need_no_third(world: World, lead: LeadFacts) -> None:
    mine = accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    world.settle_all()
    for _ in range(2):
        shown.card_shown(world.deps, mine)
        assert world.lead(lead.id).shown_version == mine.version
    assert waiting(world) == []


def test_a_lead_that_is_gone_has_no_card(world: World, lead: LeadFacts) -> None:
    mine = accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    shown.card_shown(world.deps, replace(mine, id=999_999))
    assert world.lead(lead.id).shown_version == lead.version


def test_every_act_leaves_the_card_to_whoever_clicked(world: World) -> None:
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    acts = {
        "accept": lambda one: accept.accept(world.deps, one, person=lena, card_after=LATER),
        "touch": lambda one: touch.log_touch(
            world.deps, one, person=lena, kind=TouchKind.CALL, card_after=LATER
        ),
        "qualify": lambda one: qualify.qualify(world.deps, one, person=lena, card_after=LATER),
        "give": lambda one: handover.give(
            world.deps, one, person=lena, to_person_id=jonas.id, card_after=LATER
        ),
        "take_over": lambda one: handover.take_over(
            world.deps, one, person=lena, card_after=LATER
        ),
        "reject": lambda one: reject.reject(
            world.deps, one, person=lena, reason=RejectReason.NO_NEED, card_after=LATER
        ),
        "spam": lambda one: spam.set_aside(
            world.deps, one, person=lena, is_test=True, card_after=LATER
        ),
    }
    before = {
        "qualify": ("accept", "touch"),
        "give": ("accept",),
        "take_over": ("accept", "give"),
    }
    for number, (name, act) in enumerate(acts.items()):
        lead = world.receive(email=f"p{number}@f{number}.example", company=f"F{number}")
        for first in before.get(name, ()):
            acts[first](lead.id)
        world.settle_all()
        facts = act(lead.id)
        assert facts == world.lead(lead.id), name
        assert [row.due_at for row in waiting(world)] == [world.clock() + LATER], name
        world.settle_all()
        world.clock.forward(minutes=1)


@pytest.mark.parametrize("crossed_by", [0, 1])
def test_a_click_that_draws_while_the_relay_does_is_drawn_over(
    world: World, lead: LeadFacts, crossed_by: int
) -> None:
    """Which of two states came last on the card nobody knows; of the same state it is all one."""
    mine = accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    terms = Terms(lease=timedelta(minutes=1), margin=timedelta(0), paces={}, doors={})
    with world.store.begin() as session:
        (claimed,) = claims.claim(session, owner="relay", terms=terms, limit=1)
    assert lead.card_channel is not None
    assert lead.card_ts is not None
    by_relay = settle.Drawn(version=mine.version, over=lead.version)
    drawn(world, lead, version=lead.version - 1 if crossed_by else mine.version)
    with world.store.begin() as session:
        claims.sent(session, claimed, channel=lead.card_channel, external_id=lead.card_ts)
        settle.shown(session, claimed, lead.card_channel, lead.card_ts, drawn=by_relay)
    assert world.lead(lead.id).shown_version == (None if crossed_by else mine.version)
    assert len(waiting(world)) == crossed_by


def test_a_drawing_without_an_answer_may_land_later(world: World, lead: LeadFacts) -> None:
    """Whoever draws in between is believed, and yet the card is drawn once more afterwards."""
    mine = accept.accept(world.deps, lead.id, person=world.person("U0LENA"), card_after=LATER)
    shown.card_in_doubt(world.deps, lead.id)
    drawn(world, lead, version=mine.version)
    _, again = waiting(world)
    assert again.payload == {"lead_id": lead.id, "is_doubted": True}
    render = renderer(world.deps)
    with pytest.raises(NothingToSay, match="shown"):
        render(ShowLeadCard(lead_id=lead.id))
    message = render(effects.read(again.kind, again.payload))
    assert isinstance(message, SlackMessage)
    assert message.version == mine.version


def test_after_a_death_the_clicked_card_is_in_doubt(world: World, lead: LeadFacts) -> None:
    assert lead.card_ts is not None
    assert lead.card_channel is not None
    shown.message_in_doubt(world.deps, channel=lead.card_channel, ts="1.000001")
    before = len(waiting(world))
    shown.message_in_doubt(world.deps, channel=lead.card_channel, ts=lead.card_ts)
    assert len(waiting(world)) == before + 1
