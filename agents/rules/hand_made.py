"""What a colleague types about a lead: a new one, or a correction of one that is there.

The same fields and the same checks as at every other door (agents/rules/fields). Codes of the
problems as in `agents.rules.hygiene`, and `no_way`: neither a mail address nor a number.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from agents.decisions import FieldProblem
from agents.facts import ActivityFacts, CompanyFacts, ConsentFacts, ContactFacts, LeadDraft
from agents.facts.values import Values
from agents.rules.fields import addresses, countries, industries
from agents.rules.fields.reader import Reader
from agents.vocabulary import (
    ActivityKind,
    ConsentPurpose,
    ConsentState,
    Language,
    LeadField,
    LeadSource,
)

WISHES = (
    ActivityKind.DEMO_REQUEST,
    ActivityKind.PRICE_REQUEST,
    ActivityKind.CONTACT_REQUEST,
    ActivityKind.EVENT_ATTENDED,
)
"""What a colleague may say that the person wants; the last one is nothing in particular."""
ASKED = frozenset(WISHES) - {ActivityKind.EVENT_ATTENDED}
TEXTS = (LeadField.COMPANY, LeadField.JOB_TITLE, LeadField.TIMEFRAME)
SOURCE = "slack:colleague"


def read(
    typed: Mapping[LeadField, str], *, country: str | None = None
) -> tuple[Values, tuple[FieldProblem, ...]]:
    """The fields in their normal form, None where emptied, and what is wrong with them.

    Args:
        typed: as typed, only the fields that are to be read; empty means emptied.
        country: ISO 3166-1 alpha-2 of the person, tells what a number without country code means;
            a country that is typed counts first.
    """
    reader = Reader({field.value: text for field, text in typed.items()})
    of_number = countries.country(typed.get(LeadField.COUNTRY) or "") or country or "DE"
    first_name, last_name = reader.names()
    industry = reader.text(LeadField.INDUSTRY)
    found: Values = {
        LeadField.FIRST_NAME: first_name,
        LeadField.LAST_NAME: last_name,
        LeadField.EMAIL: reader.email(),
        LeadField.PHONE: reader.phone(of_number),
        LeadField.COUNTRY: reader.country(),
        LeadField.INDUSTRY: industries.industry(industry) if industry else None,
        LeadField.EMPLOYEES: reader.count(LeadField.EMPLOYEES),
        LeadField.NEED: reader.lines(LeadField.NEED),
        **{field: reader.text(field) for field in TEXTS},
    }
    return {field: found[field] for field in typed}, tuple(reader.problems)


def draft(
    typed: Mapping[LeadField, str],
    *,
    wish: ActivityKind,
    language: Language,
    now: datetime,
    free_mail: Collection[str] = frozenset(),
) -> LeadDraft | tuple[FieldProblem, ...]:
    """A new lead, or what must be mended first.

    A name, and a mail address or a telephone number, must be there: nobody else could be answered.
    """
    values, problems = read(typed)
    known = {field: str(value) for field, value in values.items() if value is not None}
    if LeadField.LAST_NAME not in known:
        problems = (*problems, FieldProblem(name=LeadField.LAST_NAME, code="missing"))
    if not known.keys() & {LeadField.EMAIL, LeadField.PHONE} and not problems:
        problems = (FieldProblem(name=LeadField.EMAIL, code="no_way"),)
    if problems:
        return problems
    email = known.get(LeadField.EMAIL)
    return LeadDraft(
        source=LeadSource.SLACK,
        language=language,
        occurred_at=now,
        contact=ContactFacts(
            first_name=known.get(LeadField.FIRST_NAME),
            last_name=known.get(LeadField.LAST_NAME),
            email=email,
            phone=known.get(LeadField.PHONE),
            job_title=known.get(LeadField.JOB_TITLE),
        ),
        company=CompanyFacts(
            name=known.get(LeadField.COMPANY),
            domain=addresses.company_domain(email, free_mail=free_mail) if email else None,
            country=known.get(LeadField.COUNTRY),
        ),
        need=known.get(LeadField.NEED),
        activities=(ActivityFacts(kind=wish, occurred_at=now),),
        consents=_request(now) if wish in ASKED else (),
    )


def _request(now: datetime) -> tuple[ConsentFacts, ...]:
    """Who asked may be answered; to marketing nobody agrees in another's name."""
    return (
        ConsentFacts(
            purpose=ConsentPurpose.ANSWER_REQUEST,
            state=ConsentState.GRANTED,
            source=SOURCE,
            recorded_at=now,
        ),
    )
