"""Two who turn out to be one person: what either refuses holds for both (S-017, S-036)."""

import pytest
from sqlalchemy import select

from agents.facts.standing import consent_state, suppression
from agents.vocabulary import ConsentPurpose, ConsentState, Match, RejectReason
from bot.workflows import consent, pairs, reject, undo
from store.models import Activity, Audit, Consent, Contact, Lead, Person, Suppression
from store.session import Store
from tests.world import World

KEY = {"email": "m.kay@kay.example", "first_name": "Mira", "last_name": "Kay", "company": "Kay AG"}
MAIL, CALLS = ConsentPurpose.MARKETING_EMAIL, ConsentPurpose.MARKETING_PHONE
GRANTED, OBJECTED, WITHDRAWN = ConsentState.GRANTED, ConsentState.OBJECTED, ConsentState.WITHDRAWN


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


@pytest.fixture
def quick(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.hire()
    return made


def asked(world: World) -> tuple[int, int, int]:
    """Two leads of which nobody knows whether they are one person's, and the pair."""
    first = world.receive(**KEY, phone="", consent="")
    world.clock.forward(minutes=1)
    second = world.receive(**{**KEY, "email": "kay@kay.example", "first_name": "M."}, consent="")
    world.clock.forward(minutes=1)
    assert pairs.look(world.deps) == 1
    (pair,) = pairs.undecided(world.deps)
    return first.id, second.id, pair.id


def state(world: World, lead_id: int, purpose: ConsentPurpose = MAIL) -> ConsentState:
    return consent_state(world.lead(lead_id).consents, purpose)


def no(world: World, lead_id: int, purpose: ConsentPurpose = MAIL) -> ConsentState | None:
    found = suppression(world.lead(lead_id).consents, purpose)
    return found[0] if found else None


def agree(world: World, lead_id: int) -> None:
    """On their own page, by a link in a mail to the address that their contact has."""
    language = world.lead(lead_id).language
    consent.choose(world.deps, lead_id, allowed={MAIL}, topics=(), language=language)


def join(world: World, pair_id: int) -> None:
    pairs.decide(world.deps, pair_id, person=world.person("U0RAVI"), verdict=Match.SAME)
    world.clock.forward(minutes=1)


def test_a_no_of_either_holds_for_both_until_they_are_parted(world: World) -> None:
    """The second has objected, and the first has agreed only later: the stricter wins."""
    first, second, pair_id = asked(world)
    consent.refuse(world.deps, second, consent.OBJECTION, source=consent.PREFERENCES)
    world.clock.forward(minutes=1)
    agree(world, first)
    assert (state(world, first), state(world, second)) == (GRANTED, OBJECTED)
    version = world.lead(first).version
    join(world, pair_id)
    for lead_id in (first, second):
        assert (state(world, lead_id), no(world, lead_id)) == (OBJECTED, OBJECTED)
    assert world.lead(first).version > version  # its card is drawn anew
    pairs.undo(world.deps, pair_id, person=world.person("U0RAVI"))
    assert (state(world, first), no(world, first)) == (GRANTED, None)
    assert (state(world, second), no(world, second)) == (OBJECTED, OBJECTED)
    with world.store.read() as session:
        assert not session.scalars(select(Consent).where(Consent.source == "joined")).all()
        for table in (Activity, Consent):
            rows = session.execute(select(table.lead_id, table.subject_id)).all()
            of = {lead.id: lead.subject_id for lead in session.scalars(select(Lead))}
            assert all(of[lead_id] == subject_id for lead_id, subject_id in rows)


def test_the_joined_person_is_one_to_whoever_reads_by_subject(quick: World) -> None:
    first, second, pair_id = asked(quick)
    join(quick, pair_id)
    assert quick.lead(first).subject_id == quick.lead(second).subject_id
    with quick.store.read() as session:
        subjects = set(session.scalars(select(Activity.subject_id)))
        subjects |= set(session.scalars(select(Consent.subject_id)))
    assert subjects == {quick.lead(first).subject_id}
    # The address that is gone still names the person: to the command, and to the list.
    assert consent.refuse_address(quick.deps, "kay@kay.example", consent.NO_MAIL)
    assert (no(quick, first), no(quick, second)) == (WITHDRAWN, WITHDRAWN)
    assert len(consent.of_address(quick.deps, "kay@kay.example").consents) > 2
    with quick.store.read() as session:
        addresses = set(session.scalars(select(Suppression.address_hash)))
    assert len(addresses) == 2


def test_what_was_said_meanwhile(quick: World) -> None:
    """A no stays with both; a yes with whose address gave it."""
    first, second, pair_id = asked(quick)
    join(quick, pair_id)
    consent.refuse(quick.deps, second, consent.NO_CALLS, source=consent.NOTED)
    agree(quick, second)  # by a mail that went to the address of who was kept
    assert (state(quick, first), state(quick, second)) == (GRANTED, GRANTED)
    pairs.undo(quick.deps, pair_id, person=quick.person("U0RAVI"))
    assert state(quick, first) is GRANTED
    assert state(quick, second) is not GRANTED
    assert (no(quick, first, CALLS), no(quick, second, CALLS)) == (OBJECTED, OBJECTED)


def test_a_joined_person_can_agree_again(quick: World) -> None:
    first, second, pair_id = asked(quick)
    consent.refuse(quick.deps, second, consent.NO_MAIL, source=consent.PREFERENCES)
    join(quick, pair_id)
    agree(quick, first)
    for lead_id in (first, second):
        assert (state(quick, lead_id), no(quick, lead_id)) == (GRANTED, None)


def test_who_is_known_by_other_marks_brings_what_their_address_refused(quick: World) -> None:
    """Nobody asks whether they are one: matching is certain (S-017)."""
    assert not consent.refuse_address(quick.deps, "kay@other.example", consent.OBJECTION)
    quick.clock.forward(days=1)
    first = quick.receive(**{**KEY, "phone": "+49 170 1234567"}, consent="")
    quick.clock.forward(minutes=1)
    agree(quick, first.id)
    assert state(quick, first.id) is GRANTED
    other = {"email": "kay@other.example", "phone": "0170 1234567", "company": "Other GmbH"}
    for _ in range(2):
        quick.clock.forward(minutes=1)
        again = quick.receive(form="contact", **{**KEY, **other, "consent": ""})
        assert again.id == first.id
        assert no(quick, first.id) is OBJECTED
    listed = [one for one in quick.lead(first.id).consents if one.evidence == "suppression list"]
    assert len({one.purpose for one in listed}) == len(listed)


def test_a_no_holds_for_a_double_until_that_is_undone(world: World) -> None:
    """„Duplikat“ joins leads of two contacts; what is said later holds for both as well."""
    first = world.receive(**KEY)
    second = world.receive(
        **{
            **KEY,
            "email": "jo@berg.example",
            "first_name": "Jo",
            "last_name": "Berg",
            "company": "Berg AG",
            "phone": "",
        }
    )
    consent.refuse(world.deps, second.id, consent.NO_MAIL, source=consent.PREFERENCES)
    world.clock.forward(minutes=1)
    owner = second.owner_id
    with world.store.read() as session:
        slack_user_id = session.get_one(Person, owner).slack_user_id
    mira = world.person(slack_user_id)
    reject.reject(
        world.deps, second.id, person=mira, reason=RejectReason.DUPLICATE, other_lead_id=first.id
    )
    assert (no(world, first.id), state(world, first.id)) == (WITHDRAWN, WITHDRAWN)
    undo.take_back(world.deps, second.id, person=mira)
    assert no(world, first.id) is None
    assert no(world, second.id) is WITHDRAWN
    reject.reject(
        world.deps, second.id, person=mira, reason=RejectReason.DUPLICATE, other_lead_id=first.id
    )
    consent.refuse(world.deps, first.id, consent.NO_CALLS, source=consent.PREFERENCES)
    assert no(world, second.id, CALLS) is OBJECTED
    with world.store.read() as session:
        said = session.scalars(select(Audit.params).where(Audit.event == "consent")).all()
        assert session.scalars(select(Contact.merged_into_id)).all() == [None, None]
    assert {"purpose": "marketing_email", "state": "withdrawn", "source": "joined"} in said


OTHERS = tuple(
    {
        **KEY,
        "email": f"jo@{name}.example",
        "first_name": "Jo",
        "last_name": name.title(),
        "company": f"{name.title()} AG",
        "phone": "",
    }
    for name in ("berg", "tal", "see")
)


def doubled(world: World, *merges: tuple[int, int]) -> None:
    """The one is rejected as a double of the other, one after the other."""
    for gone, stays in merges:
        reject.reject(
            world.deps,
            gone,
            person=world.person("U0MIRA"),
            reason=RejectReason.DUPLICATE,
            other_lead_id=stays,
        )
        world.clock.forward(minutes=1)


@pytest.mark.parametrize("says_no", [0, 1, 2])
@pytest.mark.parametrize("merges", [((0, 1), (1, 2)), ((0, 1), (2, 1))])
def test_a_no_goes_to_the_end_of_a_chain_of_doubles(
    world: World, merges: tuple[tuple[int, int], ...], says_no: int
) -> None:
    """One doubles another that doubles a third: whoever is one with somebody is with all."""
    ids = [world.receive(**fields).id for fields in OTHERS]
    consent.refuse(world.deps, ids[says_no], consent.NO_MAIL, source=consent.PREFERENCES)
    world.clock.forward(minutes=1)
    doubled(world, *((ids[gone], ids[stays]) for gone, stays in merges))
    assert [no(world, lead_id) for lead_id in ids] == [WITHDRAWN] * 3
    consent.refuse(world.deps, ids[says_no], consent.NO_CALLS, source=consent.PREFERENCES)
    assert [no(world, lead_id, CALLS) for lead_id in ids] == [OBJECTED] * 3


def test_a_chain_that_is_parted_gives_each_their_own_back(quick: World) -> None:
    ids = [quick.receive(**fields).id for fields in OTHERS]
    consent.refuse(quick.deps, ids[2], consent.NO_MAIL, source=consent.PREFERENCES)
    quick.clock.forward(minutes=1)
    doubled(quick, (ids[0], ids[1]), (ids[2], ids[1]))
    undo.take_back(quick.deps, ids[2], person=quick.person("U0MIRA"))
    assert [no(quick, lead_id) for lead_id in ids] == [None, None, WITHDRAWN]
