"""Territories, and where a lead goes that none claims."""

from agents.policy.base import Frozen
from agents.vocabulary import Language


class TerritoryPolicy(Frozen):
    """A team: its countries, its channel, the channel's language and its hours."""

    countries: tuple[str, ...] = ()
    channel: str
    manager_channel: str
    language: Language
    calendar: str


class RoutingPolicy(Frozen):
    """Where a lead goes that no territory claims."""

    fallback_territory: str
