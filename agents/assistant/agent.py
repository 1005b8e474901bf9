"""One run of the model: one agent with read-only tools, checked before anybody sees a word.

Imports langchain, so only `answer` imports it, and only where a model is configured.
"""

import time
from dataclasses import replace
from typing import Any

import openai
import structlog
from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware, ToolCallLimitMiddleware
from langchain.agents.middleware.tool_error import ToolErrorMiddleware
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.errors import GraphRecursionError
from langsmith import tracing_context

from agents.answers import Answer, AnswerKind
from agents.assistant import fallback, figure_words, guard, prompts, quotes, tools
from agents.assistant.checker import ABSTAINED, Asked, Checker, Run
from agents.assistant.model import ModelDoor
from agents.assistant.outputs import RecordRun, RunRecord
from agents.assistant.privacy import Redactor
from agents.assistant.router import Route, RouteKind
from agents.assistant.untrusted import plain
from agents.assistant.wire import OutOfPatienceError, Wire, chat

LONGEST_QUESTION = 2_000
MOST_MODEL_CALLS = 6
MOST_TOOL_CALLS = 8
MOST_STEPS = 48
"""Nodes of the graph; a model call with its hooks and tools takes six, so 25 would end at four."""
UNUSABLE = (
    openai.OpenAIError,
    GraphRecursionError,
    OutOfPatienceError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
    OSError,
)
"""What a server that is away, wrong or ill-tempered makes of a run; the rules answer then."""

log = structlog.get_logger()


def answer_with_model(asked: Asked, *, door: ModelDoor, record_run: RecordRun) -> Answer:
    """The model's checked words around the tools' facts, or the rules' answer; never an error."""
    route = asked.route
    if route.kind is RouteKind.LEAD and asked.by_rules.kind is not AnswerKind.LEADS:
        asked = replace(asked, route=replace(route, kind=RouteKind.PLAYBOOK))
    prompt, run = prompts.load("answer"), Run()
    started = time.perf_counter()
    wire = _invoke(asked, door, prompt, run)
    took_ms = round((time.perf_counter() - started) * 1000)
    tokens = _tokens(run.messages)
    record_run(
        RunRecord(
            prompt_id=prompt.id,
            prompt_sha=prompt.sha,
            model=door.name,
            input_tokens=tokens[0],
            output_tokens=tokens[1],
            took_ms=took_ms,
            outcome=run.outcome[:40],
            policy_revision=asked.look.policy.revision,
            run_at=asked.look.now,
        )
    )
    trace = {
        "outcome": run.outcome,
        "problems": run.problems,
        "attempts": wire.attempts,
        "tools": [one.name for one in run.messages if isinstance(one, ToolMessage)],
        "tokens": list(tokens),
        "ms": took_ms,
    }
    return _final(asked, run).model_copy(update={"trace": trace})


def _invoke(asked: Asked, door: ModelDoor, prompt: prompts.Prompt, run: Run) -> Wire:
    look, redactor = asked.look, Redactor()
    redactor.learn(look.leads(asked.route.lead) if asked.route.lead else ())
    wire, offered = Wire(door, redactor), tools.build_tools(look, redactor)
    system = prompt.render(
        language=guard.language_name(look.language),
        tools=", ".join(one.name for one in offered),
        today=look.now.date().isoformat(),
    )
    question = redactor.hide(
        plain(asked.text, limit=LONGEST_QUESTION, keeps_lines=True), is_typed=True
    )
    turn = HumanMessage(prompts.load("question").render(question=question))
    try:
        with tracing_context(enabled=False):
            agent: Any = create_agent(
                chat(door, max_tokens=prompt.max_tokens),
                offered,
                system_prompt=system,
                middleware=[
                    Checker(asked, run, system=system),
                    ModelCallLimitMiddleware(run_limit=MOST_MODEL_CALLS, exit_behavior="end"),
                    ToolCallLimitMiddleware(run_limit=MOST_TOOL_CALLS, exit_behavior="continue"),
                    ToolErrorMiddleware(tools.failed),
                    wire,
                ],
            )
            agent.invoke({"messages": [turn]}, {"recursion_limit": MOST_STEPS})
        run.outcome = run.outcome or "call_limit"
    except UNUSABLE as error:
        run.outcome = _why(error)
        log.warning("assistant_model_failed", outcome=run.outcome, error=type(error).__name__)
    if run.draft is not None:
        reveal = redactor.reveal if look.scope.is_private else redactor.reveal_typed
        run.draft = replace(run.draft, text=reveal(run.draft.text))
    return wire


def _final(asked: Asked, run: Run) -> Answer:
    rules, w = asked.by_rules, asked.look.words
    if run.outcome == ABSTAINED and rules.kind in {AnswerKind.PASSAGE, AnswerKind.NOT_IN_PLAYBOOK}:
        return Answer(kind=AnswerKind.NOT_IN_PLAYBOOK, text=w.t("Not in the playbook."))
    if run.draft is None:
        return rules
    evidence = run.draft.evidence
    passages = [evidence.passages[one] for one in run.draft.cited]
    extra = [one for one in evidence.figures if one.metric is not asked.route.metric]
    figures = (*rules.figures, *(figure_words.shown(one, w, asked.look.policy) for one in extra))
    leads = rules.leads or fallback.shown_leads(evidence.leads, asked.look).leads
    parts: dict[AnswerKind, tuple[Any, ...]] = {
        AnswerKind.PASSAGE: tuple(quotes.source(one) for one in passages),
        AnswerKind.FIGURE: figures[: figure_words.MOST_FIGURES],
        AnswerKind.LEADS: leads,
    }
    return Answer(
        kind=_kind(asked.route, parts),
        text=run.draft.shown,
        sources=parts[AnswerKind.PASSAGE],
        figures=parts[AnswerKind.FIGURE],
        leads=parts[AnswerKind.LEADS],
        note=rules.note,
        by_model=True,
    )


def _kind(route: Route, parts: dict[AnswerKind, tuple[Any, ...]]) -> AnswerKind:
    routed = {
        RouteKind.METRIC: AnswerKind.FIGURE,
        RouteKind.LEAD: AnswerKind.LEADS,
        RouteKind.DEFINITION: AnswerKind.DEFINITION,
    }.get(route.kind)
    if routed is not None:
        return routed
    return next((kind for kind, found in parts.items() if found), AnswerKind.DEFINITION)


def _tokens(messages: list[AnyMessage]) -> tuple[int | None, int | None]:
    used = [one.usage_metadata for one in messages if isinstance(one, AIMessage)]
    known = [one for one in used if one is not None]
    if not known:
        return None, None
    return sum(one["input_tokens"] for one in known), sum(one["output_tokens"] for one in known)


def _why(error: Exception) -> str:
    """The error as a code."""
    if isinstance(error, OutOfPatienceError):
        return "out_of_patience"
    if isinstance(error, openai.APITimeoutError):
        return "model_timeout"
    if isinstance(error, openai.APIStatusError):
        return f"model_status_{error.status_code}"
    if isinstance(error, openai.APIConnectionError):
        return "model_unreachable"
    return "step_limit" if isinstance(error, GraphRecursionError) else "model_unreadable"
