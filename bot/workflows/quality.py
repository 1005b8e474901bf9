"""The weekly list of what is missing or wrong in the data, with its owner."""

from datetime import datetime

from sqlalchemy import func, select

from agents.facts import PersonFacts
from agents.facts.quality import PairFacts, QualityFacts
from agents.rules import quality
from agents.vocabulary import Match
from bot.deps import Deps
from bot.effects import PRIORITY_LIST, PostQuality, owe, post_lane
from store.models import Lead, MatchPair, Owed
from store.queries import leads, people

MOST = 5_000
"""Leads of a week that are looked at, the newest."""


def report(deps: Deps, *, until: datetime) -> QualityFacts:
    """The list of the seven days before a moment."""
    since = until - quality.WEEK
    policy = deps.policy.quality
    with deps.store.read() as session:
        wanted = leads.whole().where(
            Lead.received_at > since,
            Lead.received_at <= until,
            Lead.is_history.is_(False),
            Lead.is_test.is_(False),
        )
        rows = session.scalars(wanted.order_by(Lead.id.desc()).limit(MOST)).unique().all()
        found = quality.arrivals(((leads.facts(row), row.gaps) for row in rows), policy=policy)
        waiting = select(func.count()).where(MatchPair.verdict == Match.UNCERTAIN)
        undecided = session.scalar(waiting) or 0
    return quality.report(found, undecided=undecided, since=since, until=until, policy=policy)


def owners(deps: Deps) -> tuple[PersonFacts, ...]:
    """Everybody who may be named as an owner."""
    with deps.store.read() as session:
        return people.all_active(session, with_load=False)


def asked(deps: Deps, pair: PairFacts) -> PersonFacts | None:
    """Who is asked about a pair: the lead's owner, else whoever looks after the data."""
    team = owners(deps)
    owner = next((one for one in team if one.id == pair.owner_id), None)
    return owner or next((one for one in team if one.role is deps.policy.quality.owner), None)


def channel(deps: Deps) -> str:
    """Where the list is posted."""
    return deps.policy.quality.channel or deps.policy.team(None).manager_channel


def post_weekly(deps: Deps) -> int:
    """Owes this week's list once it is due; says whether it did. Cheap while it is not.

    The key of the outbox decides among processes, and a bot that stood still at the moment makes
    up for it, but only within the week.
    """
    now = deps.clock()
    due = quality.due_at(now, policy=deps.policy)
    key = f"quality:{due.date().isoformat()}"
    with deps.store.read() as session:
        is_owed = session.scalar(select(Owed.id).where(Owed.dedup_key == key)) is not None
        is_first = session.scalar(select(Lead.id).where(Lead.received_at <= due).limit(1)) is None
    if is_owed or is_first:
        return 0
    where = channel(deps)
    with deps.store.begin() as session:
        is_new = owe(
            session,
            PostQuality(until=due, channel=where),
            key=key,
            now=now,
            priority=PRIORITY_LIST,
            lane=post_lane(where),
        )
    deps.wake.set()
    return int(is_new)
