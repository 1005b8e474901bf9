import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

from agents.assistant.prompts import PromptError, load, parse, shipped

GOLDEN = Path(__file__).parent / "prompts"
SAMPLES = {
    "answer": {
        "language": "German",
        "tools": "search_playbook, metric",
        "today": "2026-11-23",
    },
    "question": {"question": "Wie ist unsere Abdeckung?"},
    "correct": {"problems": "- a number that no tool returned: 7.7"},
}
HEAD = "---\nid: p\npurpose: x\ninputs: [a]\noutput: text\nmodel: small\nmax_tokens: 5\n---\n"


def test_every_file_is_shipped_and_has_a_sample():
    assert set(shipped()) == set(SAMPLES)


@pytest.mark.parametrize("prompt_id", SAMPLES)
def test_rendered_prompts_are_as_they_were_read_last(prompt_id):
    """A changed prompt shows its whole text in review; write the file anew to accept it."""
    rendered = load(prompt_id).render(**SAMPLES[prompt_id])

    assert rendered + "\n" == (GOLDEN / f"{prompt_id}.txt").read_text(encoding="utf-8")


def test_the_hash_is_that_of_the_file():
    text = files("prompts").joinpath("answer.md").read_text(encoding="utf-8")

    assert load("answer").sha == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("values", [{}, {"a": "1", "b": "2"}, {"b": "2"}])
def test_rendering_is_strict(values):
    with pytest.raises(PromptError):
        parse(HEAD + "{{a}}").render(**values)


def test_a_value_is_never_read_for_places():
    assert parse(HEAD + "<{{ a }}>").render(a="{{a}} {{b}}") == "<{{a}} {{b}}>"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "no place",
        HEAD + "{{a}} {{b}}",
        HEAD.replace("max_tokens: 5", "max_tokens: 0") + "{{a}}",
        HEAD.replace("purpose: x\n", "") + "{{a}}",
        HEAD.replace("model: small", "model: huge") + "{{a}}",
        HEAD.replace("id: p", "id: p\ntemperature: 1") + "{{a}}",
        "no head",
    ],
)
def test_a_wrong_file_is_refused(text):
    with pytest.raises(PromptError):
        parse(text)
