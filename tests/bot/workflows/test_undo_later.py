"""What comes after Accept can be taken back too: the SQL, the deal, the rest after the last try."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from agents.facts import LeadFacts
from agents.vocabulary import (
    AdviceState,
    CadenceEnd,
    ClockKind,
    Handover,
    LeadField,
    RefusalCode,
    RejectReason,
    Stage,
    TouchKind,
)
from bot.workflows import accept, deal, qualify, reject, tick, touch, undo
from bot.workflows.import_pipeline import import_opportunities
from store.models import Advice, Opportunity, Undo
from store.session import Store
from tests.bot.workflows import test_undo
from tests.bot.workflows.test_deal import draft, opens, sql
from tests.bot.workflows.test_undo import refused, stages
from tests.world import World

Act = Callable[[World, LeadFacts], LeadFacts]


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


@dataclass(frozen=True)
class Case:
    """A lead as somebody has brought it so far, and what they do then."""

    road: Act
    act: Act
    stage: Stage


def facts(world: World, lead_id: int) -> LeadFacts:
    """All of a lead but how long an earlier decision could be taken back."""
    return replace(test_undo.facts(world, lead_id), undo_until=None)


def touched(world: World, lead: LeadFacts) -> LeadFacts:
    mira = world.person("U0MIRA")
    accept.accept(world.deps, lead.id, person=mira)
    return touch.log_touch(world.deps, lead.id, person=mira, kind=TouchKind.CALL)


def qualifies(world: World, lead: LeadFacts) -> LeadFacts:
    return qualify.qualify(world.deps, lead.id, person=world.person("U0MIRA"))


def qualified(world: World, lead: LeadFacts) -> LeadFacts:
    return qualifies(world, touched(world, lead))


def opened(world: World, lead: LeadFacts) -> LeadFacts:
    return opens(world, qualified(world, lead))


def corrects(world: World, lead: LeadFacts) -> LeadFacts:
    return opens(world, lead, "99000.50")


def wins(world: World, lead: LeadFacts) -> LeadFacts:
    mira = world.person("U0MIRA")
    value = Decimal(13000)
    return deal.close_deal(world.deps, lead.id, person=mira, outcome=Stage.WON, value=value)


def loses(world: World, lead: LeadFacts) -> LeadFacts:
    mira = world.person("U0MIRA")
    return deal.close_deal(
        world.deps, lead.id, person=mira, outcome=Stage.LOST, lost_reason="price"
    )


def hands_on(world: World, lead: LeadFacts) -> LeadFacts:
    mira, lena = world.person("U0MIRA"), world.person("U0LENA")
    return deal.hand_on(world.deps, lead.id, person=mira, to_person_id=lena.id)


def tries(world: World, lead: LeadFacts) -> LeadFacts:
    mira = world.person("U0MIRA")
    return touch.log_touch(world.deps, lead.id, person=mira, kind=TouchKind.NO_ANSWER)


def tried(world: World, lead: LeadFacts) -> LeadFacts:
    """All tries but the last."""
    done = accept.accept(world.deps, lead.id, person=world.person("U0MIRA"))
    for _ in world.policy.cadence.tries[1:]:
        done = tries(world, lead)
        world.clock.forward(minutes=1)
    return done


CASES = {
    "sql": Case(touched, qualifies, Stage.SQL),
    "opportunity": Case(qualified, opens, Stage.OPPORTUNITY),
    "corrected": Case(opened, corrects, Stage.OPPORTUNITY),
    "handed_on": Case(qualified, hands_on, Stage.SQL),
    "handed_on_with_its_deal": Case(opened, hands_on, Stage.OPPORTUNITY),
    "won": Case(opened, wins, Stage.WON),
    "lost": Case(opened, loses, Stage.LOST),
    "lost_early": Case(qualified, loses, Stage.LOST),
    "last_try": Case(tried, tries, Stage.RECYCLED),
}


def deals(world: World) -> list[tuple[object, ...]]:
    columns = [one for one in Opportunity.__table__.c if one.name != "id"]
    with world.store.read() as session:
        return [tuple(row) for row in session.execute(select(*columns))]


def recommended(world: World, lead_id: int) -> list[tuple[AdviceState, bool | None]]:
    with world.store.read() as session:
        its = select(Advice.state, Advice.has_helped).where(Advice.lead_id == lead_id)
        return [tuple(row) for row in session.execute(its.order_by(Advice.id))]


@pytest.mark.parametrize("name", CASES)
def test_every_later_act_and_its_undo_leave_what_was(world: World, name: str) -> None:
    case, lead = CASES[name], world.receive()
    case.road(world, lead)
    world.clock.forward(minutes=1)
    before = facts(world, lead.id)
    beside = stages(world, lead.id), deals(world), recommended(world, lead.id)
    done = case.act(world, world.lead(lead.id))
    assert (done.stage, done.undo_until is not None) == (case.stage, True)
    world.settle_all()
    world.clock.forward(minutes=4)
    back = undo.take_back(world.deps, lead.id, person=world.person("U0MIRA"))
    assert (back.stage, back.undo_until) == (before.stage, None)
    after = facts(world, lead.id)
    assert after == before
    assert (stages(world, lead.id), deals(world), recommended(world, lead.id)) == beside
    with world.store.read() as session:
        kept = session.scalars(select(Undo)).all()
    assert all(row.state == {} for row in kept if row.ended_at is not None)
    again = case.act(world, world.lead(lead.id))
    assert again.stage is case.stage, "and it can be done once more"


def test_after_the_last_try_was_taken_back_it_is_open_and_asked_for(world: World) -> None:
    lead = world.receive()
    tried(world, lead)
    assert tries(world, lead).handover is Handover.CLOSED
    back = undo.take_back(world.deps, lead.id, person=world.person("U0MIRA"))
    last = len(world.policy.cadence.tries) - 1
    assert back.cadence is not None
    assert (back.cadence.made, back.cadence.is_running, len(back.touches)) == (last, True, last)
    world.clock.forward(days=3)
    tick.remind_tries(world.deps)
    assert ("RemindTry", {"lead_id": lead.id, "made": last, "reminder": 1}) in world.owed()
    ended = tries(world, lead).cadence
    assert ended is not None
    assert ended.outcome is CadenceEnd.USED_UP


def test_an_earlier_try_is_no_decision(world: World) -> None:
    lead = world.receive()
    accept.accept(world.deps, lead.id, person=world.person("U0MIRA"))
    assert tries(world, lead).undo_until is None


def test_a_deal_that_the_crm_has_changed_is_not_taken_back_here(world: World) -> None:
    lead = opened(world, world.receive())
    import_opportunities(world.deps, [draft(lead, Stage.OPPORTUNITY)])
    assert refused(world, lead, "U0MIRA", RefusalCode.UNDO_OVERTAKEN).params == {"why": "crm"}
    lead = wins(world, lead)
    world.clock.forward(minutes=1)
    import_opportunities(world.deps, [draft(lead, Stage.WON, value=Decimal(15000))])
    refused(world, lead, "U0MIRA", RefusalCode.UNDO_OVERTAKEN)
    assert world.lead(lead.id).stage is Stage.WON


def test_whoever_went_on_with_the_sql_stands_in_the_way(world: World) -> None:
    lead = sql(world)
    lena = world.person("U0LENA")
    opens(world, lead)
    undo.take_back(world.deps, lead.id, person=world.person("U0MIRA"))
    refused(world, lead, "U0MIRA", RefusalCode.UNDO_TOO_LATE)
    opens(world, lead)
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    refusal = refused(world, lead, "U0MIRA", RefusalCode.UNDO_OVERTAKEN)
    assert refusal.params["name"] == "Lena Vogt"


def test_whoever_got_the_sql_and_goes_on_keeps_it(world: World) -> None:
    lead = hands_on(world, qualified(world, world.receive()))
    assert lead.owner_id == world.person("U0LENA").id
    touch.log_touch(world.deps, lead.id, person=world.person("U0LENA"), kind=TouchKind.CALL)
    refusal = refused(world, lead, "U0MIRA", RefusalCode.UNDO_OVERTAKEN)
    assert refusal.params["name"] == "Lena Vogt"


def test_what_the_form_asked_for_is_gone_with_the_decision(world: World) -> None:
    """Also what went to the person and to the company."""
    lead = world.receive(need="", timeframe="", job_title="", company="", email="e@gmx.de")
    mira = world.person("U0MIRA")
    before = facts(world, lead.id)
    values = {
        LeadField.NEED: "Tempo",
        LeadField.TIMEFRAME: "Q3",
        LeadField.COMPANY: "Falsch AG",
        LeadField.JOB_TITLE: "Chef",
    }
    done = accept.accept(world.deps, lead.id, person=mira, values=values)
    assert (done.company.name, done.need) == ("Falsch AG", "Tempo")
    undo.take_back(world.deps, lead.id, person=mira)
    assert facts(world, lead.id) == before


def test_other_leads_of_the_company_are_judged_again_without_what_was_taken_back(
    world: World,
) -> None:
    lead = world.receive(industry="", employees="")
    other = world.receive(
        email="ralf@sommer-anlagen.example", last_name="Berg", industry="", employees=""
    )
    mira = world.person("U0MIRA")
    values = {LeadField.EMPLOYEES: 240, LeadField.INDUSTRY: "manufacturing"}
    accept.accept(world.deps, lead.id, person=mira, values=values)
    assert world.lead(other.id).score > other.score
    undo.take_back(world.deps, lead.id, person=mira)
    assert world.lead(other.id).score == other.score


def test_what_was_typed_over_meanwhile_stays(world: World) -> None:
    lead = world.receive(need="", timeframe="")
    mira = world.person("U0MIRA")
    values = {LeadField.NEED: "Tempo", LeadField.TIMEFRAME: "Q3"}
    accept.accept(world.deps, lead.id, person=mira, values=values)
    world.receive("contact", need="Weniger Rückfragen", timeframe="")
    assert world.lead(lead.id).need == "Weniger Rückfragen"
    undo.take_back(world.deps, lead.id, person=mira)
    back = world.lead(lead.id)
    assert (back.need, back.timeframe) == ("Weniger Rückfragen", None)


def test_a_ping_ends_again_after_an_undo(world: World) -> None:
    """What was over is asked again, and is over once more when the same is decided again."""
    lead = world.receive()
    clock = lead.clock(ClockKind.FIRST_TOUCH)
    assert clock is not None
    assert clock.next_step_at is not None
    world.clock.now = clock.next_step_at
    tick.escalate(world.deps)
    mira, owed = world.person("U0MIRA"), []
    for _ in range(2):
        world.settle_all()
        reject.reject(world.deps, lead.id, person=mira, reason=RejectReason.NO_FIT)
        owed.append([kind for kind, _ in world.owed()].count("RefreshPing"))
        world.settle_all()
        undo.take_back(world.deps, lead.id, person=mira)
    assert owed == [1, 1]
