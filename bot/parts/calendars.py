"""The calendars of colleagues, as far as the settings name somebody who may read them."""

from bot.deps import Calendars
from bot.gateways.calendars import CalDavCalendars
from bot.settings import Settings
from store.session import Store

TIMEOUT = 10.0
"""Seconds for one answer of the server."""


def calendars_of(settings: Settings, store: Store) -> Calendars:
    """Reads by CalDAV; a calendar that anybody may read needs no user."""
    password = settings.caldav_password
    return CalDavCalendars(
        store,
        user=settings.caldav_user,
        password=password.get_secret_value() if password is not None else None,
        timeout=TIMEOUT,
    )
