"""Many ordinary leads at once speak in one message: a list, a line each, a card where asked for."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from agents.facts import LeadFacts, ListFacts, PersonFacts
from agents.policy import SalesPolicy
from bot.deps import Deps
from bot.effects import (
    POSTS,
    PRIORITY_ANSWER,
    PRIORITY_LEAD,
    PRIORITY_LIST,
    ShowLeadCard,
    ShowLeadList,
    owing,
    post_lane,
)
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, journal
from store import lists, outages, outbox
from store.lists import Plain
from store.models import Lead, LeadList
from store.queries import leads, people
from store.session import database_now

ORDINARY = Plain(kind=ShowLeadCard.__name__, priority=PRIORITY_LEAD)
"""First cards of leads that are not hot; one that somebody asked for is more urgent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A list as of now, and where it stands."""

    facts: ListFacts
    channel: str
    ts: str | None
    """None: it is not posted yet."""
    picture: int
    """See store.lists.picture; never newer than the facts."""


def gather(session: Session, *, policy: SalesPolicy) -> int:
    """Puts waiting cards together where too many ordinary ones wait; says how many lists.

    Part of a claim. In each channel that may be written to and has nothing more urgent, the
    oldest cards become one list, which goes before those that are left. Several relays may do so at
    once: what one of them has locked, the others leave.
    """
    now = database_now(session)
    messages = policy.messages
    lanes = lists.crowded(
        session, ORDINARY, lanes=POSTS, door=outages.SLACK, over=messages.bundle_over, now=now
    )
    made = [_gather(session, lane, policy=policy) for lane in lanes]
    return sum(made)


def _gather(session: Session, lane: str, *, policy: SalesPolicy) -> bool:
    now = database_now(session)
    messages = policy.messages
    waiting = lists.lock_oldest(session, ORDINARY, lane=lane, most=messages.bundle_most)
    if len(waiting) < min(messages.bundle_over + 1, messages.bundle_most):
        return False
    channel = lane.removeprefix(post_lane(""))
    list_id = lists.make(session, waiting, channel=channel, now=now)
    first = owing(
        ShowLeadList(list_id=list_id, is_first=True),
        key=f"list:{list_id}",
        lane=lane,
        priority=PRIORITY_LIST,
    )
    # Nothing says already what a new list says; looking for it would wait for other relays.
    outbox.owe_all(session, [replace(first, coalesce=False)], now=now)
    return True


def look(deps: Deps, list_id: int) -> Standing | None:
    """A list as of now; None where none of its leads is left."""
    with deps.store.read() as session:
        row = session.get(LeadList, list_id)
        picture = lists.picture(session, list_id)
        found = _leads(session, list_id)
        if row is None or not found:
            return None
        return Standing(
            facts=ListFacts(
                id=list_id,
                leads=found,
                card_comes=lists.with_card_owed(session, list_id, kind=ShowLeadCard.__name__),
                people={person.id: person for person in people.everybody(session)},
            ),
            channel=row.channel,
            ts=row.ts,
            picture=picture,
        )


def _leads(session: Session, list_id: int) -> tuple[LeadFacts, ...]:
    rows = session.scalars(leads.whole().where(Lead.list_id == list_id).order_by(Lead.id))
    return tuple(leads.facts(row) for row in rows.unique())


@settles_races
def show_listed_card(deps: Deps, lead_id: int, *, person: PersonFacts) -> None:
    """Somebody wants to see the card of a lead in a list: it is posted, once, before other leads.

    Raises:
        Refusal: LEAD_GONE.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        if not journal.is_listed(lead):
            return
        if journal.own_card(session, lead, priority=PRIORITY_ANSWER, now=now):
            journal.note(
                session,
                "card_asked_for",
                lead=lead,
                person_id=person.id,
                now=now,
                policy_revision=deps.policy.revision,
            )
