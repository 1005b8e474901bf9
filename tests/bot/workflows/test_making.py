"""Leads made, found, tried out and corrected by colleagues (issue: in Slack)."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from agents.rules import hand_made
from agents.vocabulary import (
    ActivityKind,
    EscalationStep,
    Handover,
    Language,
    LeadField,
    LeadSource,
    Metric,
    RefusalCode,
    RejectReason,
    Role,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)
from bot.errors import Refusal
from bot.workflows import (
    accept,
    correct,
    create,
    deal,
    figures,
    find,
    intake,
    leavers,
    look,
    qualify,
    reject,
    tick,
    touch,
    trading,
    trial,
)
from store.models import Account, Audit, Base, Contact, Delivery, Lead, Owed
from store.queries import kpi, leads, people
from store.session import Store
from tests.world import TUESDAY, World

F = LeadField
JONA = {
    F.FIRST_NAME: "Jona",
    F.LAST_NAME: "Klee",
    F.EMAIL: "jona@klee.example",
    F.COMPANY: "Klee KG",
    F.PHONE: "0711 9876543",
}


@pytest.fixture
def world(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.hire()
    return made


def draft(world, wish=ActivityKind.DEMO_REQUEST, **changes):
    typed = JONA | {F(name): text for name, text in changes.items()}
    found = hand_made.draft(typed, wish=wish, language=Language.DE, now=world.clock())
    assert not isinstance(found, tuple)
    return found


def made(world, user="U0LENA", *, keeps=False, key="V1", **changes):
    person = world.person(user)
    return create.create(world.deps, draft(world, **changes), person=person, key=key, keeps=keeps)


def test_a_lead_of_a_colleague_goes_the_way_of_every_other(world):
    lead, is_new = made(world)
    assert is_new
    assert (lead.source, lead.handover, lead.tier) == (
        LeadSource.SLACK,
        Handover.OFFERED,
        Tier.HOT,
    )
    assert ("ShowLeadCard", {"lead_id": lead.id}) in world.owed()
    assert lead.clocks


def test_a_colleague_vouches_for_a_lead_that_no_rule_would_hand_over(world):
    lead, _ = made(world, wish=ActivityKind.EVENT_ATTENDED)
    assert (lead.handover, lead.tier, lead.owner_id is not None) == (
        Handover.OFFERED,
        Tier.MQL,
        True,
    )


def test_the_creator_may_keep_it(world):
    lead, _ = made(world, "U0JONAS", keeps=True)
    assert (lead.owner_id, lead.handover) == (world.person("U0JONAS").id, Handover.ACCEPTED)


def test_the_same_persons_open_lead_is_added_to_and_stays_with_its_owner(world):
    first, _ = made(world)
    again, is_new = made(world, "U0JONAS", keeps=True, key="V2", email="JONA@klee.example")
    assert not is_new
    assert (again.id, again.owner_id) == (first.id, first.owner_id)
    assert len(again.activities) == 2


def test_marketing_makes_leads_but_keeps_none_and_others_make_none(world):
    world.hire(
        ("U0MARK", "Marta Mark", Role.MARKETING, Language.DE, None),
        ("U0DORA", "Dora Schutz", Role.DPO, Language.DE, None),
    )
    assert made(world, "U0MARK")[1]
    for user, keeps in (("U0MARK", True), ("U0DORA", False)):
        with pytest.raises(Refusal) as refused:
            made(world, user, keeps=keeps, key=f"V{user}")
        assert refused.value.code is RefusalCode.NOT_ALLOWED


@pytest.mark.parametrize(
    "words", ["klee", "Jona Klee", "jona@klee", "0711 987", "+49711987", "#1", "1"]
)
def test_a_lead_is_found_by_what_people_know_of_it(world, words):
    lead, _ = made(world)
    found = find.find(world.deps, words, person=world.person("U0LENA"))
    assert [one.id for one in found] == [lead.id]


def test_nobody_finds_what_they_may_not_see(world):
    made(world)
    assert find.find(world.deps, "klee", person=world.person("U0AMY")) == ()
    assert find.find(world.deps, "  ", person=world.person("U0MIRA")) == ()
    seen, hidden = find.alike(world.deps, draft(world), person=world.person("U0AMY"))
    assert (seen, hidden) == ((), 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "", "last_name": "Anders"},
        {"email": "other@klee.example", "phone": "+49 711 98 76 543"},
        {"email": "other@klee.example", "phone": ""},
    ],
)
def test_a_double_is_known_by_address_number_or_name_at_the_company(world, changes):
    lead, _ = made(world)
    new = draft(world, **changes)
    seen, _ = find.alike(world.deps, new, person=world.person("U0LENA"))
    assert [one.id for one in seen] == [lead.id]


def tried(world, user="U0LENA"):
    trial.make(world.deps, person=world.person(user), channel="D0LENA")
    assert intake.process_waiting(world.deps) == 1
    with world.store.read() as session:
        newest = session.scalars(select(Lead.id).order_by(Lead.id.desc())).first()
    return world.lead(newest)


def test_a_trial_lead_goes_through_everything_to_its_maker_alone(world):
    lead = tried(world)
    lena = world.person("U0LENA")
    assert (lead.is_test, lead.is_hot, lead.owner_id, lead.card_channel) == (
        True,
        True,
        lena.id,
        "D0LENA",
    )
    assert lena.turns == 0
    with world.store.read() as session:
        assert session.scalars(select(Owed.lane)).all() == ["post:D0LENA"]
        assert session.scalars(select(Delivery.door)).all() == ["trial:demo"]
    world.clock.forward(hours=1)
    tick.escalate(world.deps)
    said = [payload["step"] for kind, payload in world.owed() if kind == "PingStep"]
    assert said == [EscalationStep.REMIND_OWNER]
    accept.accept(world.deps, lead.id, person=lena)


def test_a_trial_lead_counts_nowhere_and_ends_by_itself(world):
    lead = tried(world)
    metrics = figures.StoreMetrics(world.store, world.policy)
    assert sum(one.n for one in metrics.figure(Metric.MQL_ROWS, as_of=world.clock())) == 0
    assert trial.end_trials(world.deps) == 0
    world.clock.forward(hours=2)
    assert trial.end_trials(world.deps) == 1
    ended = world.lead(lead.id)
    assert (ended.stage, ended.handover) == (Stage.SPAM, Handover.SPAM)
    assert {clock.state for clock in ended.clocks} <= {SlaState.CANCELLED, SlaState.BREACHED}
    assert trial.end_trials(world.deps) == 0


def test_each_trial_is_a_lead_of_its_own(world):
    """They have one name and one number; a colleague's trial is none of mine."""
    first = tried(world)
    second = tried(world, "U0JONAS")
    assert first.id != second.id
    assert (first.owner_id, second.owner_id) == (
        world.person("U0LENA").id,
        world.person("U0JONAS").id,
    )


