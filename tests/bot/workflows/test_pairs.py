"""Who is joined without asking, who is asked about, and what an answer does."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.vocabulary import Match, PairKind, RefusalCode
from bot.errors import Refusal
from bot.workflows import intake, pairs
from store.models import Account, Audit, Contact, Lead, MatchPair
from store.queries import known
from store.queries.known import KnownMarks
from store.session import Store
from tests.world import World

KEY = {"email": "m.kay@kay.example", "first_name": "Mira", "last_name": "Kay", "company": "Kay AG"}


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def contact_of(world: World, lead_id: int) -> int | None:
    with world.store.read() as session:
        return session.get_one(Lead, lead_id).contact_id


@pytest.mark.parametrize(
    "again",
    [
        {"email": "mira.kay@gmx.de"},  # name and company
        {"email": "kay@other.example", "phone": "0170 1234567", "company": "Other GmbH"},
        {"email": "MIRA@kay.example", "last_name": "KAY", "company": "Kay Aktiengesellschaft"},
    ],
)
def test_who_is_certainly_known_gets_no_second_lead(world: World, again: dict[str, str]) -> None:
    first = world.receive(**{**KEY, "phone": "+49 170 1234567"})
    second = world.receive(form="contact", **{**KEY, "phone": "", **again})
    assert second.id == first.id  # S-017
    assert len(second.activities) == 2
    assert pairs.look(world.deps) == 0


def test_who_came_in_a_crowd_is_known_by_name_as_well(world: World) -> None:
    """Issue B: a batch is one statement for many rows, each with the keys of its own names."""
    for number in range(20):
        mine = {**KEY, "last_name": f"Kay-{'x' * number}", "company": f"Kay {'x' * number} AG"}
        world.deliver(**{**mine, "email": f"p{number}@kay{number}.example"})
    assert intake.process_waiting(world.deps) == 20
    mine = {**KEY, "last_name": "Kay-xxx", "company": "Kay xxx AG", "email": "mira.kay@gmx.de"}
    assert len(world.lead(4).activities) == 1
    world.receive(form="contact", **mine)
    assert len(world.lead(4).activities) == 2  # S-017


def test_a_team_mailbox_is_nobody(world: World) -> None:
    mine = {**KEY, "email": "info@kay.example"}
    first = world.receive(**mine)
    other = world.receive(**{**mine, "first_name": "Jona", "last_name": "Berg"})
    again = world.receive(form="contact", **mine)
    assert other.id != first.id
    assert contact_of(world, other.id) != contact_of(world, first.id)
    assert again.id == other.id or len(world.lead(first.id).activities) == 2


def asked(world: World, **again: str) -> tuple[int, int, int]:
    """Two leads of which nobody knows whether they are one person's, and the pair."""
    first = world.receive(**KEY)
    second = world.receive(**{**KEY, "email": "kay@kay.example", "first_name": "M.", **again})
    assert second.id != first.id
    assert pairs.look(world.deps) == 1
    assert pairs.look(world.deps) == 0
    (pair,) = pairs.undecided(world.deps)
    return first.id, second.id, pair.id


def test_what_is_uncertain_is_asked_once_under_the_card(world: World) -> None:
    _, second, pair_id = asked(world)
    owed = [payload for kind, payload in world.owed() if kind == "AskPair"]
    assert owed == [{"pair_id": pair_id, "channel": world.lead(second).card_channel}]


def test_a_lead_that_cannot_be_compared_stands_in_nobodys_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = account_of(world, world.receive(email="x@x.example", company="X AG").id)
    colleagues_of = pairs.known.colleagues

    def colleagues(
        session: Session, account_id: int, *, free_mail: frozenset[str]
    ) -> list[KnownMarks]:
        if account_id == broken:
            raise ValueError("unreadable")
        return colleagues_of(session, account_id, free_mail=free_mail)

    monkeypatch.setattr(pairs.known, "colleagues", colleagues)
    asked(world)


def account_of(world: World, lead_id: int) -> int | None:
    with world.store.read() as session:
        return session.get_one(Lead, lead_id).account_id


def test_the_same_are_joined_and_parted_again(world: World) -> None:
    first, second, pair_id = asked(world, phone="0171 7654321")
    before = contact_of(world, first), contact_of(world, second)
    lena = world.person("U0RAVI")
    done = pairs.decide(world.deps, pair_id, person=lena, verdict=Match.SAME)
    assert (done.verdict, done.decided_by) == (Match.SAME, "Ravi Menon")
    assert done.other.company.name == "Kay AG", "each side is still shown as it was"
    assert contact_of(world, second) == before[0]
    assert pairs.decide(world.deps, pair_id, person=lena, verdict=Match.SAME) == done
    with pytest.raises(Refusal) as refused:
        pairs.decide(world.deps, pair_id, person=lena, verdict=Match.DIFFERENT)
    assert refused.value.code is RefusalCode.PAIR_DECIDED
    # Whoever writes from the address that is gone is the one who was kept.
    third = world.receive(form="contact", **{**KEY, "email": "kay@kay.example"})
    assert contact_of(world, third.id) == before[0]
    pairs.undo(world.deps, pair_id, person=lena)
    assert (contact_of(world, first), contact_of(world, second)) == before
    with world.store.read() as session:
        assert session.get_one(Contact, before[1]).merged_into_id is None
        events = session.scalars(select(Audit.event).order_by(Audit.id)).all()
    assert [event for event in events if event.startswith("pair")] == ["pair_same", "pair_undone"]


