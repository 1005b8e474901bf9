"""Who keeps an open lead when shifts end and absences begin (S-053, S-139; issue C 6)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agents.facts import AbsenceFacts, AccountFacts, HoursFacts
from agents.rules.keeping import Held, keep
from agents.rules.routing import Wish
from agents.vocabulary import CoverCredit, RoutingReason
from tests.agents.rules.builders import NOW, a_person, a_policy

CLOSING = datetime(2026, 3, 24, 17, 0, tzinfo=UTC)
"""18:00 in Berlin, when the office closes."""
MORNING = datetime(2026, 3, 25, 8, 0, tzinfo=UTC)
EVENING = HoursFacts(tz="Europe/Berlin", week=(((17 * 60, 23 * 60),),) * 7)
ANA, BEN = a_person(id=1), a_person(id=2, turns=4)
LATE = a_person(id=5, hours=EVENING, turns=9)
HOT, CALM = Wish(is_hot=True), Wish()
HELD = Held(owner_id=1, reason=RoutingReason.TURN, territory="dach")


def kept(people, *, now, held=HELD, wish=HOT, policy=None):
    return keep(held, wish, people=people, policy=policy or a_policy(), now=now)


def away(begin, end, **changes):
    return (AbsenceFacts(id=1, starts_at=begin, ends_at=end, **changes),)


@pytest.mark.parametrize(
    ("people", "now", "owner_id", "room", "reason", "watch_at"),
    [
        # On duty: nothing changes.
        ([ANA, BEN], NOW, 1, None, RoutingReason.TURN, NOW + timedelta(hours=2.5)),
        # The shift ends, somebody works late: they take over, and give it back in the morning.
        ([ANA, LATE], CLOSING, 5, None, RoutingReason.COVER, CLOSING + timedelta(hours=5)),
        # The nominee comes first, whoever else would be next.
        (
            [replace(ANA, cover_id=5), replace(LATE, id=4, turns=0), LATE],
            CLOSING,
            5,
            None,
            RoutingReason.COVER,
            CLOSING + timedelta(hours=5),
        ),
        # Nobody is there: it waits, and stays hers until somebody is.
        ([ANA, BEN], CLOSING, 1, "dach", RoutingReason.TURN, MORNING),
        # She left: the next one has it, and it does not come back.
        ([replace(ANA, is_active=False), BEN], NOW, 2, None, RoutingReason.LEFT, None),
        (
            [replace(ANA, is_active=False), BEN],
            CLOSING,
            None,
            "dach",
            RoutingReason.NOBODY,
            MORNING,
        ),
    ],
)
def test_a_hot_lead_when_its_owner_is_not_there(  # noqa: PLR0917 — a row of the table
    people, now, owner_id, room, reason, watch_at
):
    decision = kept(people, now=now)
    assert (decision.owner_id, decision.room, decision.reason) == (owner_id, room, reason)
    assert watch_at is None or decision.watch_at == watch_at
    has_cover = reason is RoutingReason.COVER
    assert decision.returns_to_id == (1 if has_cover else None)


def test_the_owners_nominee_comes_before_the_accounts_owner():
    zoe, late = replace(LATE, id=7), replace(LATE, id=4)
    wish = replace(HOT, account=AccountFacts(id=4, owner_id=7))
    decision = kept([replace(ANA, cover_id=4), late, zoe], now=CLOSING, wish=wish)
    assert (decision.owner_id, decision.returns_to_id) == (4, 1)
    assert kept([ANA, late, zoe], now=CLOSING, wish=wish).owner_id == 7


@pytest.mark.parametrize(
    ("changes", "owner_id"),
    [({}, 1), ({"is_untouched": False}, 5), ({"returns_to_id": None}, 5)],
)
def test_the_owner_gets_back_what_is_untouched(changes, owner_id):
    cover = {"owner_id": 5, "reason": RoutingReason.COVER, "returns_to_id": 1}
    held = replace(HELD, **{**cover, **changes})
    there = replace(LATE, hours=None)
    decision = kept([ANA, there], now=MORNING, held=held)
    assert decision.owner_id == owner_id
    if owner_id == 1:
        assert (decision.reason, decision.counts_as_turn) == (RoutingReason.RETURNED, False)


def test_what_a_cover_hands_on_still_goes_back_to_the_first_owner():
    held = replace(HELD, owner_id=2, reason=RoutingReason.COVER, returns_to_id=1)
    people = [replace(ANA, absences=away(NOW, MORNING)), BEN, LATE]
    decision = kept(people, now=CLOSING, held=held)
    assert (decision.owner_id, decision.returns_to_id) == (5, 1)


@pytest.mark.parametrize(("days", "owner_id"), [(1, 1), (9, 2)])
def test_other_leads_wait_for_their_owner_unless_away_for_long(days, owner_id):
    absent = replace(ANA, absences=away(NOW, NOW + timedelta(days=days)))
    decision = kept([absent, BEN], now=NOW, wish=CALM)
    assert decision.owner_id == owner_id
    assert kept([ANA, BEN], now=CLOSING, wish=CALM).owner_id == 1  # a night is no absence


def test_whose_turn_it_counts():
    mine = replace(ANA, absences=away(NOW, MORNING, cover_id=2, credit=CoverCredit.OWNER))
    assert not kept([mine, BEN], now=NOW).counts_as_turn
    theirs = replace(ANA, absences=away(NOW, MORNING, cover_id=2, credit=CoverCredit.COVER))
    assert kept([theirs, BEN], now=NOW).counts_as_turn


def test_who_takes_a_lead_after_hours_is_there_for_a_while():
    held = replace(HELD, acted_at=CLOSING + timedelta(hours=1))
    later = CLOSING + timedelta(hours=1, minutes=59)
    decision = kept([ANA, LATE], now=later, held=held)
    assert (decision.owner_id, decision.watch_at) == (1, CLOSING + timedelta(hours=2))
    assert kept([ANA, LATE], now=CLOSING + timedelta(hours=2), held=held).owner_id == 5
    on_duty = replace(HELD, acted_at=CLOSING - timedelta(minutes=5))
    assert kept([ANA, LATE], now=CLOSING, held=on_duty).owner_id == 5
