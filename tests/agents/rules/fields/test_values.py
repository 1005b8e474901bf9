"""Single values as people type them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules.fields import addresses, countries, headings, industries, moments, numbers
from agents.rules.fields.phones import phone
from agents.rules.fields.texts import (
    language,
    person_name,
    split_name,
    tidy,
    tidy_lines,
    yes_or_no,
)
from agents.vocabulary import Language


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Anna \t Müller ", "Anna Müller"),
        ("Mu\u0308ller", "Müller"),
        ("Anna\u200b\x00", "Anna"),
        ("Anna\u00a0Müller", "Anna Müller"),
        ("n/a", None),
        (" – ", None),
        ("", None),
        ("NA", "NA"),
    ],
)
def test_text_is_tidied(typed: str, read: str | None) -> None:
    assert tidy(typed) == read


def test_lines_keep_their_breaks() -> None:
    assert tidy_lines(" Guten Tag,\r\n\r\n\r\n bitte  eine Demo. \n") == (
        "Guten Tag,\n\nbitte eine Demo."
    )
    assert tidy_lines(None) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("anna", "Anna"),
        ("MÜLLER-LÜDENSCHEIDT", "Müller-Lüdenscheidt"),
        ("o'neill", "O'Neill"),
        ('O\'Neill "ZO"', 'O\'Neill "ZO"'),
        ("McDonald", "McDonald"),
        ("JP", "JP"),
        ("Herr Groß", "Groß"),
        ("VON DER HEIDE", "von der Heide"),
    ],
)
def test_a_name_gets_its_capitals(typed: str, read: str) -> None:
    assert person_name(typed) == read


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("Anna Müller", "Anna", "Müller"),
        ("Anna Maria Müller", "Anna Maria", "Müller"),
        ("Müller, Anna", "Anna", "Müller"),
        ("Anna von der Heide", "Anna", "von der Heide"),
        ("Frau Dr. Anna Müller", "Dr. Anna", "Müller"),
        ("Müller", None, "Müller"),
        ("", None, None),
    ],
)
def test_a_full_name_is_split(typed: str, first: str | None, last: str | None) -> None:
    assert split_name(typed) == (first, last)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("zoe@example.com", "zoe@example.com"),
        (" <mailto:Anna.Mueller@MUSTER.example> ", "Anna.Mueller@muster.example"),
        ("jörg@xn--bcher-kva.example", "jörg@bücher.example"),
        ("probe@formular.test", "probe@formular.test"),
        ("keine-mail", None),
        ("a@b", None),
        ("a@b..de", None),
        ("a b@example.com", None),
        ("", None),
    ],
)
def test_an_address_is_checked_by_its_syntax(typed: str, read: str | None) -> None:
    assert addresses.email(typed) == read


def test_a_mail_provider_is_no_company() -> None:
    free = {"gmail.com"}
    assert addresses.company_domain("a@gmail.com", free_mail=free) is None
    assert addresses.ascii_domain("bü..cher") == "bü..cher"
    assert addresses.company_domain("a@Bücher.example", free_mail=free) == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("typed", "country", "read"),
    [
        ("0151 12345678", "DE", "+4915112345678"),
        ("0043 1 58858", "DE", "+43158858"),
        ("+1 415 555 2671", "DE", "+14155552671"),
        ("+49 (0)30 901820", "AT", "+4930901820"),
        ("030/901820", "DE", "+4930901820"),
        ("044 668 18 00", "CH", "+41446681800"),
        ("'+49 30 901820", "DE", "+4930901820"),
        ("12345", "DE", None),
        ("keine", "DE", None),
        ("+49", "DE", None),
    ],
)
def test_a_telephone_number(typed: str, country: str, read: str | None) -> None:
    assert phone(typed, country=country) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Deutschland", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("Allemagne", "DE"),
        ("Bundesrepublik Deutschland", "DE"),
        ("ÖSTERREICH", "AT"),
        ("Oesterreich", "AT"),
        ("Österreich (AT)", "AT"),
        ("Schweiz", "CH"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("The Netherlands", "NL"),
        ("🇩🇪", "DE"),
        ("Czech Republic", "CZ"),
        ("Turkey", "TR"),
        ("Europa", None),
        ("EU", None),
        ("Select", None),
        ("ZZ", None),
        ("", None),
    ],
)
def test_a_country(typed: str, read: str | None) -> None:
    assert countries.country(typed) == read


@given(st.text(max_size=40))
def test_any_text_is_a_country_or_none(text: str) -> None:
    assert countries.country(text) is None or len(countries.country(text) or "") == 2


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("50-100", 50),
        ("1.000+", 1000),
        ("1,000–5,000", 1000),
        ("ca. 200", 200),
        ("> 500", 500),
        ("10 bis 50", 10),
        ("1'200", 1200),
        ("3.5", 3),
        ("viele", None),
        ("99999999999", None),
    ],
)
def test_a_count(typed: str, read: int | None) -> None:
    assert numbers.count(typed) == read


@pytest.mark.parametrize(
    ("typed", "read", "currency"),
    [
        ("1.234,56 €", "1234.56", "EUR"),
        ("EUR 1,234.56", "1234.56", "EUR"),
        ("12 500", "12500", None),
        ("12.500", "12500", None),
        ("0.125", "0.125", None),
        ("12,5", "12.5", None),
        ("1.234.567", "1234567", None),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("US$ 5", "5", "USD"),
        ("-5", "-5", None),
        ("5,00-", "-5.00", None),
        ("1.500,--", "1500", None),
        ("182000", "182000", None),
        ("5k", None, None),
        ("1,2 Mio", None, None),
        ("12 TEUR", None, None),
        ("24.03.2026", None, None),
        ("1.2,3.4", None, None),
        ("1,2,3", None, None),
        ("1.2345.678", None, None),
        ("1 234 567,89", "1234567.89", None),
        ("99999999999999999999", None, None),
        ("", None, None),
    ],
)
def test_an_amount(typed: str, read: str | None, currency: str | None) -> None:
    assert numbers.amount(typed) == (None if read is None else Decimal(read))
    assert numbers.currency(typed) == currency


def test_a_mapping_may_say_which_mark_parts_the_cents() -> None:
    assert numbers.amount("12.500", decimal_mark=".") == Decimal("12.5")
    assert numbers.amount("12.500", decimal_mark=",") == Decimal(12500)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_reads_back_in_both_spellings(value: Decimal) -> None:
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert numbers.amount(english) == numbers.amount(german) == value


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("24.03.2026", datetime(2026, 3, 24, tzinfo=UTC)),
        ("2026-03-24", datetime(2026, 3, 24, tzinfo=UTC)),
        ("12/31/2025", datetime(2025, 12, 31, tzinfo=UTC)),
        ("31/12/2025", datetime(2025, 12, 31, tzinfo=UTC)),
        ("24.3.26 14:05 Uhr", datetime(2026, 3, 24, 14, 5, tzinfo=UTC)),
        ("1/2/2025 3:04 PM", datetime(2025, 1, 2, 15, 4, tzinfo=UTC)),
        ("2018-02-26 19:58:54", datetime(2018, 2, 26, 19, 58, 54, tzinfo=UTC)),
        ("2026-03-24T10:00:00.123+0100", datetime(2026, 3, 24, 9, tzinfo=UTC)),
        ("2026-03-24T10:00:00Z", datetime(2026, 3, 24, 10, tzinfo=UTC)),
        ("2026-03-24 10", None),
        ("gestern", None),
        ("", None),
    ],
)
def test_a_moment(typed: str, read: datetime | None) -> None:
    assert moments.moment(typed) == read


@pytest.mark.parametrize("typed", ["30.02.2026", "2026-13-01", "13/32/2025", "2026-03-24 25:00"])
def test_an_impossible_day_is_told_from_nonsense(typed: str) -> None:
    with pytest.raises(moments.ImpossibleDateError):
        moments.moment(typed)


def test_a_format_of_the_mapping_comes_first() -> None:
    assert moments.day("03/04/2026", formats=("%d/%m/%Y",)) == datetime(2026, 4, 3).date()
    assert moments.moment("24.03.2026+0100", formats=("%d/%m/%Y", "%d.%m.%Y%z")) == datetime(
        2026, 3, 23, 23, tzinfo=UTC
    )
    assert moments.day("03/04/2026") == datetime(2026, 3, 4).date()


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))
def test_a_moment_reads_back_as_it_was_written(moment: datetime) -> None:
    whole = moment.replace(microsecond=0, tzinfo=UTC)
    assert moments.moment(whole.isoformat()) == whole
    assert moments.moment(whole.strftime("%d.%m.%Y %H:%M:%S")) == whole


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ja", True),
        ("Ja, gerne", True),
        ("YES", True),
        ("on", True),
        ("1", True),
        ("nein", False),
        ("No.", False),
        ("0", False),
        ("vielleicht", None),
    ],
)
def test_yes_or_no(typed: str, *, read: bool | None) -> None:
    assert yes_or_no(typed) is read


def test_a_language() -> None:
    assert language("Deutsch") is Language.DE
    assert language("en_US") is Language.EN
    assert language("français") is None


def test_an_industry() -> None:
    assert industries.industry("Maschinenbau") == "manufacturing"
    assert industries.industry("Großhandel") == "wholesale"
    assert industries.industry(" Imkerei ") == "imkerei"
    assert industries.industry(" ") is None


def test_headings_are_known_in_both_languages() -> None:
    found = headings.named(["E-Mail", "Vorname", "FIRMA ", "", "Lieblingsfarbe"], headings.LEAD)
    assert found == {"E-Mail": "email", "Vorname": "first_name", "FIRMA ": "company"}


def test_what_the_form_says_goes_first() -> None:
    found = headings.named(["role"], headings.LEAD, given={"role": "message"})
    assert found == {"role": "message"}
    assert headings.renamed({"a": "1", "b": "2"}, {"a": "need", "b": "need"}) == {"need": "1"}


def test_of_two_columns_the_first_with_words_counts() -> None:
    raw = {"Telefon": " ", "Mobil": "0151 12345678"}
    assert headings.renamed(raw, headings.named(raw, headings.LEAD)) == {"phone": "0151 12345678"}
