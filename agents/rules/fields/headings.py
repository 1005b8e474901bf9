"""Names of fields: ours, the form's, and the headings people give their columns."""

from collections.abc import Collection, Mapping
from functools import cache

from agents.rules.fields.texts import folded

LEAD = {
    "email": "e-mail;mail;e-mail-adresse;email address;mailadresse;work email;business email;"
    "geschäftliche e-mail;kontakt-e-mail",
    "first_name": "vorname;first name;given name;firstname;prénom",
    "last_name": "nachname;last name;surname;family name;familienname;lastname;nom",
    "name": "full name;vollständiger name;kontakt;contact;ansprechpartner;contact name;"
    "vor- und nachname",
    "company": "firma;unternehmen;company name;firmenname;organisation;organization;account;"
    "arbeitgeber;betrieb;société",
    "phone": "telefon;tel;telefonnummer;phone number;mobil;handy;mobile;mobile phone;rufnummer;"
    "mobilnummer;telephone;work phone",
    "job_title": "position;rolle;funktion;jobtitel;job title;title;berufsbezeichnung;role;beruf",
    "country": "land;staat;country code;ländercode;pays;country/region;land/region",
    "region": "bundesland;kanton;state;province;provinz;land (region)",
    "postal_code": "plz;postleitzahl;zip;zip code;zipcode;postcode;postal code;postalcode;"
    "zip/postal code;postal code/zip;work zip;company postal code;firmen-plz;code postal",
    "industry": "branche;wirtschaftszweig;sector;sektor",
    "employees": "mitarbeiter;mitarbeiterzahl;anzahl mitarbeiter;firmengröße;company size;"
    "number of employees;unternehmensgröße;mitarbeitende;headcount;size;größe",
    "technologies": "technologien;technologie;technology;tech stack;tech-stack;tools;systeme;"
    "eingesetzte software;software im einsatz;erp-system;erp system;crm-system",
    "message": "nachricht;kommentar;comment;comments;bemerkung;notiz;notizen;anfrage;notes",
    "need": "bedarf;anliegen;interesse;interest;thema",
    "timeframe": "zeitraum;zeitrahmen;timeline;time frame;zeithorizont",
    "consent": "einwilligung;newsletter;opt-in;marketing consent;zustimmung;werbeeinwilligung;"
    "e-mail opt-in;dsgvo;gdpr consent;marketing opt-in",
    "language": "sprache;lang;locale",
    "origin": "herkunft;kampagne;campaign;lead source;leadquelle;traffic source",
    "utm_source": "utm source",
    "utm_campaign": "utm campaign",
    "source": "quelle;kanal",
    "external_id": "external id;externe id",
    "date": "datum;zeitpunkt;erstellt am;created;created at;created on;eingangsdatum;timestamp;"
    "zeitstempel;create date;eingang;first contact;erstkontakt",
    "stage": "status;phase;lifecycle stage;stufe;lead status",
    "won_at": "gewonnen am;won date;won at;abschlussdatum",
}
HISTORY = {**LEAD, "external_id": "id;external id;externe id;lead id;record id;datensatz-id"}
"""Of a CRM's export; a form's hidden field "id" must not be taken for a lead's number."""
OPPORTUNITY = {
    "external_id": "id;opportunity id;deal id;vorgangsnummer;externe id;external id;record id",
    "lead_external_id": "lead id;lead-id;lead",
    "name": "bezeichnung;opportunity;deal;deal name;opportunity name;vorgang;titel",
    "value": "wert;betrag;umsatz;amount;summe;volumen;deal value;auftragswert",
    "currency": "währung;currency code",
    "stage": "phase;status;deal stage;stufe;vertriebsphase",
    "expected_close_on": "erwarteter abschluss;expected close;expected close date;close date;"
    "abschluss erwartet am;voraussichtlicher abschluss;geplanter abschluss;expected close on",
    "closed_on": "abgeschlossen am;closed;closed at;closed date;abschlussdatum;closed on",
    "lost_reason": "verlustgrund;grund;absagegrund;grund für verlust;lost reason;loss reason;"
    "closed lost reason;reason lost;reason",
}
TARGET = {
    "name": "bezeichnung;periode;zeitraum;period;quartal;quarter;ziel;target",
    "starts_on": "von;beginn;start;starts;starts on;from;start date;startdatum",
    "ends_on": "bis;ende;end;ends;ends on;to;until;end date;enddatum",
    "value": "wert;betrag;zielwert;umsatzziel;amount;target value;umsatz",
    "currency": "währung;currency code",
}
PERSON = {
    "slack_user_id": "slack;slack id;slack-id;slack user;slack user id;slack-nutzer;member id",
    "name": "full name;kollege;kollegin;person;vollständiger name",
    "email": "e-mail;mail;e-mail-adresse;email address",
    "role": "rolle;funktion",
    "language": "sprache;lang",
    "territory": "gebiet;vertriebsgebiet;team;region",
    "channels": "kanäle;kanal;channel;slack channels",
    "weight": "gewicht;anteil",
    "capacity": "kapazität;max leads",
    "daily_cap": "tageslimit;leads am tag;daily limit;leads per day",
    "hours": "arbeitszeit;arbeitszeiten;working hours",
    "tz": "zeitzone;zone;time zone;timezone",
    "cover": "vertretung;stellvertretung;deputy",
    "calendar_url": "kalender;calendar;caldav",
    "is_active": "aktiv;active",
}


def named(
    headings: Collection[str],
    aliases: Mapping[str, str],
    *,
    given: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Their heading -> our field, for the headings that are known.

    Args:
        headings: as they stand in the file or the form.
        aliases: one of the tables above.
        given: their name -> ours, said by a form or a mapping; goes before everything else.
    """
    said, words = given or {}, _words(tuple(aliases.items()))
    found: dict[str, str] = {}
    for heading in headings:
        ours = said.get(heading) or said.get(heading.strip()) or words.get(folded(heading))
        if ours is not None:
            found[heading] = ours
    return found


@cache
def _words(aliases: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Folded heading -> our field; there are only a few tables, and each lead needs one."""
    words = {folded(field): field for field, _ in aliases}
    for field, names in aliases:
        for name in names.split(";"):
            words.setdefault(folded(name), field)
    words.pop("", None)
    return words


def renamed(raw: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The values under our names; of two that mean the same, the first that says something."""
    ours: dict[str, str] = {}
    for heading, field in names.items():
        value = raw.get(heading) or ""
        if not (ours.get(field) or "").strip():
            ours[field] = value
    return ours
