"""Forms and the chat."""

from pydantic import Field

from agents.policy.base import Frozen
from agents.vocabulary import ActivityKind, Language, LeadSource


class FormPolicy(Frozen):
    """One door: which page may use it and what its fields mean."""

    source: LeadSource = LeadSource.FORM
    activity: ActivityKind
    origins: tuple[str, ...] = ()
    """Allowed `Origin` headers; empty allows none but callers without one (servers)."""
    honeypot: str = "website2"
    required: tuple[str, ...] = ("email",)
    fields: dict[str, str] = {}
    """Their field name -> ours, where they differ."""
    consent_text: str = "unversioned"
    max_bytes: int = Field(default=65_536, ge=1)
    rate: str = "30/minute"
    """Per address, as the `limits` library writes it."""


class OptionPolicy(Frozen):
    """One ready answer; `activity` says what choosing it means ("Prices" is a price request)."""

    label: dict[Language, str]
    activity: ActivityKind | None = None


class QuestionPolicy(Frozen):
    """One question of the website chatbot."""

    field: str
    ask: dict[Language, str]
    options: tuple[OptionPolicy, ...] = ()


class ChatPolicy(Frozen):
    """What the website chatbot asks; consent is always asked apart, at the end."""

    form: str
    questions: tuple[QuestionPolicy, ...]
    consent_text: dict[Language, str]
    consent_version: str
