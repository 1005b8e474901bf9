"""A batch of events, as other systems send it, to drafts; and what is wrong with the rest.

    {"events": [{"id": "evt_1", "kind": "price_page", "email": "eva@example.org",
                 "title": "Preise", "topic": "pricing", "technologies": ["SAP S/4HANA"],
                 "occurred_at": "2026-11-02T09:30:00Z"}]}

An event may carry a consent, with or without a `kind`; the sender answers for its proof:

    {"id": "evt_2", "email": "eva@example.org", "occurred_at": "2026-11-02T09:30:00Z",
     "consent": {"purpose": "newsletter", "state": "granted", "text_version": "trade-fair-2026",
                 "evidence": "tablet 3, stand A12"}}

`email` or `external_id` names the person: the address, or the number of the lead in the system
it came from.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError, from_json

from agents.decisions import FieldProblem
from agents.facts import ConsentFacts
from agents.rules.fields import addresses, technologies
from agents.rules.fields.technologies import MOST
from agents.vocabulary import ActivityKind, ConsentPurpose, ConsentState

MAX_EVENTS = 1_000

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
Title = Annotated[str, StringConstraints(max_length=300, pattern=PRINTABLE)]
Topic = Annotated[str, StringConstraints(max_length=100, pattern=PRINTABLE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """One thing a known person did, as another system tells it."""

    external_id: str
    """The event's own number; the same number is counted once."""
    email: str | None
    lead_external_id: str | None
    """The lead in the system it came from; None where only the address is named."""
    kind: ActivityKind | None
    """None: it tells of a consent only."""
    title: str | None
    topic: str | None
    occurred_at: AwareDatetime
    technologies: tuple[str, ...] = ()
    """What the person's company works with, as the event tells it; codes."""
    consent: ConsentFacts | None = None


def _address(text: str) -> str:
    found = addresses.email(text)
    if found is None:
        raise PydanticCustomError("email_syntax", "not an e-mail address")
    return found


class _Consent(BaseModel):
    """What was agreed to or refused; a double opt-in of ours is not confirmed by others."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    purpose: ConsentPurpose
    state: Literal["granted", "denied", "withdrawn", "objected"]
    text_version: Annotated[str, StringConstraints(max_length=64, pattern=PRINTABLE)] | None = None
    evidence: Annotated[str, StringConstraints(max_length=200, pattern=PRINTABLE)] | None = None


class _Event(BaseModel):
    """The wire form of one event; what we do not know is ignored, so that senders may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Key
    kind: ActivityKind | None = None
    consent: _Consent | None = None
    email: Annotated[str, AfterValidator(_address)] | None = None
    external_id: Key | None = None
    title: Title | None = None
    topic: Topic | None = None
    occurred_at: AwareDatetime
    technologies: Annotated[list[Topic], Field(max_length=MOST)] = []

    @model_validator(mode="after")
    def _names_a_person_and_says_something(self) -> Self:
        if self.kind is None and self.consent is None:
            raise PydanticCustomError("nothing_said", "neither kind nor consent")
        if self.email is None and self.external_id is None:
            raise PydanticCustomError("nobody_named", "neither email nor external_id")
        return self


def parse_events(body: bytes) -> tuple[tuple[EventDraft, ...], tuple[FieldProblem, ...]]:
    """The readable events of a batch, and one problem for each that is not.

    A batch that cannot be read at all gives no event and the problem `body`. An event that
    stands twice in the batch is given once.
    """
    try:
        raw = from_json(body, allow_inf_nan=False)
    except ValueError:
        return (), (FieldProblem(name="body", code="not_json"),)
    listed = raw.get("events") if isinstance(raw, dict) else None
    if not isinstance(listed, list) or not listed:
        return (), (FieldProblem(name="events", code="no_events"),)
    if len(listed) > MAX_EVENTS:
        too_many = FieldProblem(
            name="events", code="too_many_events", params={"limit": MAX_EVENTS}
        )
        return (), (too_many,)
    drafts: dict[str, EventDraft] = {}
    problems: list[FieldProblem] = []
    for place, item in enumerate(listed):
        read = _read(item, place)
        if isinstance(read, EventDraft):
            drafts.setdefault(read.external_id, read)
        else:
            problems.append(read)
    return tuple(drafts.values()), tuple(problems)


def _read(item: object, place: int) -> EventDraft | FieldProblem:
    try:
        event = _Event.model_validate(item)
    except ValidationError as error:
        return _problem(error.errors(include_input=False, include_url=False)[0], place)
    try:
        occurred_at = event.occurred_at.astimezone(UTC)
    except OverflowError:
        return FieldProblem(name=f"events.{place}.occurred_at", code="not_a_moment")
    return EventDraft(
        external_id=event.id,
        email=event.email,
        lead_external_id=event.external_id,
        kind=event.kind,
        title=event.title or None,
        topic=event.topic or None,
        occurred_at=occurred_at,
        technologies=technologies.technologies(",".join(event.technologies)),
        consent=_consent(event.consent, occurred_at),
    )


def _consent(said: _Consent | None, at: datetime) -> ConsentFacts | None:
    if said is None:
        return None
    return ConsentFacts(
        purpose=said.purpose,
        state=ConsentState(said.state),
        source="events",
        text_version=said.text_version or None,
        evidence=said.evidence or None,
        recorded_at=at,
    )


def _problem(error: ErrorDetails, place: int) -> FieldProblem:
    """The first thing wrong with an event, named by its place; never its values."""
    field = ".".join(str(part) for part in error["loc"])
    code = {"missing": "missing", "enum": "unknown_kind"}.get(error["type"])
    if error["type"] == "nothing_said":
        field, code = "kind", "missing"
    if field.startswith("consent") and code != "missing":
        code = "unknown_value"
    if code is None:
        own = {"email_syntax", "nobody_named"}
        code = error["type"] if error["type"] in own else "not_readable"
    if field == "occurred_at" and code == "not_readable":
        code = "not_a_moment"
    return FieldProblem(name=f"events.{place}.{field}".rstrip("."), code=code)
