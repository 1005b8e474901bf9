"""Mail addresses and the domains in them."""

from collections.abc import Collection

import email_validator

from agents.rules.fields import lists

ROLE_MAILBOXES = frozenset(
    (
        *("info", "infos", "information", "kontakt", "contact", "office", "buero", "büro", "mail"),
        *(
            "post",
            "email",
            "hello",
            "hallo",
            "hi",
            "welcome",
            "service",
            "support",
            "help",
            "hilfe",
        ),
        *("kundenservice", "kundendienst", "zentrale", "empfang", "reception", "rezeption"),
        *("sekretariat", "verwaltung", "admin", "administration", "administrator", "webmaster"),
        *("hostmaster", "postmaster", "root", "it", "edv", "helpdesk", "vertrieb", "sales"),
        *("verkauf", "einkauf", "purchasing", "procurement", "bestellung", "orders", "order"),
        *("buchhaltung", "rechnung", "rechnungen", "invoice", "billing", "accounting", "finance"),
        *("hr", "personal", "jobs", "job", "karriere", "career", "careers", "bewerbung"),
        *("marketing", "presse", "press", "pr", "newsletter", "news", "noreply", "no-reply"),
        *("team", "anfrage", "anfragen", "request", "shop", "store", "werkstatt", "praxis"),
        *("datenschutz", "privacy", "legal", "recht", "gf", "geschaeftsfuehrung", "management"),
    )
)
"""Mailboxes that several people read: the address alone says nothing of a person."""
TWO_LEVEL = frozenset({"co", "com", "ac", "or", "gv", "org", "net", "gov", "edu", "ltd", "plc"})
"""Second levels under which companies register, for instance `co.uk` and `gv.at`."""
SLIPS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmail.co": "gmail.com",
    "gmaill.com": "gmail.com",
    "gmx.dee": "gmx.de",
    "gmx.d": "gmx.de",
    "gxm.de": "gmx.de",
    "gmx.con": "gmx.com",
    "wed.de": "web.de",
    "web.dee": "web.de",
    "t-onlin.de": "t-online.de",
    "t-online.d": "t-online.de",
    "tonline.de": "t-online.de",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "outlok.com": "outlook.com",
    "outlook.con": "outlook.com",
    "outlok.de": "outlook.de",
    "yaho.com": "yahoo.com",
    "yahoo.con": "yahoo.com",
    "iclou.com": "icloud.com",
    "icloud.con": "icloud.com",
}
"""Domains that are a slip of the finger for a large provider's."""


def email(text: str) -> str | None:
    """The address in its normal form, or None where it is none.

    Only the syntax is looked at; nobody is asked over the network. Test domains pass, so that a
    trial form can be sent.
    """
    bare = text.strip().strip("<>").removeprefix("mailto:").strip()
    try:
        checked = email_validator.validate_email(
            bare, check_deliverability=False, test_environment=True
        )
    except email_validator.EmailNotValidError:
        return None
    return checked.normalized


def ascii_domain(domain: str) -> str:
    """The domain in lower case, umlauts in punycode; unchanged where it cannot be."""
    lowered = domain.strip().rstrip(".").lower()
    if lowered.isascii():
        return lowered
    try:
        return email_validator.validate_email(
            f"a@{lowered}", check_deliverability=False, test_environment=True
        ).ascii_domain
    except email_validator.EmailNotValidError:
        return lowered


def company_domain(address: str, *, free_mail: Collection[str] = ()) -> str | None:
    """The domain behind an address, or None where it belongs to a mail provider.

    Args:
        address: the mail address.
        free_mail: providers that the team names besides those everybody knows.
    """
    domain = ascii_domain(address.rpartition("@")[2])
    is_everybodys = domain in free_mail or is_free_mail(domain) or is_disposable(domain)
    return None if is_everybodys else domain


def is_free_mail(domain: str) -> bool:
    """Whether everybody can have a mailbox there; slips of the finger are no company either."""
    return domain in lists.free_mail() or domain in SLIPS


def is_disposable(domain: str) -> bool:
    """Whether addresses there are thrown away; also for its subdomains."""
    known = lists.disposable()
    return domain in known or domain.partition(".")[2] in known


def is_role(address: str) -> bool:
    """Whether several people read this mailbox ("info@", "vertrieb-nord@", "jobs2@")."""
    name = address.strip().rpartition("@")[0].casefold().partition("+")[0]
    first = name.replace("_", "-").replace(".", "-").partition("-")[0].rstrip("0123456789")
    return name in ROLE_MAILBOXES or first in ROLE_MAILBOXES - {"it", "pr", "hi", "personal"}


def is_within(one: str, other: str) -> bool:
    """Whether the domains are one, or one lies within the other: sales.muster.de in muster.de."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def label(domain: str) -> str:
    """The part that a company chose: "muster" of muster.de, shop.muster.co.uk; readable."""
    parts = domain.lower().rstrip(".").split(".")
    is_deep = len(parts) > 2 and parts[-2] in TWO_LEVEL  # noqa: PLR2004
    chosen = parts[-3] if is_deep else parts[-2] if len(parts) > 1 else parts[0]
    if not chosen.startswith("xn--"):
        return chosen
    try:
        return chosen.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return chosen
