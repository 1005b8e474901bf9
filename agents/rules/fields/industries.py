"""Industries: the names the policy scores, by what leads write."""

from agents.rules.fields.texts import folded, tidy

ALIASES = {
    "manufacturing": "maschinenbau anlagenbau fertigung produktion industrie fertigungsindustrie "
    "machinery mechanicalengineering automotive automobil automobilindustrie industrial",
    "logistics": "logistik spedition transport transportlogistik supplychain",
    "software": "it saas softwareentwicklung itservices itdienstleistungen informationtechnology "
    "informationstechnologie computersoftware edv tech",
    "wholesale": "grosshandel handel distribution",
    "services": "dienstleistung dienstleistungen beratung consulting agentur agency "
    "unternehmensberatung professionalservices",
}
_KNOWN = {alias: name for name, aliases in ALIASES.items() for alias in aliases.split()}


def industry(text: str) -> str | None:
    """The policy's name of an industry where we know it, else the words in lower case."""
    found = tidy(text)
    return None if found is None else _KNOWN.get(folded(found), found.casefold())
