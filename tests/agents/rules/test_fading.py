"""When a score falls below a level (S-052, formulas 5.6)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agents.facts import CompanyFacts, ContactFacts
from agents.policy import BehaviourPolicy
from agents.rules.fading import HORIZON, TICK, closed_form, falls_below
from agents.rules.scoring import Fading, score, standing
from agents.vocabulary import ActivityKind
from tests.agents.rules.builders import NOW, a_company, a_policy, an_activity

DAY = timedelta(days=1)
BOSS = ContactFacts(email="weber@acme.example", job_title="Geschäftsführer")
done = st.lists(
    st.builds(
        an_activity,
        st.sampled_from(ActivityKind),
        ago=st.timedeltas(min_value=-DAY, max_value=timedelta(days=60)),
    ),
    min_size=1,
    max_size=12,
)
levels = st.integers(min_value=0, max_value=100)


def stood(activities, *, company=None, contact=BOSS, policy=None):
    return standing(
        contact,
        a_company() if company is None else company,
        activities=activities,
        policy=policy or a_policy().score,
    )


def one_half_life(days=14):
    """The shipped policy, its kinds all fading alike."""
    policy = a_policy().score
    behaviour = {
        kind: BehaviourPolicy(
            points=rule.points, daily_cap=rule.daily_cap, half_life=timedelta(days=days)
        )
        for kind, rule in policy.behaviour.items()
    }
    return policy.model_copy(update={"behaviour": behaviour})


def test_a_demo_request_of_somebody_who_fits_fades_below_seventy():
    """Fit 50 and 45 · 2^(-t/14) under 19.5, since 69.5 is still shown as 70."""
    falls = falls_below(stood([an_activity(ago=timedelta(0))]), 70, now=NOW)
    assert falls is not None
    assert (falls - NOW) / DAY == pytest.approx(16.89, abs=0.01)


def test_two_kinds_that_fade_apart():
    asked = [an_activity(ago=timedelta(0)), an_activity(ActivityKind.PRICE_PAGE, ago=timedelta(0))]
    one, both = stood(asked[:1]), stood(asked)
    assert closed_form(score(one, NOW), 70, now=NOW) is not None
    assert closed_form(score(both, NOW), 70, now=NOW) is None
    alone, together = falls_below(one, 70, now=NOW), falls_below(both, 70, now=NOW)
    assert alone is not None
    assert together is not None
    assert alone < together


@pytest.mark.parametrize(
    ("activities", "level"),
    [
        ([an_activity()], 50),  # fit alone is enough
        ([], 40),
        ([an_activity()], 0),
    ],
)
def test_what_never_falls(activities, level):
    assert falls_below(stood(activities), level, now=NOW) is None


def test_what_lies_below_already_has_fallen_now():
    assert falls_below(stood([]), 70, now=NOW) == NOW


def test_an_event_in_the_future_does_not_fade_before_it_happens():
    ahead = stood([an_activity(ago=-DAY)])
    assert closed_form(score(ahead, NOW), 70, now=NOW) is None
    falls = falls_below(ahead, 70, now=NOW)
    now = falls_below(stood([an_activity(ago=timedelta(0))]), 70, now=NOW)
    assert falls is not None
    assert now is not None
    assert falls - now == DAY


@given(done, levels)
def test_it_is_the_first_moment_below(activities, level):
    lead = stood(activities, company=CompanyFacts(industry="software", country="DE"))
    falls = falls_below(lead, level, now=NOW)
    if falls is None:
        assert score(lead, NOW + HORIZON).total >= level
    else:
        assert score(lead, falls).total < level
        assert falls == NOW or score(lead, falls - TICK).total >= level


@given(done, levels, st.integers(min_value=5, max_value=40))
def test_bisection_agrees_with_the_closed_form(activities, level, days):
    policy = one_half_life(days)
    lead = stood([one for one in activities if one.occurred_at <= NOW], policy=policy)
    assume(lead.fading and lead.base < level <= score(lead, NOW).total and lead.base < level - 1)
    found, formula = (
        falls_below(lead, level, now=NOW),
        closed_form(score(lead, NOW), level, now=NOW),
    )
    assume(formula is not None)
    # With something of another half-life that gives nothing there is no closed form.
    other = Fading(rate=1e-6, newest=0.0, points=0.0, events=())
    nearly = replace(lead, fading=(*lead.fading, other))
    assert closed_form(score(nearly, NOW), level, now=NOW) is None
    assert abs(found - formula) <= timedelta(milliseconds=1)
    assert falls_below(nearly, level, now=NOW) == found


@given(done, levels)
def test_brute_force_finds_the_same_quarter_of_a_day(activities, level):
    lead = stood(activities, company=CompanyFacts(industry="software", country="DE"))
    falls = falls_below(lead, level, now=NOW)
    hours = range(0, 24 * 200, 6)
    below = next((n for n in hours if score(lead, NOW + n * DAY / 24).total < level), None)
    if below is None:
        assert falls is None or falls > NOW + hours[-1] * DAY / 24
    else:
        assert falls is not None
        assert NOW + (below - 6) * DAY / 24 < falls <= NOW + below * DAY / 24


@given(done, done, levels)
def test_more_interest_never_makes_it_fall_sooner(activities, more, level):
    sooner = falls_below(stood(activities), level, now=NOW)
    later = falls_below(stood(activities + more), level, now=NOW)
    assert later is None or (sooner is not None and sooner <= later)
