"""What one process of the bot does; by default everything."""

from enum import StrEnum

from agents.words import Words
from bot.errors import SettingsError


class ProcessRole(StrEnum):
    """A part of the bot that may run in a process of its own."""

    WEB = "web"
    """Forms, events, chat, and Slack over HTTP."""
    SLACK = "slack"
    """Clicks and questions; opens the library of playbooks."""
    INBOX = "inbox"
    """Makes leads of kept deliveries."""
    RELAY = "relay"
    """Sends what is owed."""
    CLOCK = "clock"
    """The tick of escalations, wake-ups and the auditor."""


ALL_ROLES = frozenset(ProcessRole)


def read_roles(text: str, w: Words) -> frozenset[ProcessRole]:
    """Roles from their names, separated by commas.

    Raises:
        SettingsError: for a name that is none, or for no name at all.
    """
    names = tuple(filter(None, (name.strip() for name in text.split(","))))
    unknown = [name for name in names if name not in ALL_ROLES]
    if unknown or not names:
        known = ", ".join(ProcessRole)
        raise SettingsError(
            tuple(
                w.t("There is no role “{name}”. There are: {roles}.", name=name, roles=known)
                for name in unknown
            )
            or (w.t("--roles needs at least one of: {roles}.", roles=known),)
        )
    return frozenset(map(ProcessRole, names))
