"""What has changed between two states of a score (S-052)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.decisions import ScorePart
from agents.facts import ScoreStateFacts
from agents.rules import score_changes
from agents.rules.scoring import score, standing
from agents.vocabulary import ActivityKind
from tests.agents.rules.builders import NOW, a_company, a_policy, an_activity
from tests.agents.rules.test_scoring import BOSS, activities, companies, contacts

DAY = timedelta(days=1)
YESTERDAY = NOW - DAY


def state(done=(), *, contact=BOSS, company=None, at=NOW):
    """A state as it is kept of the lead: numbers and codes."""
    company = a_company() if company is None else company
    found = standing(contact, company, activities=done, policy=a_policy().score)
    scored = score(found, at)
    return ScoreStateFacts(
        at=at,
        total=scored.total,
        fit=found.fit,
        standing={line.code: line.points for line in found.lines},
        interest=dict(zip(found.codes, scored.interest, strict=True)),
    )


def changed(before, after):
    return score_changes.change(before, after, policy=a_policy().score)


def test_the_price_page_and_what_has_faded():
    """As the wish says it: more since yesterday by the price page, less by decay."""
    asked = an_activity(ago=2 * DAY)
    before = state([asked], company=a_company(employees=20), at=YESTERDAY)
    page = an_activity(ActivityKind.PRICE_PAGE)
    found = changed(before, state([asked, page], company=a_company(employees=20)))
    assert (found.was, found.total) == (83, 93)
    assert found.parts == (
        ScorePart(code="behaviour_price_page", points=12),
        ScorePart(code="decay", points=-2),
    )


def test_a_company_that_is_known_better():
    before = state(company=a_company(employees=None), at=YESTERDAY)
    found = changed(before, state(company=a_company(employees=60)))
    assert found.parts == (ScorePart(code="fit_size", points=12),)


def test_what_is_beyond_a_limit_is_said():
    many = [an_activity(), an_activity(ActivityKind.PRICE_REQUEST)]
    before = state([an_activity(ago=DAY)], at=YESTERDAY)
    found = changed(before, state([*many, an_activity(ago=DAY)]))
    codes = {part.code: part.points for part in found.parts}
    assert codes["limits"] < 0
    assert sum(codes.values()) == found.total - 95


def test_a_lead_that_was_not_there_yesterday():
    found = changed(None, state([an_activity()]))
    assert found.was is None
    assert sum(part.points for part in found.parts) == found.total


def test_a_state_without_anything_new_is_the_one_that_would_be_computed():
    done = [an_activity(ago=3 * DAY), an_activity(ActivityKind.VISIT, ago=2 * DAY)]
    later = score_changes.state_at(state(done, at=YESTERDAY), policy=a_policy().score, at=NOW)
    computed = state(done)
    assert later.total == computed.total
    assert later.interest == pytest.approx(dict(computed.interest))


leads = st.tuples(contacts, companies, activities)


@given(leads, activities, companies, st.integers(0, 60))
def test_the_parts_sum_to_the_difference(lead, more, other, days):
    contact, company, done = lead
    start = NOW - days * DAY
    known = [one for one in done if one.occurred_at <= start]
    before = state(known, contact=contact, company=company, at=start)
    after = state(done + more, contact=contact, company=other)
    found = changed(before, after)
    assert sum(part.points for part in found.parts) == found.total - before.total
    assert all(part.points for part in found.parts)


@given(contacts, companies, activities, st.integers(0, 400))
def test_where_nothing_happens_interest_only_fades(contact, company, done, days):
    before = state(done, contact=contact, company=company, at=NOW)
    after = score_changes.state_at(before, policy=a_policy().score, at=NOW + days * DAY)
    found = changed(before, after)
    assert {part.code for part in found.parts} <= {"decay", "limits"}
    assert found.total <= before.total
    assert all(part.points < 0 for part in found.parts if part.code == "decay")
