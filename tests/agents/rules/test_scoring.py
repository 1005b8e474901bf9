"""The score (S-025, S-026, S-044 to S-052; formulas 5.6; W35, W38, W42)."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents import sentences
from agents.facts import CompanyFacts, ContactFacts
from agents.policy import FeaturePolicy
from agents.rules.scoring import score, shares, standing
from agents.rules.weights import resolved
from agents.vocabulary import ActivityKind, Fit, JobFunction, Language, Seniority
from agents.words import in_language
from tests.agents.rules.builders import NOW, a_company, a_policy, an_activity

POINTS = re.compile(r"\(([+−]\d+)\)")
HOUR = timedelta(hours=1)
BOSS = ContactFacts(email="weber@acme.example", job_title="Geschäftsführer")


def scored(contact=BOSS, company=None, activities=(), now=NOW):
    company = a_company() if company is None else company
    policy = a_policy().score
    return score(standing(contact, company, activities=activities, policy=policy), now).decision


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
    ("title", "gain"),
    [
        ("Inhaberin", 14),  # no word of the policy's, but a seniority
        ("Prokurist", 11),
        ("Head of Logistics", 13),  # the best of word, function and seniority
        ("Fuhrpark", 9),
        ("Koch", 0),
        (None, 0),
    ],
)
def test_a_role_counts_by_function_and_seniority_where_the_policy_says_so(title, gain):
    fit = a_policy().score.fit.model_copy(
        update={
            "functions": {JobFunction.LOGISTICS: 9},
            "seniorities": {Seniority.OWNER: 14, Seniority.HEAD: 11},
        }
    )
    policy = a_policy().score.model_copy(update={"fit": fit})
    found = standing(ContactFacts(job_title=title), CompanyFacts(), activities=(), policy=policy)
    assert sum(line.points for line in found.lines if line.code == "fit_role") == gain


def test_a_feature_may_ask_for_a_function_and_a_seniority():
    feature = FeaturePolicy(
        code="it_head",
        label={},
        points=5,
        functions=frozenset({JobFunction.IT}),
        seniorities=frozenset({Seniority.HEAD, Seniority.C_LEVEL}),
    )
    fit = a_policy().score.fit.model_copy(update={"features": (feature,)})
    policy = a_policy().score.model_copy(update={"fit": fit})
    for title, counts in (("Leiter IT", True), ("CIO", True), ("Leiter Vertrieb", False)):
        contact = ContactFacts(job_title=title)
        found = standing(contact, CompanyFacts(), activities=(), policy=policy)
        assert ("icp_it_head" in {line.code for line in found.lines}) is counts


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
    decision = score(standing(BOSS, a_company(), activities=(), policy=generous), NOW).decision
    assert (decision.fit_points, points(decision)["fit_cap"]) == (50, -35)


@pytest.mark.parametrize(
    ("region", "code", "gain"),
    [("DE-BY", "fit_region", 7), ("DE-SN", "fit_country", 5), (None, "fit_country", 5)],
)
def test_a_region_counts_instead_of_its_country_where_the_policy_names_it(region, code, gain):
    """S-044."""
    found = points(scored(company=a_company(region=region)))
    assert {name: found[name] for name in found if name in {"fit_region", "fit_country"}} == {
        code: gain
    }


def test_an_address_that_is_thrown_away_is_known_without_the_policy():
    found = points(scored(ContactFacts(email="x@disposableinbox.com")))
    assert found["negative_disposable"] == -30


def test_a_private_address_is_known_without_the_policy():
    """A provider that names no company gives no company's points either (S-051)."""
    assert points(scored(ContactFacts(email="x@mailbox.org")))["negative_free_mail"] == -10


def test_technologies_add_up_to_their_limit():
    known = a_company(technologies=("abas", "dynamics_365", "sap"))
    line = next(line for line in scored(company=known).lines if line.code == "fit_technology")
    most = a_policy().score.fit.technologies_most
    assert (line.points, line.params) == (most, {"value": "abas, dynamics_365, sap"})
    assert "fit_technology" not in points(scored(company=a_company(technologies=("latex",))))


