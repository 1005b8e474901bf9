"""The team's rules as data: `policy.toml`, owned by RevOps.

`parse` is pure: text in, a frozen policy with its revision out. A decision keeps the revision
it was made under, so that an edit never rewrites a promise.
"""

import hashlib
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from agents.vocabulary import (
    ActivityKind,
    EscalationStep,
    Fit,
    Language,
    LeadSource,
    NextAction,
    RejectReason,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60


class PolicyError(ValueError):
    """The text is not a policy; `problems` says each place and what is wrong there."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _minute_of_day(value: object) -> int:
    """Minute of the day of "09:30"; "24:00" is the day's end.

    Raises:
        ValueError: for anything that is not a time of day.
    """
    if isinstance(value, int):
        return value
    hour, colon, minute = str(value).partition(":")
    if not (colon and hour.isdigit() and minute.isdigit()):
        raise ValueError(f"{value!r} is not a time such as 09:30")
    total = int(hour) * 60 + int(minute)
    if not 0 <= total <= MINUTES_A_DAY or int(minute) > 59:  # noqa: PLR2004 — minutes of an hour
        raise ValueError(f"{value!r} is not a time of day")
    return total


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is not a time zone such as Europe/Berlin") from error
    return name


def _country(name: str) -> str:
    country, _, part = name.partition("-")
    try:
        holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known for {name!r}; use DE or DE-BY") from error
    return name


MinuteOfDay = Annotated[int, BeforeValidator(_minute_of_day)]
ZoneName = Annotated[str, AfterValidator(_zone)]
CountryName = Annotated[str, AfterValidator(_country)]
Blocks = tuple[tuple[MinuteOfDay, MinuteOfDay], ...]
Share = Annotated[float, Field(gt=0, le=1)]
Points = Annotated[int, Field(ge=0, le=100)]


def _ordered(blocks: Blocks) -> Blocks:
    """The blocks of a day, checked to be in order and apart."""
    last = 0
    for opens, closes in blocks:
        if not last <= opens < closes:
            raise ValueError("the blocks of a day must be in order and must not overlap")
        last = closes
    return blocks


DayBlocks = Annotated[Blocks, AfterValidator(_ordered)]


class CalendarPolicy(_Frozen):
    """Opening hours in local wall time; `special` replaces a day's hours, holidays close it."""

    tz: ZoneName
    hours: dict[str, DayBlocks]
    holidays: frozenset[date] = frozenset()
    special: dict[date, DayBlocks] = {}
    public_holidays: CountryName | None = None
    """Country, or country and part of it, of the `holidays` library: "DE" or "DE-BY"."""

    @model_validator(mode="after")
    def _known_days(self) -> Self:
        unknown = set(self.hours) - set(WEEKDAYS)
        if unknown:
            raise ValueError(f"unknown weekday {min(unknown)!r}; use {', '.join(WEEKDAYS)}")
        return self

    def __hash__(self) -> int:
        # Equal calendars hash alike; the dicts are left out, as equality compares them anyway.
        return hash((self.tz, self.public_holidays, self.holidays))


class EscalationPolicy(_Frozen):
    """One rung: after which share of the promised working time, which step."""

    at: Share
    step: EscalationStep


class SlaPolicy(_Frozen):
    """The promises (S-056, S-057): working time until the first touch."""

    hot: timedelta
    mql: timedelta
    escalation: tuple[EscalationPolicy, ...]


class TerritoryPolicy(_Frozen):
    """A team: its countries, its channel, the channel's language and its hours."""

    countries: tuple[str, ...] = ()
    channel: str
    manager_channel: str
    language: Language
    calendar: str


class RoutingPolicy(_Frozen):
    """Where a lead goes that no territory claims."""

    fallback_territory: str


class SizeBand(_Frozen):
    """Points for a company of at least so many employees; the largest band that holds counts."""

    employees: int = Field(ge=0)
    points: Points


class FitPolicy(_Frozen):
    """Fit, 0 to 50: the sum of the best match of each kind (S-025, S-044 to S-046)."""

    high_from: int = 35
    medium_from: int = 20
    industries: dict[str, Points] = {}
    countries: dict[str, Points] = {}
    sizes: tuple[SizeBand, ...] = ()
    roles: dict[str, Points] = {}
    """Points by a word of the job title, compared without case."""


class BehaviourPolicy(_Frozen):
    """Points for one kind of activity, halved each `half_life`; at most `daily_cap` a day."""

    points: Points
    half_life: timedelta
    daily_cap: Points = 20


class NegativePolicy(_Frozen):
    """Points taken away, written as positive numbers."""

    free_mail: Points = 10
    student: Points = 30
    competitor: Points = 50
    student_words: tuple[str, ...] = ()
    competitor_domains: tuple[str, ...] = ()
    free_mail_domains: tuple[str, ...] = ()


class ScorePolicy(_Frozen):
    """Shape: fit 0-50, behaviour 0-60, negatives to -50, total kept in 0-100."""

    threshold: int = Field(default=70, ge=0, le=100)
    hysteresis: int = Field(default=60, ge=0, le=100)
    fit: FitPolicy
    behaviour: dict[ActivityKind, BehaviourPolicy]
    negative: NegativePolicy

    @model_validator(mode="after")
    def _band(self) -> Self:
        if self.hysteresis > self.threshold:
            raise ValueError("hysteresis must not lie above threshold")
        return self


class QualificationPolicy(_Frozen):
    """What makes a lead hot, and what the MQL's intent signal may be (S-056, S-134)."""

    hot_kinds: frozenset[ActivityKind]
    intent_kinds: frozenset[ActivityKind]
    mql_fits: frozenset[Fit]


class PlayPolicy(_Frozen):
    """One rule of the next best action; the first whose every given condition holds, counts."""

    action: NextAction
    code: str
    hot: bool | None = None
    has_phone: bool | None = None
    min_score: int | None = None
    activity: ActivityKind | None = None
    fits: frozenset[Fit] | None = None


class CaseStudy(_Frozen):
    """Something an SDR may send."""

    id: str
    title: dict[Language, str]
    url: str
    topics: tuple[str, ...] = ()


class ReasonPolicy(_Frozen):
    """Label, description and parameters of one reason code; the codes themselves are closed."""

    label: dict[Language, str]
    description: dict[Language, str]
    wake_after: timedelta | None = None


class FormPolicy(_Frozen):
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


class OptionPolicy(_Frozen):
    """One ready answer; `activity` says what choosing it means ("Prices" is a price request)."""

    label: dict[Language, str]
    activity: ActivityKind | None = None


class QuestionPolicy(_Frozen):
    """One question of the website chatbot."""

    field: str
    ask: dict[Language, str]
    options: tuple[OptionPolicy, ...] = ()


class ChatPolicy(_Frozen):
    """What the website chatbot asks; consent is always asked apart, at the end."""

    form: str
    questions: tuple[QuestionPolicy, ...]
    consent_text: dict[Language, str]
    consent_version: str


class CoveragePolicy(_Frozen):
    """How the coverage figure is read (S-009): an example band, not a law."""

    currency: str = "EUR"
    wanted_from: Decimal = Decimal(3)
    wanted_to: Decimal = Decimal(4)


class MessagesPolicy(_Frozen):
    """How many leads may speak at once; hot ones always have a card of their own."""

    calm: timedelta = Field(default=timedelta(seconds=3), ge=timedelta(0), le=timedelta(minutes=5))
    """How long an ordinary card waits first, so that a hot one of the same burst overtakes it."""
    bundle_over: int = Field(default=3, ge=1)
    """When more ordinary cards than this wait in a channel, they become one list."""
    bundle_most: int = Field(default=10, ge=2, le=10)
    """Leads of one list."""


class RetentionPolicy(_Frozen):
    """How long personal values live after their last use."""

    lead: timedelta = timedelta(days=730)
    inbox: timedelta = timedelta(days=90)
    chat: timedelta = timedelta(days=180)


class SalesPolicy(_Frozen):
    """Everything RevOps decides; `revision` is the content hash of the text."""

    name: str
    note: dict[Language, str] = {}
    """Shown where people should know that this policy is unusual (the demo's short clock)."""
    revision: str = ""
    sla: SlaPolicy
    calendars: dict[str, CalendarPolicy]
    territories: dict[str, TerritoryPolicy]
    routing: RoutingPolicy
    score: ScorePolicy
    qualification: QualificationPolicy
    plays: tuple[PlayPolicy, ...]
    case_studies: tuple[CaseStudy, ...] = ()
    reasons: dict[RejectReason, ReasonPolicy]
    forms: dict[str, FormPolicy]
    chat: ChatPolicy
    coverage: CoveragePolicy = CoveragePolicy()
    messages: MessagesPolicy = MessagesPolicy()
    retention: RetentionPolicy = RetentionPolicy()

    def team(self, territory: str | None) -> TerritoryPolicy:
        """A territory by name; the fallback where the name is not known (any more)."""
        fallback = self.territories[self.routing.fallback_territory]
        return self.territories.get(territory or "", fallback)

    def team_in(self, channel: str) -> TerritoryPolicy:
        """The territory whose channel this is; the fallback for any other channel."""
        theirs = (item for item in self.territories.values() if item.channel == channel)
        return next(theirs, self.team(None))

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        for reason in RejectReason:
            if reason not in self.reasons:
                raise ValueError(f"reasons: {reason} has no label")
        if self.routing.fallback_territory not in self.territories:
            raise ValueError(f"routing: no territory {self.routing.fallback_territory!r}")
        for name, territory in self.territories.items():
            if territory.calendar not in self.calendars:
                raise ValueError(f"territories.{name}: no calendar {territory.calendar!r}")
        if self.chat.form not in self.forms:
            raise ValueError(f"chat: no form {self.chat.form!r}")
        shares = [rung.at for rung in self.sla.escalation]
        if shares != sorted(shares):
            raise ValueError("sla.escalation: the shares must rise")
        return self


def parse(text: str) -> SalesPolicy:
    """The policy in a TOML text, with its revision (first 12 digits of the text's SHA-256).

    Raises:
        PolicyError: with one line for each problem, naming the place.
    """
    try:
        raw = tomllib.loads(text)
        revision = hashlib.sha256(text.encode()).hexdigest()[:12]
        return SalesPolicy.model_validate({**raw, "revision": revision})
    except tomllib.TOMLDecodeError as error:
        raise PolicyError((f"not TOML: {error}",)) from error
    except ValidationError as error:
        raise PolicyError(tuple(_sentence(problem) for problem in error.errors())) from error


def _sentence(problem: object) -> str:
    """One pydantic problem as "place: what is wrong"."""
    assert isinstance(problem, dict)
    place = ".".join(str(part) for part in problem["loc"]) or "policy"
    return f"{place}: {problem['msg'].removeprefix('Value error, ')}"
