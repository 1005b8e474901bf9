"""Territories, who gets a lead in them, and where a lead goes that none claims."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from agents.policy.base import Frozen
from agents.vocabulary import CoverCredit, Language

PREFIX_PARTS = 2


def _prefixes(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        country, colon, prefix = value.partition(":")
        if not (colon and len(country) == PREFIX_PARTS and country.isalpha() and prefix.strip()):
            raise ValueError(f"{value!r} is no postal prefix such as DE:80")
    return tuple(value.upper().replace(" ", "").replace("-", "") for value in values)


PostalPrefixes = Annotated[tuple[str, ...], AfterValidator(_prefixes)]


class TerritoryPolicy(Frozen):
    """A team: its countries, its channel, the channel's language and its hours.

    The narrowest claim counts: a postal prefix before a region, a region before a country.
    """

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    """ISO 3166-2, for instance "DE-BY"."""
    postal: PostalPrefixes = ()
    """Country and the beginning of the postal code, for instance "DE:80"."""
    channel: str
    manager_channel: str
    language: Language
    calendar: str


class AbsencePolicy(Frozen):
    """Who stands in for somebody who is away, and what becomes of their leads."""

    long_after: timedelta = timedelta(days=2)
    """Leads that are not hot wait for their owner, unless they are away for longer."""
    auto_return: bool = True
    """Whether a cover gives back what is untouched once the owner is there again."""
    credit: CoverCredit = CoverCredit.COVER
    """Whose turn counts for what a cover takes, where the absence does not say it."""
    off_shift_stay: timedelta = timedelta(hours=1)
    """How long somebody who takes a hot lead outside their hours counts as being there."""
    vacation_words: tuple[str, ...] = ("Urlaub", "vacation", "holiday", "Ferien")
    """Calendar entries with one of these words in their title are a vacation."""
    away_words: tuple[str, ...] = ("OOO", "out of office", "abwesend", "nicht im Büro", "Seminar")
    """Those with one of these are any other absence."""
    busy_all_day: bool = True
    """Whether an all-day entry that blocks the calendar is an absence, whatever its title."""
    look_ahead: timedelta = timedelta(days=60)
    """How far calendars are read."""
    sync_every: timedelta = timedelta(minutes=15)


class RoutingPolicy(Frozen):
    """How leads are given out, and where one goes that no territory claims."""

    fallback_territory: str
    key_team: str | None = None
    """The territory whose team gets key accounts that nobody owns; None: as all others."""
    daily_cap: Annotated[int, Field(ge=1)] | None = None
    """Leads a person gets by turn in a day, where they have no cap of their own."""
    follow_the_sun: bool = False
    """Whether another team on duty takes a hot lead while the territory's office is closed."""
    look_again: timedelta = timedelta(minutes=1)
    """When a waiting lead is tried again that everybody on duty was too full to take."""
    take_back_within: timedelta = timedelta(minutes=30)
    """How long a previous owner may take an untouched lead back."""
    absence: AbsencePolicy = AbsencePolicy()
