"""The delivery of a trial lead: whose it is stands in its key, which no sender can choose."""

import json
from uuid import uuid4

from bot.workflows.steps.newcomer import Trial

DOOR = "trial"
"""No address of the web leads to a door of this name."""
FIELDS = {
    "first_name": "Tina",
    "last_name": "Testmann",
    "company": "Testwerk GmbH",
    "job_title": "Leiterin Vertrieb",
    "industry": "manufacturing",
    "employees": "240",
    "country": "DE",
    "phone": "030 23125000",
    "message": "Test: Wir würden gern eine Demo sehen. / Test: we would like to see a demo.",
    "need": "Test",
    "timeframe": "Test",
    "consent": "nein",
}
"""The number is one of those that Germany keeps for films: nobody is called by mistake."""


def key(person_id: int, channel: str) -> str:
    """A new delivery's number."""
    return f"{DOOR}:{person_id}:{channel}:{uuid4().hex}"


def of_delivery(door: str, external_id: str) -> Trial | None:
    """Whose trial a delivery is; None for every other."""
    kind, _, _ = door.partition(":")
    parts = external_id.split(":")
    if kind != DOOR or len(parts) != 4 or not parts[1].isdecimal():  # noqa: PLR2004 — as `key` writes
        return None
    return Trial(person_id=int(parts[1]), channel=parts[2])


def body(language: str) -> bytes:
    """A filled-in form; each has an address of its own, so that each is a person of its own."""
    fields = {**FIELDS, "language": language, "email": f"{uuid4().hex[:8]}@testwerk.example"}
    return json.dumps(fields, ensure_ascii=False).encode()