def test_a_trial_is_nobody_elses_to_swap_or_to_inherit(world):
    mine, trial_of_hers = world.receive(), tried(world)
    if mine.owner_id == trial_of_hers.owner_id:
        mine = world.receive(email="b@b.example", company="B GmbH")
    jonas = world.person("U0JONAS")
    assert (mine.owner_id, mine.territory) == (jonas.id, trial_of_hers.territory)
    offered = {one.id for one in trading.swappable(world.deps, mine.id)}
    assert trial_of_hers.id not in offered
    leavers.leave(world.deps, "U0LENA", by=None)
    assert world.lead(trial_of_hers.id).owner_id == trial_of_hers.owner_id


def test_a_trial_that_is_over_is_forgotten_with_everything_it_made(world):
    lead = tried(world)
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    corrected(world, lead, employees="900", last_name="Probe")
    real = world.receive(email="jan@real.example", company="Real AG", phone="")
    world.clock.forward(hours=2)
    assert trial.end_trials(world.deps) == 1
    assert trial.forget_trials(world.deps) == 0, "its card is still to be drawn"
    world.settle_all()
    assert trial.forget_trials(world.deps) == 1
    assert trial.forget_trials(world.deps) == 0
    with world.store.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if column.references(Lead.__table__.c.id) or column.name == "lead_id":
                    named = session.scalars(select(column).where(column == lead.id)).all()
                    assert named == [], f"{table.name}.{column.name}"
        assert session.scalars(select(Lead.id)).all() == [real.id]
        assert session.scalars(select(Contact.last_name)).all() == ["Sommer"]
        assert session.scalars(select(Account.name)).all() == ["Real AG"]
        assert "Testmann" not in str(session.scalars(select(Delivery.body)).all())


