"""`staffel check` says what is missing for a lawful contact, without calling it wrong (S-100)."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from agents.policy import InterestPolicy
from agents.vocabulary import Language
from agents.words import in_language
from bot.commands.check_consent import balancing
from tests.bot.commands.conftest import ROOT, Cli
from tests.world import shipped_policy

TEST = """
[[consent.interests]]
channels = ["phone", "post"]
interest = "i"
necessity = "n"
weighing = "w"
outcome = "allowed"
decided_by = "DPO"
decided_on = 2020-01-01
review_on = {review_on}
"""


def warned(result: Result) -> list[str]:
    return [line[3:].strip() for line in result.output.splitlines() if line.startswith("??")]


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "policy.toml"
    file.write_text((ROOT / "policy.toml").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("STAFFEL_POLICY_FILE", str(file))
    return file


def test_what_is_missing(sqlite_cli: Cli, policy: Path) -> None:
    assert warned(sqlite_cli("check")) == [
        "consent    No balancing test: calls and letters need a consent or an own request.",
        "consent    Double opt-in is wanted, but STAFFEL_PUBLIC_URL is missing.",
        "consent    The answer off hours has a sentence for a booking link, but no link.",
    ]
    german = " ".join(warned(sqlite_cli("check", "--lang", "de")))
    for said in ("Keine Interessenabwägung", "STAFFEL_PUBLIC_URL fehlt", "aber keinen Link"):
        assert said in german


def test_nothing_is_missing(
    sqlite_cli: Cli, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAFFEL_PUBLIC_URL", "https://staffel.firma.example")
    text = policy.read_text(encoding="utf-8").replace("# booking_url", "booking_url")
    policy.write_text(text + TEST.format(review_on="2999-01-01"), encoding="utf-8")
    assert warned(sqlite_cli("check")) == []


def test_an_expired_balancing_test(sqlite_cli: Cli, policy: Path) -> None:
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text + TEST.format(review_on="2021-01-01"), encoding="utf-8")
    (first, *_) = warned(sqlite_cli("check"))
    assert "The balancing test has expired on" in first
    assert "Phone, Letter" in first
    assert "ist am 01.01.21 abgelaufen" in warned(sqlite_cli("check", "--lang", "de"))[0]


@pytest.mark.parametrize(
    ("on", "count"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), 1), (date(2027, 1, 2), 1)]
)
def test_it_ends_on_its_day(on: date, count: int) -> None:
    test = InterestPolicy.model_validate(
        {
            "channels": ["phone"],
            "interest": "i",
            "necessity": "n",
            "weighing": "w",
            "outcome": "allowed",
            "decided_by": "DPO",
            "decided_on": date(2026, 1, 1),
            "review_on": date(2027, 1, 1),
        }
    )
    wanted = shipped_policy().consent.model_copy(update={"interests": (test,)})
    assert len(list(balancing(wanted, in_language(Language.EN), on=on))) == count
