"""What can be looked up for one asker: the same for the rules and for a model's tools."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from agents.assistant.lead_questions import LeadWish
from agents.assistant.scope import Scope
from agents.decisions import Figure
from agents.facts import LeadFacts, Passage
from agents.policy import SalesPolicy
from agents.ports import LeadBook, Library, Metrics
from agents.rules.acceptance import EVERYWHERE
from agents.vocabulary import Language, Metric
from agents.words import Words, in_language

LeadBooks = Callable[[Scope], LeadBook]
"""Opens the book of leads at the pages the asker may see."""
MOST_LEADS = 10
MOST_FOUND = 5
MOST_COMPARED = 100
"""Open leads that are looked through for what has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where answers come from."""

    library: Library
    metrics: Metrics
    leads: LeadBooks
    policy: SalesPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """The sources as one asker may use them, now and in one language."""

    sources: Sources
    scope: Scope
    language: Language
    now: datetime

    @property
    def words(self) -> Words:
        """The words of the answer's language."""
        return in_language(self.language)

    @property
    def policy(self) -> SalesPolicy:
        """The team's rules."""
        return self.sources.policy

    @property
    def zone(self) -> ZoneInfo:
        """Where the asker's team works; moments are told in its time."""
        territories = self.policy.territories
        wanted = self.scope.asker.territory or self.policy.routing.fallback_territory
        territory = territories.get(wanted) or territories[self.policy.routing.fallback_territory]
        return ZoneInfo(self.policy.zone_of(territory))

    def passages(self, question: str) -> tuple[Passage, ...]:
        """Playbook sections that answer, best first; those the asker may not read are left out."""
        visible = self.scope.visibilities
        found = self.sources.library.search(question, lang=self.language, visible=visible)
        return tuple(passage for passage in found if passage.visibility in visible)

    def figures(self, metric: Metric) -> tuple[Figure, ...]:
        """The metric as of now, one figure a group."""
        return self.sources.metrics.figure(metric, as_of=self.now)

    def leads(self, wish: LeadWish) -> tuple[LeadFacts, ...]:
        """Leads the asker may see here, whatever the book gives; most urgent first."""
        if not self.scope.may_see_leads:
            return ()
        book = self.sources.leads(self.scope)
        if wish.text is not None:
            found, most = book.find(wish.text, limit=MOST_FOUND), MOST_FOUND
        else:
            leads_a_team = wish.wants_changes and self.scope.asker.role in EVERYWHERE
            owner = self.scope.asker if wish.only_mine and not leads_a_team else None
            most = MOST_COMPARED if wish.wants_changes else MOST_LEADS
            found = book.open_leads(owner=owner)
        return tuple(lead for lead in found if self.scope.sees(lead))[:most]
