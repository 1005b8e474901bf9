"""A lead's life in any order: whatever people, senders and the clock do, what must hold holds."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Row, text

from agents.facts import LeadFacts, PersonFacts, RightPerson
from agents.vocabulary import ClockKind, Handover, InboxState, RejectReason, Stage, TouchKind
from bot.errors import Refusal
from bot.workflows import (
    accept,
    deal,
    handover,
    intake,
    people,
    qualify,
    reject,
    spam,
    tick,
    touch,
    undo,
)
from store.session import Store
from tests.simulation.ground import Ground, Sent, form, visits
from tests.world import TEAM, StandingClock, World

OPEN = ("waiting", "offered", "accepted")
SELLERS = ("U0LENA", "U0JONAS", "U0AMY")
USERS = st.sampled_from([user for user, *_ in TEAM])
PERSONS = st.integers(min_value=1, max_value=4)
LEAD = st.integers(min_value=0, max_value=7)
"""Which of the leads there are; taken modulo their number."""
FORMS = st.sampled_from(("demo", "pricing", "whitepaper", "contact"))
SPANS = st.sampled_from(
    (
        timedelta(minutes=2),
        timedelta(minutes=8),
        timedelta(hours=3),
        timedelta(days=1),
        timedelta(days=40),
    )
)

LEADS = text("SELECT * FROM lead ORDER BY id")
UNPROMISED = text(
    "SELECT lead.id FROM lead WHERE (handover IN ('waiting', 'offered') OR handover = 'accepted'"
    " AND NOT EXISTS (SELECT 1 FROM touch WHERE touch.lead_id = lead.id)) AND NOT EXISTS ("
    "SELECT 1 FROM clock WHERE clock.lead_id = lead.id AND kind = 'first_touch' AND"
    " state != 'cancelled' AND (next_step_at IS NOT NULL OR stopped_at IS NOT NULL OR"
    " state = 'breached'))"
)
"""Open leads without a running promise that will be looked at; a broken one was looked at last."""
STILL_RUNNING = text(
    "SELECT lead.id FROM lead JOIN clock ON clock.lead_id = lead.id"
    " WHERE handover IN ('rejected', 'spam') AND clock.stopped_at IS NULL"
)
CARDS_OWED = text(
    "SELECT lead_id, count(*) FROM outbox WHERE kind = 'ShowLeadCard' AND state = 'pending'"
    " GROUP BY lead_id HAVING count(*) > 1"
)
ENDS = text(
    "SELECT lead_id, event, person_id, params FROM audit WHERE event IN ('rejected', 'spam')"
)
UNFINISHED = text("SELECT count(*) FROM delivery WHERE state = 'received'")


class LifeOfLeads(RuleBasedStateMachine):
    """Four persons, the team, a clock; the relay is as good as its promise (tests/simulation)."""

    ground: Ground

    def __init__(self) -> None:
        super().__init__()
        self.ground.reset("nothing")
        clock = StandingClock()
        self.ground.now = clock
        self.world = World(self.ground.store, policy=self.ground.policy, clock=clock)
        self.deps = self.world.deps
        self.sent = 0
        self.versions: dict[int, int] = {}

    def rows(self) -> list[Row[Any]]:
        with self.world.store.read() as session:
            return list(session.execute(LEADS).all())

    def act(self, which: int, user: str, work: Callable[[int, PersonFacts], object]) -> None:
        """Somebody does something with one of the leads; a refusal is an answer too."""
        rows = self.rows()
        with suppress(Refusal):
            work(rows[which % len(rows)].id, people.who(self.deps, user))

    def take_in(self, sent: Sent) -> None:
        self.sent += 1
        kept = intake.keep_delivery(
            self.deps,
            door=sent.door,
            external_id=f"{sent.key}-{self.sent}",
            body=sent.body,
            content_type="application/json",
        )
        assert intake.process_delivery(self.deps, kept.id) in {InboxState.DONE, InboxState.REFUSED}

    def has_leads(self) -> bool:
        return bool(self.versions)

    @rule(person=PERSONS, name=FORMS)
    def somebody_asks(self, person: int, name: str) -> None:
        self.take_in(form(person, name))

    @rule(person=PERSONS)
    def somebody_reads(self, person: int) -> None:
        self.take_in(visits(person))

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS)
    def accepts(self, which: int, user: str) -> None:
        self.act(which, user, lambda lead, who: accept.accept(self.deps, lead, person=who))

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS, kind=st.sampled_from(TouchKind))
    def touches(self, which: int, user: str, kind: TouchKind) -> None:
        self.act(
            which, user, lambda lead, who: touch.log_touch(self.deps, lead, person=who, kind=kind)
        )

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS)
    def qualifies(self, which: int, user: str) -> None:
        self.act(which, user, lambda lead, who: qualify.qualify(self.deps, lead, person=who))

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS)
    def takes_over(self, which: int, user: str) -> None:
        self.act(which, user, lambda lead, who: handover.take_over(self.deps, lead, person=who))

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS, to=st.none() | USERS)
    def gives(self, which: int, user: str, to: str | None) -> None:
        to_id = self.ground.people[to].id if to else None
        self.act(
            which,
            user,
            lambda lead, who: handover.give(self.deps, lead, person=who, to_person_id=to_id),
        )

    @precondition(has_leads)
    @rule(which=LEAD, other=LEAD, user=USERS, reason=st.sampled_from(RejectReason))
    def rejects(self, which: int, other: int, user: str, reason: RejectReason) -> None:
        rows = self.rows()
        given: dict[RejectReason, dict[str, Any]] = {
            RejectReason.TIMING: {"wake_on": self._in_a_month()},
            RejectReason.WRONG_PERSON: {"right": RightPerson(name="Frau Berger")},
            RejectReason.DUPLICATE: {"other_lead_id": rows[other % len(rows)].id},
        }
        more = given.get(reason, {})
        self.act(
            which,
            user,
            lambda lead, who: reject.reject(self.deps, lead, person=who, reason=reason, **more),
        )

    def _in_a_month(self) -> date:
        return (self.world.clock() + timedelta(days=30)).date()

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS)
    def calls_it_spam(self, which: int, user: str) -> None:
        self.act(
            which,
            user,
            lambda lead, who: spam.set_aside(self.deps, lead, person=who, is_test=False),
        )

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS)
    def takes_it_back(self, which: int, user: str) -> None:
        self.act(which, user, lambda lead, who: undo.take_back(self.deps, lead, person=who))

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS, outcome=st.sampled_from((None, Stage.WON, Stage.LOST)))
    def makes_a_deal(self, which: int, user: str, outcome: Stage | None) -> None:
        def work(lead: int, who: PersonFacts) -> None:
            if outcome is None:
                day = self._in_a_month()
                deal.open_deal(
                    self.deps,
                    lead,
                    person=who,
                    value=Decimal(100),
                    currency="EUR",
                    expected_close_on=day,
                )
            else:
                deal.close_deal(self.deps, lead, person=who, outcome=outcome, lost_reason="price")

        self.act(which, user, work)

    @precondition(has_leads)
    @rule(which=LEAD, user=USERS, act=st.sampled_from(("accept", "spam", "no_fit", "timing")))
    def acts_and_takes_it_back(self, which: int, user: str, act: str) -> None:
        """Whatever came before: an act and its undo leave the lead as it was."""
        lead = self.rows()[which % len(self.rows())].id
        before, who = self.decided(lead), people.who(self.deps, user)
        try:
            if act == "accept":
                accept.accept(self.deps, lead, person=who)
            elif act == "spam":
                spam.set_aside(self.deps, lead, person=who, is_test=False)
            else:
                reason = RejectReason(act)
                day = self._in_a_month() if reason is RejectReason.TIMING else None
                reject.reject(self.deps, lead, person=who, reason=reason, wake_on=day)
        except Refusal:
            return
        assert self.decided(lead) != before
        undo.take_back(self.deps, lead, person=who)
        assert self.decided(lead) == before

    def decided(self, lead_id: int) -> LeadFacts:
        """A lead without the version of what its card shows."""
        return replace(self.world.lead(lead_id), version=0, undo_until=None, watch_at=None)

    @rule(user=st.sampled_from(SELLERS), is_active=st.booleans())
    def leaves_or_returns(self, user: str, is_active: bool) -> None:
        known = self.ground.people[user]
        people.save(
            self.deps,
            by=self.world.person("U0RAVI"),
            slack_user_id=user,
            name=known.name,
            role=known.role,
            language=known.language,
            territory=known.territory,
            is_active=is_active,
        )

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self.world.clock.now += span
        for job in (tick.escalate, tick.wake_leads, tick.find_owners, tick.end_undos, tick.audit):
            job(self.deps)

    @rule()
    def everything_owed_is_shown(self) -> None:
        self.world.settle_all()

    @invariant()
    def an_open_lead_has_one_owner_or_waits(self) -> None:
        for row in self.rows():
            assert (row.owner_id is None) == (
                row.handover == "waiting"
            ) or row.handover not in OPEN

    @invariant()
    def an_open_lead_is_promised_something(self) -> None:
        with self.world.store.read() as session:
            assert session.scalars(UNPROMISED).all() == []
            assert session.scalars(STILL_RUNNING).all() == []

    @invariant()
    def a_lead_is_owed_one_card(self) -> None:
        with self.world.store.read() as session:
            assert session.execute(CARDS_OWED).all() == []

    @invariant()
    def nothing_ends_without_a_reason(self) -> None:
        with self.world.store.read() as session:
            noted = {(row.lead_id, row.event): row for row in session.execute(ENDS)}
        for row in self.rows():
            if row.handover == Handover.REJECTED:
                assert None not in {row.reject_reason, row.decided_by_id, row.decided_at}
                assert f'"{row.reject_reason}"' in noted[row.id, "rejected"].params
            elif row.handover == Handover.SPAM:
                assert noted[row.id, "spam"].person_id is not None
            if row.stage == "merged":
                assert row.merged_into_id not in {None, row.id}

    @invariant()
    def nothing_vanishes_and_versions_only_grow(self) -> None:
        now = {row.id: row.version for row in self.rows()}
        assert all(now.get(lead_id, 0) >= version for lead_id, version in self.versions.items())
        self.versions = now

    @invariant()
    def nothing_waits_to_be_taken_in(self) -> None:
        with self.world.store.read() as session:
            assert session.scalar(UNFINISHED) == 0


@pytest.fixture
def ground() -> Iterator[Ground]:
    made = Ground()
    yield made
    made.close()


def test_the_life_of_leads(ground: Ground) -> None:
    LifeOfLeads.ground = ground
    run_state_machine_as_test(
        LifeOfLeads, settings=settings(max_examples=25, stateful_step_count=20)
    )


def test_whoever_takes_a_lead_that_nobody_was_given_is_on_a_clock(sqlite_store: Store) -> None:
    """Found by the machine above."""
    world = World(sqlite_store)
    world.hire()
    lead = world.receive("whitepaper", email="x@gmx.de", industry="", job_title="Student")
    assert lead.clocks == ()
    handover.take_over(world.deps, lead.id, person=world.person("U0MIRA"))
    assert [clock.kind for clock in world.clocks(lead.id)] == [ClockKind.FIRST_TOUCH]
