"""From the SQL to the closed deal, on the card or by import (issue C 8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from agents.facts import LeadFacts
from agents.rules.pipeline import OpportunityDraft
from agents.vocabulary import (
    AbsenceSource,
    Handover,
    Language,
    LeadField,
    Metric,
    RefusalCode,
    Role,
    RoutingReason,
    Stage,
    TouchKind,
)
from bot.errors import Refusal
from bot.slack import present
from bot.workflows import absences, accept, consent, deal, look, qualify, touch, trading, undo
from bot.workflows.absences import AbsenceDraft
from bot.workflows.figures import StoreMetrics
from bot.workflows.import_pipeline import import_opportunities
from store.models import Audit, Lead, LeadStage
from store.queries import histories, kpi
from store.session import Store
from tests.world import TEAM, World

CLOSE_ON = date(2026, 5, 29)
ANNA = ("U0ANNA", "Anna Reiter", Role.AE, Language.DE, "dach")


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire(*TEAM, ANNA)
    return made


def sql(world: World, **changes: str) -> LeadFacts:
    lead = world.receive(**changes)
    mira = world.person("U0MIRA")
    accept.accept(world.deps, lead.id, person=mira)
    touch.log_touch(world.deps, lead.id, person=mira, kind=TouchKind.CALL)
    return qualify.qualify(world.deps, lead.id, person=mira)


def opens(world: World, lead: LeadFacts, value: str = "12500") -> LeadFacts:
    return deal.open_deal(
        world.deps,
        lead.id,
        person=world.person("U0MIRA"),
        value=Decimal(value),
        currency="EUR",
        expected_close_on=CLOSE_ON,
    )


def draft(lead: LeadFacts, stage: Stage, **changes: object) -> OpportunityDraft:
    known = {
        "external_id": "crm-1",
        "lead_external_id": f"#{lead.id}",
        "name": "Rahmenvertrag",
        "value": Decimal("14000.00"),
        "currency": "EUR",
        "stage": stage,
        "expected_close_on": CLOSE_ON,
        "closed_on": date(2026, 3, 20) if stage in {Stage.WON, Stage.LOST} else None,
    }
    return OpportunityDraft(**(known | changes))  # type: ignore[arg-type]


def deals(world: World) -> list[tuple[str, Decimal, bool]]:
    with world.store.read() as session:
        found = kpi.opportunities(session, as_of=world.clock())
    return [(one.external_id, one.value, one.is_open) for one in found]


def test_an_sql_needs_what_must_be_known(world: World) -> None:
    lead = world.receive(need="", timeframe="")
    mira = world.person("U0MIRA")
    done = accept.accept(world.deps, lead.id, person=mira)
    assert done.open_fields == (LeadField.NEED, LeadField.TIMEFRAME)
    with world.store.read() as session:
        (noted,) = session.scalars(select(Audit.params).where(Audit.event == "accepted"))
    assert noted["lacks"] == "complete"
    touch.log_touch(world.deps, lead.id, person=mira, kind=TouchKind.CALL)
    with pytest.raises(Refusal) as caught:
        qualify.qualify(world.deps, lead.id, person=mira, values={LeadField.NEED: "Tempo"})
    assert caught.value.code is RefusalCode.STILL_OPEN
    values = {LeadField.NEED: "Tempo", LeadField.TIMEFRAME: "Q3"}
    done = qualify.qualify(world.deps, lead.id, person=mira, values=values)
    assert (done.stage, done.need, done.open_fields) == (Stage.SQL, "Tempo", ())


@pytest.mark.parametrize("outcome", [Stage.WON, Stage.LOST])
def test_each_stage_is_stamped_at_the_moment_it_is_reached(world: World, outcome: Stage) -> None:
    """One road, a minute a step, to its end (issue C 5)."""
    lead, mira = world.receive(), world.person("U0MIRA")
    began_at = world.clock()
    consent.confirm(world.deps, lead.id)
    world.clock.forward(minutes=1)
    accept.accept(world.deps, lead.id, person=mira)
    touch.log_touch(world.deps, lead.id, person=mira, kind=TouchKind.CALL)
    world.clock.forward(minutes=1)
    qualify.qualify(world.deps, lead.id, person=mira)
    world.clock.forward(minutes=1)
    opens(world, lead)
    world.clock.forward(minutes=1)
    reason = None if outcome is Stage.WON else "price"
    deal.close_deal(world.deps, lead.id, person=mira, outcome=outcome, lost_reason=reason)
    road = (Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, outcome)
    with world.store.read() as session:
        reached = dict(
            session.execute(
                select(LeadStage.stage, LeadStage.reached_at).where(LeadStage.lead_id == lead.id)
            ).all()
        )
    assert reached.pop(Stage.LEAD) == reached.pop(Stage.MQL) == began_at
    assert reached == {
        stage: began_at + timedelta(minutes=minutes) for minutes, stage in enumerate(road, 1)
    }


def test_the_road_to_won_is_stamped_and_counted(world: World) -> None:
    lead = sql(world)
    anna = world.person("U0ANNA")
    assert next(iter(deal.may_own(world.deps, lead.id))).id == anna.id, "executives first"
    given = deal.hand_on(world.deps, lead.id, person=world.person("U0MIRA"), to_person_id=anna.id)
    assert (given.owner_id, given.handover) == (anna.id, Handover.QUALIFIED)
    opened = opens(world, lead)
    assert (opened.stage, opened.deal and opened.deal.value) == (
        Stage.OPPORTUNITY,
        Decimal("12500.00"),
    )
    assert deals(world) == [(f"staffel-{lead.id}", Decimal("12500.00"), True)]
    done = deal.close_deal(world.deps, lead.id, person=anna, outcome=Stage.WON)
    assert (done.stage, done.handover) == (Stage.WON, Handover.CLOSED)
    assert deals(world) == [(f"staffel-{lead.id}", Decimal("12500.00"), False)]
    (won,) = StoreMetrics(world.store, world.policy).figure(
        Metric.CLOSED_ROWS, as_of=world.clock()
    )
    assert won.value == 1
    with pytest.raises(Refusal) as caught:
        deal.close_deal(world.deps, lead.id, person=anna, outcome=Stage.WON)
    assert caught.value.code is RefusalCode.ALREADY_CLOSED


def test_whoever_gets_an_sql_sees_why_and_it_is_no_open_lead_to_take_back(world: World) -> None:
    lead = sql(world)
    mira, anna = world.person("U0MIRA"), world.person("U0ANNA")
    deal.hand_on(world.deps, lead.id, person=mira, to_person_id=anna.id)
    newest = look.why(world.deps, lead.id, person=anna).routing[-1]
    assert (newest.owner_id, newest.reason, newest.by_person_id) == (
        anna.id,
        RoutingReason.GIVEN,
        mira.id,
    )
    had = world.lead(lead.id)
    assert (had.previous_owner_id, had.handed_at, had.watch_at) == (mira.id, world.clock(), None)
    told = {"lead_id": lead.id, "person_id": anna.id, "reason": "given", "by_person_id": mira.id}
    assert ("TellNewOwner", told) in world.owed()
    with pytest.raises(Refusal) as late:
        trading.take_back(world.deps, lead.id, person=mira)
    assert late.value.code is RefusalCode.TOO_LATE
    assert anna.id not in {one.id for one in deal.may_own(world.deps, lead.id)}
    with pytest.raises(Refusal) as stale:
        deal.hand_on(world.deps, lead.id, person=anna, to_person_id=anna.id)
    assert stale.value.code is RefusalCode.STALE_CLICK


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"value": Decimal(0)}, RefusalCode.NOT_AN_AMOUNT),
        ({"expected_close_on": date(2026, 3, 23)}, RefusalCode.DATE_IN_PAST),
    ],
)
def test_a_deal_is_checked(
    sqlite_store: Store, changes: dict[str, object], code: RefusalCode
) -> None:
    world = World(sqlite_store)
    world.hire()
    lead = sql(world)
    given = {"value": Decimal(5), "currency": "EUR", "expected_close_on": CLOSE_ON}
    with pytest.raises(Refusal) as caught:
        deal.open_deal(world.deps, lead.id, person=world.person("U0MIRA"), **(given | changes))  # type: ignore[arg-type]
    assert caught.value.code is code


def test_who_may_not(sqlite_store: Store) -> None:
    world = World(sqlite_store)
    world.hire()
    lead = world.receive()
    with pytest.raises(Refusal) as early:
        opens(world, lead)
    assert early.value.code is RefusalCode.NOT_QUALIFIED_YET
    lead = sql(world)
    mira, ravi = world.person("U0MIRA"), world.person("U0RAVI")
    with pytest.raises(Refusal) as no_owner:
        deal.hand_on(world.deps, lead.id, person=mira, to_person_id=ravi.id)
    assert no_owner.value.code is RefusalCode.NO_SUCH_OWNER
    with pytest.raises(Refusal) as no_deal:
        deal.close_deal(world.deps, lead.id, person=mira, outcome=Stage.WON)
    assert no_deal.value.code is RefusalCode.NO_DEAL_YET
    with pytest.raises(Refusal) as no_reason:
        deal.close_deal(world.deps, lead.id, person=mira, outcome=Stage.LOST)
    assert no_reason.value.code is RefusalCode.FIELD_MISSING
    lost = deal.close_deal(
        world.deps, lead.id, person=mira, outcome=Stage.LOST, lost_reason="price"
    )
    assert (lost.stage, lost.deal and lost.deal.lost_reason) == (Stage.LOST, "price")


def test_no_deal_goes_to_somebody_who_is_away(sqlite_store: Store) -> None:
    world = World(sqlite_store)
    world.hire(*TEAM, ANNA)
    lead, anna = sql(world), world.person("U0ANNA")
    gone = AbsenceDraft(person_id=anna.id, starts_at=world.clock(), ends_at=None)
    absences.add(world.deps, gone, by=None, source=AbsenceSource.COMMAND)
    assert anna.id not in {one.id for one in deal.may_own(world.deps, lead.id)}
    with pytest.raises(Refusal) as away:
        deal.hand_on(world.deps, lead.id, person=world.person("U0MIRA"), to_person_id=anna.id)
    assert away.value.code is RefusalCode.IS_AWAY
    absences.back(world.deps, world.person("U0ANNA"))
    assert anna.id in {one.id for one in deal.may_own(world.deps, lead.id)}


def test_the_crm_takes_the_lead_further_and_no_deal_counts_twice(world: World) -> None:
    lead = opens(world, sql(world))
    (fate,) = import_opportunities(world.deps, [draft(lead, Stage.OPPORTUNITY)])
    assert fate.fate == "merged"
    assert deals(world) == [("crm-1", Decimal("14000.00"), True)], "one deal, the CRM's"
    world.clock.forward(days=1)
    import_opportunities(world.deps, [draft(lead, Stage.WON)])
    done = world.lead(lead.id)
    assert (done.stage, done.handover) == (Stage.WON, Handover.CLOSED)
    assert ("ShowLeadCard", {"lead_id": lead.id}) in world.owed()
    (again,) = import_opportunities(world.deps, [draft(lead, Stage.WON)])
    assert again.fate == "unchanged"
    import_opportunities(world.deps, [draft(lead, Stage.SQL)])
    assert world.lead(lead.id).stage is Stage.WON, "nobody is taken back"


def test_a_deal_that_the_crm_lost_says_why_and_keeps_what_was_said_here(world: World) -> None:
    lead = opens(world, sql(world))
    import_opportunities(world.deps, [draft(lead, Stage.LOST, lost_reason="price")])
    lost = world.lead(lead.id)
    assert (lost.stage, lost.deal and lost.deal.lost_reason) == (Stage.LOST, "price")
    with world.store.read() as session:
        steps = histories.steps(session, lead.id)
    assert {one.stage: one.detail for one in steps}[Stage.LOST] == "price"
    import_opportunities(world.deps, [draft(lead, Stage.LOST)])
    found = world.lead(lead.id).deal
    assert found is not None
    assert found.lost_reason == "price", "a file without reasons forgets none"


def test_a_lead_that_was_only_offered_goes_on_in_the_crm(world: World) -> None:
    lead = world.receive()
    import_opportunities(world.deps, [draft(lead, Stage.OPPORTUNITY)])
    done = world.lead(lead.id)
    assert (done.stage, done.handover) == (Stage.OPPORTUNITY, Handover.QUALIFIED)
    assert all(clock.stopped_at is not None for clock in done.clocks)
    world.clock.forward(days=1)
    assert timedelta(0) < world.clock() - lead.created_at


@pytest.mark.parametrize("by_import", [True, False])
def test_who_has_bought_is_a_customer_on_their_other_leads_at_once(
    world: World, *, by_import: bool
) -> None:
    """UWG § 7 Abs. 3, until the deal is taken back."""
    told = world.policy.consent.model_copy(update={"existing_customers": True})
    policy = world.policy.model_copy(update={"consent": told})
    world = World(world.store, policy=policy, clock=world.clock)
    lead = opens(world, sql(world, consent=""))
    other = world.receive("pricing", email="jan@sommer-anlagen.example", consent="")
    colleague = world.receive("pricing", email="ida@sommer-anlagen.example", consent="")
    with world.store.begin() as session:
        joined = {"subject_id": lead.subject_id}
        session.execute(update(Lead).where(Lead.id == other.id).values(joined))
    world.settle_all()

    def is_customer() -> bool:
        card = look.card(world.deps, other.id)
        view = present.lead_card(card, policy=policy, language=Language.DE, now=world.clock())
        return "Bestandskunde" in str(view.blocks)

    def redrawn() -> set[int]:
        drawn = {said["lead_id"] for kind, said in world.owed() if kind == "ShowLeadCard"}
        world.settle_all()
        return drawn

    assert not is_customer()
    mira = world.person("U0MIRA")
    if by_import:
        import_opportunities(world.deps, [draft(lead, Stage.WON)])
    else:
        deal.close_deal(world.deps, lead.id, person=mira, outcome=Stage.WON)
    assert is_customer()
    assert redrawn() == {lead.id, other.id}, f"not {colleague.id}: it is of the person"
    if not by_import:
        undo.take_back(world.deps, lead.id, person=mira)
        assert not is_customer()
        assert redrawn() == {lead.id, other.id}
