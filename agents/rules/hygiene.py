"""From what somebody typed to a clean draft of a lead.

A delivery is refused only without a usable mail address: nobody could answer it. Everything else
that is wrong is noted, the value is left out, and the lead is kept.

Codes of the problems, with their parameters (the sentences are in agents/sentences and, for the
command line, in bot/commands/problems.py):

    missing                   the field is mandatory (`email`: the delivery is refused)
    email_syntax              not a mail address; the delivery is refused
    phone_unreadable          no telephone number; left out
    unknown_value             not a known country, postal code, consent or language; left out
    number_unreadable         no number (employees); left out
    email_disposable          a throw-away address; the lead is kept, and it is noted
    date_impossible {value}   a day that no calendar has, for instance 30.02.2026
    date_unreadable           not written like a day
    date_in_future            later than tomorrow
    too_long {limit}          cut after so many characters
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from agents.decisions import FieldProblem
from agents.facts import ActivityFacts, CompanyFacts, ConsentFacts, ContactFacts, LeadDraft
from agents.policy import FormPolicy
from agents.rules.fields import addresses, countries, headings, industries
from agents.rules.fields.reader import Reader
from agents.vocabulary import ActivityKind, ConsentPurpose, ConsentState, Language

ASKS_FOR_ANSWER = frozenset(
    {
        ActivityKind.CONTACT_REQUEST,
        ActivityKind.DEMO_REQUEST,
        ActivityKind.PRICE_REQUEST,
        ActivityKind.CHAT,
    }
)
"""What a person does who wants to be answered."""
AHEAD = timedelta(days=1)
"""A date may be so far in the future: the sender may stand in another time zone."""


def clean(
    raw: Mapping[str, str],
    *,
    form: FormPolicy,
    form_name: str,
    received_at: datetime,
    language: Language = Language.DE,
    default_country: str = "DE",
    free_mail: Collection[str] = frozenset(),
    disposable: Collection[str] = (),
) -> tuple[LeadDraft | None, tuple[FieldProblem, ...]]:
    """The draft of a lead with everything noted about it, or None where it is refused.

    Args:
        raw: fields as sent, under our names, the form's, or German and English headings.
        form: what the door's fields mean and which of them are mandatory.
        form_name: the door's name in the policy.
        received_at: when it came, aware; stands in for a date that is not given.
        language: of a person who does not say theirs.
        default_country: ISO 3166-1 alpha-2; reads telephone numbers of an unknown country.
        free_mail: domains that say nothing about a company.
        disposable: those of them whose addresses are thrown away, besides the known ones.
    """
    names = headings.named(raw, headings.LEAD, given=form.fields)
    reader = Reader(headings.renamed(raw, names))
    contact = read_contact(reader, default_country)
    if contact.email is None:
        if not any(problem.name == "email" for problem in reader.problems):
            reader.note("email", "missing")
        _occurred_at(reader, received_at)  # says at once all that is wrong
        return None, tuple(reader.problems)
    occurred_at = _occurred_at(reader, received_at)
    domain = addresses.ascii_domain(contact.email.rpartition("@")[2])
    if domain in map(str.lower, disposable) or addresses.is_disposable(domain):
        reader.note("email", "email_disposable")
    company = read_company(reader, contact.email, free_mail)
    is_complete = not _missing(reader, form.required, contact)
    draft = LeadDraft(
        source=form.source,
        form=form_name,
        origin=reader.first("origin", "utm_source", "utm_campaign", "source", limit_of="origin"),
        external_id=reader.text("external_id"),
        language=reader.language(language),
        occurred_at=occurred_at,
        contact=contact,
        company=company,
        message=reader.lines("message"),
        need=reader.lines("need"),
        timeframe=reader.text("timeframe"),
        is_complete=is_complete,
        gaps=tuple((problem.name, problem.code) for problem in reader.problems),
        activities=(ActivityFacts(kind=form.activity, occurred_at=occurred_at),),
        consents=_consents(reader, form, form_name, occurred_at),
    )
    return draft, tuple(reader.problems)


def read_contact(reader: Reader, default_country: str) -> ContactFacts:
    """The person; a telephone number without country code is read as of their country."""
    first_name, last_name = reader.names()
    return ContactFacts(
        first_name=first_name,
        last_name=last_name,
        email=reader.email(),
        phone=reader.phone(
            countries.country(reader.fields.get("country") or "") or default_country
        ),
        job_title=reader.text("job_title"),
    )


def read_company(reader: Reader, email: str | None, free_mail: Collection[str]) -> CompanyFacts:
    """The company, with the domain of the mail address unless that is a mail provider's."""
    industry = reader.text("industry")
    return CompanyFacts(
        name=reader.text("company"),
        domain=addresses.company_domain(email, free_mail=free_mail) if email else None,
        industry=industries.industry(industry) if industry else None,
        employees=reader.count("employees"),
        country=reader.country(),
        technologies=reader.technologies(),
        region=reader.region(),
        postal_code=reader.postal_code(),
    )


def read_consent(
    reader: Reader, *, source: str, text_version: str, recorded_at: datetime
) -> tuple[ConsentFacts, ...]:
    """What the person answered to the question for marketing mail; nothing where not asked."""
    answer = reader.yes_or_no("consent")
    if answer is None:
        return ()
    return (
        ConsentFacts(
            purpose=ConsentPurpose.MARKETING_EMAIL,
            state=ConsentState.GRANTED if answer else ConsentState.DENIED,
            source=source,
            text_version=text_version,
            recorded_at=recorded_at,
        ),
    )


def _consents(
    reader: Reader, form: FormPolicy, form_name: str, at: datetime
) -> tuple[ConsentFacts, ...]:
    source = f"{form.source}:{form_name}"
    answered = read_consent(reader, source=source, text_version=form.consent_text, recorded_at=at)
    if form.activity not in ASKS_FOR_ANSWER:
        return answered
    request = ConsentFacts(
        purpose=ConsentPurpose.ANSWER_REQUEST,
        state=ConsentState.GRANTED,
        source=source,
        recorded_at=at,
    )
    return (request, *answered)


def _occurred_at(reader: Reader, received_at: datetime) -> datetime:
    found = reader.moment("date")
    if found is not None and found > received_at + AHEAD:
        reader.note("date", "date_in_future")
        return received_at
    return found or received_at


def _missing(reader: Reader, required: tuple[str, ...], contact: ContactFacts) -> bool:
    known = {
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "name": contact.full_name,
    }
    missing = [
        name for name in required if not (known[name] if name in known else reader.has(name))
    ]
    for name in missing:
        reader.note(name, "missing")
    return bool(missing)
