"""What a company works with: one code a technology, however it is written (S-045)."""

import re
from unicodedata import normalize

MOST = 30
"""Technologies of one company that are kept."""
LONGEST = 40
SPELLINGS = {
    "sap": ("sap erp", "sap s/4hana", "sap s4hana", "s/4hana", "s4hana", "sap r/3", "sap ecc"),
    "sap_business_one": ("sap business one", "sap b1", "sap business1"),
    "salesforce": ("salesforce.com", "sfdc", "salesforce sales cloud", "sales cloud"),
    "hubspot": ("hubspot crm", "hub spot", "hubspot marketing hub", "hubspot sales hub"),
    "dynamics_365": ("ms dynamics", "microsoft dynamics", "dynamics", "dynamics 365", "d365"),
    "business_central": ("dynamics nav", "navision", "microsoft business central", "dynamics bc"),
    "pipedrive": ("pipe drive",),
    "zoho": ("zoho crm",),
    "oracle_erp": ("oracle erp", "oracle fusion", "oracle e-business suite"),
    "netsuite": ("oracle netsuite", "net suite"),
    "proalpha": ("pro alpha", "proalpha erp"),
    "abas": ("abas erp",),
    "infor": ("infor ln", "infor m3", "infor erp"),
    "sage": ("sage 100", "sage erp", "sage x3"),
    "datev": ("datev eg",),
    "microsoft_365": ("office 365", "o365", "m365", "microsoft 365", "ms 365"),
    "google_workspace": ("g suite", "gsuite", "google workspace"),
    "slack": ("slack enterprise grid",),
    "microsoft_teams": ("ms teams", "microsoft teams", "teams"),
    "marketo": ("adobe marketo", "marketo engage"),
    "pardot": ("salesforce pardot", "account engagement"),
    "shopware": ("shopware 6", "shopware 5"),
    "shopify": ("shopify plus",),
    "wordpress": ("word press", "wordpress.org"),
    "aws": ("amazon web services", "amazon aws"),
    "azure": ("microsoft azure", "ms azure"),
    "google_cloud": ("gcp", "google cloud platform"),
}
_CODE = {
    " ".join(spelling.split()): code
    for code, spellings in SPELLINGS.items()
    for spelling in (code, code.replace("_", " "), *spellings)
}
_BETWEEN = re.compile(r"[,;|\n\t]+|\s+(?:und|and|&)\s+")
_ODD = re.compile(r"[^a-z0-9äöüß+#]+")


def technologies(text: str) -> tuple[str, ...]:
    """The codes of a list such as "SAP S/4HANA, Salesforce und Slack", sorted, each once."""
    names = (technology(part) for part in _BETWEEN.split(text))
    return tuple(sorted({name for name in names if name})[:MOST])


def technology(name: str) -> str:
    """The code of one technology; one that we do not know is its own name, in small letters."""
    written = " ".join(normalize("NFKC", name).casefold().split()).strip(" .-–•*")
    known = _CODE.get(written)
    return known or _ODD.sub("_", written).strip("_")[:LONGEST]
