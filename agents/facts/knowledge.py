"""What the library finds."""

from dataclasses import dataclass
from datetime import date

from agents.vocabulary import Language, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A section of a playbook that was found for a question."""

    section_id: str
    """Stable: `<playbook id>#<section slug>`, the same in both languages."""
    title: str
    """Title of the playbook."""
    heading: str
    text: str
    lang: Language
    path: str
    """File of the playbook below knowledge/playbooks."""
    owner: str | None = None
    reviewed_on: date | None = None
    visibility: Visibility = Visibility.TEAM
    evidence: float = 0.0
    """How well the question is covered, 0 to 1; the library says what it abstains under."""
