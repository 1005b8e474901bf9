"""The same person again, carried out row by row on both databases (issue C 2)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from agents.facts import LeadFacts, RightPerson
from agents.vocabulary import (
    ClockKind,
    Former,
    Handover,
    Language,
    RejectReason,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)
from bot.slack import present
from bot.workflows import accept, look, qualify, reject, spam, touch
from store.models import Account, Lead
from store.session import Store
from tests.bot.workflows.test_admit import told
from tests.world import World

Prepare = Callable[[World, LeadFacts], object]


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def rejected(reason: RejectReason) -> Prepare:
    def prepare(world: World, lead: LeadFacts) -> None:
        wake_on = (world.clock() + timedelta(days=30)).date()
        reject.reject(
            world.deps,
            lead.id,
            person=world.person("U0MIRA"),
            reason=reason,
            wake_on=wake_on if reason is RejectReason.TIMING else None,
            right=RightPerson(name="Ida Ost") if reason is RejectReason.WRONG_PERSON else None,
        )

    return prepare


def untouched(world: World, lead: LeadFacts) -> None:
    """Nobody has done anything yet."""


def accepted(world: World, lead: LeadFacts) -> None:
    accept.accept(world.deps, lead.id, person=world.person("U0MIRA"))


def qualified(world: World, lead: LeadFacts) -> None:
    accepted(world, lead)
    mira = world.person("U0MIRA")
    touch.log_touch(world.deps, lead.id, person=mira, kind=TouchKind.CALL)
    qualify.qualify(world.deps, lead.id, person=mira)


def closed(stage: Stage) -> Prepare:
    def prepare(world: World, lead: LeadFacts) -> None:
        set_row(world, lead, stage=stage, handover=Handover.CLOSED)

    return prepare


def set_row(world: World, lead: LeadFacts, **values: object) -> None:
    with world.store.begin() as session:
        session.execute(update(Lead).where(Lead.id == lead.id).values(**values))


def set_aside(world: World, lead: LeadFacts) -> None:
    spam.set_aside(world.deps, lead.id, person=world.person("U0MIRA"), is_test=False)


def of_the_past(world: World, lead: LeadFacts) -> None:
    set_row(world, lead, stage=Stage.SQL, handover=Handover.NONE, is_history=True)


PREPARED: dict[Former, Prepare] = {
    Former.OPEN: untouched,
    Former.ACCEPTED: accepted,
    Former.QUALIFIED: qualified,
    Former.NO_FIT: rejected(RejectReason.NO_FIT),
    Former.NO_NEED: rejected(RejectReason.NO_NEED),
    Former.TIMING: rejected(RejectReason.TIMING),
    Former.WRONG_PERSON: rejected(RejectReason.WRONG_PERSON),
    Former.CUSTOMER: closed(Stage.WON),
    Former.LOST: closed(Stage.LOST),
    Former.SPAM: set_aside,
    Former.PAST: of_the_past,
}
"""Every row but that of leads nobody was called for."""
SAME = {Former.OPEN, Former.ACCEPTED, Former.QUALIFIED, Former.TIMING}
"""Where a hot wish goes on in the lead that is there."""


def test_a_hot_wish_in_every_state(world: World) -> None:
    """By a form, for each row: the same lead or a new one, whose, on which clock, told how."""
    for number, (stands, prepare) in enumerate(PREPARED.items()):
        who = {"email": f"p{number}@firma{number}.example", "company": f"Firma {number}"}
        lead = world.receive(**who)
        world.settle_all()
        prepare(world, lead)
        world.settle_all()
        world.clock.forward(minutes=1)
        owner = world.lead(lead.id).owner_id
        before = world.lead(lead.id).clocks
        again = world.receive("pricing", **who)
        assert (again.id == lead.id) is (stands in SAME), stands
        assert again.owner_id == owner or stands is Former.SPAM, stands
        first = again.clock(ClockKind.FIRST_TOUCH)
        assert first is not None
        owed = [kind for kind, _ in world.owed()]
        if stands in {Former.OPEN, Former.ACCEPTED, Former.QUALIFIED}:
            assert again.clocks == before, stands
            assert owed == ["ShowLeadCard", "TellAgain"], stands
            continue
        assert (again.handover, again.is_hot) == (Handover.OFFERED, True), stands
        assert first.due_at == world.clock() + timedelta(minutes=15), stands
        assert again.former is stands
        if stands is Former.TIMING:
            assert (owed, again.wake_at) == (["ShowLeadCard", "TellNewOwner"], None)
        else:
            assert again.former_id == lead.id
            assert "ShowLeadCard" in owed
        if stands is Former.CUSTOMER:
            assert (again.stage, again.tier) == (Stage.LEAD, Tier.HOT), "no MQL"


def test_anything_else_in_every_state(world: World) -> None:
    """By an event: it is kept at the lead that is there, and disturbs nobody.

    Only who is known from before the bot alone begins anew.
    """
    for number, (stands, prepare) in enumerate(PREPARED.items()):
        email = f"p{number}@firma{number}.example"
        lead = world.receive(email=email, company=f"Firma {number}")
        prepare(world, lead)
        before = world.lead(lead.id)
        world.settle_all()
        told(world, email, "price_page", number=number)
        if stands is Former.PAST:
            assert (world.lead(lead.id + 1).former_id, world.owed()) == (lead.id, [])
            continue
        after = world.lead(lead.id)
        assert len(after.activities) == len(before.activities) + 1, stands
        for name in ("stage", "handover", "owner_id", "clocks", "wake_at", "reject_reason"):
            assert getattr(after, name) == getattr(before, name), (stands, name)
        assert [kind for kind, _ in world.owed()] == ["ShowLeadCard"], stands


def test_a_lead_that_nobody_was_called_for_goes_on_and_is_handed_over(world: World) -> None:
    """The last row: what they did stands together, and only a hot wish calls somebody."""
    who = {"industry": "", "employees": "", "job_title": "", "country": "", "company": "Klein"}
    kept = world.receive("whitepaper", email="k@klein.example", **who)
    assert kept.handover is Handover.NONE
    told(world, "k@klein.example", "download")
    assert world.lead(kept.id).handover is Handover.NONE
    again = world.receive("pricing", email="k@klein.example", **who)
    assert (again.id, again.handover, again.former) == (kept.id, Handover.OFFERED, None)
    assert len(again.activities) == 3
    first = again.clock(ClockKind.FIRST_TOUCH)
    assert first is not None
    assert first.due_at == world.clock() + timedelta(minutes=15)


def test_an_ordinary_lead_that_turns_hot_is_promised_sooner_and_never_later(world: World) -> None:
    who = {"email": "m@firma.example", "company": "Firma"}
    lead = world.receive("contact", **who)
    assert lead.tier is Tier.MQL
    long = lead.clock(ClockKind.FIRST_TOUCH)
    assert long is not None
    world.clock.forward(minutes=30)
    hot = world.receive("demo", **who)
    short = hot.clock(ClockKind.FIRST_TOUCH)
    assert short is not None
    assert (hot.id, hot.tier, short.id) == (lead.id, Tier.HOT, long.id)
    assert short.due_at == world.clock() + timedelta(minutes=15) < long.due_at
    world.clock.forward(minutes=5)
    third = world.receive("pricing", **who).clock(ClockKind.FIRST_TOUCH)
    assert third is not None
    assert (third.due_at, third.state) == (short.due_at, SlaState.PENDING)


def test_a_customer_goes_to_the_owner_of_the_account(world: World) -> None:
    lead = world.receive()
    closed(Stage.WON)(world, lead)
    amy = world.person("U0AMY")
    with world.store.begin() as session:
        session.execute(update(Account).values(owner_id=amy.id))
    again = world.receive("demo")
    assert (again.owner_id, again.former) == (amy.id, Former.CUSTOMER)


def test_an_event_of_somebody_rejected_calls_a_person_again(world: World) -> None:
    lead = world.receive()
    rejected(RejectReason.NO_FIT)(world, lead)
    told(world, "eva.sommer@sommer-anlagen.example", "demo_request")
    again = world.lead(lead.id + 1)
    assert (again.former, again.former_id) == (Former.NO_FIT, lead.id)
    assert (again.handover, again.is_hot) == (Handover.OFFERED, True)
    assert len(again.activities) == 1
    assert world.lead(lead.id).handover is Handover.REJECTED
    told(world, "eva.sommer@sommer-anlagen.example", "demo_request")
    assert len(world.lead(again.id).activities) == 1, "counted once"


def companies(world: World) -> list[tuple[str | None, str | None]]:
    with world.store.read() as session:
        return [(row.name, row.domain) for row in session.scalars(select(Account))]


def test_a_lead_that_goes_on_stays_at_its_company(world: World) -> None:
    """Whatever its person names now; no company is made that would have no lead."""
    lead = world.receive(email="eva@gmx.de", company="Klein KG", phone="")
    other = world.receive(email="jan@farn.example", company="Farn AG", industry="")
    for named in ({"company": "Moos GmbH"}, {"company": "Farn AG"}, {"company": ""}):
        again = world.receive("pricing", email="eva@gmx.de", phone="", **named)
        assert (again.id, world.lead(lead.id).company.name) == (other.id, "Klein KG")
    assert companies(world) == [("Klein KG", None), ("Farn AG", "farn.example")]
    assert len(world.lead(lead.id).activities) == 4


def test_a_new_lead_of_the_person_is_at_the_company_named_now(world: World) -> None:
    lead = world.receive(email="eva@gmx.de", company="Klein KG")
    rejected(RejectReason.NO_FIT)(world, lead)
    again = world.receive("pricing", email="eva@gmx.de", company="Moos GmbH")
    assert (again.former_id, again.company.name) == (lead.id, "Moos GmbH")
    assert world.lead(lead.id).company.name == "Klein KG"
    assert companies(world) == [("Klein KG", None), ("Moos GmbH", None)]


@pytest.mark.parametrize("is_told", [True, False])
def test_the_card_of_a_customer_says_that_they_may_get_mail(
    world: World, *, is_told: bool
) -> None:
    """UWG § 7 Abs. 3, where the policy has it; the purchase is another lead's."""
    consent = world.policy.consent.model_copy(update={"existing_customers": is_told})
    policy = world.policy.model_copy(update={"consent": consent})
    world = World(world.store, policy=policy, clock=world.clock)
    lead = world.receive(consent="")
    closed(Stage.WON)(world, lead)
    again = world.receive("pricing", consent="")
    for card in (look.card(world.deps, again.id), look.card_of(world.deps, again)):
        view = present.lead_card(card, policy=policy, language=Language.DE, now=world.clock())
        assert ("als Bestandskunde auch per E-Mail" in str(view.blocks)) is is_told
