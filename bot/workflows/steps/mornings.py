"""A step for whoever changes when somebody is there: their next day begins at another moment."""

from store.models import Person

PLAN_ANEW = ""
"""The revision of no policy: the next tick plans the day by the hours as they are then."""


def hours_changed(row: Person) -> None:
    """The list of the morning and the end of quiet hours are planned anew; neither is lost."""
    row.queue_revision = PLAN_ANEW
    row.hints_due_at = None
