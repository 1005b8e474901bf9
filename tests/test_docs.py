"""Documents that must stay equal to the code (datasette's habit)."""

import re
import tomllib
from enum import StrEnum
from pathlib import Path

import pytest

from agents import vocabulary
from agents.policy import PolicyError, parse
from bot.settings import Settings

ROOT = Path(__file__).parents[1]


def environment_name(name: str) -> str:
    field = Settings.model_fields[name]
    return field.alias or name.upper()


def test_env_example_names_every_setting_and_no_other() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.partition("=")[0] for line in lines if re.match(r"[A-Z]", line)}
    assert named == {environment_name(name) for name in Settings.model_fields}


@pytest.mark.parametrize("file", ["policy.toml", "bot/demo/policy.toml"])
def test_shipped_policies_parse(file: str) -> None:
    assert parse((ROOT / file).read_text(encoding="utf-8")).revision


def test_demo_policy_says_that_it_is_one() -> None:
    policy = parse((ROOT / "bot/demo/policy.toml").read_text(encoding="utf-8"))
    assert set(policy.note) == set(vocabulary.Language)
    assert policy.sla.hot.total_seconds() == 90


def test_a_wrong_policy_names_every_place() -> None:
    text = (ROOT / "policy.toml").read_text(encoding="utf-8")
    broken = text.replace('hot = "PT15M"', 'hot = "soon"').replace(
        'tz = "Europe/Berlin"', 'tz = "Europe/Munich"'
    )
    with pytest.raises(PolicyError) as caught:
        parse(broken)
    assert any(problem.startswith("sla.hot") for problem in caught.value.problems)
    assert any("Europe/Munich" in problem for problem in caught.value.problems)


def enums() -> list[type[StrEnum]]:
    return [
        kind
        for kind in vars(vocabulary).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    ]


@pytest.mark.parametrize("kind", enums(), ids=lambda kind: kind.__name__)
def test_the_glossary_holds_the_vocabulary(kind: type[StrEnum]) -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    section = re.search(
        rf"^## {kind.__name__}\n(.*?)(?=^## |\Z)", glossary, re.MULTILINE | re.DOTALL
    )
    assert section, f"docs/glossary.md has no section {kind.__name__}"
    named = re.findall(r"^\| `([a-z_]+)` \|", section.group(1), re.MULTILINE)
    assert named == [item.value for item in kind]


def test_no_package_host_in_the_locks() -> None:
    hosts = re.compile(r"://|^--")
    for file in ("requirements.lock", "package-lock.json"):
        path = ROOT / file
        if path.exists():
            text = path.read_text(encoding="utf-8")
            lines = [line for line in text.splitlines() if hosts.search(line)]
            assert not [line for line in lines if "funding" not in line and '"url"' not in line]


def test_makefile_has_what_the_readme_promises() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z]+)", readme):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["project"]["requires-python"] == ">=3.11"


def test_the_lead_desks_page_names_tests_that_exist() -> None:
    page = (ROOT / "docs/lead-desk.md").read_text(encoding="utf-8")
    text = ""
    for name in re.findall(r"`([\w/]+\.py|test_\w+)`", page):
        if name.endswith(".py"):
            text = (ROOT / "tests" / name).read_text(encoding="utf-8")
        else:
            assert f"def {name}(" in text, name
    assert text
