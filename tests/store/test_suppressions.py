"""What an address refused is kept, and never becomes less by being said again (S-036, S-100)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from agents.facts import ActivityFacts, ConsentFacts
from agents.facts.standing import SUPPRESSIONS, suppression
from agents.rules.permission import may_use
from agents.vocabulary import ActivityKind, Channel, ConsentPurpose, ConsentState
from store import suppressions
from store.models import Suppression
from store.session import Store

NOW = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
MAIL = ConsentPurpose.MARKETING_EMAIL
ADDRESS = "a" * 64
DENIED, WITHDRAWN, OBJECTED = SUPPRESSIONS


def said(state: ConsentState, *, days: int, source: str = "form") -> ConsentFacts:
    at = NOW - timedelta(days=days)
    return ConsentFacts(purpose=MAIL, state=state, source=source, recorded_at=at)


def kept(store: Store, *times: list[ConsentFacts]) -> tuple[ConsentFacts, ...]:
    """What the list says after these additions, one after the other, to an empty list."""
    with store.begin() as session:
        session.execute(delete(Suppression))
        for refused in times:
            suppressions.add(session, ADDRESS, refused)
        return suppressions.of_addresses(session, {ADDRESS}).get(ADDRESS, ())


@pytest.mark.parametrize(
    ("first", "then", "state", "days", "source"),
    [
        (said(OBJECTED, days=9), said(WITHDRAWN, days=1, source="b"), OBJECTED, 1, "form"),
        (said(WITHDRAWN, days=1), said(OBJECTED, days=9, source="b"), OBJECTED, 1, "b"),
        (said(WITHDRAWN, days=9), said(WITHDRAWN, days=1, source="b"), WITHDRAWN, 1, "b"),
        (said(WITHDRAWN, days=1), said(WITHDRAWN, days=9, source="b"), WITHDRAWN, 1, "form"),
    ],
)
def test_the_stronger_no_stays_and_the_later_moment(*, store, first, then, state, days, source):
    for times in ([[first], [then]], [[first, then]]):
        (found,) = kept(store, *times)
        assert (found.state, found.source) == (state, source)
        assert found.recorded_at == NOW - timedelta(days=days)


def test_whoever_agrees_again_is_taken_off_the_list(store: Store) -> None:
    with store.begin() as session:
        suppressions.add(session, ADDRESS, [said(OBJECTED, days=2)])
        suppressions.lift(session, ADDRESS, {MAIL})
        assert suppressions.of_addresses(session, {ADDRESS}) == {}
        suppressions.add(session, ADDRESS, [said(WITHDRAWN, days=1)])
        (found,) = suppressions.of_addresses(session, {ADDRESS})[ADDRESS]
    assert found.state is WITHDRAWN


PURPOSES = st.sampled_from(ConsentPurpose)
AGES = st.integers(min_value=0, max_value=40).map(lambda days: NOW - timedelta(days=days))
REFUSED = st.builds(
    ConsentFacts,
    purpose=PURPOSES,
    state=st.sampled_from(SUPPRESSIONS),
    source=st.just("form"),
    recorded_at=AGES,
)
GRANTED = st.builds(
    ConsentFacts,
    purpose=PURPOSES,
    state=st.just(ConsentState.GRANTED),
    source=st.just("form"),
    recorded_at=AGES,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(REFUSED, max_size=4),
    more=st.lists(REFUSED, min_size=1, max_size=3),
    granted=st.lists(GRANTED, max_size=2),
    channel=st.sampled_from(Channel),
    asked=st.booleans(),
)
def test_a_suppression_never_turns_a_no_into_a_yes(
    *, sqlite_store, before, more, granted, channel, asked
):
    """Whatever is added to the list, no channel opens by it, and it says what was said."""
    kind = ActivityKind.DEMO_REQUEST if asked else ActivityKind.VISIT
    known = {"activities": [ActivityFacts(kind=kind, occurred_at=NOW)], "now": NOW}
    was, then = kept(sqlite_store, before), kept(sqlite_store, before, more)
    allowed = may_use(channel, consents=[*was, *granted], **known).is_allowed
    assert allowed or not may_use(channel, consents=[*then, *granted], **known).is_allowed
    for purpose in ConsentPurpose:
        assert suppression(then, purpose) == suppression([*before, *more], purpose)
