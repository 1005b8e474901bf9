"""Who asks, and what may be shown where they asked; the only place that decides it."""

from dataclasses import dataclass

from agents.facts import LeadFacts, PersonFacts
from agents.rules.acceptance import EVERYWHERE, SELLERS
from agents.vocabulary import Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The asker and the place, never anything a question or a model says."""

    asker: PersonFacts
    is_private: bool
    """False: others read along, so only what concerns the asker's own team is shown."""

    @property
    def may_see_leads(self) -> bool:
        """Whether leads are this person's work at all."""
        return self.asker.is_active and (
            self.asker.role in SELLERS or self.asker.role in EVERYWHERE
        )

    def sees(self, lead: LeadFacts) -> bool:
        """Whether this lead may be shown here.

        An SDR sees the leads of the own territory and the own ones, managers and RevOps all.
        Where others read along, nobody shows a lead of another territory.
        """
        if not self.may_see_leads:
            return False
        is_of_team = lead.territory is not None and lead.territory == self.asker.territory
        if not self.is_private:
            return is_of_team
        return is_of_team or lead.owner_id == self.asker.id or self.asker.role in EVERYWHERE

    @property
    def visibilities(self) -> frozenset[Visibility]:
        """Which playbook sections may be quoted here."""
        if self.is_private and self.asker.is_active and self.asker.role in EVERYWHERE:
            return frozenset(Visibility)
        return frozenset({Visibility.TEAM})