def test_the_newest_lead_is_not_forgotten_before_there_is_another(world):
    """On SQLite the next one would get its number, and with it the buttons of its card."""
    lead = tried(world)
    world.clock.forward(hours=2)
    trial.end_trials(world.deps)
    world.settle_all()
    assert trial.forget_trials(world.deps) == 0
    assert world.receive().id > lead.id
    assert trial.forget_trials(world.deps) == 1


def test_a_trial_takes_nobodys_room_and_is_in_no_figure(world):
    lead = tried(world)
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena)
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    qualify.qualify(world.deps, lead.id, person=lena)
    deal.open_deal(
        world.deps,
        lead.id,
        person=lena,
        value=Decimal(9_000),
        currency="EUR",
        expected_close_on=TUESDAY.date(),
    )
    with world.store.read() as session:
        everybody = people.everybody(session)
        assert {one.name: one.open_leads for one in everybody}["Lena Vogt"] == 0
        assert kpi.opportunities(session, as_of=world.clock()) == ()
        assert leads.open_leads(session) == ()
        assert [one.id for one in leads.open_leads(session, owner_id=lena.id)] == [lead.id]


def corrected(world, lead, user="U0LENA", **values):
    read, problems = hand_made.read({F(name): text for name, text in values.items()})
    assert not problems
    return correct.correct(world.deps, lead.id, person=world.person(user), values=read)


def test_a_corrected_field_changes_the_score_and_leaves_no_value_in_the_audit(world):
    lead, _ = made(world)
    world.settle_all()
    better = corrected(
        world, lead, industry="Maschinenbau", employees="240", job_title="Leiterin Vertrieb"
    )
    assert better.score > lead.score
    assert better.company.industry == "manufacturing"
    with world.store.read() as session:
        notes = session.scalars(select(Audit).where(Audit.event == "corrected")).all()
        assert {note.params["field"] for note in notes} == {"industry", "employees", "job_title"}
        assert all(note.params.keys() == {"field"} for note in notes)
    assert any(kind == "ShowLeadCard" for kind, _ in world.owed())


def test_what_is_corrected_of_a_company_or_a_person_holds_for_all_their_leads(world):
    """S-044: fit is of the company; a closed lead is left as it was judged."""
    first, _ = made(world)
    second, _ = made(world, key="V2", email="mia@klee.example", phone="", last_name="Moos")
    accept.accept(world.deps, second.id, person=world.person("U0MIRA"), values={F.EMPLOYEES: 240})
    for lead in (first, second):
        found = world.lead(lead.id)
        assert "fit_size" in {line.code for line in found.score_lines}
        assert found.score > lead.score
    before = world.lead(second.id)
    corrected(world, first, industry="Maschinenbau")
    after = world.lead(second.id)
    assert after.score > before.score
    assert after.owner_id == before.owner_id
    with world.store.read() as session:
        one, two = session.scalars(select(Lead).order_by(Lead.id))
        assert one.delete_after >= two.delete_after


def test_the_same_values_change_nothing(world):
    lead, _ = made(world)
    same = corrected(world, lead, last_name="Klee", phone="+49 711 9876543")
    assert same.version == lead.version


def test_a_company_is_another_one_for_this_lead_only(world):
    first, _ = made(world)
    second, _ = made(world, key="V2", email="mia@klee.example", phone="", last_name="Moos")
    moved = corrected(world, first, company="Moos AG")
    assert moved.company.name == "Moos AG"
    assert world.lead(second.id).company.name == "Klee KG"


def account(world, lead) -> int | None:
    with world.store.read() as session:
        return session.get_one(Lead, lead.id).account_id


def test_a_company_is_found_in_any_spelling_and_by_the_domain(world):
    """As every other door finds it; what is not there is made with the domain of the address."""
    first, _ = made(world, company="Klee", email="jona@gmx.de")
    other, _ = made(world, key="V2", email="mia@moos.example", company="Moos AG", phone="")
    third, _ = made(
        world, key="V3", email="ida@moos.example", last_name="Ast", company="", phone=""
    )
    assert account(world, third) == account(world, other)
    corrected(world, first, company="MOOS Aktiengesellschaft")
    assert account(world, first) == account(world, other)
    corrected(world, first, company="Farn KG")
    corrected(world, first, email="jona@farn.example")
    fern = account(world, first)
    assert fern not in {None, account(world, other)}
    fourth, _ = made(world, key="V4", email="kim@farn.example", last_name="Tau", company="Tau")
    moved = corrected(world, fourth, company="Tau Handel GmbH")
    late, _ = made(
        world, key="V5", email="eva@farn.example", last_name="Eis", company="", phone=""
    )
    assert account(world, late) == account(world, fourth) != fern
    assert moved.company.domain == "farn.example"