def test_different_is_remembered(world: World) -> None:
    _, _, pair_id = asked(world)
    pairs.decide(world.deps, pair_id, person=world.person("U0MIRA"), verdict=Match.DIFFERENT)
    world.receive(form="contact", **{**KEY, "email": "kay@kay.example", "first_name": "M."})
    pairs.look(world.deps)
    assert pairs.undecided(world.deps) == ()


def test_two_sites_are_asked_about_as_one_company(world: World) -> None:
    one = world.receive(email="a@gmx.de", company="Alpha GmbH Berlin")
    other = world.receive(email="b@gmx.de", company="Alpha GmbH München")
    assert pairs.look(world.deps) == 1
    (pair,) = pairs.undecided(world.deps)
    assert pair.kind is PairKind.ACCOUNT
    pairs.decide(world.deps, pair.id, person=world.person("U0RAVI"), verdict=Match.SAME)
    with world.store.read() as session:
        rows = [session.get_one(Lead, lead.id).account_id for lead in (one, other)]
        gone = session.get_one(Account, pair.other.number)
        assert rows == [pair.one.number] * 2
        assert gone.merged_into_id == pair.one.number
    third = world.receive(email="c@gmx.de", company="Alpha GmbH München")
    with world.store.read() as session:
        assert session.get_one(Lead, third.id).account_id == pair.one.number


def test_only_who_knows_them_may_say(world: World) -> None:
    _, second, pair_id = asked(world)
    owner = world.lead(second).owner_id
    stranger = next(
        person
        for person in map(world.person, ("U0LENA", "U0JONAS", "U0AMY"))
        if person.id != owner
    )
    with pytest.raises(Refusal) as refused:
        pairs.decide(world.deps, pair_id, person=stranger, verdict=Match.SAME)
    assert refused.value.code is RefusalCode.NOT_ALLOWED


def test_a_pair_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        pairs.get(world.deps, 17)
    assert refused.value.code is RefusalCode.PAIR_GONE
    with world.store.read() as session:
        assert session.scalars(select(MatchPair)).all() == []


def pair_of(world: World, one: int, other: int, kind: PairKind = PairKind.PERSON) -> int:
    """A question about two, however it came about."""
    with world.store.begin() as session:
        pair = MatchPair(
            kind=kind,
            one_id=one,
            other_id=other,
            found_at=world.clock(),
            verdict=Match.UNCERTAIN,
        )
        session.add(pair)
        session.flush()
        return pair.id


def three(world: World) -> tuple[list[int], list[int]]:
    """The leads and the contacts of three who have nothing in common."""
    found = [
        world.receive(
            email=f"{name}@{name}.example", last_name=name.title(), company=name, phone=""
        )
        for name in ("ahorn", "birke", "cedern")
    ]
    return [lead.id for lead in found], [contact_of(world, lead.id) or 0 for lead in found]


def say_same(world: World, pair_id: int) -> None:
    world.clock.forward(minutes=1)
    pairs.decide(world.deps, pair_id, person=world.person("U0RAVI"), verdict=Match.SAME)


def part(world: World, pair_id: int) -> None:
    world.clock.forward(minutes=1)
    pairs.undo(world.deps, pair_id, person=world.person("U0RAVI"))


def contacts(world: World, lead_ids: list[int]) -> list[int | None]:
    return [contact_of(world, lead_id) for lead_id in lead_ids]


def test_an_answer_about_two_who_are_one_already_joins_nobody(world: World) -> None:
    leads, (a, b, c) = three(world)
    ab, bc, ac = pair_of(world, a, b), pair_of(world, b, c), pair_of(world, a, c)
    for pair_id in (ab, bc, ac):
        say_same(world, pair_id)
    assert contacts(world, leads) == [a, a, a]
    with world.store.read() as session:
        assert session.get_one(Contact, a).merged_into_id is None
    part(world, ac)
    assert contacts(world, leads) == [a, a, a]
    part(world, bc)
    assert contacts(world, leads) == [a, a, c]
    part(world, ab)
    assert contacts(world, leads) == [a, b, c]


