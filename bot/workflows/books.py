"""The book of leads in the store, opened at the pages one asker may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from agents.assistant.lookups import LeadBooks
from agents.assistant.scope import Scope
from agents.facts import LeadFacts, PersonFacts, ScoreStateFacts
from store.queries import histories, leads, search
from store.session import Store

READ_AT_MOST = 500
"""Leads that are looked through for those the asker may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLeads:
    """Fulfils `agents.ports.LeadBook` for one asker."""

    store: Store
    scope: Scope

    def find(self, text: str, *, limit: int = 5) -> tuple[LeadFacts, ...]:
        """Leads by company, person, mail address or number; newest first."""
        if not self.scope.may_see_leads or not text.strip():
            return ()
        with self.store.read() as session:
            found = search.find(session, text, limit=READ_AT_MOST)
        return tuple(lead for lead in found if self.scope.sees(lead))[:limit]

    def open_leads(self, *, owner: PersonFacts | None = None) -> tuple[LeadFacts, ...]:
        """Leads that wait for somebody, hot and older ones first."""
        if not self.scope.may_see_leads:
            return ()
        owner_id = None if owner is None else owner.id
        with self.store.read() as session:
            found = leads.open_leads(session, owner_id=owner_id, limit=READ_AT_MOST)
        return tuple(lead for lead in found if self.scope.sees(lead))

    def scores(
        self, lead_ids: Collection[int], *, until: datetime
    ) -> Mapping[int, ScoreStateFacts]:
        """The last score of each of these leads that was kept up to a moment."""
        with self.store.read() as session:
            return histories.newest_scores(session, lead_ids, until=until)


def stored_leads(store: Store) -> LeadBooks:
    """Opens the book for whoever asks."""
    return lambda scope: StoredLeads(store=store, scope=scope)
