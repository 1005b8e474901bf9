"""Working weeks as people write them."""

import pytest

from agents.rules.fields.hours import week, worded

MORNING, LONG = ((540, 750), (810, 1080)), ((540, 1020),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mo-Do 9-12:30, 13:30-18; Fr 9-17", (*[MORNING] * 4, LONG, (), ())),
        ("Mon–Fri: 09:00 – 17:00", (*[LONG] * 5, (), ())),
        ("montag 9-17 Uhr", (LONG, *[()] * 6)),
        ("Sa 22-24", (*[()] * 5, ((1320, 1440),), ())),
        ("", None),
        ("Mo", None),
        ("Fr-Mo 9-17", None),
        ("Mo 17-9", None),
        ("Mo 9-17, 12-18", None),
        ("Mo 9-25", None),
        ("Mo 9:75-17", None),
        ("immer", None),
    ],
)
def test_a_week(text, found):
    assert week(text) == found
    if found is not None:
        assert week(worded(found)) == found
