"""What both sides of the intake bench stand on: the same server, rows and load."""

import json
import socket
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from bot.web.server import web_server
from store import models as m
from store.session import Store

OF_A_LEAD = (
    *(m.Delivery, m.Contact, m.Account, m.Lead, m.LeadStage, m.Activity),
    *(m.Consent, m.Clock, m.RoutingLedger, m.Owed),
)
ITS_OWN = {
    *("id", "lead_id", "contact_id", "account_id", "subject_id", "version"),
    *("external_id", "dedup_key", "body"),
}
"""Columns that no two leads share."""
PERSON = ("email", "email_key", "name", "domain")


def serve(app: FastAPI, port: int) -> None:
    """Serves until the process is ended."""
    web_server(app).run(sockets=[socket.create_server(("127.0.0.1", port), backlog=512)])


def sample(store: Store) -> dict[type[Any], list[dict[str, Any]]]:
    """The rows of the only lead in a database, by table, without what is its own."""
    with store.read() as session:
        return {
            model: [_shared(model, row) for row in session.scalars(select(model))]
            for model in OF_A_LEAD
        }


def _shared(model: type[Any], row: Any) -> dict[str, Any]:
    own = ITS_OWN | set(PERSON) if model in {m.Contact, m.Account} else ITS_OWN
    return {
        column.name: getattr(row, column.name)
        for column in model.__table__.columns
        if column.name not in own
    }


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
