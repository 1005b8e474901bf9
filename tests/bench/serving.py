"""What both sides of the intake bench stand on: the same server, rows and load."""

import json
import socket
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from bot.interpreter import keep_what_is_loaded, take_short_turns
from bot.web.server import web_server
from store import models as m
from store.session import Store

BELONGINGS = (
    *(m.Delivery, m.LeadStage, m.ScoreHistory, m.Activity, m.Consent),
    *(m.Clock, m.RoutingLedger, m.Advice, m.Owed),
)
"""What a new lead leaves, beside itself, its person and its company."""
ITS_OWN = {
    *("id", "lead_id", "contact_id", "account_id", "subject_id", "version"),
    *("external_id", "dedup_key", "body", "email", "email_key", "domain"),
}
"""Columns that no two leads share."""


def serve(app: FastAPI, port: int) -> None:
    """Serves until the process is ended, on either side as `staffel serve` does."""
    take_short_turns()
    keep_what_is_loaded()
    web_server(app).run(sockets=[socket.create_server(("127.0.0.1", port), backlog=512)])


def sample(store: Store) -> Callable[..., list[Any]]:
    """Makes rows with the values of the only lead in a database, but for what is its own."""
    with store.read() as session:
        values = {
            model: [_shared(row) for row in session.scalars(select(model))]
            for model in (m.Contact, m.Account, m.Lead, *BELONGINGS)
        }

    def like(model: type[Any], **own: Any) -> list[Any]:
        mine = {name: value for name, value in own.items() if hasattr(model, name)}
        return [model(**{**shared, **mine}) for shared in values[model]]

    return like


def _shared(row: Any) -> dict[str, Any]:
    names = (column.name for column in row.__table__.columns)
    return {name: getattr(row, name) for name in names if name not in ITS_OWN}


def person(number: int) -> bytes:
    """A hot lead of a company of its own, as a form sends it."""
    fields = {
        "first_name": "Eva",
        "last_name": f"Sommer {number}",
        "email": f"eva.{number}@firma-{number}.example",
        "company": f"Firma {number} GmbH",
        "phone": f"030 {901000 + number}",
        "job_title": "Leiterin Vertrieb",
        "industry": "manufacturing",
        "employees": "240",
        "country": "DE",
        "message": "Bitte eine Demo.",
        "consent": "ja",
        "language": "de",
    }
    return json.dumps(fields).encode()
