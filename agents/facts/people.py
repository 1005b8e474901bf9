"""Colleagues, as rules read them."""

from dataclasses import dataclass

from agents.vocabulary import Language, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A colleague: somebody of the team, never a lead."""

    id: int
    name: str
    slack_user_id: str
    role: Role
    language: Language
    territory: str | None = None
    is_active: bool = True
    weight: int = 1
    turns: int = 0
    """Leads this person got by turn so far, the pointer of the round robin."""
    capacity: int | None = None
    """Open leads this person can carry at once; None is no limit."""
    open_leads: int = 0