ERP = FeaturePolicy(
    code="mid_erp",
    label={Language.DE: "Mittelstand mit ERP", Language.EN: "Mid-size with an ERP"},
    points=7,
    industries={"Manufacturing"},
    employees_from=200,
    employees_to=300,
    countries={"DE"},
    technologies={"SAP S/4HANA", "abas"},
    roles=("geschäftsführ", "cio"),
)


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"employees": 199}, False),
        ({"employees": 301}, False),
        ({"employees": None}, False),
        ({"industry": "software"}, False),
        ({"country": "AT"}, False),
        ({"technologies": ("slack",)}, False),
        ({"technologies": ()}, False),
    ],
)
def test_a_feature_holds_where_all_its_conditions_do(change, holds):
    """S-046."""
    policy = a_policy().score
    fit = policy.fit.model_copy(update={"features": (ERP,)})
    policy = policy.model_copy(update={"fit": fit})
    company = a_company(**{"technologies": ("sap", "slack"), **change})
    found = score(standing(BOSS, company, activities=(), policy=policy), NOW)
    assert points(found).get("icp_mid_erp") == (7 if holds else None)
    clerk = ContactFacts(job_title="Sachbearbeiter")
    found = score(standing(clerk, company, activities=(), policy=policy), NOW)
    assert "icp_mid_erp" not in points(found)


def test_a_feature_without_a_condition_is_refused():
    with pytest.raises(ValidationError, match="needs a condition"):
        FeaturePolicy(code="all", label={Language.DE: "Alle"}, points=1)


@pytest.mark.parametrize(
    ("email", "code", "gain"),
    [
        ("x@mailinator.com", "negative_disposable", -30),
        ("x@gmail.com", "negative_free_mail", -10),
        ("x@stud.tum.example", "negative_student", -30),
        ("x@student.example", "negative_student", -30),
        ("x@studio.example", None, 0),
    ],
)
def test_addresses_that_take_points(email, code, gain):
    found = points(scored(ContactFacts(email=email)))
    assert {name: gained for name, gained in found.items() if name.startswith("negative")} == (
        {code: gain} if code else {}
    )


def test_weights_are_resolved_once_a_policy():
    policy = a_policy().score
    assert resolved(policy) is resolved(policy)
    other = policy.model_copy(update={"threshold": 71})
    same = policy.model_copy(deep=True)
    assert resolved(other) is not resolved(policy)
    assert resolved(same) is resolved(policy)


@given(st.lists(st.floats(min_value=0, max_value=60), max_size=11))
def test_shares_sum_to_the_rounded_sum_and_lie_next_to_their_amounts(amounts):
    whole = shares(amounts)
    assert sum(whole) == int(sum(amounts) + 0.5)
    assert all(abs(one - amount) < 1 for one, amount in zip(whole, amounts, strict=True))


@given(contacts, companies, activities)
def test_the_lines_sum_to_a_total_in_range(contact, company, done):
    decision = scored(contact, company, done)
    assert sum(line.points for line in decision.lines) == decision.total
    assert 0 <= decision.total <= 100
    assert 0 <= decision.fit_points <= 50
    assert 0 <= decision.behaviour_points <= 60
    assert -50 <= decision.negative_points <= 0
    assert all(line.points for line in decision.lines)


@given(contacts, companies, activities, st.sampled_from(Language))
def test_the_worded_lines_sum_to_the_same_total_and_name_no_code(contact, company, done, language):
    decision = scored(contact, company, done)
    said = sentences.explain(in_language(language), decision.lines, NOW, activities=done)
    points = [int(POINTS.findall(one)[-1].replace("−", "-")) for one in said]
    assert sum(points) == decision.total
    assert not any(line.code in one for line, one in zip(decision.lines, said, strict=True))


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
