"""Which team a lead belongs to: the narrowest claim to its place (S-054)."""

from agents.policy import SalesPolicy, TerritoryPolicy
from agents.vocabulary import Language


def territory_for(
    country: str | None,
    policy: SalesPolicy,
    *,
    language: Language | None = None,
    region: str | None = None,
    postal_code: str | None = None,
) -> str:
    """The territory that claims the place most narrowly, else the fallback.

    The longest postal prefix comes first, then the region (ISO 3166-2), then the country (ISO
    3166-1 alpha-2); the first territory among equals. Where the country is not known, the first
    territory that speaks the lead's language is the better guess.
    """
    wanted, place = (country or "").upper(), (region or "").upper()
    code = f"{wanted}:{postal_code.upper().replace(' ', '')}" if wanted and postal_code else ""
    best, narrowest = policy.routing.fallback_territory, 0
    for name, territory in policy.territories.items():
        claim = _claim(territory, country=wanted, region=place, code=code)
        if not wanted and territory.language is language:
            claim = max(claim, GUESS)
        if claim > narrowest:
            best, narrowest = name, claim
    return best


GUESS, COUNTRY, REGION, POSTAL = 1, 2, 3, 4
"""How narrow a claim is; a postal prefix is the narrower the longer it is."""


def _claim(territory: TerritoryPolicy, *, country: str, region: str, code: str) -> int:
    prefixes = [len(prefix) for prefix in territory.postal if code and code.startswith(prefix)]
    if prefixes:
        return POSTAL + max(prefixes)
    if region and region in territory.regions:
        return REGION
    return COUNTRY if country and country in territory.countries else 0
