"""Countries, regions, job titles, mailboxes, as people and forms write them."""

import pytest

from agents.rules.fields.addresses import (
    company_domain,
    is_disposable,
    is_free_mail,
    is_role,
    label,
)
from agents.rules.fields.countries import country
from agents.rules.fields.phones import is_shared, read
from agents.rules.fields.postal_codes import postal_code
from agents.rules.fields.regions import NAMES, region
from agents.rules.fields.roles import role

COUNTRIES = {
    "DE": "Deutschlnad;Germny;Bayern;DE-BY;de-DE;D-80331 München;Berlin, Germany;West Germany;"
    "Germany, Federal Republic of;DE - Deutschland;Niemcy;Deutschland / Europa",
    "AT": "Östereich;Osterreich;A-1010 Wien;Republik Österreich;Tirol",
    "CH": "Schweitz;Switzerlnd;CH-8000 Zürich;Schweiz/Suisse",
    "KR": "Korea, Republic of;Korea (Republic of);Südkorea",
    "CG": "Republic of the Congo",
    "CD": "Congo, Democratic Republic of the",
    "US": "Untied States;USA - California;Georgia, USA",
    "GE": "Georgia;Georgien",
    "IT": "Südtirol",
    "NA": "NA;Namibia",
    "NL": "Netherlands (the);Niederlade",
}
NO_COUNTRIES = (
    "Select;Bitte wählen;-- bitte auswählen --;Europa;EU;DACH;D/A/CH;EMEA;weltweit;Ausland;Asien;"
    "n/a;N/A;na;k.A.;-;other;Sonstige;Germany/Austria;Deutschland, Österreich;Paris;12345;+49;"
    "???;Englisch;Austrlia;test"
)


@pytest.mark.parametrize(
    ("text", "code"), [(t, code) for code, texts in COUNTRIES.items() for t in texts.split(";")]
)
def test_countries(text: str, code: str) -> None:  # S-018
    assert country(text) == code


@pytest.mark.parametrize("text", NO_COUNTRIES.split(";"))
def test_words_that_are_no_country(text: str) -> None:
    assert country(text) is None


@pytest.mark.parametrize(
    ("text", "land", "postal_code", "expected"),
    [
        ("NRW", "DE", None, "DE-NW"),
        ("Bayern", None, None, "DE-BY"),
        ("bw", "DE", None, "DE-BW"),
        ("SH", "DE", None, "DE-SH"),
        ("SH", "CH", None, "CH-SH"),
        ("SH", None, None, None),
        ("Bayern", "AT", None, None),
        ("NÖ", "AT", None, "AT-3"),
        ("Genève", "CH", None, "CH-GE"),
        ("ch-zh", "CH", None, "CH-ZH"),
        (None, "DE", "80331", "DE-BY"),
        (None, "DE", "D-10115", "DE-BE"),
        (None, "DE", "12529", None),
        (None, "AT", "1010", "AT-9"),
        (None, "CH", "8001", "CH-ZH"),
        (None, None, "8001", None),
        (None, "FR", "75001", None),
        ("Atlantis", "DE", "80331", "DE-BY"),
    ],
)
def test_regions(text, land, postal_code, expected) -> None:
    assert region(text, country=land, postal_code=postal_code) == expected


@pytest.mark.parametrize(
    ("text", "land", "expected"),
    [
        ("80331", "DE", "80331"),
        ("D-80 331", "DE", "80331"),
        ("DE-01067", "DE", "01067"),
        ("1067", "DE", "01067"),  # a table of numbers has eaten the zero
        ("1067.0", "DE", "01067"),
        ("803", "DE", None),
        ("803311", "DE", None),
        ("A-1010", "AT", "1010"),
        ("0101", "AT", "0101"),
        ("CH-8001", "CH", "8001"),
        ("80331", "CH", None),
        ("sw1a 1aa", "GB", "SW1A1AA"),
        ("00-950", "PL", "00950"),
        ("75001", None, "75001"),
        ("München", None, None),
        ("12", "FR", None),
    ],
)
def test_postal_codes(text: str, land: str | None, expected: str | None) -> None:  # S-018
    assert postal_code(text, country=land) == expected


def test_every_region_is_there() -> None:
    assert {land: sum(code.startswith(land) for code in NAMES) for land in ("DE", "AT", "CH")} == {
        "DE": 16,
        "AT": 9,
        "CH": 26,
    }


@pytest.mark.parametrize(
    ("title", "function", "seniority"),
    [
        ("Geschäftsführende Gesellschafterin", "management", "owner"),
        ("Geschäftsführer", "management", "c_level"),
        ("Assistenz der Geschäftsführung", "administration", "assistant"),
        ("Einkaufsleiterin", "purchasing", "head"),
        ("Head of IT", "it", "head"),
        ("Head of Italy", "other", "head"),
        ("VP Sales", "sales", "vp"),
        ("International Sales Manager", "sales", "manager"),
        ("Sales Intern", "sales", "student"),
        ("Product Owner", "product", "expert"),
        ("Teamleiter Logistik", "logistics", "manager"),
        ("Werkstudentin Marketing", "marketing", "student"),
        ("CFO", "finance", "c_level"),
        ("Konstrukteur", "engineering", "expert"),
        ("Schneekugelsammler", "other", "expert"),
        (" - ", None, None),
    ],
)
def test_job_titles(title: str, function: str | None, seniority: str | None) -> None:
    found = role(title)
    assert (found.function, found.seniority) == (function, seniority)


@pytest.mark.parametrize(
    ("text", "e164", "is_valid"),
    [
        ("030 901820 ext. 12", "+4930901820", True),
        ("+49 (0)30 / 901820", "+4930901820", True),
        ("12345", "+4912345", False),
        ("+49", None, False),
        ("n/a", None, False),
    ],
)
def test_numbers_as_they_were_understood(text: str, e164: str | None, *, is_valid: bool) -> None:
    found = read(text, country="DE")
    assert (found.e164, found.is_valid) == (e164, is_valid)


def test_a_switchboard_is_everybodys_and_a_mobile_is_not() -> None:
    assert is_shared("+4930901820")
    assert not is_shared("+493090182012")
    assert not is_shared("+491701234560")


def test_mailboxes_of_teams_providers_and_the_bin() -> None:  # S-020
    assert is_role("Info@muster.de")
    assert is_role("vertrieb-nord@muster.de")
    assert not is_role("anna.info@muster.de")
    assert not is_role("it.stein@muster.de")
    assert is_free_mail("gmx.ch")
    assert is_free_mail("gmial.com")
    assert is_disposable("mailinator.com")
    assert is_disposable("x.mailinator.com")
    assert company_domain("a@mailinator.com") is None
    assert company_domain("a@eigene.example", free_mail=("eigene.example",)) is None
    assert company_domain("a@bücher.example") == "xn--bcher-kva.example"
    assert label("shop.muster.co.uk") == "muster"
    assert label("xn--bcher-kva.example") == "bücher"
