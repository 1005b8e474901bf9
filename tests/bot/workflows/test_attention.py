"""Preferences are kept and respected; the start page counts; alerts and advice have their rates."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from agents.facts import ListFacts, OpenCounts
from agents.vocabulary import (
    ActivityKind,
    AlertKind,
    AlertLevel,
    EscalationStep,
    Handover,
    Language,
    Metric,
    RejectReason,
    Side,
    SlaState,
    TouchKind,
)
from bot.slack import present
from bot.workflows import (
    accept,
    find,
    handover,
    intake,
    leavers,
    look,
    preferences,
    qualify,
    reject,
    tick,
    touch,
    undo,
)
from bot.workflows.figures import StoreMetrics
from store.models import Clock, Lead, Owed
from store.session import Store
from tests.bot.slack.produced import OWED, TRIED
from tests.world import World


@pytest.fixture
def world(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.hire()
    return made


def owner_of(world, lead):
    return next(one for one in map(world.person, ("U0LENA", "U0JONAS")) if one.id == lead.owner_id)


def pinged(world, lead, step=EscalationStep.REMIND_OWNER):
    card = look.card(world.deps, lead.id)
    message = present.ping(
        card,
        step=step,
        addressee=card.people[lead.owner_id],
        policy=world.policy,
        language=Language.DE,
        now=world.clock(),
    )
    return message.text


def test_wishes_are_kept_and_a_kind_that_is_off_mentions_nobody(world):
    lead = world.receive()
    owner = owner_of(world, lead)
    assert f"<@{owner.slack_user_id}>" in pinged(world, lead)
    off = {AlertKind.REMINDER: AlertLevel.OFF, AlertKind.COVER: AlertLevel.DEFAULT}
    saved = preferences.save(world.deps, person=owner, quiet=(1320, 420), alerts=off)
    assert (saved.quiet, saved.alerts) == (
        (1320, 420),
        {AlertKind.REMINDER: AlertLevel.OFF},
    )
    said = pinged(world, lead)
    assert owner.slack_user_id not in said
    assert owner.name in said
    preferences.save(world.deps, person=owner, quiet=None, alerts={})
    assert f"<@{owner.slack_user_id}>" in pinged(world, lead)


def test_whoever_wants_no_mention_is_named_in_lists_tries_and_duties(world):
    lead = world.receive()
    owner = owner_of(world, lead)
    off = {AlertKind.NEW_LEAD: AlertLevel.OFF, AlertKind.REMINDER: AlertLevel.OFF}

    def said():
        """The list, the accepted card, the reminder of a try, and what marketing is told."""
        card = look.card(world.deps, lead.id)
        person = card.people[owner.id]
        facts = card.lead
        common = {"policy": world.policy, "language": Language.DE, "now": world.clock()}
        accepted = replace(card, lead=replace(facts, handover=Handover.ACCEPTED))
        tried = replace(accepted, lead=replace(accepted.lead, cadence=TRIED.cadence))
        owed = replace(card, lead=replace(facts, duty=OWED))
        return [
            present.lead_list(ListFacts(id=1, leads=(facts,), people=card.people), **common),
            present.lead_card(accepted, **common),
            present.remind_try(tried, **common),
            present.tell_marketing(owed, addressees=(person,), **common),
        ]

    mention = f"<@{owner.slack_user_id}>"
    assert all(mention in str(message.blocks) for message in said())
    preferences.save(world.deps, person=owner, quiet=None, alerts=off)
    for message in said():
        assert mention not in str(message.blocks) + message.text
        assert owner.name in str(message.blocks)


def test_my_week_is_mine_and_starts_on_monday(world):
    world.clock.forward(days=-7)
    old = world.receive()
    accept.accept(world.deps, old.id, person=owner_of(world, old))
    world.clock.forward(days=7)
    lead = world.receive(email="b@b.example", phone="030 9018299")
    lena = owner_of(world, lead)
    accept.accept(world.deps, lead.id, person=lena)
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    qualify.qualify(world.deps, lead.id, person=lena)
    other = world.receive(email="c@c.example", phone="030 9018298")
    reject.reject(world.deps, other.id, person=lena, reason=RejectReason.NO_FIT)
    week = look.home(world.deps, lena).week
    assert (week.accepted, week.touched, week.touched_in_time, week.qualified) == (1, 1, 1, 1)
    assert week.rejected == {RejectReason.NO_FIT: 1}
    assert look.home(world.deps, lena).team is None


def test_what_was_taken_back_counts_in_no_week(world):
    lead = world.receive()
    lena = owner_of(world, lead)
    accept.accept(world.deps, lead.id, person=lena)
    undo.take_back(world.deps, lead.id, person=lena)
    reject.reject(world.deps, lead.id, person=lena, reason=RejectReason.NO_FIT)
    undo.take_back(world.deps, lead.id, person=lena)
    week = look.home(world.deps, lena).week
    assert (week.accepted, week.rejected) == (0, {})
    accept.accept(world.deps, lead.id, person=lena)
    assert look.home(world.deps, lena).week.accepted == 1


def test_managers_see_states_breaches_by_side_and_the_waiting_room(world):
    world.receive()
    world.clock.forward(hours=1)
    tick.escalate(world.deps)
    team = look.home(world.deps, world.person("U0MIRA")).team
    assert team.by_state == {Handover.OFFERED: 1}
    assert team.breaches[Side.SALES] == 1
    assert team.waiting == ()


def test_the_start_page_counts_more_than_it_lists(world):
    for number in range(22):
        world.deliver(email=f"p{number}@firm{number}.example", phone="")
    while intake.process_waiting(world.deps):
        pass
    with world.store.read() as session:
        leads = session.scalars(select(Lead.id).order_by(Lead.id)).all()
    lena = world.person("U0LENA")
    world.clock.forward(hours=1)
    with world.store.begin() as session:
        session.execute(update(Lead).values(owner_id=lena.id))
        session.execute(update(Lead).where(Lead.id == leads[0]).values(owner_id=None))
        session.execute(update(Lead).where(Lead.id == leads[1]).values(is_hot=False))
        still = update(Clock).where(Clock.lead_id == leads[2])
        session.execute(still.values(state=SlaState.PAUSED))
    mine = look.home(world.deps, lena)
    assert (len(mine.my), mine.mine.all, mine.mine.hot) == (20, 21, 20)
    assert mine.team is None
    manager = look.home(world.deps, world.person("U0MIRA"))
    assert len(manager.all_open) == 20
    assert manager.team.counts == OpenCounts(all=22, hot=21, overdue=21, without_owner=1)
    page = str(present.home(manager, policy=world.policy, now=world.clock()))
    assert "und 2 weitere" in page


def test_a_card_that_is_acted_on_counts_and_one_that_is_not_does_too(world):
    lead = world.receive()
    accept.accept(world.deps, lead.id, person=owner_of(world, lead))
    world.clock.forward(minutes=1)
    touch.log_touch(world.deps, lead.id, person=owner_of(world, lead), kind=TouchKind.CALL)
    world.receive(email="b@b.example", phone="030 9018299")
    world.clock.forward(hours=5)
    figures = StoreMetrics(world.store, world.policy).figure(
        Metric.ALERT_RATE, as_of=world.clock()
    )
    new_leads = next(one for one in figures if one.group == "new_lead")
    assert (new_leads.value, new_leads.n) == (Decimal("0.5"), 2)
    advice = StoreMetrics(world.store, world.policy).figure(
        Metric.NEXT_ACTION_RATE, as_of=world.clock()
    )
    assert (advice[0].group, advice[0].value, advice[0].n) == ("all", Decimal(1), 1)
    assert advice[1].group == "call/hot_with_phone"


def test_a_lead_that_is_given_away_is_no_second_new_lead(world):
    """Whoever gets it is told by a reply, which is an alert of its own kind."""
    lead = world.receive()
    giver = owner_of(world, lead)
    other = next(one for one in map(world.person, ("U0LENA", "U0JONAS")) if one.id != giver.id)
    handover.give(world.deps, lead.id, person=giver, to_person_id=other.id)
    world.clock.forward(hours=5)
    figures = StoreMetrics(world.store, world.policy).figure(
        Metric.ALERT_RATE, as_of=world.clock()
    )
    assert {one.group: one.n for one in figures}["new_lead"] == 1


def settled(world):
    """As if everything had gone out now."""
    world.settle_all()
    with world.store.begin() as session:
        these = update(Owed).where(Owed.settled_at.is_(None))
        session.execute(these.values(settled_at=world.clock()))


def rates(world):
    figures = StoreMetrics(world.store, world.policy).figure(
        Metric.ALERT_RATE, as_of=world.clock()
    )
    return {one.group: (one.value, one.n) for one in figures if one.n}


def test_who_is_told_of_a_return_or_of_many_leads_at_once_counts_in_the_rate(world):
    leads = [
        world.receive("contact", email=f"p{n}@f{n}.example", company=f"F{n}") for n in range(8)
    ]
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    hers = [one for one in leads if one.owner_id == lena.id]
    for lead in hers:
        accept.accept(world.deps, lead.id, person=lena)
    settled(world)
    world.clock.forward(minutes=1)
    again = hers[0].contact.email
    world.receive("demo", email=again, company=hers[0].company.name)
    assert "TellAgain" in [kind for kind, _ in world.owed()]
    settled(world)
    world.clock.forward(minutes=1)
    touch.log_touch(world.deps, hers[0].id, person=lena, kind=TouchKind.CALL)
    leavers.leave(world.deps, "U0LENA", by=None)
    settled(world)
    world.clock.forward(minutes=1)
    accept.accept(world.deps, hers[1].id, person=jonas)
    world.clock.forward(hours=5)
    found = rates(world)
    assert found["came_again"] == (Decimal(1), 1)
    assert found["handed_over"] == (Decimal(1), 1), "one message is one alert"


def test_who_is_back_is_said_as_its_owner_wants_to_be_told(world):
    lead = world.receive()
    owner = owner_of(world, lead)

    def said():
        return present.came_again(
            look.card(world.deps, lead.id),
            person=world.person(owner.slack_user_id),
            wish=ActivityKind.PRICE_REQUEST,
            policy=world.policy,
            language=Language.DE,
            now=world.clock(),
        ).text

    assert f"<@{owner.slack_user_id}>" in said()
    alerts = {AlertKind.CAME_AGAIN: AlertLevel.OFF}
    preferences.save(world.deps, person=owner, quiet=None, alerts=alerts)
    assert f"<@{owner.slack_user_id}>" not in said()
    assert owner.name in said()


@pytest.mark.parametrize("words", ["²", "#9" + "0" * 30])
def test_whatever_is_typed_as_a_number_finds_a_lead_or_none(world, words):
    lead = world.receive()
    mira = world.person("U0MIRA")
    assert find.doubled(world.deps, lead.id, words, person=mira) == ()
