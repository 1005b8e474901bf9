"""A lead's way from the form to its end, on both databases (issue A 4 to 7)."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from agents.facts import LeadFacts, RightPerson
from agents.vocabulary import (
    ClockKind,
    EscalationStep,
    Handover,
    InboxState,
    RefusalCode,
    RejectReason,
    Role,
    RoutingReason,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)
from bot.errors import Refusal
from bot.workflows import (
    accept,
    handover,
    intake,
    look,
    people,
    qualify,
    reject,
    spam,
    tick,
    touch,
)
from store import inbox
from store.models import ChatSession, ChatTurn, Clock
from store.session import Store
from tests.world import World


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def first_touch(lead: LeadFacts) -> SlaState:
    clock = lead.clock(ClockKind.FIRST_TOUCH)
    assert clock is not None
    return clock.state


def test_a_demo_request_is_hot_owned_and_on_a_clock(world: World) -> None:
    """S-056, S-024, S-026: hot within 15 working minutes, by turn, card owed."""
    lead = world.receive()
    assert (lead.tier, lead.handover, lead.is_hot) == (Tier.HOT, Handover.OFFERED, True)
    assert lead.owner_id == world.person("U0LENA").id
    clock = lead.clock(ClockKind.FIRST_TOUCH)
    assert clock is not None
    assert clock.due_at == world.clock() + timedelta(minutes=15)
    assert world.owed() == [("ShowLeadCard", {"lead_id": lead.id})]
    assert sum(line.points for line in lead.score_lines) == lead.score


def test_the_turns_are_fair(world: World) -> None:
    """S-053: equal people differ by at most one lead."""
    owners = Counter(world.receive(email=f"p{i}@firma{i}.example").owner_id for i in range(7))
    lena, jonas = world.person("U0LENA").id, world.person("U0JONAS").id
    assert set(owners) == {lena, jonas}
    assert abs(owners[lena] - owners[jonas]) <= 1


def test_a_weak_lead_is_kept_but_nobody_is_called(world: World) -> None:
    lead = world.receive("whitepaper", email="x@gmx.de", industry="", job_title="Student")
    assert (lead.tier, lead.handover, lead.clocks) == (None, Handover.NONE, ())
    assert world.owed() == []


def test_hot_without_consent_is_hot_not_mql(world: World) -> None:
    """A.15 3: the request is answered, the marketing channels stay locked."""
    lead = world.receive(consent="nein")
    assert (lead.tier, lead.stage) == (Tier.HOT, Stage.LEAD)


def test_the_same_person_again_adds_to_the_open_lead(world: World) -> None:
    first = world.receive()
    again = world.receive("pricing", email="EVA.Sommer@sommer-anlagen.example")
    assert again.id == first.id
    assert len(again.activities) == len(first.activities) + 1
    assert world.owed() == [("ShowLeadCard", {"lead_id": first.id})], "one card, coalesced"


def test_accept_stops_only_the_accept_clock(world: World) -> None:
    lead = world.receive()
    world.clock.forward(minutes=3)
    done = accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    assert (done.handover, done.stage) == (Handover.ACCEPTED, Stage.SAL)
    accept_clock = done.clock(ClockKind.ACCEPT)
    assert accept_clock is not None
    assert accept_clock.state is SlaState.MET
    assert first_touch(done) is SlaState.PENDING


@pytest.mark.parametrize("kind", list(TouchKind))
def test_the_first_touch_stops_the_other_clock(world: World, kind: TouchKind) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena)
    world.clock.forward(minutes=4)
    done = touch.log_touch(world.deps, lead.id, person=lena, kind=kind)
    assert first_touch(done) is SlaState.MET
    late = world.clock.forward(hours=1)
    again = touch.log_touch(world.deps, lead.id, person=lena, kind=kind)
    assert [item.occurred_at for item in again.touches][-1] == late
    assert first_touch(again) is SlaState.MET, "only the first touch counts"


def test_a_late_touch_is_a_breach(world: World) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena)
    world.clock.forward(minutes=16)
    done = touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    assert first_touch(done) is SlaState.BREACHED


def test_qualify_needs_accept_and_touch(world: World) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    with pytest.raises(Refusal) as too_early:
        qualify.qualify(world.deps, lead.id, person=lena)
    assert too_early.value.code is RefusalCode.NOT_ACCEPTED_YET
    accept.accept(world.deps, lead.id, person=lena)
    with pytest.raises(Refusal) as untouched:
        qualify.qualify(world.deps, lead.id, person=lena)
    assert untouched.value.code is RefusalCode.NOT_TOUCHED_YET
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    done = qualify.qualify(world.deps, lead.id, person=lena)
    assert (done.stage, done.handover) == (Stage.SQL, Handover.QUALIFIED)


@pytest.mark.parametrize(
    ("reason", "stage", "given"),
    [
        (RejectReason.NO_FIT, Stage.DISQUALIFIED, {}),
        (RejectReason.NO_NEED, Stage.NURTURE, {}),
        (RejectReason.TIMING, Stage.RECYCLED, {"wake_on": date(2026, 4, 23)}),
        (
            RejectReason.WRONG_PERSON,
            Stage.DISQUALIFIED,
            {"right": RightPerson(name="Frau Berger")},
        ),
    ],
)
def test_each_code_has_its_consequence(
    world: World, reason: RejectReason, stage: Stage, given: dict[str, object]
) -> None:
    """S-140 to S-143."""
    lead = world.receive()
    done = reject.reject(
        world.deps, lead.id, person=world.person("U0LENA"), reason=reason, **given
    )
    assert (done.handover, done.stage, done.reject_reason) == (Handover.REJECTED, stage, reason)
    assert first_touch(done) is SlaState.CANCELLED
    assert (done.wake_at is not None) == (reason in {RejectReason.TIMING, RejectReason.NO_NEED})


def test_a_duplicate_is_tied_to_the_other_lead(world: World) -> None:
    older = world.receive()
    younger = world.receive(email="e.sommer@sommer-anlagen.example")
    with pytest.raises(Refusal) as missing:
        reject.reject(
            world.deps,
            younger.id,
            person=world.person("U0LENA"),
            reason=RejectReason.DUPLICATE,
        )
    assert missing.value.code is RefusalCode.FIELD_MISSING
    done = reject.reject(
        world.deps,
        younger.id,
        person=world.person("U0LENA"),
        reason=RejectReason.DUPLICATE,
        other_lead_id=older.id,
    )
    assert (done.merged_into_id, done.stage) == (older.id, Stage.MERGED)
    assert len(world.lead(older.id).activities) == 2


def test_timing_comes_back_on_the_day(world: World) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    reject.reject(
        world.deps, lead.id, person=lena, reason=RejectReason.TIMING, wake_on=date(2026, 4, 23)
    )
    world.settle_all()
    world.clock.forward(days=29)
    assert tick.wake_leads(world.deps) == 0
    world.clock.forward(days=1)
    assert tick.wake_leads(world.deps) == 1
    back = world.lead(lead.id)
    assert (back.handover, back.owner_id) == (Handover.OFFERED, lena.id)
    assert first_touch(back) is SlaState.PENDING
    assert [kind for kind, _ in world.owed()] == ["ShowLeadCard", "TellNewOwner"]


@pytest.mark.parametrize("comes_back", [True, False])
def test_no_need_is_looked_at_again_after_ninety_days(world: World, comes_back: bool) -> None:
    """S-143: whoever shows interest again is offered to the same owner, others rest on."""
    lead = world.receive()
    lena = world.person("U0LENA")
    world.clock.forward(minutes=5)
    reject.reject(world.deps, lead.id, person=lena, reason=RejectReason.NO_NEED)
    world.settle_all()
    world.clock.forward(days=89)
    if comes_back:
        again = {"title": "Preise", "message": ""}
        assert [world.receive("contact", **again).id for _ in range(3)] == [lead.id] * 3
    assert tick.wake_leads(world.deps) == 0
    assert world.lead(lead.id).stage is Stage.NURTURE
    world.clock.forward(days=1)
    assert tick.wake_leads(world.deps) == 1
    back = world.lead(lead.id)
    assert back.wake_at is None
    if comes_back:
        assert (back.handover, back.owner_id) == (Handover.OFFERED, lena.id)
        assert (back.stage, back.reject_reason) == (Stage.MQL, None)
    else:
        assert (back.handover, back.stage) == (Handover.NONE, Stage.LEAD)


@pytest.mark.parametrize("doubled", ["younger", "older"])
def test_of_a_duplicate_the_older_keeps_the_credit(world: World, doubled: str) -> None:
    """S-143: whichever of the two is rejected, the first date and its origin go on."""
    older = world.receive(origin="google_ads")
    world.clock.forward(minutes=2)
    younger = world.receive(email="e.sommer@sommer-anlagen.example", origin="linkedin")
    lead, other = (younger, older) if doubled == "younger" else (older, younger)
    done = reject.reject(
        world.deps,
        lead.id,
        person=world.person("U0LENA"),
        reason=RejectReason.DUPLICATE,
        other_lead_id=other.id,
    )
    assert first_touch(done) is SlaState.CANCELLED
    kept = world.lead(other.id)
    assert (kept.created_at, kept.origin) == (older.created_at, "google_ads")
    assert first_touch(kept) is SlaState.PENDING
    assert kept.clock(ClockKind.FIRST_TOUCH).due_at == older.clock(ClockKind.FIRST_TOUCH).due_at


def test_spam_counts_in_no_rate(world: World) -> None:
    lead = world.receive()
    done = spam.set_aside(world.deps, lead.id, person=world.person("U0LENA"), is_test=False)
    assert (done.handover, done.stage) == (Handover.SPAM, Stage.SPAM)
    assert {clock.state for clock in done.clocks} == {SlaState.CANCELLED}


def test_the_chain_calls_owner_cover_manager(world: World) -> None:
    """S-058, U-6: 50 %, 80 % and breach, each said once."""
    lead = world.receive()
    world.settle_all()
    seen = []
    for minutes in (7, 1, 4, 1, 3, 60):
        world.clock.forward(minutes=minutes)
        tick.escalate(world.deps)
        tick.escalate(world.deps)
        seen += [payload for kind, payload in world.owed() if kind == "PingStep"]
        world.settle_all()
    assert [item["step"] for item in seen] == list(EscalationStep)
    assert [item["person_id"] for item in seen] == [
        world.person(name).id for name in ("U0LENA", "U0JONAS", "U0MIRA", "U0MIRA")
    ]
    assert first_touch(world.lead(lead.id)) is SlaState.BREACHED


def test_after_a_long_stop_only_the_highest_rung_speaks(world: World) -> None:
    world.receive()
    world.settle_all()
    world.clock.forward(hours=2)
    tick.escalate(world.deps)
    pings = [payload for kind, payload in world.owed() if kind == "PingStep"]
    assert [item["step"] for item in pings] == [EscalationStep.TELL_MANAGER]


def test_nobody_there_waits_in_a_named_room(store: Store) -> None:
    world = World(store)
    lead = world.receive()
    assert (lead.handover, lead.routing_reason) == (Handover.WAITING, RoutingReason.NOBODY)
    assert tick.find_owners(world.deps) == 0
    world.hire()
    world.settle_all()
    assert tick.find_owners(world.deps) == 1
    assert world.lead(lead.id).owner_id == world.person("U0LENA").id


def test_take_over_and_give(world: World) -> None:
    lead = world.receive()
    jonas, lena, mira = (world.person(name) for name in ("U0JONAS", "U0LENA", "U0MIRA"))
    given = handover.give(world.deps, lead.id, person=lena)
    assert (given.owner_id, given.handover) == (jonas.id, Handover.OFFERED)
    taken = handover.take_over(world.deps, lead.id, person=lena)
    assert (taken.owner_id, taken.handover) == (lena.id, Handover.ACCEPTED)
    assert mira.id in {person.id for person in handover.may_get(world.deps, lead.id)}


def test_others_are_refused_with_a_name(world: World) -> None:
    lead = world.receive()
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    with pytest.raises(Refusal) as late:
        accept.accept(world.deps, lead.id, person=world.person("U0JONAS"))
    assert late.value.code is RefusalCode.ALREADY_ACCEPTED
    assert late.value.params["name"] == "Lena Vogt"
    with pytest.raises(Refusal) as foreign:
        accept.accept(world.deps, lead.id, person=world.person("U0AMY"))
    assert foreign.value.code is RefusalCode.NOT_ALLOWED
    with pytest.raises(Refusal) as gone:
        accept.accept(world.deps, 999, person=world.person("U0LENA"))
    assert gone.value.code is RefusalCode.LEAD_GONE
    with pytest.raises(Refusal) as stranger:
        people.who(world.deps, "U0NOBODY")
    assert stranger.value.code is RefusalCode.UNKNOWN_PERSON


def test_of_many_at_once_one_wins_and_the_others_hear_who(world: World) -> None:
    lead = world.receive()
    racers = [world.person(name) for name in ("U0LENA", "U0JONAS", "U0MIRA")] * 4
    start = threading.Barrier(len(racers))
    outcomes: list[object] = []

    def click(person: object) -> None:
        start.wait()
        try:
            accept.accept(world.deps, lead.id, person=person)  # type: ignore[arg-type]
            outcomes.append(person)
        except Refusal as refusal:
            outcomes.append((refusal.code, refusal.params["name"]))

    threads = [threading.Thread(target=click, args=(person,)) for person in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [item for item in outcomes if not isinstance(item, tuple)]
    owner_id = world.lead(lead.id).owner_id
    assert [winner.id for winner in winners] == [owner_id]  # type: ignore[attr-defined]
    with world.store.read() as session:
        assert session is not None
    losers = [item for item in outcomes if isinstance(item, tuple)]
    assert {code for code, _ in losers} == {RefusalCode.ALREADY_ACCEPTED}
    assert {name for _, name in losers} == {winners[0].name}  # type: ignore[attr-defined]


def test_a_refused_delivery_keeps_its_reason_and_can_be_replayed(world: World) -> None:
    delivery_id = world.deliver(email="keine-mail")
    assert intake.process_delivery(world.deps, delivery_id) is InboxState.REFUSED
    with world.store.begin() as session:
        row = inbox.get(session, delivery_id)
        assert row is not None
        assert {problem["name"] for problem in row.problems} == {"email"}
        row.body = row.body.replace(b"keine-mail", b"eva@sommer-anlagen.example")
    assert intake.process_delivery(world.deps, delivery_id) is InboxState.DONE
    assert intake.process_delivery(world.deps, delivery_id) is InboxState.DONE


def test_a_batch_of_waiting_deliveries_is_one_block(world: World) -> None:
    good = [world.deliver(email=f"p{i}@firma{i}.example") for i in range(3)]
    world.deliver(email="keine-mail")
    assert intake.process_waiting(world.deps) == 4
    assert intake.process_waiting(world.deps) == 0
    assert len(world.owed()) == len(good)


def test_why_names_score_conditions_and_turns(world: World) -> None:
    lead = world.receive(consent="nein")
    why = look.why(world.deps, lead.id, person=world.person("U0LENA"))
    assert [criterion.value for criterion in why.failed] == ["consent"]
    assert why.routing[0].reason is RoutingReason.TURN
    with pytest.raises(Refusal):
        look.why(
            world.deps,
            lead.id,
            person=people.save(
                world.deps,
                by=world.person("U0MIRA"),
                slack_user_id="U0MARK",
                name="Mark Etting",
                role=Role.MARKETING,
                language=world.person("U0LENA").language,
                territory=None,
            ),
        )


def test_the_auditor_heals_a_lead_without_a_clock(world: World) -> None:
    lead = world.receive()
    with world.store.begin() as session:
        session.execute(delete(Clock).where(Clock.lead_id == lead.id))
    assert tick.audit(world.deps) == 1
    assert tick.audit(world.deps) == 0
    healed = world.lead(lead.id)
    assert first_touch(healed) is SlaState.PENDING
    assert healed.version == lead.version + 1, "its card says by when"


def test_a_form_cannot_pull_in_another_visitors_conversation(world: World) -> None:
    """Only a delivery of our own chat names its conversation, by a key no sender can choose."""
    with world.store.begin() as session:
        session.add(
            ChatSession(
                id=17,
                token_hash="t",
                subject_id="s",
                language="de",
                answers={},
                started_at=world.clock(),
                delete_after=world.clock(),
            )
        )
        session.flush()
        session.add(
            ChatTurn(
                session_id=17,
                subject_id="s",
                is_visitor=True,
                text="geheim",
                said_at=world.clock(),
                delete_after=world.clock(),
            )
        )
    assert world.receive("chat", chat_session="17").chat == ()


def test_a_body_that_json_cannot_read_is_refused_with_its_reason(world: World) -> None:
    for number, body in enumerate((b"{", b"[1]", b'{"a": {"b": 1}}', b"\xff", b"1" * 5000)):
        kept = intake.keep_delivery(
            world.deps,
            door="form:demo",
            external_id=f"bad-{number}",
            body=body,
            content_type="application/json",
        )
        assert intake.process_delivery(world.deps, kept.id) is InboxState.REFUSED
