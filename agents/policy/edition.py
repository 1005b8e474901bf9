"""Whose rules these are, and since when."""

from datetime import date

from agents.policy.base import Frozen


class EditionPolicy(Frozen):
    """Said below every definition, so that nobody argues with an old one (S-015)."""

    owner: str = "RevOps"
    decided_on: date | None = None
