"""The plain floor of intake: FastAPI and the ORM insert a lead's rows, one commit a request."""

import sys
from typing import Any
from uuid import uuid4

from fastapi import FastAPI

from store import models as m
from store.session import Store
from tests.bench.serving import sample, serve

app, store = FastAPI(), Store(sys.argv[1])
SAMPLE = sample(store)  # every row of one lead, as we wrote it


def rows(model: type[Any], **own: Any) -> list[Any]:
    return [model(**values, **own) for values in SAMPLE[model]]


@app.post("/lead", status_code=202)
def submit(body: dict[str, str]) -> dict[str, int]:
    key, email = uuid4().hex, body["email"]
    with store.begin() as session:
        (contact,) = rows(m.Contact, subject_id=key, email=email, email_key=email)
        (account,) = rows(m.Account, name=body["company"], domain=email.partition("@")[2])
        (lead,) = rows(m.Lead, subject_id=key, contact=contact, account=account)
        session.add(lead)
        session.flush()
        mine = {"lead_id": lead.id, "subject_id": key}
        for model in (m.LeadStage, m.Clock, m.RoutingLedger):
            session.add_all(rows(model, lead_id=lead.id))
        session.add_all(rows(m.Consent, **mine) + rows(m.Activity, external_id=key, **mine))
        session.add_all(rows(m.Owed, lead_id=lead.id, dedup_key=key))
        session.add_all(kept := rows(m.Delivery, external_id=key, body=str(body).encode(), **mine))
    return {"delivery": kept[0].id}


serve(app, int(sys.argv[2]))
