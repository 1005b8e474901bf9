"""A corrected address proves nothing by the yes of the old one, and inherits every no (S-036)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from agents.facts import LeadFacts
from agents.facts.standing import consent_state
from agents.vocabulary import ConsentPurpose, ConsentState, LeadField
from bot.workflows import consent, correct
from store.models import Audit, Suppression
from store.session import Store
from tests.bot.letterbox import Letterbox, link
from tests.mail_server import MailServer
from tests.world import World

MAIL = ConsentPurpose.MARKETING_EMAIL
GRANTED, PENDING = ConsentState.GRANTED, ConsentState.PENDING
OLD, NEW = "eva.sommer@sommer-anlagen.example", "eva.winter@sommer-anlagen.example"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def box(store: Store, server: MailServer) -> Letterbox:
    return opened(store, server)


@pytest.fixture
def quick(sqlite_store: Store, server: MailServer) -> Letterbox:
    return opened(sqlite_store, server)


def opened(store: Store, server: MailServer) -> Letterbox:
    world = World(store)
    world.hire()
    return Letterbox(world, server)


def state(box: Letterbox, lead: LeadFacts) -> ConsentState:
    return consent_state(box.world.lead(lead.id).consents, MAIL)


def put_right(box: Letterbox, lead: LeadFacts, email: str | None) -> None:
    box.world.clock.forward(minutes=1)
    ravi = box.world.person("U0RAVI")
    correct.correct(box.deps, lead.id, person=ravi, values={LeadField.EMAIL: email})
    box.world.clock.forward(minutes=1)


def test_the_new_address_is_asked_and_the_old_one_cannot_answer_for_it(box: Letterbox) -> None:
    lead = box.world.receive("whitepaper")
    (first,) = box.send_all()
    with box.pages() as site:
        site.client.post(link(first, "confirm"))
        assert state(box, lead) is GRANTED
        put_right(box, lead, OLD.upper())  # the same in other letters
        assert (state(box, lead), box.send_all()) == (GRANTED, [])
        put_right(box, lead, NEW)
        assert state(box, lead) is PENDING
        (mail,) = box.send_all()
        assert mail["To"] == NEW
        assert "abgelaufen" in site.client.get(link(first, "confirm")).text
        assert site.client.post(link(first, "confirm")).status_code == 410
        assert state(box, lead) is PENDING
        site.client.post(link(mail, "confirm"))
    assert state(box, lead) is GRANTED
    proof = box.world.lead(lead.id).consents[-2]
    assert (proof.state, proof.source, proof.basis) == (PENDING, "address_corrected", None)
    assert proof.text_version == "form-2026-11"
    assert (proof.evidence or "").startswith("double_opt_in, 2026-03-24")
    with box.world.store.read() as session:
        audited = session.scalars(select(Audit.params).where(Audit.event == "consent")).all()
    assert {
        "purpose": "marketing_email",
        "state": "pending",
        "source": "address_corrected",
    } in audited


def test_whoever_reads_the_old_address_can_refuse_and_not_agree(quick: Letterbox) -> None:
    lead = quick.world.receive("whitepaper")
    path = link(quick.send_all()[0], "preferences")
    put_right(quick, lead, NEW)
    with quick.pages() as site:
        assert "e…@" in site.client.get(link(quick.send_all()[0], "preferences")).text
        assert "e…@" not in site.client.get(path).text
        said = site.client.post(path, data={"allow": [MAIL.value, "newsletter"]}).text
        assert "e…@" not in said
        assert state(quick, lead) is PENDING
        site.client.post(f"{path}/object")
    assert state(quick, lead) is ConsentState.OBJECTED


def test_an_objection_goes_with_the_person_to_the_new_address(quick: Letterbox) -> None:
    lead = quick.world.receive("whitepaper")
    consent.refuse(quick.deps, lead.id, consent.OBJECTION, source=consent.NOTED)
    quick.send_all()
    put_right(quick, lead, NEW)
    assert state(quick, lead) is ConsentState.OBJECTED
    assert quick.send_all() == []
    assert MAIL in consent.of_address(quick.deps, NEW).suppressed
    with quick.world.store.read() as session:
        assert len(set(session.scalars(select(Suppression.address_hash)))) == 2


def test_what_the_new_address_has_refused_before_holds(quick: Letterbox) -> None:
    consent.refuse_address(quick.deps, NEW, consent.NO_MAIL)
    lead = quick.world.receive("whitepaper")
    consent.confirm(quick.deps, lead.id)
    put_right(quick, lead, NEW)
    assert state(quick, lead) is ConsentState.WITHDRAWN


def test_without_mail_it_is_not_known_whether_they_agree(sqlite_store: Store) -> None:
    world = World(sqlite_store)
    world.hire()
    lead = world.receive("whitepaper")
    assert consent_state(lead.consents, MAIL) is GRANTED
    ravi = world.person("U0RAVI")
    correct.correct(world.deps, lead.id, person=ravi, values={LeadField.EMAIL: NEW})
    world.clock.forward(minutes=1)
    assert consent_state(world.lead(lead.id).consents, MAIL) is ConsentState.UNKNOWN