def test_the_first_of_two_answers_can_be_taken_back_first(world: World) -> None:
    """Whoever was kept belongs to another by now; the subjects follow the leads."""
    leads, (a, b, c) = three(world)
    before = [world.lead(lead_id).subject_id for lead_id in leads]
    bc, ab = pair_of(world, b, c), pair_of(world, a, b)
    say_same(world, bc)
    say_same(world, ab)
    assert contacts(world, leads) == [a, a, a]
    part(world, bc)
    assert contacts(world, leads) == [a, a, c]
    assert world.lead(leads[2]).subject_id == before[2]
    part(world, ab)
    assert contacts(world, leads) == [a, b, c]
    assert [world.lead(lead_id).subject_id for lead_id in leads] == before


def test_an_undo_parts_what_its_own_answer_has_joined(world: World) -> None:
    """One side had been joined to another before."""
    leads, (a, b, c) = three(world)
    bc, ac = pair_of(world, b, c), pair_of(world, a, c)
    say_same(world, bc)
    say_same(world, ac)
    assert contacts(world, leads) == [a, a, a]
    part(world, ac)
    assert contacts(world, leads) == [a, b, b]


def test_who_was_joined_twice_is_still_found(world: World) -> None:
    """By their address, by events, and by the domain of their company."""
    leads, (a, b, c) = three(world)
    for one, other in ((b, c), (a, b)):
        say_same(world, pair_of(world, one, other))
    with world.store.read() as session:
        assert set(known.persons_at(session, ["cedern@cedern.example"]).values()) == {a}
    companies = [account_of(world, lead_id) or 0 for lead_id in leads]
    for one, other in ((1, 2), (0, 1)):
        pair_id = pair_of(world, companies[one], companies[other], PairKind.ACCOUNT)
        say_same(world, pair_id)
    new = world.receive(email="neu@cedern.example", last_name="Neu", company="Cedern", phone="")
    assert account_of(world, new.id) == companies[0]


def test_one_company_is_judged_by_what_is_known_of_both(world: World) -> None:
    """Also whether it is a key account and what it works with; an undo takes it back."""
    small = world.receive(
        email="a@gmx.de", company="Alpha GmbH Berlin", industry="", employees="", country=""
    )
    large = world.receive(
        email="b@gmx.de", company="Alpha GmbH München", technologies="SAP S/4HANA"
    )
    assert large.score > small.score
    assert pairs.look(world.deps) == 1
    (pair,) = pairs.undecided(world.deps)
    with world.store.begin() as session:
        session.get_one(Account, pair.other.number).is_key = True

    def kept() -> tuple[bool, tuple[str, ...]]:
        with world.store.read() as session:
            row = session.get_one(Account, pair.one.number)
            return row.is_key, row.technologies

    say_same(world, pair.id)
    assert world.lead(small.id).score > small.score
    assert kept() == (True, ("sap",))
    part(world, pair.id)
    assert world.lead(small.id).score == small.score
    assert kept() == (False, ())
    assert world.lead(large.id).company.technologies == ("sap",)


def test_who_is_not_the_first_is_asked_about_as_the_second(world: World) -> None:
    """Mira and Mona are there; "M." may be either."""
    for name in ("Mira", "Mona"):
        mail = f"{name.lower()}.kay@kay.example"
        world.receive(**{**KEY, "email": mail, "first_name": name, "phone": ""})
    world.receive(**{**KEY, "email": "kay@kay.example", "first_name": "M.", "phone": ""})
    pairs.look(world.deps)
    (first,) = pairs.undecided(world.deps)
    ravi = world.person("U0RAVI")
    pairs.decide(world.deps, first.id, person=ravi, verdict=Match.DIFFERENT)
    (second,) = pairs.undecided(world.deps)
    assert [first.one.contact.first_name, second.one.contact.first_name] == ["Mira", "Mona"]
    assert second.other == first.other
    pairs.decide(world.deps, second.id, person=ravi, verdict=Match.DIFFERENT)
    assert pairs.undecided(world.deps) == ()


@pytest.mark.parametrize("together", [True, False])
def test_customers_of_a_provider_that_the_team_names_are_no_colleagues(
    world: World, *, together: bool
) -> None:
    negative = world.policy.score.negative.model_copy(
        update={"free_mail_domains": ("stadt.example",)}
    )
    score = world.policy.score.model_copy(update={"negative": negative})
    policy = world.policy.model_copy(update={"score": score})
    world = World(world.store, policy=policy, clock=world.clock)
    nowhere = {"last_name": "Kay", "company": "", "phone": ""}
    for first_name, mailbox in (("Mira", "kay-berlin"), ("Mira", "hallomira"), ("M.", "haus7")):
        world.deliver(**nowhere, first_name=first_name, email=f"{mailbox}@stadt.example")
        if not together:
            intake.process_waiting(world.deps)
    if together:
        intake.process_waiting(world.deps)
    with world.store.read() as session:
        assert len(session.scalars(select(Lead)).all()) == 3
    assert pairs.look(world.deps) == 0
