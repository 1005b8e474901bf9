"""The plain floor of intake: FastAPI and the ORM insert a lead's rows, one commit a request."""

import sys

from fastapi import FastAPI

from store.models import Account, Contact, Lead
from store.session import Store
from tests.bench.serving import BELONGINGS, sample, serve

app, store = FastAPI(), Store(sys.argv[1])
like = sample(store)  # makes rows like those of one lead that we have written


@app.post("/lead", status_code=202)
def submit(body: dict[str, str]) -> dict[str, int]:
    key = body["email"]
    own = {"subject_id": key, "external_id": key, "dedup_key": key, "body": str(body).encode()}
    with store.begin() as session:
        (contact,) = like(Contact, email=key, email_key=key, **own)
        (account,) = like(Account, name=body["company"], domain=key.partition("@")[2])
        (lead,) = like(Lead, contact=contact, account=account, subject_id=key)
        session.add(lead)
        session.flush()
        for model in BELONGINGS:
            session.add_all(like(model, lead_id=lead.id, **own))
    return {"lead": lead.id}


serve(app, int(sys.argv[2]))
