"""What quiet hours held back is said once, at their end, as far as it is still true (S-058)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from agents.vocabulary import (
    AlertKind,
    AlertLevel,
    EscalationStep,
    Handover,
    Language,
    OutboxState,
    Role,
)
from bot.effects import (
    PRIORITY_PING,
    MorningQueue,
    PingStep,
    TellHints,
    TellLeads,
    owe,
    post_lane,
)
from bot.errors import NothingToSay
from bot.rendering import renderer
from bot.workflows import accept, preferences, tick, touch
from store.models import Lead, Owed, Person
from store.session import Store
from tests.world import World

NIGHT = (18 * 60, 8 * 60)
"""The working day begins at nine, an hour later."""
EVENING = datetime(2026, 3, 24, 18, 0, tzinfo=UTC)  # 19:00 in Berlin
ENDS = datetime(2026, 3, 25, 7, 0, tzinfo=UTC)
USERS = ("U0LENA", "U0JONAS")


@pytest.fixture
def world(store: Store) -> World:
    return _quiet(store)


@pytest.fixture
def lite(sqlite_store: Store) -> World:
    return _quiet(sqlite_store)


def _quiet(store: Store, quiet=NIGHT) -> World:
    """Two SDRs with quiet hours from now on; it is evening."""
    made = World(store)
    made.hire()
    for user in USERS:
        preferences.save(made.deps, person=made.person(user), quiet=quiet, alerts={})
    assert tick.greet_mornings(made.deps) == 0  # their next days are planned
    made.clock.now = EVENING
    return made


def owner_of(world, lead):
    return next(one for one in map(world.person, USERS) if one.id == lead.owner_id)


def colleague_of(world, lead):
    return next(one for one in map(world.person, USERS) if one.id != lead.owner_id)


def calm(world, number=0):
    return world.receive(
        "contact", email=f"p{number}@f{number}.example", company=f"F{number} GmbH"
    )


def effects(world, kind, person):
    return [
        kind.model_validate(payload)
        for name, payload in world.owed()
        if name == kind.__name__ and payload["person_id"] == person.id
    ]


def hints(world, person):
    return effects(world, TellHints, person)


def asked_to_step_in(world, lead, person):
    """The cover was called by a reply that has gone out now."""
    with world.store.begin() as session:
        clock = lead.clocks[-1]
        step = EscalationStep.CALL_COVER
        effect = PingStep(lead_id=lead.id, clock_id=clock.id, step=step, person_id=person.id)
        lane = post_lane("C0")
        owe(session, effect, key="p", now=world.clock(), lane=lane, priority=PRIORITY_PING)
        sent = {"state": OutboxState.SENT, "settled_at": world.clock(), "lead_id": lead.id}
        session.execute(update(Owed).where(Owed.dedup_key == "p").values(sent))


def test_at_the_end_everything_that_still_waits_is_said_once(world):
    leads = [calm(world, number) for number in range(4)]
    lena = owner_of(world, leads[0])
    hers = [one for one in leads if one.owner_id == lena.id]
    assert len(hers) == 2
    others = next(one for one in leads if one.owner_id != lena.id)
    asked_to_step_in(world, others, lena)
    assert tick.tell_hints(world.deps) == 0
    world.clock.now = ENDS
    assert tick.tell_hints(world.deps) == 2
    assert tick.tell_hints(world.deps) == 0
    (effect,) = hints(world, lena)
    assert [(one.kind, one.lead_id) for one in effect.held] == [
        (AlertKind.COVER, others.id),
        *((AlertKind.NEW_LEAD, one.id) for one in hers),
    ]
    message = renderer(world.deps)(effect)
    assert message.channel == lena.slack_user_id
    assert message.text == "🔔 3 Hinweise aus deiner Ruhezeit"
    accept.accept(world.deps, hers[0].id, person=lena)
    accept.accept(world.deps, others.id, person=colleague_of(world, hers[0]))
    touch.log_touch(world.deps, others.id, person=colleague_of(world, hers[0]), kind="call")
    assert renderer(world.deps)(effect).text == "🔔 1 Hinweis aus deiner Ruhezeit"
    accept.accept(world.deps, hers[1].id, person=lena)
    with pytest.raises(NothingToSay):
        renderer(world.deps)(effect)
    world.clock.forward(days=1)
    tick.tell_hints(world.deps)
    assert hints(world, lena) == [effect]


def test_what_turned_hot_later_was_held_back_all_the_same(lite):
    """Of a lead that is hot nothing is held back, but it was not when its card came."""
    lead = calm(lite)
    owner = owner_of(lite, lead)
    lite.clock.now = EVENING + timedelta(hours=4)
    lite.receive("demo", email=lead.contact.email, company=lead.company.name)
    assert lite.lead(lead.id).is_hot
    lite.clock.now = ENDS
    tick.tell_hints(lite.deps)
    assert [one.lead_id for one in hints(lite, owner)[0].held] == [lead.id]


def given_at_once(world, owner, leads):
    """A direct message about leads that became theirs, as the relay renders and settles it."""
    effect = TellLeads(person_id=owner.id, lead_ids=tuple(one.id for one in leads))
    with world.store.begin() as session:
        owe(session, effect, key="many", now=world.clock(), lane="post:x")
    try:
        message = renderer(world.deps)(effect)
        outcome = {"state": OutboxState.SENT}
    except NothingToSay as reason:
        message = None
        outcome = {"state": OutboxState.SUPERSEDED, "error_code": reason.code}
    with world.store.begin() as session:
        these = update(Owed).where(Owed.dedup_key == "many")
        session.execute(these.values(settled_at=world.clock(), **outcome))
    return message


def test_many_leads_at_once_are_told_at_the_end_of_quiet_hours(lite):
    leads = [calm(lite, number) for number in range(2)]
    owner = owner_of(lite, leads[0])
    hers = [one for one in leads if one.owner_id == owner.id]
    assert given_at_once(lite, owner, hers) is None
    lite.clock.now = ENDS
    tick.tell_hints(lite.deps)
    (effect,) = hints(lite, owner)
    assert {(one.kind, one.lead_id) for one in effect.held} == {
        (AlertKind.HANDED_OVER, one.id) for one in hers
    }


@pytest.mark.parametrize(
    ("level", "is_hot", "is_told"),
    [
        (AlertLevel.DEFAULT, True, True),
        (AlertLevel.IMPORTANT, False, True),
        (AlertLevel.OFF, True, False),
    ],
)
def test_many_leads_at_once_are_told_as_their_owner_wants(lite, level, is_hot, is_told):
    lead = lite.receive() if is_hot else calm(lite)
    lena = lite.person("U0LENA")
    with lite.store.begin() as session:
        row = session.get_one(Lead, lead.id)
        row.owner_id, row.handover = lena.id, Handover.OFFERED
    alerts = {AlertKind.HANDED_OVER: level}
    preferences.save(lite.deps, person=lena, quiet=NIGHT, alerts=alerts)
    assert (given_at_once(lite, lena, [lead]) is not None) is is_told
    lite.clock.now = ENDS
    tick.tell_hints(lite.deps)
    held = {one.kind for effect in hints(lite, lena) for one in effect.held}
    assert AlertKind.HANDED_OVER not in held


@pytest.mark.parametrize("level", [AlertLevel.OFF, AlertLevel.IMPORTANT])
def test_what_was_mentioned_or_is_not_wanted_is_not_held_back(lite, level):
    for user in USERS:
        person = lite.person(user)
        alerts = {AlertKind.NEW_LEAD: level}
        preferences.save(lite.deps, person=person, quiet=NIGHT, alerts=alerts)
    calm(lite)
    lite.clock.now = ENDS
    assert tick.tell_hints(lite.deps) == 0


def test_what_came_by_day_is_not_repeated(lite):
    lite.clock.now = EVENING - timedelta(hours=2)
    calm(lite)
    lite.clock.now = ENDS
    assert tick.tell_hints(lite.deps) == 0


def test_a_tick_that_comes_late_says_it_all_the_same_but_never_in_quiet_hours(lite):
    lead = calm(lite)
    owner = owner_of(lite, lead)
    lite.clock.now = EVENING + timedelta(days=1)
    assert tick.tell_hints(lite.deps) == 0
    lite.clock.now = ENDS + timedelta(days=1, hours=5)
    assert tick.tell_hints(lite.deps) == 1
    assert [one.lead_id for one in hints(lite, owner)[0].held] == [lead.id]


def test_other_quiet_hours_do_not_swallow_what_the_old_ones_held_back(lite):
    lead = calm(lite)
    owner = owner_of(lite, lead)
    preferences.save(lite.deps, person=owner, quiet=(18 * 60, 9 * 60), alerts={})
    (effect,) = hints(lite, owner)
    assert [one.lead_id for one in effect.held] == [lead.id]
    with lite.store.read() as session:
        due = session.query(Owed.due_at).where(Owed.kind == "TellHints").scalar()
    assert due == ENDS + timedelta(hours=1)
    preferences.save(lite.deps, person=owner, quiet=None, alerts={})
    lite.clock.now = ENDS + timedelta(hours=2)
    tick.tell_hints(lite.deps)
    assert hints(lite, owner) == [effect]


def test_quiet_hours_that_end_as_the_day_begins_go_with_the_list_of_the_morning(sqlite_store):
    world = _quiet(sqlite_store, quiet=(18 * 60, 9 * 60))
    mine, other = calm(world), calm(world, 1)
    owner = owner_of(world, mine)
    asked_to_step_in(world, other, owner)
    world.clock.now = ENDS + timedelta(hours=1)
    assert tick.tell_hints(world.deps) == 0
    world.clock.forward(minutes=1)
    assert tick.tell_hints(world.deps) == 0
    assert tick.greet_mornings(world.deps) == 2
    assert tick.tell_hints(world.deps) == 0
    assert hints(world, owner) == []
    (effect,) = effects(world, MorningQueue, owner)
    assert {one.lead_id for one in effect.held} == {mine.id, other.id}
    message = renderer(world.deps)(effect)
    assert message.text.startswith("☀️ 1 Lead von heute Nacht")
    assert message.text.endswith("1 Hinweis aus deiner Ruhezeit")  # each lead stands there once
    accept.accept(world.deps, mine.id, person=owner)
    touch.log_touch(world.deps, mine.id, person=owner, kind="call")
    assert renderer(world.deps)(effect).text == "🔔 1 Hinweis aus deiner Ruhezeit"


def test_without_a_list_of_the_morning_they_go_alone(sqlite_store):
    world = _quiet(sqlite_store, quiet=(18 * 60, 9 * 60))
    other = calm(world)
    person = colleague_of(world, other)
    asked_to_step_in(world, other, person)
    world.clock.now = ENDS + timedelta(hours=1, minutes=1)
    assert tick.tell_hints(world.deps) == 0
    tick.greet_mornings(world.deps)
    world.clock.forward(minutes=1)
    tick.tell_hints(world.deps)
    assert [one.lead_id for one in hints(world, person)[0].held] == [other.id]


def test_who_has_left_is_told_nothing(lite):
    lead = calm(lite)
    owner = owner_of(lite, lead)
    lite.clock.now = ENDS
    tick.tell_hints(lite.deps)
    (effect,) = hints(lite, owner)
    with lite.store.begin() as session:
        session.execute(update(Person).values(is_active=False))
    with pytest.raises(NothingToSay):
        renderer(lite.deps)(effect)


def test_the_persons_own_zone_and_language_decide(lite):
    lite.hire(("U0KIM", "Kim Doe", Role.SDR, Language.EN, "dach"))
    with lite.store.begin() as session:
        london = {"hours": [[[540, 1080]]] * 7, "tz": "Europe/London"}
        session.execute(update(Person).where(Person.slack_user_id == "U0KIM").values(london))
    kim = lite.person("U0KIM")
    preferences.save(lite.deps, person=kim, quiet=NIGHT, alerts={})
    lead = calm(lite)
    assert lead.owner_id != kim.id
    lite.clock.forward(minutes=1)
    asked_to_step_in(lite, lead, kim)  # 18:00 in London
    lite.clock.now = ENDS
    tick.tell_hints(lite.deps)
    assert hints(lite, kim) == []
    lite.clock.now = ENDS + timedelta(hours=1)
    tick.tell_hints(lite.deps)
    (effect,) = hints(lite, kim)
    assert renderer(lite.deps)(effect).text == "🔔 1 alert from your quiet hours"
