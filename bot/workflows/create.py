"""A colleague makes a lead in Slack: it goes the way of every other, and may stay with them."""

from sqlalchemy.orm import Session

from agents.facts import LeadDraft, LeadFacts, PersonFacts
from agents.rules.acceptance import EVERYWHERE, SELLERS
from agents.vocabulary import Handover, RefusalCode, Role, Tier
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows import handover
from bot.workflows.steps import admit, journal, offer
from bot.workflows.steps.newcomer import Newcomer, TakenIn
from store.locks import wait_for_the_book
from store.models import Lead
from store.queries import leads

DOOR = "slack:new"
KEEPERS = SELLERS | EVERYWHERE
"""Who may keep a lead for themselves."""
MAY_CREATE = KEEPERS | {Role.MARKETING}


def create(
    deps: Deps, draft: LeadDraft, *, person: PersonFacts, key: str, keeps: bool
) -> tuple[LeadFacts, bool]:
    """The draft becomes a lead that somebody is given, or is added to the person's open one.

    A colleague who takes the trouble vouches for it: it is handed over whatever its score.

    Args:
        deps: the bot's parts.
        draft: a clean one.
        person: who makes it.
        key: the form's, so that it counts once.
        keeps: whether the creator keeps a new one; one that somebody has stays with them.

    Returns:
        The lead, and whether it is a new one.

    Raises:
        Refusal: NOT_ALLOWED for roles that may not.
    """
    if person.role not in MAY_CREATE or (keeps and person.role not in KEEPERS):
        raise Refusal(RefusalCode.NOT_ALLOWED)
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        newest = leads.newest_number(session)
        newcomer = Newcomer(draft=draft, door=DOOR, key=key)
        taken = admit.admit(session, newcomer, policy=deps.policy, now=now)
        is_new = taken.lead_id > newest
        lead = _vouched(session, taken, deps, person)
        facts = leads.facts(lead)
    if is_new and keeps:
        facts = handover.take_over(deps, taken.lead_id, person=person)
    deps.wake.set()
    return facts, is_new


def _vouched(session: Session, taken: TakenIn, deps: Deps, person: PersonFacts) -> Lead:
    """The lead, handed over if the rules alone would not have done so."""
    now = deps.clock()
    lead = leads.row(session, taken.lead_id)
    assert lead is not None
    if lead.handover is Handover.NONE:
        lead.tier = Tier.MQL
        offer.hand_over(session, lead, Tier.MQL, policy=deps.policy, now=now)
    journal.note(
        session,
        "created",
        lead=lead,
        person_id=person.id,
        now=now,
        policy_revision=deps.policy.revision,
    )
    session.flush()
    found = leads.row(session, taken.lead_id)
    assert found is not None
    return found
