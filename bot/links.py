"""Signed links into our own pages, for people who have no account here.

What is signed is the number of a lead, which says nothing about anybody; a link is a key, and
whoever holds it is the one to whom it was mailed.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from bot.clock import Clock

PREFIX = "/consent"


class Page(StrEnum):
    """What a link opens; a link to one opens no other."""

    CONFIRM = "confirm"
    """The double opt-in; it ends after the policy's time."""
    PREFERENCES = "preferences"
    """The preference centre; it ends with the person's data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A link that we have signed."""

    lead_id: int
    is_expired: bool = False


class Links:
    """Makes and reads links.

    Args:
        base_url: where people reach the web door, without a slash at its end.
        secret: signs; a change makes all links that are out worthless.
        clock: dates them.
    """

    def __init__(self, base_url: str, secret: str, clock: Clock) -> None:
        self._base = base_url.rstrip("/")

        class Signer(TimestampSigner):
            """Dates by our clock instead of the system's."""

            def get_timestamp(self) -> int:
                return int(clock().timestamp())

        self._signers = {
            page: URLSafeTimedSerializer(secret, salt=page.value, signer=Signer) for page in Page
        }

    def to(self, page: Page, lead_id: int, *, act: str = "") -> str:
        """The address of a page for one lead's person; `act` is what is done there by POST."""
        path = f"{PREFIX}/{page.value}/{self._signers[page].dumps(lead_id)}"
        return f"{self._base}{path}{f'/{act}' if act else ''}"

    def read(self, page: Page, token: str, *, lasts: timedelta | None = None) -> Opened | None:
        """What a link opens; None for one that is not ours."""
        signer = self._signers[page]
        try:
            given = signer.loads(token, max_age=int(lasts.total_seconds()) if lasts else None)
        except SignatureExpired as expired:
            given = signer.load_payload(expired.payload) if expired.payload else None
            return Opened(lead_id=given, is_expired=True) if isinstance(given, int) else None
        except BadData:
            return None
        return Opened(lead_id=given) if isinstance(given, int) else None