def test_another_spelling_of_the_company_is_its_name_for_all_its_leads(world):
    first, _ = made(world)
    second, _ = made(world, key="V2", email="mia@klee.example", phone="", last_name="Moos")
    world.settle_all()
    corrected(world, first, company="Klee K.G.")
    assert account(world, first) == account(world, second)
    assert world.lead(second.id).company.name == "Klee K.G."
    assert ("ShowLeadCard", {"lead_id": second.id}) in world.owed()
    world.settle_all()
    corrected(world, first, company="Farn AG")
    assert [payload["lead_id"] for _, payload in world.owed()] == [first.id]


def test_who_writes_from_a_teams_mailbox_is_known_by_address_and_name(world):
    """S-017: as if they had come by a form."""
    first, _ = made(world, email="jona@klee.example")
    second, _ = made(world, key="V2", email="mia@klee.example", phone="", last_name="Moos")
    for lead in (first, second):
        assert corrected(world, lead, email="info@klee.example").contact.email
    mine = {"email": "info@klee.example", "company": "Klee KG", "phone": ""}
    again = world.receive("contact", **mine, first_name="Jona", last_name="Moos")
    assert len(world.lead(second.id).activities) == 2
    corrected(world, second, last_name="Moosbach")
    world.receive("contact", **mine, first_name="Jona", last_name="Moosbach")
    assert len(world.lead(second.id).activities) == 3
    assert again.id == second.id


def test_who_was_known_by_a_number_alone_gets_the_address_that_they_give_later(world):
    lead, _ = made(world, email="")
    form = {"first_name": "Jona", "last_name": "Klee", "company": "Klee KG"}
    again = world.receive("contact", **form, phone="0711 9876543", email="jona@klee.example")
    assert (again.id, again.contact.email) == (lead.id, "jona@klee.example")
    other_number = world.receive("contact", **form, phone="", email="jona@klee.example")
    assert len(other_number.activities) == 3


def test_an_address_of_somebody_else_is_refused(world):
    made(world)
    other, _ = made(world, key="V2", email="mia@moos.example", phone="", last_name="Moos")
    with pytest.raises(Refusal) as refused:
        corrected(world, other, email="Jona@klee.example")
    assert refused.value.code is RefusalCode.ADDRESS_TAKEN
    assert corrected(world, other, email="mia.moos@moos.example").contact.email


def test_only_the_team_corrects(world):
    lead, _ = made(world)
    with pytest.raises(Refusal) as refused:
        corrected(world, lead, "U0AMY", last_name="Kleeblatt")
    assert refused.value.code is RefusalCode.NOT_ALLOWED


def test_the_most_alike_is_offered_first_and_never_the_lead_itself(world: World) -> None:
    """The same person, then the same company, then the newest; none that was merged."""
    company = world.receive(email="zwei@sommer-anlagen.example", job_title="Einkauf")
    person = world.receive(email="eva@privat.example", first_name="Eva", company="Anderswo")
    merged = world.receive(email="drei@sommer-anlagen.example", job_title="Technik")
    lead = world.receive()
    other = {"company": "Fremd AG", "phone": "040 1234567", "last_name": "Fremd"}
    stranger = world.receive(email="x@fremd.example", **other)
    mira = world.person("U0MIRA")
    reason = RejectReason.DUPLICATE
    reject.reject(world.deps, merged.id, person=mira, reason=reason, other_lead_id=company.id)
    found = find.doubled(world.deps, lead.id, person=mira)
    assert [one.id for one in found] == [person.id, company.id, stranger.id]
    typed = find.doubled(world.deps, lead.id, "sommer", person=mira)
    assert [one.id for one in typed] == [person.id, company.id]
    assert find.doubled(world.deps, lead.id, f"#{lead.id}", person=mira) == ()
    with pytest.raises(Refusal) as refused:
        find.doubled(world.deps, 4711, person=mira)
    assert refused.value.code is RefusalCode.LEAD_GONE


def test_a_number_that_no_lead_was_ever_given_is_told_from_a_deleted_one(world: World) -> None:
    lead = world.receive()
    numbers = (0, lead.id, lead.id + 1, 999_999)
    assert [look.is_numbered(world.deps, one) for one in numbers] == [False, True, False, False]
