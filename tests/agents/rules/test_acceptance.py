"""Who may do what, and what a rejection brings about (S-076, S-116, S-140 to S-143; W43)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.policy import SalesPolicy
from agents.rules.acceptance import (
    may_accept,
    may_give,
    may_log_touch,
    may_mark_spam,
    may_qualify,
    may_reject,
    may_take_over,
    reject,
    required_fields,
)
from agents.rules.working_time import working_time
from agents.vocabulary import (
    Consequence,
    Handover,
    RefusalCode,
    RejectReason,
    Role,
    Stage,
)
from tests.agents.rules.builders import NOW, a_lead, a_person, a_policy, a_touch

GERMANY = working_time(a_policy().calendars["germany"])
JANA, BEN = a_person(), a_person(id=2)
CHEF = a_person(id=20, role=Role.MANAGER, territory=None)
OFFERED = a_lead()
ACCEPTED = a_lead(handover=Handover.ACCEPTED, stage=Stage.SAL)
TOUCHED = a_lead(handover=Handover.ACCEPTED, stage=Stage.SAL, touches=(a_touch(),))
QUALIFIED = a_lead(handover=Handover.QUALIFIED, stage=Stage.SQL)
KEPT = a_lead(handover=Handover.NONE, stage=Stage.LEAD)
REJECTED = a_lead(handover=Handover.REJECTED, stage=Stage.RECYCLED)
ALL = (may_accept, may_take_over, may_reject, may_log_touch, may_qualify, may_mark_spam)


@pytest.mark.parametrize("may", ALL)
@pytest.mark.parametrize(
    ("changes", "person", "refusal"),
    [
        ({}, a_person(id=3, territory="international"), RefusalCode.NOT_ALLOWED),
        ({}, a_person(role=Role.MARKETING), RefusalCode.NOT_ALLOWED),
        ({}, a_person(role=Role.DPO), RefusalCode.NOT_ALLOWED),
        ({}, a_person(role=Role.OPERATOR), RefusalCode.NOT_ALLOWED),
        ({"handover": Handover.REJECTED}, JANA, RefusalCode.ALREADY_REJECTED),
        ({"handover": Handover.SPAM}, JANA, RefusalCode.ALREADY_CLOSED),
        ({"handover": Handover.CLOSED}, JANA, RefusalCode.ALREADY_CLOSED),
        ({"stage": Stage.MERGED}, CHEF, RefusalCode.ALREADY_CLOSED),
        ({"stage": Stage.SPAM}, CHEF, RefusalCode.ALREADY_CLOSED),
        ({"stage": Stage.DISQUALIFIED}, CHEF, RefusalCode.ALREADY_CLOSED),
        (
            {"stage": Stage.DISQUALIFIED, "handover": Handover.REJECTED},
            CHEF,
            RefusalCode.ALREADY_REJECTED,
        ),
    ],
)
def test_what_nobody_or_this_person_may_do(may, changes, person, refusal):
    assert may(a_lead(**changes), person) is refusal


@pytest.mark.parametrize(
    ("may", "lead", "person", "refusal"),
    [
        (may_accept, OFFERED, JANA, None),
        (may_accept, OFFERED, BEN, None),  # a colleague of the team takes it over
        (may_accept, a_lead(handover=Handover.WAITING, owner_id=None), CHEF, None),
        (may_accept, a_lead(territory=None), a_person(id=3, territory="x"), None),
        (may_accept, a_lead(owner_id=3), a_person(id=3, territory="x"), None),  # by fallback
        (may_accept, OFFERED, a_person(id=4, role=Role.REVOPS, territory=None), None),
        (may_accept, OFFERED, a_person(is_active=False), RefusalCode.NOT_ALLOWED),
        (may_accept, ACCEPTED, JANA, RefusalCode.ALREADY_ACCEPTED),
        (may_accept, QUALIFIED, BEN, RefusalCode.ALREADY_ACCEPTED),
        (may_accept, KEPT, JANA, RefusalCode.STALE_CLICK),
        (may_take_over, OFFERED, BEN, None),
        (may_take_over, ACCEPTED, BEN, None),
        (may_take_over, OFFERED, JANA, None),
        (may_take_over, ACCEPTED, JANA, RefusalCode.ALREADY_ACCEPTED),
        (may_take_over, QUALIFIED, BEN, RefusalCode.ALREADY_ACCEPTED),
        (may_take_over, ACCEPTED, a_person(id=2, is_active=False), RefusalCode.NOT_ALLOWED),
        (may_reject, OFFERED, BEN, None),
        (may_reject, ACCEPTED, JANA, None),
        (may_reject, ACCEPTED, CHEF, None),
        (may_reject, ACCEPTED, BEN, RefusalCode.NOT_YOURS),
        (may_reject, QUALIFIED, JANA, RefusalCode.ALREADY_ACCEPTED),
        (may_reject, KEPT, JANA, RefusalCode.STALE_CLICK),
        (may_log_touch, OFFERED, BEN, None),
        (may_log_touch, ACCEPTED, BEN, None),
        (may_log_touch, KEPT, CHEF, None),
        (may_qualify, TOUCHED, JANA, None),
        (may_qualify, TOUCHED, CHEF, None),
        (may_qualify, TOUCHED, BEN, RefusalCode.NOT_YOURS),
        (may_qualify, ACCEPTED, JANA, RefusalCode.NOT_TOUCHED_YET),
        (may_qualify, OFFERED, JANA, RefusalCode.NOT_ACCEPTED_YET),
        (may_qualify, QUALIFIED, JANA, RefusalCode.STALE_CLICK),
        (may_mark_spam, OFFERED, BEN, None),
        (may_mark_spam, ACCEPTED, BEN, None),
    ],
)
def test_what_a_person_may_do(may, lead, person, refusal):
    assert may(lead, person) is refusal


@pytest.mark.parametrize(
    ("lead", "person", "receiver", "refusal"),
    [
        (OFFERED, BEN, CHEF, None),
        (ACCEPTED, JANA, BEN, None),
        (ACCEPTED, CHEF, BEN, None),
        (ACCEPTED, BEN, CHEF, RefusalCode.NOT_YOURS),
        (OFFERED, JANA, a_person(id=2, is_active=False), RefusalCode.NO_SUCH_PERSON),
        (OFFERED, JANA, a_person(id=2, role=Role.DPO), RefusalCode.NO_SUCH_PERSON),
        (OFFERED, BEN, JANA, RefusalCode.STALE_CLICK),
        (REJECTED, BEN, JANA, RefusalCode.ALREADY_REJECTED),
        (QUALIFIED, CHEF, BEN, RefusalCode.ALREADY_ACCEPTED),
    ],
)
def test_whom_a_lead_may_be_given(lead, person, receiver, refusal):
    assert may_give(lead, person, receiver=receiver) is refusal


def rejected(reason, *, lead=OFFERED, policy=None, now=NOW, **given):
    policy = policy or a_policy()
    return reject(reason, lead=lead, policy=policy, calendar=GERMANY, now=now, **given)


@pytest.mark.parametrize(
    ("reason", "given", "consequence", "stage", "wake_at"),
    [
        (RejectReason.NO_FIT, {}, Consequence.DISQUALIFY, Stage.DISQUALIFIED, None),
        (
            RejectReason.NO_NEED,
            {},
            Consequence.LONG_NURTURE,
            Stage.NURTURE,
            datetime(2026, 6, 22, 7, tzinfo=UTC),  # 90 days later, at 9 in Munich
        ),
        (
            RejectReason.TIMING,
            {"wake_on": date(2026, 4, 4)},
            Consequence.RECYCLE,
            Stage.RECYCLED,
            datetime(2026, 4, 7, 7, tzinfo=UTC),  # after Easter
        ),
        (
            RejectReason.WRONG_PERSON,
            {"right_person": "Frau Weiß"},
            Consequence.REROUTE,
            Stage.DISQUALIFIED,
            None,
        ),
        (
            RejectReason.DUPLICATE,
            {"other_lead": a_lead(id=8)},
            Consequence.MERGE,
            Stage.MERGED,
            None,
        ),
    ],
)
def test_every_reason_has_its_consequence(reason, given, consequence, stage, wake_at):
    decision = rejected(reason, **given)
    assert (decision.reason, decision.consequence, decision.stage, decision.wake_at) == (
        reason,
        consequence,
        stage,
        wake_at,
    )


@pytest.mark.parametrize(
    ("reason", "given", "refusal"),
    [
        (RejectReason.TIMING, {}, RefusalCode.FIELD_MISSING),
        (RejectReason.TIMING, {"wake_on": NOW.date()}, RefusalCode.DATE_IN_PAST),
        (RejectReason.WRONG_PERSON, {"right_person": " "}, RefusalCode.FIELD_MISSING),
        (RejectReason.DUPLICATE, {}, RefusalCode.FIELD_MISSING),
        (RejectReason.DUPLICATE, {"other_lead": OFFERED}, RefusalCode.SAME_LEAD),
        (
            RejectReason.DUPLICATE,
            {"other_lead": a_lead(id=8, merged_into_id=7, stage=Stage.MERGED)},
            RefusalCode.SAME_LEAD,
        ),
        (
            RejectReason.DUPLICATE,
            {"other_lead": a_lead(id=8, merged_into_id=9, stage=Stage.MERGED)},
            RefusalCode.NO_SUCH_LEAD,
        ),
    ],
)
def test_what_a_rejection_lacks(reason, given, refusal):
    assert rejected(reason, **given) is refusal


def test_today_is_the_day_of_the_calendar():
    late = datetime(2026, 3, 24, 23, 30, tzinfo=UTC)  # the 25th in Berlin
    given = {"wake_on": date(2026, 3, 25), "now": late}
    assert rejected(RejectReason.TIMING, **given) is RefusalCode.DATE_IN_PAST


def test_the_five_reasons_are_closed():
    """S-116: the policy words them, and neither adds one nor leaves one out."""
    values = a_policy().model_dump(by_alias=True)
    reasons = values["reasons"]
    assert set(reasons) == set(RejectReason)
    timing = reasons[RejectReason.TIMING]
    four = {code: one for code, one in reasons.items() if code is not RejectReason.TIMING}
    for wrong in ({**reasons, "budget": timing}, four):
        with pytest.raises(ValidationError, match="reasons"):
            SalesPolicy.model_validate({**values, "reasons": wrong})
    SalesPolicy.model_validate({**values, "reasons": reasons})


def test_without_a_wait_in_the_policy_no_need_does_not_wake():
    policy = a_policy()
    reasons = dict(policy.reasons)
    reasons[RejectReason.NO_NEED] = reasons[RejectReason.NO_NEED].model_copy(
        update={"wake_after": None}
    )
    changed = policy.model_copy(update={"reasons": reasons})
    assert rejected(RejectReason.NO_NEED, policy=changed).wake_at is None


def test_required_fields():
    assert {reason: required_fields(reason) for reason in RejectReason} == {
        RejectReason.NO_FIT: (),
        RejectReason.NO_NEED: (),
        RejectReason.WRONG_PERSON: ("right_person",),
        RejectReason.TIMING: ("wake_on",),
        RejectReason.DUPLICATE: ("other_lead",),
    }


@given(st.integers(min_value=1, max_value=900))
def test_a_lead_wakes_in_open_hours_on_its_day_or_after(days):
    wake_on = NOW.date() + timedelta(days=days)
    decision = rejected(RejectReason.TIMING, wake_on=wake_on)
    assert GERMANY.is_open(decision.wake_at)
    local = decision.wake_at.astimezone(GERMANY.zone).date()
    assert wake_on <= local <= wake_on + timedelta(days=7)
