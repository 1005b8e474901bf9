"""The only door to calendars: reads entries by CalDAV (RFC 4791)."""

from datetime import datetime
from typing import Any

import icalendar
import recurring_ical_events
from caldav.collection import Calendar
from caldav.davclient import DAVClient
from caldav.lib.error import DAVError

from agents.facts import CalendarEntryFacts
from bot.errors import CalendarError
from store.session import Store

CANCELLED = "CANCELLED"
FREE = "TRANSPARENT"
UNREADABLE = (
    *(DAVError, OSError, SyntaxError, ValueError, TypeError),
    *(LookupError, AttributeError, ArithmeticError, AssertionError, RuntimeError),
)
"""What reading somebody else's calendar may end with: the libraries check little of it."""


class CalDavCalendars:
    """Reads calendars of one server; refuses while a block is open.

    Args:
        store: knows whether a block is open.
        user: name at the server; None: nobody is asked for one.
        password: of this user.
        timeout: seconds for one answer.
    """

    def __init__(
        self, store: Store, *, user: str | None, password: str | None, timeout: float
    ) -> None:
        self._store = store
        self._user = user
        self._password = password
        self._timeout = timeout

    def entries(
        self, url: str, *, begin: datetime, end: datetime
    ) -> tuple[CalendarEntryFacts, ...]:
        """What stands in the calendar between two moments, each occurrence by itself.

        Raises:
            CalendarError: the server does not answer, or not with a calendar.
        """
        self._store.refuse_while_busy()
        try:
            with DAVClient(
                url=url,
                username=self._user,
                password=self._password,
                timeout=max(1, int(self._timeout)),
            ) as client:
                found: Any = Calendar(client=client, url=url).search(
                    start=begin, end=end, event=True, expand=False
                )
                texts = [str(item.data) for item in found]
            return tuple(
                entry
                for text in texts
                for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
                    begin, end
                )
                if (entry := _entry(event)) is not None
            )
        except UNREADABLE as error:
            raise CalendarError(type(error).__name__) from error


def _entry(event: icalendar.Event) -> CalendarEntryFacts | None:
    """One occurrence; None where it was called off."""
    if str(event.get("STATUS", "")).upper() == CANCELLED:
        return None
    begins, ends = event.start, event.end
    return CalendarEntryFacts(
        uid=f"{event.get('UID', '')}:{begins.isoformat()}"[:300],
        title=str(event.get("SUMMARY", "")),
        begins=begins,
        ends=ends,
        is_blocking=str(event.get("TRANSP", "OPAQUE")).upper() != FREE,
    )
