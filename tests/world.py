"""A small world for workflow tests: a migrated store, a policy, people, a standing clock."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy, parse
from agents.vocabulary import InboxState, Language, OutboxState, Role
from bot.deps import Deps
from bot.workflows import intake
from bot.workflows.steps import owners
from store.models import Clock, Lead, Owed, Person
from store.queries import leads, people
from store.session import Store

ROOT = Path(__file__).parents[1]
TUESDAY = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
"""10:00 in Berlin, an ordinary working day."""
TEAM = (
    ("U0LENA", "Lena Vogt", Role.SDR, Language.DE, "dach"),
    ("U0JONAS", "Jonas Brandt", Role.SDR, Language.DE, "dach"),
    ("U0AMY", "Amy Carter", Role.SDR, Language.EN, "international"),
    ("U0MIRA", "Mira Sander", Role.MANAGER, Language.DE, None),
    ("U0RAVI", "Ravi Menon", Role.REVOPS, Language.EN, None),
)
HOT = {
    "first_name": "Eva",
    "last_name": "Sommer",
    "email": "eva.sommer@sommer-anlagen.example",
    "company": "Sommer Anlagenbau GmbH",
    "phone": "030 901820",
    "job_title": "Leiterin Vertrieb",
    "industry": "manufacturing",
    "employees": "240",
    "country": "DE",
    "message": "Bitte eine Demo.",
    "need": "Anfragen schneller beantworten",
    "timeframe": "In drei Monaten",
    "consent": "ja",
    "language": "de",
}


def at_any_time() -> None:
    """For a message that never comes too late."""


@dataclass
class StandingClock:
    """A clock that moves only when a test moves it."""

    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> datetime:
        self.now += timedelta(**parts)
        return self.now


def shipped_policy() -> SalesPolicy:
    return parse((ROOT / "policy.toml").read_text(encoding="utf-8"))


def _somebody_else(changes: dict[str, str]) -> dict[str, str]:
    """Another address at the same company is another person, who is called otherwise."""
    email = changes.get("email", "")
    if email in {"", HOT["email"]} or changes.keys() & {"first_name", "last_name", "name"}:
        return {}
    name, _, domain = email.partition("@")
    return {"first_name": (domain if name == "eva" else name).title()}


@dataclass
class World:
    """Everything a workflow needs, with short words for what tests do often."""

    store: Store
    policy: SalesPolicy = field(default_factory=shipped_policy)
    clock: StandingClock = field(default_factory=StandingClock)

    def __post_init__(self) -> None:
        self.deps = Deps(store=self.store, policy=self.policy, clock=self.clock)
        self._sent = 0

    def hire(self, *team: tuple[str, str, Role, Language, str | None]) -> None:
        with self.store.begin() as session:
            for slack_user_id, name, role, language, territory in team or TEAM:
                session.add(
                    Person(
                        slack_user_id=slack_user_id,
                        name=name,
                        role=role,
                        language=language,
                        territory=territory,
                        channels=[],
                        created_at=self.clock(),
                        changed_at=self.clock(),
                    )
                )
            owners.look_again(session, now=self.clock())

    def person(self, slack_user_id: str) -> PersonFacts:
        with self.store.read() as session:
            found = people.by_slack_user(session, slack_user_id)
        assert found is not None
        return found

    def deliver(self, form: str = "demo", **changes: str) -> int:
        """Sends a form with these fields changed; gives the delivery's number."""
        self._sent += 1
        body = {**HOT, **_somebody_else(changes), **changes}
        kept = intake.keep_delivery(
            self.deps,
            door=f"form:{form}",
            external_id=f"test-{self._sent}",
            body=json.dumps({k: v for k, v in body.items() if v}).encode(),
            content_type="application/json",
        )
        return kept.id

    def receive(self, form: str = "demo", **changes: str) -> LeadFacts:
        """Sends a form, processes it, and gives the lead that came of it."""
        delivery_id = self.deliver(form, **changes)
        assert intake.process_delivery(self.deps, delivery_id) is InboxState.DONE
        with self.store.read() as session:
            newest = session.scalars(select(Lead.id).order_by(Lead.id.desc()).limit(1)).one()
        return self.lead(newest)

    def lead(self, lead_id: int) -> LeadFacts:
        with self.store.read() as session:
            found = leads.get(session, lead_id)
        assert found is not None
        return found

    def owed(self, *states: OutboxState) -> list[tuple[str, dict[str, Any]]]:
        """Kinds and payloads in the outbox, oldest first."""
        wanted = states or (OutboxState.PENDING,)
        with self.store.read() as session:
            rows = session.scalars(
                select(Owed).where(Owed.state.in_(wanted)).order_by(Owed.id)
            ).all()
            return [(row.kind, dict(row.payload)) for row in rows]

    def settle_all(self) -> None:
        """As if the relay had sent everything."""
        with self.store.begin() as session:
            for row in session.scalars(select(Owed).where(Owed.state == OutboxState.PENDING)):
                row.state = OutboxState.SENT
            for lead in session.scalars(select(Lead).where(Lead.card_ts.is_(None))):
                lead.card_ts = f"1774342800.{lead.id:06d}"

    def clocks(self, lead_id: int) -> list[Clock]:
        with self.store.read() as session:
            return list(
                session.scalars(select(Clock).where(Clock.lead_id == lead_id).order_by(Clock.id))
            )
