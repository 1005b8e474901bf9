"""Where each value of a lead comes from: the door that said it, or what was known before."""

from agents.facts.values import Values
from agents.vocabulary import FieldOrigin, LeadField, LeadSource


def known_before(said: Values, shown: Values) -> tuple[LeadField, ...]:
    """What a new lead shows and its own door has not said, or has said otherwise."""
    return tuple(
        field for field, value in shown.items() if value is not None and value != said[field]
    )


def heard(
    said: Values, *, before: Values, after: Values, source: LeadSource
) -> dict[LeadField, FieldOrigin]:
    """Where those values come from that a later delivery has brought about.

    Args:
        said: what it says.
        before: what the lead showed.
        after: what it shows now.
        source: the delivery's door.
    """
    door = FieldOrigin(source.value)
    return {
        field: door if value == said[field] else FieldOrigin.BOOK
        for field, value in after.items()
        if value is not None and value != before[field]
    }
