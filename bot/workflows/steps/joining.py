"""A step for whoever begins to take turns: joiners, returners, and those who change team."""

from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.rules import routing
from agents.vocabulary import Role
from store.models import Person
from store.queries import people


def level(session: Session, person: Person, *, was: PersonFacts | None) -> None:
    """Sets their turns level with the colleagues', so that they do not get every lead.

    Args:
        session: the block's.
        person: as they are now.
        was: as they were before; None for somebody new.
    """
    session.flush()
    now = people.facts(person)
    if _takes_turns(now) and not (
        was is not None and _takes_turns(was) and was.territory == now.territory
    ):
        person.turns = routing.turns_on_return(now, people=people.all_active(session))


def come_back(session: Session, person: Person) -> None:
    """Somebody was away for long: their turns are level with the colleagues' again."""
    session.flush()
    now = people.facts(person)
    if _takes_turns(now):
        person.turns = routing.turns_on_return(now, people=people.all_active(session))


def _takes_turns(person: PersonFacts) -> bool:
    return person.is_active and person.role is Role.SDR
