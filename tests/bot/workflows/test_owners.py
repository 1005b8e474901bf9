"""Cover, return, leavers, mornings, swaps and silence, on both databases (S-053, S-139; issue C 6)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from agents.facts import LeadFacts
from agents.rules.colleagues import read_person
from agents.rules.replay import replay
from agents.vocabulary import (
    AbsenceKind,
    AbsenceSource,
    CoverCredit,
    Handover,
    Language,
    LeadField,
    RefusalCode,
    Role,
    RoutingReason,
)
from bot.effects import MorningQueue, TellDeals, TellDeclined, TellLeads
from bot.errors import NothingToSay, Refusal
from bot.rendering import renderer
from bot.workflows import (
    absences,
    accept,
    accounts,
    deal,
    handover,
    leavers,
    look,
    qualify,
    tick,
    touch,
    trading,
)
from bot.workflows.absences import AbsenceDraft
from bot.workflows.import_people import import_people
from bot.workflows.people import save
from store.models import Account, Lead, Opportunity, Person
from store.queries import ledgers, people
from store.session import Store
from tests.bot.workflows.test_tick import put_on_a_list
from tests.world import World

CLOSING = datetime(2026, 3, 24, 17, 0, tzinfo=UTC)
NINE = datetime(2026, 3, 25, 8, 0, tzinfo=UTC)
EVENING = [[[17 * 60, 23 * 60]]] * 7


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


@pytest.fixture
def lite(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.hire()
    return made


def works_late(world: World, user: str) -> None:
    with world.store.begin() as session:
        own = update(Person).where(Person.slack_user_id == user)
        session.execute(own.values(hours=EVENING, tz="Europe/Berlin"))


def away(world: World, user: str, *, hours: float | None, **changes):
    now = world.clock()
    draft = AbsenceDraft(
        person_id=world.person(user).id,
        starts_at=now,
        ends_at=None if hours is None else now + timedelta(hours=hours),
        **changes,
    )
    return absences.add(world.deps, draft, by=None, source=AbsenceSource.COMMAND)


def told(world: World) -> list[tuple[str, int]]:
    """Who was told of what, since everything was settled last."""
    kinds = {"TellNewOwner", "TellLeads", "MorningQueue"}
    return [(kind, payload["person_id"]) for kind, payload in world.owed() if kind in kinds]


def many(world: World, count: int, form: str = "contact") -> list[int]:
    return [
        world.receive(form, email=f"p{one}@firma{one}.example", company=f"Firma {one}").id
        for one in range(count)
    ]


def test_a_hot_lead_of_the_night_waits_in_the_room_and_is_given_out_in_the_morning(
    world: World,
) -> None:
    world.clock.now = CLOSING + timedelta(hours=3)
    lead = world.receive()
    assert (lead.handover, lead.room, lead.watch_at) == (Handover.WAITING, "dach", NINE)
    world.settle_all()
    assert tick.find_owners(world.deps) == 0
    world.clock.now = NINE
    assert tick.find_owners(world.deps) == 1
    lead = world.lead(lead.id)
    assert (lead.owner_id, lead.room) == (world.person("U0LENA").id, None)
    assert told(world) == [("TellNewOwner", lead.owner_id)]


def test_at_a_shifts_end_the_nominee_takes_over_and_gives_back_in_the_morning(
    world: World,
) -> None:
    works_late(world, "U0JONAS")
    lead = world.receive()
    world.settle_all()
    assert lead.owner_id == world.person("U0LENA").id
    world.clock.now = lead.watch_at
    assert tick.find_owners(world.deps) == 1  # lunch, and Jonas works late: it waits, still hers
    waits = world.lead(lead.id)
    assert (waits.owner_id, waits.room) == (lead.owner_id, "dach")
    world.clock.now = CLOSING
    tick.find_owners(world.deps)
    covered = world.lead(lead.id)
    assert covered.owner_id == world.person("U0JONAS").id
    assert covered.routing_reason is RoutingReason.COVER
    world.clock.now = NINE
    tick.find_owners(world.deps)
    back = world.lead(lead.id)
    assert (back.owner_id, back.routing_reason) == (lead.owner_id, RoutingReason.RETURNED)
    assert [payload["person_id"] for kind, payload in world.owed() if kind == "TellNewOwner"] == [
        covered.owner_id,
        back.owner_id,
    ]


def test_what_the_cover_has_accepted_stays_theirs(lite: World) -> None:
    lead = lite.receive()
    jonas = lite.person("U0JONAS")
    away(lite, "U0LENA", hours=1, cover_id=jonas.id)
    tick.find_owners(lite.deps)
    assert lite.lead(lead.id).owner_id == jonas.id
    accept.accept(lite.deps, lead.id, person=jonas)
    lite.clock.forward(hours=1)
    absences.end_absences(lite.deps)
    tick.find_owners(lite.deps)
    assert lite.lead(lead.id).owner_id == jonas.id


@pytest.mark.parametrize(("credit", "turns"), [(CoverCredit.COVER, 1), (CoverCredit.OWNER, 0)])
def test_whose_turn_a_covered_lead_counts(lite: World, credit: CoverCredit, turns: int) -> None:
    lead = lite.receive()
    away(lite, "U0LENA", hours=1, credit=credit)
    tick.find_owners(lite.deps)
    assert lite.lead(lead.id).owner_id == lite.person("U0JONAS").id
    assert lite.person("U0JONAS").turns == turns


def test_other_leads_wait_unless_the_absence_is_long(world: World) -> None:
    ids = many(world, 10)
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    hers = [one for one in ids if world.lead(one).owner_id == lena.id]
    assert len(hers) == 5
    away(world, "U0LENA", hours=5)
    assert tick.find_owners(world.deps) == 0
    away(world, "U0LENA", hours=24 * 10, kind=AbsenceKind.VACATION)
    world.settle_all()
    assert tick.find_owners(world.deps) == 5
    assert {world.lead(one).owner_id for one in hers} == {jonas.id}
    assert told(world) == [("TellLeads", jonas.id)]
    world.clock.forward(days=11)
    assert absences.end_absences(world.deps) == 2
    tick.find_owners(world.deps)
    assert {world.lead(one).owner_id for one in hers} == {lena.id}


def test_nobody_is_back_for_the_weekend_between_two_absences(world: World) -> None:
    ids = many(world, 4)
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    hers = [one for one in ids if world.lead(one).owner_id == lena.id]
    saturday = datetime(2026, 3, 27, 23, 0, tzinfo=UTC)
    away(world, "U0LENA", hours=(saturday - world.clock()) / timedelta(hours=1))
    monday, thursday = datetime(2026, 3, 29, 22, tzinfo=UTC), datetime(2026, 4, 1, 22, tzinfo=UTC)
    draft = AbsenceDraft(person_id=lena.id, starts_at=monday, ends_at=thursday)
    absences.add(world.deps, draft, by=lena, source=AbsenceSource.SLACK)
    tick.find_owners(world.deps)
    assert {world.lead(one).owner_id for one in hers} == {jonas.id}
    world.clock.now = saturday + timedelta(hours=10)
    assert absences.end_absences(world.deps) == 0
    assert tick.find_owners(world.deps) == 0
    with pytest.raises(Refusal):
        absences.back(world.deps, lena)
    assert len(absences.of(world.deps, lena.id)) == 1
    world.receive("contact", email="new@new.example", company="Neu GmbH")
    world.clock.now = thursday
    assert absences.end_absences(world.deps) == 2
    tick.find_owners(world.deps)
    assert {world.lead(one).owner_id for one in hers} == {lena.id}
    assert world.person("U0LENA").turns == world.person("U0JONAS").turns


def test_who_comes_back_after_long_is_level(lite: World) -> None:
    away(lite, "U0LENA", hours=24 * 10)
    many(lite, 4)
    lite.clock.forward(days=10)
    absences.end_absences(lite.deps)
    assert lite.person("U0LENA").turns == lite.person("U0JONAS").turns == 4


def test_an_accounts_owner_gets_its_leads(world: World) -> None:
    first = world.receive()
    amy = world.person("U0AMY")
    with world.store.begin() as session:
        session.execute(update(Account).values(owner_id=amy.id))
    handover.take_over(world.deps, first.id, person=world.person("U0LENA"))
    second = world.receive(email="other@sommer-anlagen.example", first_name="Uwe")
    assert (second.owner_id, second.routing_reason) == (amy.id, RoutingReason.ACCOUNT_OWNER)
    assert world.person("U0AMY").turns == 0


def test_whoever_looks_after_the_company_may_take_and_hand_over_what_others_have(
    world: World,
) -> None:
    lead = world.receive()
    amy, lena, jonas = (world.person(one) for one in ("U0AMY", "U0LENA", "U0JONAS"))
    assert amy.id not in {one.id for one in handover.may_get(world.deps, lead.id)}
    with pytest.raises(Refusal) as foreign:
        handover.take_over(world.deps, lead.id, person=amy)
    assert foreign.value.code is RefusalCode.NOT_ALLOWED
    with world.store.begin() as session:
        session.execute(update(Account).values(owner_id=amy.id))
    assert handover.may_get(world.deps, lead.id)[0].id == amy.id
    accept.accept(world.deps, lead.id, person=lena)
    with pytest.raises(Refusal) as others:
        handover.give(world.deps, lead.id, person=jonas, to_person_id=amy.id)
    assert others.value.code is RefusalCode.NOT_YOURS
    with pytest.raises(Refusal) as others:
        handover.take_over(world.deps, lead.id, person=jonas, for_account=True)
    assert others.value.code is RefusalCode.NOT_YOURS
    given = handover.give(world.deps, lead.id, person=amy, to_person_id=jonas.id)
    assert (given.owner_id, given.handover) == (jonas.id, Handover.OFFERED)
    taken = handover.take_over(world.deps, lead.id, person=amy, for_account=True)
    assert (taken.owner_id, taken.handover) == (amy.id, Handover.ACCEPTED)


def test_the_daily_cap_counts_turns_of_the_persons_day(world: World) -> None:
    with world.store.begin() as session:
        session.execute(update(Person).where(Person.slack_user_id == "U0LENA").values(daily_cap=1))
    ids = many(world, 4)
    owners = [world.lead(one).owner_id for one in ids]
    assert owners.count(world.person("U0LENA").id) == 1
    world.clock.forward(days=1)
    next_day = world.receive(email="x@y.example", company="Y")
    assert next_day.owner_id == world.person("U0LENA").id


def test_who_leaves_hands_everything_on_in_one_block_and_each_is_told_once(world: World) -> None:
    calm, hot = many(world, 8), [world.receive().id]
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    theirs = [one for one in (*calm, *hot) if world.lead(one).owner_id == lena.id]
    world.settle_all()
    left = leavers.leave(world.deps, "U0LENA", by=world.person("U0MIRA"))
    assert left.given == {jonas.id: len(theirs)}
    assert told(world) == [("TellLeads", jonas.id)]
    for one in theirs:
        lead = world.lead(one)
        assert (lead.owner_id, lead.routing_reason) == (jonas.id, RoutingReason.LEFT)
        assert look.why(world.deps, one, person=jonas).routing[-1].by_person_id is not None
    cards = [payload["lead_id"] for kind, payload in world.owed() if kind == "ShowLeadCard"]
    assert set(cards) == set(theirs)
    (effect,) = [payload for kind, payload in world.owed() if kind == "TellLeads"]
    assert sorted(effect["lead_ids"]) == sorted(theirs)


def test_a_leavers_leads_go_to_those_who_are_named(lite: World) -> None:
    many(lite, 8)
    amy, jonas = lite.person("U0AMY"), lite.person("U0JONAS")
    left = leavers.leave(lite.deps, "U0LENA", by=None, to=["U0AMY", "U0JONAS"])
    assert left.given == {amy.id: 2, jonas.id: 2}
    with pytest.raises(Refusal) as refusal:
        leavers.leave(lite.deps, "U0JONAS", by=None, to=["U0JONAS"])
    assert refusal.value.code is RefusalCode.NO_SUCH_PERSON
    with pytest.raises(Refusal):
        leavers.leave(lite.deps, "U0MIRA", by=lite.person("U0MIRA"))


def an_sql(world: World, user: str) -> LeadFacts:
    lead, person = world.receive(), world.person(user)
    handover.take_over(world.deps, lead.id, person=person)
    touch.log_touch(world.deps, lead.id, person=person, kind="call")
    qualify.qualify(world.deps, lead.id, person=person)
    return deal.open_deal(
        world.deps,
        lead.id,
        person=person,
        value=Decimal(9000),
        currency="EUR",
        expected_close_on=date(2026, 5, 29),
    )


def deal_owner(world: World, lead_id: int) -> int | None:
    with world.store.read() as session:
        opportunity_id = session.get_one(Lead, lead_id).opportunity_id
        return session.get_one(Opportunity, opportunity_id).owner_id


def test_a_leavers_deals_go_to_who_is_named(world: World) -> None:
    world.hire(("U0ANNA", "Anna Reiter", Role.AE, Language.DE, "dach"))
    lead = an_sql(world, "U0LENA")
    world.settle_all()
    anna, mira = world.person("U0ANNA"), world.person("U0MIRA")
    left = leavers.leave(world.deps, "U0LENA", by=mira, to=["U0ANNA"])
    assert (left.given, left.passed, left.stay) == ({}, {anna.id: 1}, ())
    assert (world.lead(lead.id).owner_id, deal_owner(world, lead.id)) == (anna.id, anna.id)
    newest = look.why(world.deps, lead.id, person=anna).routing[-1]
    assert (newest.owner_id, newest.reason, newest.by_person_id) == (
        anna.id,
        RoutingReason.LEFT,
        mira.id,
    )
    owed = dict(world.owed())
    assert owed["ShowLeadCard"]["lead_id"] == lead.id
    message = renderer(world.deps)(TellLeads.model_validate(owed["TellLeads"]))
    assert message.channel == "U0ANNA"
    assert message.text == "👋 1 Lead ist jetzt deiner"
    assert "9.000" in str(message.blocks)
    assert "TellDeals" not in owed


@pytest.mark.parametrize("way", ["leave", "switch_off", "import"])
def test_deals_nobody_was_named_for_are_listed_for_a_manager(world: World, way: str) -> None:
    lead, mira = an_sql(world, "U0LENA"), world.person("U0MIRA")
    if way == "leave":
        left = leavers.leave(world.deps, "U0LENA", by=None)
        assert (left.passed, [one.id for one in left.stay]) == ({}, [lead.id])
    elif way == "import":
        row = {"slack_user_id": "U0LENA", "name": "Lena", "role": "sdr", "is_active": "nein"}
        draft, _ = read_person(row, territories=world.policy.territories)
        assert draft is not None
        import_people(world.deps, [draft], default_language=Language.DE)
    else:
        save(
            world.deps,
            by=mira,
            slack_user_id="U0LENA",
            name="Lena",
            role=Role.SDR,
            language=Language.DE,
            territory="dach",
            is_active=False,
        )
    (said,) = [payload for kind, payload in world.owed() if kind == "TellDeals"]
    effect = TellDeals.model_validate(said)
    assert (effect.person_id, effect.lead_ids) == (mira.id, (lead.id,))
    message = renderer(world.deps)(effect)
    assert "1 qualifizierter Lead" in message.text
    assert f"#{lead.id} · 💼 *9.000" in str(message.blocks)
    deal.hand_on(world.deps, lead.id, person=mira, to_person_id=world.person("U0JONAS").id)
    with pytest.raises(NothingToSay):
        renderer(world.deps)(effect)


def test_the_last_one_leaves_and_the_leads_wait(lite: World) -> None:
    lead = lite.receive()
    for user in ("U0JONAS", "U0AMY", "U0MIRA"):
        leavers.leave(lite.deps, user, by=None)
    left = leavers.leave(lite.deps, "U0LENA", by=None)
    assert (left.given, left.waiting) == ({}, 1)
    waits = lite.lead(lead.id)
    assert (waits.owner_id, waits.handover, waits.room) == (None, Handover.WAITING, "dach")
    lite.hire(("U0NEW", "Neu", Role.SDR, Language.DE, "dach"))
    assert tick.find_owners(lite.deps) == 1


def test_the_morning_list_comes_once_and_only_if_something_waits(world: World) -> None:
    assert tick.greet_mornings(world.deps) == 0  # everybody is new: their next days are planned
    world.clock.now = CLOSING + timedelta(hours=3)
    night = many(world, 3, form="contact")
    hot = world.receive()
    world.settle_all()
    world.clock.now = NINE
    tick.find_owners(world.deps)
    world.clock.forward(minutes=1)
    assert tick.greet_mornings(world.deps) == 2
    assert tick.greet_mornings(world.deps) == 0
    world.clock.forward(hours=5)
    assert tick.greet_mornings(world.deps) == 0
    owner_id = world.lead(hot.id).owner_id
    with world.store.read() as session:
        owner = people.by_id(session, owner_id or 0)
    assert owner is not None
    (effect,) = [
        payload
        for kind, payload in world.owed()
        if kind == "MorningQueue" and payload["person_id"] == owner.id
    ]
    message = renderer(world.deps)(MorningQueue.model_validate(effect))
    assert message.channel == owner.slack_user_id
    assert message.text.startswith("☀️ 2 Leads von heute Nacht, der erste bis 09:15")
    for one in (*night, hot.id):
        touch.log_touch(world.deps, one, person=owner, kind="call")
    world.clock.now = NINE + timedelta(days=1, minutes=1)
    assert tick.greet_mornings(world.deps) == 0


def test_whoever_is_back_early_gets_the_list_of_the_next_morning(world: World) -> None:
    lena = world.person("U0LENA")
    draft = AbsenceDraft(
        person_id=lena.id, starts_at=world.clock(), ends_at=NINE + timedelta(days=10)
    )
    absences.add(world.deps, draft, by=lena, source=AbsenceSource.SLACK)
    tick.greet_mornings(world.deps)
    world.clock.forward(minutes=5)
    absences.back(world.deps, lena)
    tick.greet_mornings(world.deps)
    world.clock.now = CLOSING + timedelta(hours=3)
    many(world, 4, form="contact")
    world.clock.now = NINE
    tick.find_owners(world.deps)
    world.clock.forward(minutes=1)
    tick.greet_mornings(world.deps)
    greeted = [payload["person_id"] for kind, payload in world.owed() if kind == "MorningQueue"]
    assert lena.id in greeted


def test_a_swap_needs_both(world: World) -> None:
    mine, theirs = world.receive(), world.receive(email="b@b.example", company="B GmbH")
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    assert [one.id for one in trading.swappable(world.deps, mine.id)] == [theirs.id]
    with pytest.raises(Refusal) as refusal:
        trading.offer_swap(world.deps, mine.id, person=jonas, for_lead_id=theirs.id)
    assert refusal.value.code is RefusalCode.NOT_YOURS
    swap = trading.offer_swap(world.deps, mine.id, person=lena, for_lead_id=theirs.id)
    again = trading.offer_swap(world.deps, mine.id, person=lena, for_lead_id=theirs.id)
    assert (again.id, swap.to_person_id) == (swap.id, jonas.id)
    with pytest.raises(Refusal):
        trading.answer_swap(world.deps, swap.id, person=lena, is_accepted=True)
    trading.answer_swap(world.deps, swap.id, person=jonas, is_accepted=True)
    assert world.lead(mine.id).owner_id == jonas.id
    assert world.lead(theirs.id).owner_id == lena.id
    assert world.lead(theirs.id).routing_reason is RoutingReason.SWAPPED
    with pytest.raises(Refusal) as refusal:
        trading.answer_swap(world.deps, swap.id, person=jonas, is_accepted=False)
    assert refusal.value.code is RefusalCode.STALE_CLICK


def test_who_offered_a_swap_is_told_that_it_is_declined(world: World) -> None:
    mine, theirs = world.receive(), world.receive(email="b@b.example", company="B GmbH")
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    world.settle_all()
    swap = trading.offer_swap(world.deps, mine.id, person=lena, for_lead_id=theirs.id)
    trading.answer_swap(world.deps, swap.id, person=jonas, is_accepted=False)
    (said,) = [payload for kind, payload in world.owed() if kind == "TellDeclined"]
    assert said == {"swap_id": swap.id, "lead_id": mine.id, "person_id": lena.id}
    message = renderer(world.deps)(TellDeclined.model_validate(said))
    assert message.thread_ts == world.lead(mine.id).card_ts
    assert (
        message.text == "🔁 <@U0LENA>, Jonas Brandt tauscht nicht. Dieser Lead bleibt, wie er ist."
    )


def test_a_swap_for_a_lead_of_a_list_is_asked_under_a_card_of_its_own(lite: World) -> None:
    mine, theirs = lite.receive(), lite.receive(email="b@b.example", company="B GmbH")
    put_on_a_list(lite, theirs.id)
    trading.offer_swap(lite.deps, mine.id, person=lite.person("U0LENA"), for_lead_id=theirs.id)
    assert [kind for kind, payload in lite.owed() if payload.get("lead_id") == theirs.id] == [
        "ShowLeadCard",
        "AskSwap",
    ]


def test_a_touched_lead_is_not_swapped(lite: World) -> None:
    mine, theirs = lite.receive(), lite.receive(email="b@b.example", company="B GmbH")
    lena = lite.person("U0LENA")
    touch.log_touch(lite.deps, mine.id, person=lena, kind="call")
    with pytest.raises(Refusal) as refusal:
        trading.offer_swap(lite.deps, mine.id, person=lena, for_lead_id=theirs.id)
    assert refusal.value.code is RefusalCode.NO_SWAP


def test_taking_back_is_for_a_while_and_only_untouched(world: World) -> None:
    lead = world.receive()
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    with pytest.raises(Refusal) as refusal:
        trading.take_back(world.deps, lead.id, person=jonas)
    assert refusal.value.code is RefusalCode.NOT_YOURS
    handover.give(world.deps, lead.id, person=lena, to_person_id=jonas.id)
    back = trading.take_back(world.deps, lead.id, person=lena)
    assert (back.owner_id, back.routing_reason) == (lena.id, RoutingReason.TAKEN_BACK)
    handover.give(world.deps, lead.id, person=lena, to_person_id=jonas.id)
    world.clock.forward(minutes=31)
    with pytest.raises(Refusal) as refusal:
        trading.take_back(world.deps, lead.id, person=lena)
    assert refusal.value.code is RefusalCode.TOO_LATE


def test_silence_moves_no_due_time_and_silences_the_owner_only(world: World) -> None:
    lead = world.receive()
    world.settle_all()
    lena = world.person("U0LENA")
    due = world.clocks(lead.id)[0].due_at
    until = world.clock() + timedelta(hours=1)
    with pytest.raises(Refusal) as refusal:
        trading.snooze(world.deps, lead.id, person=world.person("U0JONAS"), until=until)
    assert refusal.value.code is RefusalCode.NOT_YOURS
    quiet = trading.snooze(world.deps, lead.id, person=lena, until=until)
    assert quiet.snoozed_until == until
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    world.clock.forward(minutes=5)
    tick.escalate(world.deps)
    steps = [payload["step"] for kind, payload in world.owed() if kind == "PingStep"]
    assert steps == ["call_cover"]
    assert {clock.due_at for clock in world.clocks(lead.id)} == {due}
    next_duty = trading.snooze(world.deps, lead.id, person=lena, until=None)
    assert next_duty.snoozed_until == datetime(2026, 3, 24, 12, 30, tzinfo=UTC)  # after lunch
    with pytest.raises(Refusal) as refusal:
        trading.snooze(world.deps, lead.id, person=lena, until=world.clock())
    assert refusal.value.code is RefusalCode.NO_SNOOZE


def test_a_week_is_replayed_from_the_ledger(world: World) -> None:
    """Every turn of a busy week follows from what the ledger says was known at that moment."""
    for day in range(5):
        many_of_a_day = range(day * 6, day * 6 + 6)
        for one in many_of_a_day:
            world.receive(email=f"p{one}@f{one}.example", company=f"F{one}")
            world.clock.forward(minutes=20)
        if day == 1:
            away(world, "U0JONAS", hours=30)
        world.clock.now = NINE + timedelta(days=day)
        absences.end_absences(world.deps)
        tick.find_owners(world.deps)
    with world.store.read() as session:
        rows = ledgers.since(session, world.clock() - timedelta(days=7))
    assert sum(row.credited_id is not None for row in rows) >= 20
    assert replay(rows) == ()
    with world.store.read() as session:
        turns = dict(session.execute(select(Person.id, Person.turns)).all())
    for person_id, count in turns.items():
        assert count >= sum(row.credited_id == person_id for row in rows)


def test_who_looks_after_a_company_is_said_by_its_domain_or_name(lite: World) -> None:
    lite.receive()
    kept = accounts.keep(lite.deps, "sommer-anlagen.example", owner="u0amy", is_key=True)
    assert (kept.name, kept.owner, kept.is_key) == ("Sommer Anlagenbau GmbH", "Amy Carter", True)
    kept = accounts.keep(lite.deps, "Sommer Anlagenbau GmbH", owner="")
    assert (kept.owner, kept.is_key) == (None, True)
    for company, owner in (("unknown.example", None), ("sommer-anlagen.example", "U0RAVI")):
        with pytest.raises(Refusal):
            accounts.keep(lite.deps, company, owner=owner)


def test_an_account_executive_looks_after_a_company_and_finds_its_leads_in_the_morning(
    lite: World,
) -> None:
    lite.hire(("U0ANNA", "Anna Reiter", Role.AE, Language.DE, "dach"))
    first = lite.receive()
    assert accounts.keep(lite.deps, "sommer-anlagen.example", owner="U0ANNA").owner is not None
    tick.greet_mornings(lite.deps)
    lite.clock.now = CLOSING + timedelta(hours=3)
    second = lite.receive("contact", email="other@sommer-anlagen.example", first_name="Uwe")
    anna = lite.person("U0ANNA")
    assert first.owner_id != second.owner_id == anna.id
    lite.clock.now = NINE + timedelta(minutes=1)
    tick.greet_mornings(lite.deps)
    greeted = [payload["person_id"] for kind, payload in lite.owed() if kind == "MorningQueue"]
    assert anna.id in greeted


def test_whoever_takes_over_is_shown_what_is_not_known_yet(lite: World) -> None:
    lead = lite.receive(need="", timeframe="")
    taken = handover.take_over(lite.deps, lead.id, person=lite.person("U0JONAS"))
    assert taken.open_fields == (LeadField.NEED, LeadField.TIMEFRAME)


def test_nobody_gives_a_lead_to_somebody_who_is_away(lite: World) -> None:
    lead = lite.receive()
    lena, jonas, mira = (lite.person(user) for user in ("U0LENA", "U0JONAS", "U0MIRA"))
    away(lite, "U0JONAS", hours=4)
    assert jonas.id not in {one.id for one in handover.may_get(lite.deps, lead.id)}
    with pytest.raises(Refusal) as refusal:
        handover.give(lite.deps, lead.id, person=lena, to_person_id=jonas.id)
    assert refusal.value.code is RefusalCode.IS_AWAY
    with lite.store.begin() as session:
        own = update(Person).where(Person.id == lena.id)
        session.execute(own.values(cover_id=mira.id))
    assert handover.give(lite.deps, lead.id, person=lena).owner_id == mira.id
