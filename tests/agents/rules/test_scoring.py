"""The score (S-025, S-026, S-044 to S-052; formulas 5.6; W35, W38, W42)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import CompanyFacts, ContactFacts
from agents.rules.scoring import score
from agents.vocabulary import ActivityKind, Fit
from tests.agents.rules.builders import NOW, a_company, a_policy, an_activity

HOUR = timedelta(hours=1)
BOSS = ContactFacts(email="weber@acme.example", job_title="Geschäftsführer")


def scored(contact=BOSS, company=None, activities=(), now=NOW):
    company = a_company() if company is None else company
    policy = a_policy().score
    return score(contact, company, activities=activities, policy=policy, now=now)


def points(decision):
    return {line.code: line.points for line in decision.lines}


contacts = st.builds(
    ContactFacts,
    email=st.sampled_from([None, "a@acme.example", "a@gmail.com", "a@mail.rival-sales.example"]),
    job_title=st.sampled_from([None, "CEO", "Studentin", "Werkstudent IT-Leitung", "Koch"]),
)
companies = st.builds(
    CompanyFacts,
    industry=st.sampled_from([None, "manufacturing", "Software", "mining"]),
    employees=st.none() | st.integers(min_value=0, max_value=100_000),
    country=st.sampled_from([None, "DE", "us", "JP"]),
    domain=st.sampled_from([None, "acme.example", "rival-sales.example"]),
)
activities = st.lists(
    st.builds(
        an_activity,
        st.sampled_from(ActivityKind),
        ago=st.timedeltas(min_value=-HOUR, max_value=timedelta(days=400)),
    ),
    max_size=25,
)


def test_the_lines_say_what_was_found_and_weigh_most_first():
    demo = an_activity(ago=timedelta(days=3, hours=2))
    decision = scored(activities=[demo, an_activity(ActivityKind.VISIT)])
    assert [(line.code, line.points, line.params) for line in decision.lines] == [
        ("behaviour_demo_request", 39, {"count": 1, "days_ago": 3}),
        ("fit_industry", 15, {"value": "manufacturing"}),
        ("fit_role", 15, {"value": "Geschäftsführer"}),
        ("fit_size", 15, {"value": 300}),
        ("fit_country", 5, {"value": "DE"}),
        ("behaviour_visit", 3, {"count": 1, "days_ago": 0}),
    ]
    assert (decision.total, decision.fit, decision.fit_points) == (92, Fit.HIGH, 50)


@pytest.mark.parametrize(
    ("title", "gain"),
    [
        ("Geschäftsführerin", 15),
        ("GESCHAEFTSFUEHRER", 15),
        ("Vertriebsleiterin", 12),
        ("Director of Sales", 12),  # and not "cto"
        ("Head of IT, CTO", 15),  # the best match counts
        ("SVP", 0),
        ("Koch", 0),
        (None, 0),
    ],
)
def test_role_words(title, gain):
    contact = ContactFacts(job_title=title)
    assert points(scored(contact)).get("fit_role", 0) == gain


@pytest.mark.parametrize(
    ("employees", "gain"), [(None, 0), (9, 0), (10, 5), (50, 12), (4999, 15), (5000, 10)]
)
def test_the_largest_band_that_holds_counts(employees, gain):
    assert points(scored(company=a_company(employees=employees))).get("fit_size", 0) == gain


@pytest.mark.parametrize(
    ("company", "fit"),
    [
        (a_company(), Fit.HIGH),
        (a_company(industry=None, country="jp"), Fit.MEDIUM),
        (CompanyFacts(industry="MINING"), Fit.LOW),
        (CompanyFacts(industry="Software", country="de"), Fit.MEDIUM),
    ],
)
def test_fit(company, fit):
    assert scored(company=company).fit is fit


@pytest.mark.parametrize(
    ("contact", "company", "code"),
    [
        (ContactFacts(email="x@GMX.de"), CompanyFacts(), "negative_free_mail"),
        (ContactFacts(job_title="Werkstudentin"), CompanyFacts(), "negative_student"),
        (ContactFacts(), CompanyFacts(domain="rival-sales.example"), "negative_competitor"),
        (
            ContactFacts(email="x@de.rival-sales.example"),
            CompanyFacts(domain="rival-sales.example"),
            "negative_competitor",
        ),
    ],
)
def test_negatives(contact, company, code):
    decision = scored(contact, company)
    assert points(decision)[code] < 0
    assert points(decision)["clamp"] == -points(decision)[code]
    assert decision.total == 0


@pytest.mark.parametrize("title", ["Leiter Studentenwerk", "International Sales", None])
def test_words_that_only_look_like_a_student(title):
    assert "negative_student" not in points(scored(ContactFacts(job_title=title)))


def test_negatives_end_at_fifty():
    contact = ContactFacts(email="x@rival-sales.example", job_title="Student")
    decision = scored(contact, activities=[an_activity()])
    assert decision.negative_points == -50
    assert points(decision)["negative_cap"] == 30


def test_the_daily_cap_and_the_sum_of_behaviour():
    visits = [an_activity(ActivityKind.VISIT, ago=n * timedelta(minutes=1)) for n in range(9)]
    assert points(scored(activities=visits))["behaviour_visit"] == 9
    many = [an_activity(), an_activity(ActivityKind.PRICE_REQUEST)]
    decision = scored(activities=many)
    assert decision.behaviour_points == 60
    assert points(decision)["behaviour_cap"] == -25
    assert points(decision)["clamp"] == -10
    assert decision.total == 100


def test_half_of_it_is_left_after_a_half_life():
    demo = [an_activity(ago=timedelta(days=14))]
    assert points(scored(activities=demo))["behaviour_demo_request"] == 23  # 22.5, half up


def test_a_fit_beyond_fifty_is_cut():
    policy = a_policy().score
    generous = policy.model_copy(
        update={"fit": policy.fit.model_copy(update={"countries": {"DE": 40}})}
    )
    decision = score(BOSS, a_company(), activities=(), policy=generous, now=NOW)
    assert (decision.fit_points, points(decision)["fit_cap"]) == (50, -35)


@given(contacts, companies, activities)
def test_the_lines_sum_to_a_total_in_range(contact, company, done):
    decision = scored(contact, company, done)
    assert sum(line.points for line in decision.lines) == decision.total
    assert 0 <= decision.total <= 100
    assert 0 <= decision.fit_points <= 50
    assert 0 <= decision.behaviour_points <= 60
    assert -50 <= decision.negative_points <= 0
    assert all(line.points for line in decision.lines)


@given(contacts, companies, activities, activities)
def test_more_interest_never_lowers_a_score(contact, company, done, more):
    assert scored(contact, company, done + more).total >= scored(contact, company, done).total


@given(contacts, companies, activities, st.timedeltas(min_value=timedelta(0)))
def test_without_activity_a_score_only_falls(contact, company, done, wait):
    later = NOW + min(wait, timedelta(days=2000))
    before, after = scored(contact, company, done), scored(contact, company, done, now=later)
    assert after.total <= before.total
    assert after.fit_points == before.fit_points


@given(contacts, companies, activities, st.randoms())
def test_the_order_of_activities_does_not_matter(contact, company, done, random):
    shuffled = list(done)
    random.shuffle(shuffled)
    assert scored(contact, company, shuffled) == scored(contact, company, done)
