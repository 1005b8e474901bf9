"""Whatever the model or its server does, the person gets the rules' answer and never an error."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from agents.answers import AnswerKind
from agents.assistant.model import ModelDoor, clear_tracing
from tests.agents.assistant.world import Ledger, Shelf, ask
from tests.openai_server import HANGS, Reply, calls, fails, says

QUESTION = "Wie ist unsere Abdeckung?"
BY_RULES = ask(QUESTION)
LOOK_UP = calls(("metric", {"name": "coverage"}))
RIGHT = says("Unsere Abdeckung liegt bei 2,9×.")


def same_as_rules(answer):
    return not answer.by_model and answer.model_copy(update={"trace": {}}) == BY_RULES.model_copy(
        update={"trace": {}}
    )


@pytest.mark.parametrize(
    ("status", "requests"),
    [(429, 3), (500, 3), (503, 3), (408, 3), (409, 3), (404, 1), (400, 1), (401, 1)],
)
def test_only_what_may_help_is_tried_again(model, status, requests):
    answer = model.ask(QUESTION, fails(status))

    assert len(model.server.journal) == requests
    assert len(model.pauses) == requests - 1
    assert same_as_rules(answer)
    assert answer.trace["outcome"] == f"model_status_{status}"
    assert model.records[0].outcome == f"model_status_{status}"


def test_a_server_that_recovers_is_used(model):
    answer = model.ask(QUESTION, fails(429, retry_after="2"), LOOK_UP, fails(500), RIGHT)

    assert answer.by_model
    assert answer.trace["attempts"] == 4
    assert model.pauses[0] == 2
    assert 0 < model.pauses[1] < 8


def test_retry_after_may_be_a_date(model):
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)  # noqa: TID251
    model.ask(QUESTION, fails(503, retry_after=soon), LOOK_UP, RIGHT)

    assert 10 < model.pauses[0] <= 20


def test_a_nonsensical_retry_after_is_ignored(model):
    assert model.ask(QUESTION, fails(503, retry_after="soon"), LOOK_UP, RIGHT).by_model


def test_nobody_waits_longer_than_a_question_may_take(model):
    answer = model.ask(QUESTION, fails(429, retry_after="3600"))

    assert len(model.server.journal) == 1
    assert model.pauses == []
    assert same_as_rules(answer)


@pytest.mark.parametrize(("timeout", "patience", "requests"), [(0.3, 30.0, 3), (1.7, 2.0, 1)])
def test_a_silent_server_costs_only_the_questions_patience(model, timeout, patience, requests):
    door = model.door(timeout_seconds=timeout, patience_seconds=patience)
    answer = model.ask(QUESTION, HANGS, door=door)

    assert same_as_rules(answer)
    assert answer.trace["outcome"] == "model_timeout"
    assert answer.trace["attempts"] == requests
    assert len(model.server.journal) == requests


def test_no_call_begins_when_the_patience_is_used_up(model):
    answer = model.ask(QUESTION, LOOK_UP, door=model.door(patience_seconds=0.0))

    assert same_as_rules(answer)
    assert answer.trace["outcome"] == "out_of_patience"
    assert model.server.journal == []


def test_a_server_that_is_away(model):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        door = model.door(base_url=f"http://127.0.0.1:{free.getsockname()[1]}/v1")
    answer = model.ask(QUESTION, RIGHT, door=door)

    assert same_as_rules(answer)
    assert answer.trace["outcome"] == "model_unreachable"
    assert answer.trace["attempts"] == 3


@pytest.mark.parametrize(
    "body",
    [
        b"<html>gateway</html>",
        b"",
        b"null",
        {},
        {"choices": []},
        {"choices": None},
        [1],
        {"error": "x"},
    ],
)
def test_a_server_that_speaks_something_else(model, body):
    answer = model.ask(QUESTION, Reply(body=body))

    assert same_as_rules(answer)
    assert answer.trace["outcome"]


@pytest.mark.parametrize(
    "replies",
    [
        [says("")],
        [says(None)],
        [LOOK_UP, says("   ")],
        [calls(("metric", "{not json"))],
        [calls(("metric", {"name": "revenue"})), says("Unsere Abdeckung ist gut.")],
        [calls(("metric", {})), says("")],
        [calls(("no_such_tool", {})), says("Unsere Abdeckung liegt bei 2,9×.")],
        [says("Unsere Abdeckung liegt bei 2,9×.")],
    ],
)
def test_empty_or_broken_replies(model, replies):
    answer = model.ask(QUESTION, *replies)

    assert same_as_rules(answer)
    assert answer.trace["outcome"].startswith("refused:")


def test_one_correction_and_no_more(model):
    wrong, right = says("Unsere Abdeckung liegt bei 7,7×."), RIGHT

    corrected = model.ask(QUESTION, LOOK_UP, wrong, right)
    assert corrected.by_model
    assert corrected.text == "Unsere Abdeckung liegt bei 2,9×."
    assert len(model.server.journal) == 3
    told = model.server.journal[2]["messages"][-1]["content"]
    assert "number or date" in told
    assert "7,7" not in told

    stubborn = model.ask(QUESTION, LOOK_UP, wrong, wrong, right)
    assert same_as_rules(stubborn)
    assert stubborn.trace["outcome"] == "refused:foreign_number"
    assert len(model.server.journal) == 6


def test_an_endless_loop_of_tools_ends(model):
    answer = model.ask(QUESTION, LOOK_UP)

    assert same_as_rules(answer)
    assert len(model.server.journal) == 6
    assert answer.trace["outcome"] == "call_limit"


def test_many_tools_at_once_are_limited(model):
    answer = model.ask(QUESTION, calls(*[("metric", {"name": "coverage"})] * 30), RIGHT)

    results = [one for one in model.server.journal[1]["messages"] if one["role"] == "tool"]
    assert len(results) == 30
    assert sum("limit" in one["content"] for one in results) == 22
    assert answer.by_model


def test_a_tool_that_breaks_tells_the_model_nothing(model):
    class Broken(Shelf):
        broken = False

        def search(self, question, **more):
            if self.broken:
                raise RuntimeError("db password=hunter2")
            Broken.broken = True
            return super().search(question, **more)

    answer = model.ask(
        "Was sage ich bei „zu teuer“?",
        calls(("search_playbook", {"query": "zu teuer"})),
        says("Frag nach dem Vergleich."),
        library=Broken(),
    )

    assert "hunter2" not in model.server.sent
    assert "could not be looked up" in model.server.journal[1]["messages"][-1]["content"]
    assert answer.kind is AnswerKind.PASSAGE
    assert not answer.by_model


def test_a_figure_without_value_is_said_by_the_rules(model):
    answer = model.ask(QUESTION, RIGHT, metrics=Ledger(targets=[]))

    assert model.server.journal == []
    assert "kein Umsatzziel" in answer.text


def test_the_input_is_capped(model):
    model.ask("Was sage ich? " + "zu teuer " * 20_000, says("x"))

    assert len(model.server.journal[0]["messages"][1]["content"]) < 2_300


def test_tracing_is_taken_out_of_the_environment(monkeypatch):
    for name in ("LANGSMITH_TRACING", "LANGSMITH_GATEWAY", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")

    ModelDoor(name="m", base_url="http://127.0.0.1:1/v1")

    assert not [name for name in os.environ if name.startswith(("LANGSMITH", "LANGCHAIN"))]  # noqa: TID251
    assert clear_tracing() == ()


def test_the_key_is_not_in_the_doors_words():
    assert "sk-secret" not in repr(ModelDoor(name="m", base_url="x", api_key="sk-secret"))


def test_without_a_model_nothing_heavy_is_loaded():
    heavy = ("langchain", "langchain_core", "langchain_openai", "langgraph", "openai", "langsmith")
    code = (
        "import sys; from tests.agents.assistant.world import ask\n"
        "import agents.assistant.answer\n"
        "assert ask('Wie ist unsere Abdeckung?').text\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )

    assert done.stdout.strip() == "[]"
