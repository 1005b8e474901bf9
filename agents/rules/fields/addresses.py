"""Mail addresses and the domains in them."""

from collections.abc import Collection

import email_validator


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


def company_domain(address: str, *, free_mail: Collection[str]) -> str | None:
    """The domain behind an address, or None where it belongs to a mail provider."""
    domain = ascii_domain(address.rpartition("@")[2])
    return None if domain in free_mail else domain
