"""Routing (S-024, S-053 to S-055, S-139; W13, W15, W18, W20, W22)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import AbsenceFacts, AccountFacts, HoursFacts, PlaceFacts
from agents.rules.routing import Wish, route, turns_on_return
from agents.rules.territories import territory_for
from agents.vocabulary import CoverCredit, Language, Role, RoutingReason
from tests.agents.rules.builders import NOW, a_person, a_policy

ANA, BEN = a_person(id=1, turns=3), a_person(id=2, turns=2)
ZOE = a_person(id=9, territory="international")
BOSS = a_person(id=20, role=Role.MANAGER, territory="international", open_leads=1)
CHEF = a_person(id=21, role=Role.MANAGER, territory="dach", open_leads=5)


NIGHT = datetime(2026, 3, 24, 20, 0, tzinfo=UTC)


def routed(people, country="DE", known_owner_id=None, *, now=NOW, policy=None, **wish):
    wished = Wish(place=PlaceFacts(country=country), known_owner_id=known_owner_id, **wish)
    return route(wished, people=people, policy=policy or a_policy(), now=now)


def away(hours=1.0, *, now=NOW, **changes):
    begin = now - timedelta(hours=1)
    end = None if hours is None else now + timedelta(hours=hours)
    return (AbsenceFacts(id=1, starts_at=begin, ends_at=end, **changes),)


def with_routing(**changes):
    routing = a_policy().routing.model_copy(update=changes)
    return a_policy().model_copy(update={"routing": routing})


LONG = 24 * 9


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
        ({"daily_cap": 3, "leads_today": 3}, "day_is_full"),
        ({"absences": away(LONG)}, "away"),
        ({"absences": away(None)}, "away"),
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


EVENING = HoursFacts(tz="Europe/Berlin", week=(((17 * 60, 23 * 60),),) * 7)
LATE = a_person(id=5, hours=EVENING, turns=90)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"absences": away()}, "away"),
        ({"hours": EVENING}, "off_duty"),
        ({"is_active": False}, "inactive"),
    ],
)
def test_a_hot_lead_goes_to_nobody_who_is_not_there_now(changes, code):
    decision = routed([ANA, replace(BEN, **changes)], is_hot=True)
    assert decision.owner_id == 1
    assert [one.skip_code for one in decision.candidates] == [None, code]
    assert routed([ANA, replace(BEN, hours=EVENING)]).owner_id == 2  # any other lead waits for Ben


def test_a_hot_leads_owner_is_looked_at_when_their_shift_ends():
    decision = routed([ANA], is_hot=True)
    assert decision.watch_at == datetime(2026, 3, 24, 11, 30, tzinfo=UTC)  # lunch in Berlin
    assert routed([ANA]).watch_at is None
    begins = NOW + timedelta(days=5)
    vacation = AbsenceFacts(id=1, starts_at=begins, ends_at=begins + timedelta(days=9))
    assert routed([replace(ANA, absences=(vacation,))]).watch_at == begins


@pytest.mark.parametrize(
    ("people", "sun", "owner_id", "wakes"),
    [
        ([ANA, BEN, ZOE, BOSS], False, None, "2026-03-25T08:00"),  # nine in Berlin
        ([ANA, LATE], False, 5, None),  # somebody works late
        ([ANA, replace(ZOE, hours=EVENING)], False, None, "2026-03-25T08:00"),
        ([ANA, replace(ZOE, hours=EVENING)], True, 9, None),
        ([replace(ANA, absences=away(LONG, now=NIGHT)), ZOE], False, None, "2026-03-25T09:00"),
        ([ANA, replace(CHEF, hours=EVENING)], False, None, "2026-03-25T08:00"),
        ([], False, None, "2026-03-25T08:00"),
        ([replace(LATE, capacity=0)], False, None, "2026-03-24T20:01"),  # there, and full
    ],
)
def test_at_night_a_hot_lead_waits_for_its_team(people, sun, owner_id, wakes):
    decision = routed(people, is_hot=True, now=NIGHT, policy=with_routing(follow_the_sun=sun))
    assert decision.owner_id == owner_id
    if owner_id is None:
        assert (decision.reason, decision.room) == (RoutingReason.NOBODY, "dach")
        assert decision.watch_at == datetime.fromisoformat(wakes).replace(tzinfo=UTC)


def test_while_the_office_is_open_others_step_in_for_a_team_that_is_not_there():
    decision = routed([replace(ANA, absences=away()), ZOE, BOSS], is_hot=True)
    assert (decision.owner_id, decision.reason) == (9, RoutingReason.FALLBACK)


OWNED = AccountFacts(id=4, owner_id=1)


@pytest.mark.parametrize(
    ("owner", "known", "owner_id", "reason", "is_turn"),
    [
        (ANA, None, 1, RoutingReason.ACCOUNT_OWNER, False),
        (ANA, 2, 1, RoutingReason.ACCOUNT_OWNER, False),
        (replace(ANA, is_active=False), 2, 2, RoutingReason.KNOWN_CONTACT, False),
        (replace(ANA, is_active=False), None, 2, RoutingReason.TURN, True),
        (replace(ANA, is_active=False, cover_id=9), None, 9, RoutingReason.COVER, True),
        (replace(ANA, absences=away(LONG)), None, 2, RoutingReason.COVER, True),
        (replace(ANA, absences=away(LONG, cover_id=9)), None, 9, RoutingReason.COVER, True),
        (
            replace(ANA, absences=away(LONG, cover_id=9, credit=CoverCredit.OWNER)),
            None,
            9,
            RoutingReason.COVER,
            False,
        ),
        (replace(ANA, absences=away(LONG), cover_id=21), None, 21, RoutingReason.COVER, True),
        (replace(ANA, absences=away(1.0)), None, 1, RoutingReason.ACCOUNT_OWNER, False),
    ],
)
def test_an_accounts_owner_or_their_cover(owner, known, owner_id, reason, is_turn):
    """A short absence is waited for: this lead is not hot."""
    decision = routed([owner, BEN, ZOE, CHEF], known_owner_id=known, account=OWNED)
    assert (decision.owner_id, decision.reason) == (owner_id, reason)
    assert decision.counts_as_turn is is_turn
    is_back = reason is RoutingReason.COVER and owner.is_active
    assert decision.returns_to_id == (1 if is_back else None)


def test_a_lead_that_comes_back_is_its_owners_before_the_accounts():
    decision = routed([ANA, BEN, ZOE], known_owner_id=9, stays_with_id=2, account=OWNED)
    assert (decision.owner_id, decision.reason) == (2, RoutingReason.KNOWN_CONTACT)
    gone = replace(BEN, is_active=False)
    assert routed([ANA, gone], stays_with_id=2, account=OWNED).owner_id == 1


def test_a_hot_lead_of_an_account_goes_to_the_cover_at_once():
    owner = replace(ANA, absences=away(1.0, cover_id=9))
    decision = routed([owner, BEN, ZOE], is_hot=True, account=OWNED)
    assert (decision.owner_id, decision.returns_to_id) == (9, 1)
    assert decision.watch_at == NOW + timedelta(hours=1)  # then Ana is back
    kept = routed(
        [owner, BEN, ZOE],
        is_hot=True,
        account=OWNED,
        policy=with_routing(
            absence=a_policy().routing.absence.model_copy(update={"auto_return": False})
        ),
    )
    assert kept.returns_to_id is None


def test_a_key_account_nobody_owns_goes_to_its_team():
    key = AccountFacts(id=4, is_key=True)
    policy = with_routing(key_team="international")
    decision = routed([ANA, BEN, ZOE], account=key, policy=policy)
    assert (decision.owner_id, decision.territory) == (9, "international")
    assert (decision.reason, decision.counts_as_turn) == (RoutingReason.KEY_ACCOUNT, True)
    owned = replace(key, owner_id=1)
    assert routed([ANA, BEN, ZOE], account=owned, policy=policy).owner_id == 1
    assert routed([ANA, BEN, ZOE], account=key).owner_id == 2  # no team is named


def test_the_policys_daily_cap_counts_where_somebody_has_none():
    full = replace(BEN, leads_today=5)
    assert routed([ANA, full], policy=with_routing(daily_cap=5)).owner_id == 1
    assert (
        routed([ANA, replace(full, daily_cap=9)], policy=with_routing(daily_cap=5)).owner_id == 2
    )


@pytest.mark.parametrize(
    ("region", "postal_code", "territory"),
    [
        (None, None, "dach"),
        ("DE-BY", None, "south"),
        ("DE-BE", None, "dach"),
        ("DE-BE", "80331", "munich"),
        ("DE-BY", "8", "south"),
        (None, "80 331", "munich"),
        (None, "81000", "south"),
    ],
)
def test_the_narrowest_claim_to_a_place_counts(region, postal_code, territory):
    """A prefix before a region, a longer prefix before a shorter one, a country last."""
    like = a_policy().territories["dach"]
    more = {
        "munich": {"postal": ("DE:80",), "countries": ()},
        "south": {"postal": ("DE:8",), "regions": ("DE-BY",), "countries": ()},
    }
    territories = {
        **a_policy().territories,
        **{name: like.model_copy(update=changes) for name, changes in more.items()},
    }
    policy = a_policy().model_copy(update={"territories": territories})
    found = territory_for("de", policy, region=region, postal_code=postal_code)
    assert found == territory


@given(
    st.lists(st.integers(min_value=1, max_value=4), min_size=1, max_size=5),
    st.integers(min_value=1, max_value=40),
)
def test_weights_are_respected_in_the_long_run(weights, rounds):
    """After whole rounds everybody has had exactly their weight's share."""
    team = {number: a_person(id=number, weight=weight) for number, weight in enumerate(weights, 1)}
    for _ in range(sum(weights) * rounds):
        chosen = routed(list(team.values())).owner_id
        team[chosen] = replace(team[chosen], turns=team[chosen].turns + 1)
    assert [one.turns for one in team.values()] == [weight * rounds for weight in weights]
