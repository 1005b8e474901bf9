"""Signed links into our own pages, for people who have no account here.

What is signed is the number of a lead, which says nothing about anybody; a link is a key, and
whoever holds it is the one to whom it was mailed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

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
    signed_at: datetime
    """To the second."""
    is_expired: bool = False


class Links:
    """Makes and reads links.

    Args:
        base_url: where people reach the web door, without a slash at its end.
        secret: signs; a change makes all links that are out worthless.
        clock: dates them.
    """

    def __init__(self, base_url: str, secret: str, clock: Clock) -> None:
        self._clock = clock
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
            given, signed_at = signer.loads(token, return_timestamp=True)
        except BadData:
            return None
        if not isinstance(given, int):
            return None
        is_expired = lasts is not None and self._clock() - signed_at > lasts
        return Opened(lead_id=given, signed_at=signed_at, is_expired=is_expired)
