"""Routing (S-024, S-053 to S-055, S-139; W13, W15, W18, W20, W22)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules.routing import route, territory_for, turns_on_return
from agents.vocabulary import Language, Role, RoutingReason
from tests.agents.rules.builders import a_person, a_policy

ANA, BEN = a_person(id=1, turns=3), a_person(id=2, turns=2)
ZOE = a_person(id=9, territory="international")
BOSS = a_person(id=20, role=Role.MANAGER, territory="international", open_leads=1)
CHEF = a_person(id=21, role=Role.MANAGER, territory="dach", open_leads=5)


def routed(people, country="DE", known_owner_id=None):
    return route(country=country, people=people, policy=a_policy(), known_owner_id=known_owner_id)


people = st.lists(
    st.builds(
        a_person,
        id=st.integers(min_value=1, max_value=50),
        role=st.sampled_from([Role.SDR, Role.SDR, Role.MANAGER, Role.REVOPS]),
        territory=st.sampled_from(["dach", "international", None]),
        is_active=st.booleans(),
        weight=st.integers(min_value=0, max_value=3),
        turns=st.integers(min_value=0, max_value=9),
        capacity=st.none() | st.integers(min_value=0, max_value=3),
        open_leads=st.integers(min_value=0, max_value=3),
    ),
    max_size=8,
    unique_by=lambda person: person.id,
)


@pytest.mark.parametrize(
    ("country", "territory"),
    [
        ("DE", "dach"),
        ("ch", "dach"),
        ("GB", "international"),
        ("JP", "international"),
        (None,) * 2,
    ],
)
def test_territories(country, territory):
    assert territory_for(country, a_policy()) == (territory or "international")


def test_the_lowest_pointer_gets_the_lead():
    decision = routed([ANA, BEN, ZOE])
    assert (decision.owner_id, decision.reason) == (2, RoutingReason.TURN)
    assert decision.counts_as_turn
    assert [(one.person_id, one.skip_code, one.share) for one in decision.candidates] == [
        (1, None, 3.0),
        (2, None, 2.0),
        (9, "other_territory", 0.0),
    ]


def test_the_weight_counts_and_the_lowest_id_breaks_ties():
    assert routed([replace(BEN, turns=4, weight=2), replace(ANA, turns=2)]).owner_id == 1
    assert routed([replace(BEN, turns=3, weight=2), replace(ANA, turns=2)]).owner_id == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_active": False}, "inactive"),
        ({"weight": 0}, "no_turns"),
        ({"capacity": 2, "open_leads": 2}, "at_capacity"),
        ({"territory": None}, "other_territory"),
    ],
)
def test_who_is_skipped_and_why(changes, code):
    decision = routed([ANA, replace(BEN, **changes)])
    assert decision.owner_id == 1
    assert [one.skip_code for one in decision.candidates] == [None, code]


def test_a_known_owner_comes_first_and_spends_no_turn():
    full = replace(ANA, capacity=0, territory="international")
    decision = routed([full, BEN], known_owner_id=1)
    assert (decision.owner_id, decision.reason) == (1, RoutingReason.KNOWN_CONTACT)
    assert (decision.territory, decision.counts_as_turn) == ("dach", False)


@pytest.mark.parametrize("changes", [{"is_active": False}, {"role": Role.MARKETING}])
def test_a_known_owner_who_cannot_is_not_waited_for(changes):
    assert routed([replace(ANA, **changes), BEN], known_owner_id=1).owner_id == 2


def test_the_fallback_territory_and_then_a_manager():
    away = replace(ANA, is_active=False)
    decision = routed([away, ZOE, BOSS])
    assert (decision.owner_id, decision.reason) == (9, RoutingReason.FALLBACK)
    assert decision.counts_as_turn
    decision = routed([away, replace(ZOE, weight=0), BOSS, CHEF])
    assert (decision.owner_id, decision.reason) == (21, RoutingReason.FALLBACK)
    assert not decision.counts_as_turn
    assert [one.person_id for one in decision.candidates] == [1, 9, 20, 21]
    decision = routed([BOSS, replace(CHEF, is_active=False)])
    assert decision.owner_id == 20
    assert decision.candidates[1].skip_code == "inactive"


def test_nobody_is_the_waiting_room():
    decision = routed([a_person(role=Role.MARKETING)])
    assert (decision.owner_id, decision.reason) == (None, RoutingReason.NOBODY)


@given(st.integers(min_value=1, max_value=6), st.integers(min_value=0, max_value=60))
def test_turns_differ_by_at_most_one_among_equals(size, leads):
    team = {number: a_person(id=number) for number in range(size)}
    for _ in range(leads):
        chosen = routed(list(team.values())).owner_id
        team[chosen] = replace(team[chosen], turns=team[chosen].turns + 1)
    turns = [person.turns for person in team.values()]
    assert sum(turns) == leads
    assert max(turns) - min(turns) <= 1


@given(people, st.sampled_from(["DE", "GB", None]), st.integers(min_value=1, max_value=50))
def test_the_owner_is_always_eligible(team, country, known):
    decision = routed(team, country, known)
    skipped = {one.person_id for one in decision.candidates if one.skip_code}
    eligible = {one.person_id for one in decision.candidates if one.is_eligible}
    assert not skipped & eligible
    if decision.owner_id is None:
        assert not eligible
    else:
        assert decision.owner_id in eligible
        assert next(one for one in team if one.id == decision.owner_id).is_active
    assert routed(list(reversed(team)), country, known) == decision


def test_who_comes_back_is_level_with_the_others():
    back = a_person(id=5, turns=1, weight=2)
    peers = [replace(ANA, turns=30), replace(BEN, turns=7), ZOE, BOSS, back]
    assert turns_on_return(back, people=peers) == 14
    assert turns_on_return(replace(back, turns=20), people=peers) == 20
    assert turns_on_return(back, people=[back]) == 1


@pytest.mark.parametrize(
    ("country", "language", "territory"),
    [
        (None, Language.DE, "dach"),
        (None, Language.EN, "international"),
        ("GB", Language.DE, "international"),
        ("BR", Language.DE, "international"),
    ],
)
def test_language_guesses_only_where_the_country_is_unknown(
    country: str | None, language: Language, territory: str
) -> None:
    assert territory_for(country, a_policy(), language=language) == territory
