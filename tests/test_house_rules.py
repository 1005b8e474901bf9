"""What import contracts and ruff cannot say about the house (DESIGN.md 2 and 5)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.gateways.slack import CALLED
from bot.workspace.methods import METHODS
from store.models import Base

ROOT = Path(__file__).parents[1]
FLOORS = ("agents", "bot", "knowledge", "store")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
BROAD_EXCEPT_ALLOWED = {
    "bot/relay.py",
    "bot/scheduler.py",
    "bot/parts/assistant.py",
    "bot/parts/slack.py",
    "bot/web/together.py",
    "bot/workflows/steps/apart.py",
    "bot/slack/app.py",
    "agents/assistant/tools.py",
    "store/batch.py",
}
PERSONAL = {
    "contact",
    "lead",
    "activity",
    "consent",
    "chat_turn",
    "delivery",
    "outbox",
    "model_run",
    "undo",
}


def python_files() -> Iterator[Path]:
    for floor in FLOORS:
        for file in sorted((ROOT / floor).rglob("*.py")):
            if "versions" not in file.parts:
                yield file


FILES = [pytest.param(file, id=str(file.relative_to(ROOT))) for file in python_files()]


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES)
def test_files_and_functions_stay_readable(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("file", FILES)
def test_only_the_session_commits(file: Path) -> None:
    if file.relative_to(ROOT).as_posix() in {"store/session.py", "store/migrate.py"}:
        return
    ends = {"commit", "rollback"}
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in ends, f"line {node.lineno}: only store/session.py commits"


@pytest.mark.parametrize("file", FILES)
def test_nobody_prints(file: Path) -> None:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno}: commands use click.echo"


@pytest.mark.parametrize("file", FILES)
def test_broad_excepts_stand_only_where_a_loop_must_go_on(file: Path) -> None:
    name = file.relative_to(ROOT).as_posix()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.id if isinstance(node.type, ast.Name) else ""
            is_broad = node.type is None or caught in {"Exception", "BaseException"}
            assert not is_broad or name in BROAD_EXCEPT_ALLOWED, f"line {node.lineno}"


def test_relationships_never_load_by_themselves() -> None:
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            assert relationship.lazy == "raise", f"{mapper.class_.__name__}.{relationship.key}"


def test_personal_values_have_an_owner_and_an_end() -> None:
    for name in PERSONAL:
        columns = Base.metadata.tables[name].columns
        assert "delete_after" in columns, name
        if name != "model_run":
            assert "subject_id" in columns, name


def test_the_workspace_offers_just_the_methods_that_are_called() -> None:
    """Issue A 11: both lists are equal."""
    assert set(METHODS) == set(CALLED)


def test_tests_neither_mock_nor_sleep() -> None:
    for file in sorted((ROOT / "tests").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if file == Path(__file__):
            continue
        assert "unittest.mock" not in text, file
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and node.attr == "sleep":
                assert not (isinstance(node.value, ast.Name) and node.value.id == "time"), file
