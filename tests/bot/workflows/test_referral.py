"""„Falsche Person“: the right one gets a lead at the same company, and nothing else (issue C 9)."""

import pytest
from sqlalchemy import select, update

from agents.facts import LeadFacts, RightPerson
from agents.vocabulary import Handover, RefusalCode, RejectReason, Stage, Tier
from bot.errors import Refusal
from bot.workflows import reject
from store.models import Account, Lead
from store.session import Store
from tests.world import World

OST = RightPerson(name="Ida Ost", email="ida.ost@sommer-anlagen.example", job_title="Einkauf")


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def wrong(world: World, lead: LeadFacts, right: RightPerson = OST) -> LeadFacts:
    reason, lena = RejectReason.WRONG_PERSON, world.person("U0LENA")
    return reject.reject(world.deps, lead.id, person=lena, reason=reason, right=right)


def test_the_right_person_gets_a_lead_with_the_origin_and_without_consent(world: World) -> None:
    lead = world.receive(origin="google_ads")
    ended = wrong(world, lead)
    new = world.lead(lead.id + 1)
    assert (ended.passed_to_id, new.referred_from_id) == (new.id, lead.id)
    assert (ended.stage, ended.handover) == (Stage.DISQUALIFIED, Handover.REJECTED)
    assert (new.contact.full_name, new.contact.job_title) == ("Ida Ost", "Einkauf")
    assert (new.origin, new.source, new.need) == (lead.origin, lead.source, lead.need)
    assert (new.consents, new.activities, new.is_hot) == ((), (), False)
    assert (new.handover, new.owner_id) == (Handover.OFFERED, lead.owner_id)
    assert [clock.tier for clock in new.clocks] == [Tier.HOT, Tier.HOT], "they still wait"
    with world.store.read() as session:
        accounts = session.scalars(select(Lead.account_id)).all()
    assert len(set(accounts)) == 1


def test_it_goes_to_the_owner_of_the_account(world: World) -> None:
    lead = world.receive()
    mira = world.person("U0MIRA")
    with world.store.begin() as session:
        session.execute(update(Account).values(owner_id=mira.id))
    wrong(world, lead, RightPerson(name="Frau Ost"))
    new = world.lead(lead.id + 1)
    assert (new.owner_id, new.contact.last_name, new.contact.email) == (mira.id, "Ost", None)


def test_somebody_known_keeps_their_lead(world: World) -> None:
    known = world.receive(email=OST.email or "")
    lead = world.receive()
    ended = wrong(world, lead)
    assert ended.passed_to_id == known.id
    with world.store.read() as session:
        assert len(session.scalars(select(Lead.id)).all()) == 2


def test_nobody_is_their_own_right_person(world: World) -> None:
    lead = world.receive()
    with pytest.raises(Refusal) as caught:
        wrong(world, lead, RightPerson(name="Eva", email="EVA.sommer@sommer-anlagen.example"))
    assert caught.value.code is RefusalCode.SAME_LEAD
    assert world.lead(lead.id).handover is Handover.OFFERED
