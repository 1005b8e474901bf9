"""The whole policy, and how it is read from its text."""

import hashlib
import tomllib
from typing import Self

from pydantic import ValidationError, model_validator

from agents.policy.again import AgainTable
from agents.policy.attention import AttentionPolicy
from agents.policy.base import Frozen
from agents.policy.clocks import CadencePolicy, MarketingPolicy, PausePolicy
from agents.policy.consent import ConsentPolicy
from agents.policy.desk import QualificationPolicy, ReasonPolicy
from agents.policy.doors import ChatPolicy, FormPolicy
from agents.policy.edition import EditionPolicy
from agents.policy.handover import ChecklistPolicy, DealPolicy, UndoPolicy
from agents.policy.making import MakingPolicy
from agents.policy.plays import AdvicePolicy, ContentPolicy, PlayPolicy
from agents.policy.promises import CalendarPolicy, SlaPolicy
from agents.policy.quality import QualityPolicy
from agents.policy.running import CoveragePolicy, MessagesPolicy, RetentionPolicy
from agents.policy.score import ScorePolicy
from agents.policy.teams import RoutingPolicy, TerritoryPolicy
from agents.vocabulary import Language, RejectReason


class PolicyError(ValueError):
    """The text is not a policy; `problems` says each place and what is wrong there."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class SalesPolicy(Frozen):
    """Everything RevOps decides; `revision` is the content hash of the text."""

    name: str
    note: dict[Language, str] = {}
    """Shown where people should know that this policy is unusual (the demo's short clock)."""
    revision: str = ""
    edition: EditionPolicy = EditionPolicy()
    sla: SlaPolicy
    calendars: dict[str, CalendarPolicy]
    territories: dict[str, TerritoryPolicy]
    routing: RoutingPolicy
    score: ScorePolicy
    qualification: QualificationPolicy
    plays: tuple[PlayPolicy, ...]
    content: tuple[ContentPolicy, ...] = ()
    advice: AdvicePolicy = AdvicePolicy()
    attention: AttentionPolicy = AttentionPolicy()
    reasons: dict[RejectReason, ReasonPolicy]
    forms: dict[str, FormPolicy]
    chat: ChatPolicy
    consent: ConsentPolicy = ConsentPolicy()
    coverage: CoveragePolicy = CoveragePolicy()
    messages: MessagesPolicy = MessagesPolicy()
    making: MakingPolicy = MakingPolicy()
    quality: QualityPolicy = QualityPolicy()
    retention: RetentionPolicy = RetentionPolicy()
    pauses: PausePolicy = PausePolicy()
    cadence: CadencePolicy = CadencePolicy()
    marketing: MarketingPolicy = MarketingPolicy()
    again: AgainTable = AgainTable()
    checklist: ChecklistPolicy = ChecklistPolicy()
    deals: DealPolicy = DealPolicy()
    undo: UndoPolicy = UndoPolicy()

    def team(self, territory: str | None) -> TerritoryPolicy:
        """A territory by name; the fallback where the name is not known (any more)."""
        fallback = self.territories[self.routing.fallback_territory]
        return self.territories.get(territory or "", fallback)

    def wording(self, version: str | None, language: Language) -> str | None:
        """The text of a version as people read it; None where nobody wrote it down."""
        if version == self.chat.consent_version:
            return self.chat.consent_text.get(language)
        return self.consent.texts.get(version or "", {}).get(language)

    def reason_of(self, play: str) -> dict[Language, str] | None:
        """Why this play recommends what it does, in the team's own words; None: in Staffel's."""
        return next((one.reason for one in self.plays if one.code == play and one.reason), None)

    def without_mail(self) -> Self:
        """It, in an installation that cannot write to leads."""
        return self.model_copy(update={"consent": self.consent.without_mail()})

    def team_in(self, channel: str) -> TerritoryPolicy:
        """The territory whose channel this is; the fallback for any other channel."""
        theirs = (item for item in self.territories.values() if item.channel == channel)
        return next(theirs, self.team(None))

    def zone_of(self, team: TerritoryPolicy) -> str:
        """The time zone of a team's days."""
        return self.calendars[team.calendar].tz

    @model_validator(mode="after")
    def _routes_to_territories(self) -> Self:
        for team in (self.routing.fallback_territory, self.routing.key_team):
            if team not in {None, *self.territories}:
                raise ValueError(f"routing: no territory {team!r}")
        return self

    @model_validator(mode="after")
    def _marketing_has_its_calendar(self) -> Self:
        if self.marketing.calendar not in {None, *self.calendars}:
            raise ValueError(f"marketing: no calendar {self.marketing.calendar!r}")
        return self

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        for reason in RejectReason:
            if reason not in self.reasons:
                raise ValueError(f"reasons: {reason} has no label")
        for name, territory in self.territories.items():
            if territory.calendar not in self.calendars:
                raise ValueError(f"territories.{name}: no calendar {territory.calendar!r}")
        if self.chat.form not in self.forms:
            raise ValueError(f"chat: no form {self.chat.form!r}")
        shares = [rung.at for rung in self.sla.escalation]
        if shares != sorted(shares):
            raise ValueError("sla.escalation: the shares must rise")
        return self

    @model_validator(mode="after")
    def _trial_leads_have_their_form(self) -> Self:
        if self.making.trial_form not in self.forms:
            raise ValueError(f"making: no form {self.making.trial_form!r}")
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
