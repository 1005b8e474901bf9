"""The check as a part of the agent: a finished text is judged before the run may end.

Imports langchain, so only `agent` imports it.
"""

from dataclasses import dataclass, field
from typing import Any

from langchain.agents.middleware.types import AgentMiddleware, hook_config
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.runtime import Runtime

from agents.answers import Answer
from agents.assistant import guard, prompts
from agents.assistant.lookups import Lookups
from agents.assistant.outputs import (
    Artifact,
    Defined,
    Evidence,
    FoundFigures,
    FoundLeads,
    FoundPassages,
)
from agents.assistant.router import Route

ANSWERED, ABSTAINED = "answered", "abstained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what the rules know of it and say to it."""

    route: Route
    text: str
    look: Lookups
    by_rules: Answer


@dataclass(slots=True)
class Run:
    """What is learned while the model works."""

    outcome: str = ""
    draft: guard.Draft | None = None
    messages: list[AnyMessage] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Checker(AgentMiddleware[Any, Any, Any]):
    """Checks a finished text; one correction, then the rules answer.

    Stands first in the list: its hook runs last, after the limits have counted the call.
    """

    def __init__(self, asked: Asked, run: Run, *, system: str) -> None:
        super().__init__()
        self._asked = asked
        self._run = run
        self._system = system
        self._was_corrected = False

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: Any, runtime: Runtime[Any]) -> dict[str, Any] | None:
        """The verdict on the last message, where it calls no tool."""
        del runtime
        self._run.messages = list(state["messages"])
        last = self._run.messages[-1]
        if not isinstance(last, AIMessage) or last.tool_calls:
            return None
        draft = guard.Draft(
            text=last.text.strip(),
            route=self._asked.route,
            question=self._asked.text,
            evidence=_evidence(self._run.messages),
            prompt=self._system,
        )
        if draft.abstains:
            self._run.outcome = ABSTAINED
            return None
        found = guard.problems(draft)
        if not found:
            self._run.outcome, self._run.draft = ANSWERED, draft
            return None
        self._run.problems += [problem.value for problem in found]
        if self._was_corrected:
            self._run.outcome = f"refused:{found[0].value}"
            return None
        self._was_corrected = True
        told = "\n".join(f"- {guard.TOLD[problem]}" for problem in found)
        correction = prompts.load("correct").render(problems=told)
        return {"messages": [HumanMessage(correction)], "jump_to": "model"}


def _evidence(messages: list[AnyMessage]) -> Evidence:
    kinds = (FoundPassages, FoundFigures, FoundLeads, Defined)
    found: list[Artifact] = [
        message.artifact
        for message in messages
        if isinstance(message, ToolMessage) and isinstance(message.artifact, kinds)
    ]
    return Evidence(artifacts=tuple(found))
