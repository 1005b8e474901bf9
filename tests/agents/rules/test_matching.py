"""Who is the same person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules.matching import email_key, same_person


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
def test_addresses_of_one_person(one: str, other: str, *, is_same: bool) -> None:
    assert same_person(one, other) is is_same


def test_an_unknown_address_is_nobody_elses() -> None:
    assert not same_person(None, None)
    assert not same_person("a@b.example", None)


@given(st.emails())
def test_a_key_is_its_own_key(address: str) -> None:
    assert email_key(email_key(address)) == email_key(address)
