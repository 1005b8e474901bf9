"""Who is the same person: by mail address, and by nothing weaker."""

from agents.rules.fields.addresses import ascii_domain

GMAIL = "gmail.com"
SAME_PROVIDER = {"googlemail.com": GMAIL}


def email_key(email: str) -> str:
    """The address as it is compared; two addresses with one key reach the same person.

    Without case, the domain in punycode, googlemail is gmail, what follows a plus is only the
    person's own mark, and gmail ignores dots (no other provider does).
    """
    name, _, domain = email.strip().rpartition("@")
    domain = ascii_domain(domain)
    domain = SAME_PROVIDER.get(domain, domain)
    name = name.casefold()
    before, plus, _ = name.partition("+")
    name = before if plus and before else name
    if domain == GMAIL:
        name = name.replace(".", "") or name
    return f"{name}@{domain}"


def same_person(one: str | None, other: str | None) -> bool:
    """Whether two addresses belong to one person; an unknown address to nobody else's."""
    return one is not None and other is not None and email_key(one) == email_key(other)
