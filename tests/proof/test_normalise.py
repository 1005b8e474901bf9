"""Countries and telephone numbers as the shared reference reads them."""

import json
from pathlib import Path

import pytest

from agents.rules.fields.countries import country
from agents.rules.fields.phones import phone
from agents.rules.matching import same_person

pytestmark = pytest.mark.proof


def cases(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_countries(shared: Path) -> None:
    for case in cases(shared / "normalise" / "country_variants.jsonl"):
        assert country(str(case["raw"])) == case["iso2"], case


def test_telephone_numbers(shared: Path) -> None:
    for case in cases(shared / "normalise" / "phone_variants.jsonl"):
        read = phone(str(case["raw"]), country=str(case["default_country"]))
        assert read == (case["e164"] if case["valid"] else None), case


def test_persons_that_one_address_tells(shared: Path) -> None:
    for case in cases(shared / "normalise" / "person_duplicates_dach.jsonl"):
        one, other = case["a"], case["b"]
        assert isinstance(one, dict)
        assert isinstance(other, dict)
        assert same_person(one["email"], other["email"]) is case["duplicate"], case
