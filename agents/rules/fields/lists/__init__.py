"""Lists of domains that others keep, as they publish them; read once, when they are first asked.

free_email_domains.txt         mail providers for everybody (freemail). Licence: ISC
disposable_email_domains.txt   throw-away addresses. Licence: CC0 1.0
"""

from functools import cache
from importlib.resources import files

DACH_PROVIDERS = frozenset(
    (
        *("gmx.ch", "bluewin.ch", "hispeed.ch", "sunrise.ch", "quickline.ch", "swissonline.ch"),
        *("posteo.de", "posteo.net", "mailbox.org", "mail.de", "vodafone.de", "vodafonemail.de"),
        *("kabelmail.de", "unitybox.de", "magenta.at", "drei.at", "kabsi.at", "liwest.at"),
        *("proton.me", "protonmail.ch", "pm.me", "tutanota.de", "tuta.io", "hey.com"),
    )
)
"""Providers of our countries that the list does not name."""


@cache
def free_mail() -> frozenset[str]:
    """Domains of mail providers, in lower case."""
    return _domains("free_email_domains.txt") | DACH_PROVIDERS


@cache
def disposable() -> frozenset[str]:
    """Domains of throw-away addresses, in lower case."""
    return _domains("disposable_email_domains.txt")


def _domains(name: str) -> frozenset[str]:
    text = files(__package__ or "").joinpath(name).read_text(encoding="utf-8")
    return frozenset(line.strip().lower() for line in text.splitlines() if line.strip())
