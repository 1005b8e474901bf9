"""The assistant with a model behind a real socket: what is shown, and what goes over the wire."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from agents.answers import AnswerKind
from agents.vocabulary import Language
from tests.agents.assistant.world import DPO, FLOOR_PRICE, MANAGER, MARKETING, SDR, Book, ask, lead
from tests.openai_server import calls, says

SECTION = "[price-objection#first-answer]"
COVERAGE_DE = "Unsere Abdeckung liegt bei 2,9×: 2.900.000 € offene Pipeline für 1.000.000 €."
COVERAGE_EN = "Our coverage is 2.9×, with 2,900,000 € of open pipeline."
ADVICE_DE = f"Erst verstehen, dann rechnen. Sag: „Das verstehe ich. Darf ich fragen: zu teuer verglichen womit?“ {SECTION}"
ADVICE_EN = f"Understand first, then count. Say: “I see. May I ask: too expensive compared to what?” {SECTION}"


@pytest.mark.parametrize(
    ("question", "tool", "text", "kind"),
    [
        ("Wie ist unsere Abdeckung?", ("metric", {"name": "coverage"}), COVERAGE_DE, AnswerKind.FIGURE),
        ("what's our coverage?", ("metric", {"name": "coverage"}), COVERAGE_EN, AnswerKind.FIGURE),
        ("Was sage ich bei „zu teuer“?", ("search_playbook", {"query": "zu teuer"}), ADVICE_DE, AnswerKind.PASSAGE),
        ("What do I say to too expensive?", ("search_playbook", {"query": "too expensive"}), ADVICE_EN, AnswerKind.PASSAGE),
        ("Zeig mir meine offenen Leads", ("find_leads", {"only_mine": True}), "Du hast 3 offene Leads, am dringendsten ist #17.", AnswerKind.LEADS),
        ("show my open leads", ("find_leads", {"only_mine": True}), "You have 3 open leads; call #17 first.", AnswerKind.LEADS),
        ("Was ist ein MQL?", ("define", {"term": "mql"}), "Ein MQL hat mindestens 70 von 100 Punkten und eine Einwilligung.", AnswerKind.DEFINITION),
        ("what is an MQL?", ("define", {"term": "mql"}), "An MQL has at least 70 of 100 points and a consent.", AnswerKind.DEFINITION),
    ],
)  # fmt: skip
def test_every_route_in_both_languages(model, question, tool, text, kind):
    answer = model.ask(question, calls(tool), says(text))
    by_rules = ask(question)

    assert (answer.kind, answer.by_model) == (kind, True)
    assert answer.text == text.replace(f" {SECTION}", "")
    assert answer.figures == by_rules.figures
    assert answer.sources == by_rules.sources
    assert answer.leads == by_rules.leads
    assert answer.trace["outcome"] == "answered"
    assert answer.trace["tools"] == [tool[0]]
    assert answer.trace["tokens"] == [200, 40]


def test_help_never_reaches_a_model(model):
    assert model.ask("Hilfe", says("x")).kind is AnswerKind.HELP
    assert model.server.journal == []


@pytest.mark.parametrize("question", ["show open leads", "lead 17"])
def test_a_refusal_never_reaches_a_model(model, question):
    assert model.ask(question, says("x"), asker=DPO).kind is AnswerKind.NOT_ALLOWED
    assert model.server.journal == []


def test_the_wire_is_plain_chat_completions(model):
    model.ask(
        "Wie ist unsere Abdeckung?", calls(("metric", {"name": "coverage"})), says(COVERAGE_DE)
    )

    assert model.server.paths == ["/v1/chat/completions"] * 2
    first = model.server.journal[0]
    assert first["model"] == "test-model"
    assert not first.get("stream")
    assert first["max_completion_tokens"] == 500
    assert [message["role"] for message in first["messages"]] == ["system", "user"]
    assert model.server.headers[0]["authorization"] == "Bearer sk-test"


@pytest.mark.parametrize(
    ("asker", "tools"),
    [
        (SDR, {"search_playbook", "metric", "define", "find_leads"}),
        (MANAGER, {"search_playbook", "metric", "define", "find_leads"}),
        (MARKETING, {"search_playbook", "metric", "define"}),
        (DPO, {"search_playbook", "metric", "define"}),
    ],
)
def test_tools_are_offered_by_role(model, asker, tools):
    model.ask("Was sage ich bei „zu teuer“?", says("x"), asker=asker)

    assert model.server.offered() == tools


def test_a_tool_that_was_not_offered_is_not_run(model):
    book = Book()
    answer = model.ask(
        "Was sage ich bei „zu teuer“?",
        calls(("find_leads", {"query": "Müller"})),
        says("Müller GmbH ist heiß."),
        asker=MARKETING,
        leads=book,
    )

    assert book.asked == []
    assert "Müller" not in model.server.journal[1]["messages"][-1]["content"]
    assert not answer.by_model
    assert not answer.leads


def test_scope_comes_from_the_asker_and_not_from_arguments(model):
    model.ask(
        "Was ist mit Northwind Ltd?",
        calls(("find_leads", {"query": "Northwind", "territory": "international", "asker": 2})),
        says("Dazu finde ich keinen Lead."),
    )

    assert model.server.journal[1]["messages"][-1]["content"] == "Nothing was found."


def test_managers_sections_stay_with_managers(model):
    script = (
        calls(("search_playbook", {"query": "Rabatt"})),
        says("Unter 12.000 € gehen wir nicht. [discounts#floor]"),
    )

    hidden = model.ask("Wie viel Rabatt darf ich geben?", *script)
    assert hidden.kind is AnswerKind.NOT_IN_PLAYBOOK
    assert "12.000" not in model.server.sent.replace(
        script[1].body["choices"][0]["message"]["content"], ""
    )
    shown = model.ask("Wie viel Rabatt darf ich geben?", *script, asker=MANAGER)
    assert shown.sources[0].section_id == FLOOR_PRICE.section_id


def test_personal_data_does_not_go_over_the_wire(model):
    book = Book(
        [lead(17, message="Ruf Anna Bergström an: 030 901820, anna.bergstroem@firma17.example")]
    )
    answer = model.ask(
        "Was will anna.bergstroem@firma17.example?",
        calls(("find_leads", {"query": "[mail-1]"})),
        says("[name-3] wartet, siehe Lead #17."),
        leads=book,
    )

    assert book.asked[-1] == "anna.bergstroem@firma17.example"
    for secret in ("anna.bergstroem", "Bergström", "901820", "Anna "):
        assert secret not in model.server.sent
    assert "[mail-1]" in model.server.journal[0]["messages"][1]["content"]
    assert [line.lead_id for line in answer.leads] == [17]


def test_every_run_leaves_its_provenance(model):
    model.ask(
        "Wie ist unsere Abdeckung?", calls(("metric", {"name": "coverage"})), says(COVERAGE_DE)
    )

    (record,) = model.records
    assert (record.prompt_id, len(record.prompt_sha), record.model) == ("answer", 64, "test-model")
    assert (record.input_tokens, record.output_tokens) == (200, 40)
    assert record.outcome == "answered"
    assert record.took_ms >= 0


def test_an_abstaining_model_is_believed(model):
    answer = model.ask(
        "Was sage ich bei „zu teuer“?",
        calls(("search_playbook", {"query": "zu teuer"})),
        says("Das steht nicht im Playbook."),
    )

    assert (answer.kind, answer.by_model) == (AnswerKind.NOT_IN_PLAYBOOK, False)
    assert answer.trace["outcome"] == "abstained"


def test_the_answer_is_in_the_questions_language(model):
    answer = model.ask(
        "what's our coverage?",
        calls(("metric", {"name": "coverage"})),
        says(COVERAGE_DE),
        says(COVERAGE_DE),
    )

    assert answer.text.startswith("Our coverage is 2.9×")
    assert not answer.by_model
    assert answer.trace["problems"][0] == "wrong_language"
    assert "Answer in English" in model.server.journal[0]["messages"][0]["content"]
    assert ask("what's our coverage?", language=Language.DE).figures == answer.figures


def test_several_tools_of_one_run_stand_side_by_side(model):
    answer = model.ask(
        "Wie ist unsere Abdeckung?",
        calls(("metric", {"name": "coverage"}), ("metric", {"name": "mql_rows"})),
        says("Unsere Abdeckung liegt bei 2,9×, es gibt 3.942 MQLs."),
    )

    assert answer.by_model
    assert [figure.metric for figure in answer.figures] == ["coverage", "mql_rows"]


# langchain hides two deprecations of its own with catch_warnings, which threads share.
@pytest.mark.filterwarnings("ignore:Support for class-based:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Direct attribute assignment:DeprecationWarning")
def test_many_may_ask_at_once(model):
    look_up = calls(("metric", {"name": "coverage"}))
    model.server.decides = lambda body: (
        says(COVERAGE_DE) if body["messages"][-1]["role"] == "tool" else look_up
    )
    door = model.door(timeout_seconds=60.0, patience_seconds=90.0)

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: model.ask("Wie ist unsere Abdeckung?", says("x"), door=door), range(24)
            )
        )

    assert all(answer.by_model and len(answer.figures) == 1 for answer in answers)
    assert len(model.server.journal) == 48
    assert len(model.records) == 24


def test_variables_of_the_vendor_do_not_lead_elsewhere(model, monkeypatch):
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")

    answer = model.ask(
        "Wie ist unsere Abdeckung?",
        calls(("metric", {"name": "coverage"})),
        says(COVERAGE_DE),
        door=model.door(api_key=None),
    )

    assert answer.by_model
    assert model.server.headers[0]["authorization"] == "Bearer none"
