"""Made-up leads: each another person of another company, the same in every run."""

import json

KINDS = (("hot", "demo"), ("hot", "pricing"), ("mql", "contact"), ("none", "whitepaper"))


def hot_lead(number: int) -> dict[str, str]:
    """The fields of somebody who is worth a card at once."""
    return {
        "first_name": "Probe",
        "last_name": f"Nummer{number}",
        "email": f"probe{number}@chaos-firma-{number}.example",
        "company": f"Chaos Firma {number:05d} GmbH",
        "phone": "+49 30 901820",
        "job_title": "Geschäftsführerin",
        "industry": "manufacturing",
        "employees": "250",
        "country": "DE" if number % 2 else "GB",
        "consent": "ja",
        "language": "de",
    }


def lead(number: int) -> tuple[str, str, dict[str, str]]:
    """Kind (hot, mql, none), form and fields; the kinds take turns."""
    kind, form = KINDS[number % len(KINDS)]
    fields = hot_lead(number)
    if kind == "none":
        weak = {"job_title": "Assistenz", "industry": "", "employees": ""}
        fields = {name: text for name, text in {**fields, **weak}.items() if text}
    return kind, form, fields


def as_json(fields: dict[str, str]) -> bytes:
    """As a form's delivery."""
    return json.dumps(fields).encode()
