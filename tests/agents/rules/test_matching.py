"""Who is the same person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import CompanyFacts, ContactFacts
from agents.rules.matching import Marks, email_key, marks, name_key, same_person
from agents.vocabulary import Match

SAME, DIFFERENT, UNCERTAIN = Match.SAME, Match.DIFFERENT, Match.UNCERTAIN
FIELDS = ("first_name", "last_name", "email", "phone", "company")


def person(*values: str | None):
    return marks(dict(zip(FIELDS, values, strict=False)))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Anna.Mueller@Muster.example", "anna.mueller@muster.example", True),
        ("jörg@bücher.example", "jörg@xn--bcher-kva.example", True),
        ("anna.mueller@googlemail.com", "anna.mueller@gmail.com", True),
        ("anna.mueller@gmail.com", "annamueller@gmail.com", True),
        ("anna+messe@muster.example", "anna@muster.example", True),
        ("anna.mueller@gmx.de", "annamueller@gmx.de", False),
        ("anna@muster.de", "anna@muster.com", False),
        ("+@muster.example", "@muster.example", False),
    ],
)
def test_addresses_of_one_mailbox(one: str, other: str, *, is_same: bool) -> None:
    assert (email_key(one) == email_key(other)) is is_same


@given(st.emails())
def test_a_key_is_its_own_key(address: str) -> None:
    assert email_key(email_key(address)) == email_key(address)


PAIRS = [
    ("umlaut", ("Jürgen", "Müller", "j@a.de"), ("Juergen", "Mueller", "j@a.de"), SAME),
    ("married", ("Anna", "Müller", "a.m@a.de"), ("Anna", "Schmidt", "a.m@a.de"), SAME),
    (
        "married, other mailbox, same mobile",
        ("Anna", "Müller", "anna.mueller@a.de", "+491701234567", "A GmbH"),
        ("Anna", "Schmidt", "anna.schmidt@a.de", "0170 1234567", "A GmbH"),
        SAME,
    ),
    (
        "family mailbox",
        ("Anna", "Müller", "mm@gmx.de"),
        ("Bernd", "Müller", "mm@gmx.de"),
        UNCERTAIN,
    ),
    ("team mailbox", ("Anna", "Müller", "info@a.de"), ("Bernd", "Kay", "info@a.de"), DIFFERENT),
    ("team mailbox, no names", (None, None, "info@a.de"), (None, None, "info@a.de"), UNCERTAIN),
    ("team mailbox, one name", ("Anna", "Kay", "info@a.de"), ("Anna", "Kay", "info@a.de"), SAME),
    (
        "name and company",
        ("Anna", "Müller", "anna.mueller@firma.de", None, "Firma GmbH"),
        ("Anna", "Mueller", "a.mueller@firma.de", None, "Firma Gesellschaft m.b.H."),
        SAME,
    ),
    (
        "namesakes",
        ("Anna", "Müller", "anna@alpha.de", None, "Alpha GmbH"),
        ("Anna", "Müller", "anna@beta.de", None, "Beta AG"),
        DIFFERENT,
    ),
    (
        "namesakes at one company",
        ("Anna", "Müller", "anna.mueller@x.de"),
        ("Anna", "Müller", "anna.mueller2@x.de"),
        UNCERTAIN,
    ),
    ("swapped", ("Müller", "Anna", "x@a.de"), ("Anna", "Müller", "y@a.de"), SAME),
    (
        "mobile",
        ("Anna", "Kay", "a@gmail.com", "0170 1234567"),
        ("Anna", "Kay", "a@f.de", "+491701234567"),
        SAME,
    ),
    (
        "couple",
        ("Anna", "Kay", "a@gmx.de", "0170 1234567"),
        ("Bob", "Kay", "b@gmx.de", "0170 1234567"),
        DIFFERENT,
    ),
    (
        "switchboard",
        ("Anna", "Kay", "a@f.de", "030 901820"),
        ("Bob", "Lee", "b@f.de", "030 901820"),
        DIFFERENT,
    ),
    (
        "generations",
        ("Peter", "Huber jun.", "p@h.de"),
        ("Peter", "Huber sen.", "q@h.de"),
        UNCERTAIN,
    ),
    ("short name", ("Mike", "Weber", "mike@x.de"), ("Michael", "Weber", "m.weber@x.de"), SAME),
    ("a letter", ("A.", "Müller", "mueller@x.de"), ("Anna", "Müller", "am@x.de"), UNCERTAIN),
    (
        "a letter and its address",
        ("A.", "Müller", "anna.mueller@x.de"),
        ("Anna", "Müller", "am@x.de"),
        SAME,
    ),
    (
        "Andrea and Andreas",
        ("Andrea", "Kay", "ak@x.de"),
        ("Andreas", "Kay", "kay@x.de"),
        DIFFERENT,
    ),
    (
        "provider misspelt",
        ("Max", "Kay", "max@gmial.com"),
        ("Max", "Kay", "m.a.x@gmail.com"),
        SAME,
    ),
    (
        "dots elsewhere",
        ("Max", "Kay", "max.kay@gmx.de"),
        ("Max", "Kay", "maxkay@gmx.de"),
        UNCERTAIN,
    ),
    ("a name alone", ("Anna", "Müller"), ("Anna", "Müller"), DIFFERENT),
    ("no first name", (None, "Kay", "kay@x.de"), ("Anna", "Kay", "anna@x.de"), DIFFERENT),
    (
        "double name",
        ("Anna", "Kay-Lee", "a@gmail.com", None, "X AG"),
        ("Anna", "Kay", "ak@x.de", None, "X AG"),
        SAME,
    ),
    ("one field", (None, "Müller, Dr. Anna", "b@x.de"), ("Anna", "Müller", "c@x.de"), SAME),
    ("hyphen", ("Hans-Peter", "Klein", "hp@x.de"), ("Hans Peter", "Klein", "hk@x.de"), SAME),
    ("sister domain", ("Anna", "Kay", "anna@sales.x.de"), ("Anna", "Kay", "kay@x.de"), SAME),
]


@pytest.mark.parametrize(
    ("why", "one", "other", "expected"), PAIRS, ids=[pair[0] for pair in PAIRS]
)
def test_pairs_of_persons(why: str, one, other, expected: Match) -> None:  # S-017
    assert same_person(person(*one), person(*other)) is expected
    assert same_person(person(*other), person(*one)) is expected


WORDS = st.sampled_from(
    ("Anna", "Jörg", "Müller", "von der Heide", "O'Neill", "A.", "Łukasz", "Groß")
)


@given(WORDS, WORDS)
def test_both_orders_of_a_name_are_looked_up_together(first: str, last: str) -> None:
    one, other = person(first, last).contact, person(last, first).contact
    assert name_key(one) == name_key(other) or " " in first + last


@given(st.tuples(WORDS, WORDS), st.tuples(WORDS, WORDS))
def test_who_is_compared_with_whom_does_not_matter(mine, theirs) -> None:
    one = person(*mine, "one@x.de", "0170 1234567")
    other = person(*theirs, "other@x.de", "0170 1234567")
    assert same_person(one, other) is same_person(other, one)


@pytest.mark.parametrize(
    ("company", "expected", "told"),
    [(None, SAME, DIFFERENT), ("Kay AG", UNCERTAIN, SAME)],
)
def test_a_provider_that_the_team_names_is_nobodys_company(
    company: str | None, expected: Match, told: Match
) -> None:
    """Two of its customers are no colleagues, and one of a company may write from home."""
    at_home = ContactFacts(
        first_name="Anna", last_name="Kay", email="kay@stadt.example", phone="+4930901820"
    )
    other = ContactFacts(first_name="Anna", last_name="Kay", email="anna@stadt.example")
    if company is not None:
        other = ContactFacts(
            first_name="Anna", last_name="Kay", email="a@kay.example", phone="+4930901821"
        )
    for free_mail, match in ((frozenset(), expected), (frozenset({"stadt.example"}), told)):
        pair = [Marks(one, CompanyFacts(name=company), free_mail) for one in (at_home, other)]
        assert same_person(*pair) is match
