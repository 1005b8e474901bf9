"""Leads by name, company, address or number: only those that the asker may see."""

from agents.assistant.scope import Scope
from agents.facts import LeadDraft, LeadFacts, PersonFacts
from agents.rules import doubles
from agents.vocabulary import RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from store.queries import leads, search

SHOWN = 10
OFFERED = 50
"""How many of the leads that another one may double are listed."""


def find(deps: Deps, text: str, *, person: PersonFacts) -> tuple[LeadFacts, ...]:
    """The newest leads that fit.

    Raises:
        Refusal: NOT_ALLOWED for roles that see no leads.
    """
    scope = Scope(asker=person, is_private=True)
    if not scope.may_see_leads:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    with deps.store.read() as session:
        found = search.by_words(session, text)
    return tuple(lead for lead in found if scope.sees(lead))[:SHOWN]


def doubled(
    deps: Deps, lead_id: int, text: str = "", *, person: PersonFacts
) -> tuple[LeadFacts, ...]:
    """Leads that this one may double, the most alike first; with words, of those that fit to them.

    Raises:
        Refusal: LEAD_GONE, or NOT_ALLOWED for roles that see no leads.
    """
    scope = Scope(asker=person, is_private=True)
    if not scope.may_see_leads:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    with deps.store.read() as session:
        lead = leads.get(session, lead_id)
        if lead is None:
            raise Refusal(RefusalCode.LEAD_GONE)
        has_words = bool(text.strip())
        found = search.by_words(session, text) if has_words else search.near(session, lead)
    seen = tuple(one for one in found if scope.sees(one))
    return doubles.best_first(lead, seen)[:OFFERED]


def alike(
    deps: Deps, draft: LeadDraft, *, person: PersonFacts
) -> tuple[tuple[LeadFacts, ...], int]:
    """Leads that a new one may double, and how many more there are that the asker may not see."""
    scope = Scope(asker=person, is_private=True)
    with deps.store.read() as session:
        found = search.alike(session, draft.contact, draft.company.name)
    seen = tuple(lead for lead in found if scope.sees(lead))
    return seen[:SHOWN], len(found) - len(seen)
