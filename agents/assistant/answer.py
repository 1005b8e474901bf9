"""The assistant: rules first, a model where one is configured, and never silent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from agents.answers import Answer, AnswerKind
from agents.assistant import fallback
from agents.assistant.lookups import LeadBooks, Lookups, Sources
from agents.assistant.model import ModelDoor
from agents.assistant.outputs import RecordRun, drop
from agents.assistant.router import Route, RouteKind, route
from agents.assistant.scope import Scope
from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.ports import Library, Metrics
from agents.vocabulary import Language

LONGEST_QUESTION = 2_000
"""Letters of a question that are read."""
BY_RULES = frozenset({AnswerKind.HELP, AnswerKind.NOT_ALLOWED})
"""Answers that no model may reword."""


class SalesAssistant:
    """Answers questions with figures, passages, leads and definitions; never acts.

    Args:
        library: the playbooks.
        metrics: the named figures.
        leads: opens the book of leads for an asker.
        policy: the team's rules.
        clock: gives the moment.
        model: None lets the rules answer alone.
        record_run: told of every run of the model.
    """

    def __init__(
        self,
        *,
        library: Library,
        metrics: Metrics,
        leads: LeadBooks,
        policy: SalesPolicy,
        clock: Callable[[], datetime],
        model: ModelDoor | None = None,
        record_run: RecordRun = drop,
    ) -> None:
        self._sources = Sources(library=library, metrics=metrics, leads=leads, policy=policy)
        self._clock = clock
        self._model = model
        self._record_run = record_run
        if model is not None:
            _load()

    def answer(
        self, question: str, *, asker: PersonFacts, language: Language, is_private: bool
    ) -> Answer:
        """The answer in the question's language, or in `language` where it shows none."""
        asked = question[:LONGEST_QUESTION]
        way = route(asked, language=language)
        look = Lookups(
            sources=self._sources,
            scope=Scope(asker=asker, is_private=is_private),
            language=way.language,
            now=self._clock(),
        )
        by_rules = fallback.answer(way, asked, look)
        if by_rules.kind is AnswerKind.LEADS:
            way = replace(way, kind=RouteKind.LEAD)
        trace = {"route": way.kind.value, "language": way.language.value}
        wants_changes = way.lead is not None and way.lead.wants_changes
        if self._model is None or wants_changes or _is_final(by_rules):
            return by_rules.model_copy(update={"trace": {**trace, "outcome": "rules"}})
        answered = self._with_model(self._model, way, asked, look=look, by_rules=by_rules)
        return answered.model_copy(update={"trace": {**trace, **answered.trace}})

    def _with_model(
        self, door: ModelDoor, way: Route, asked: str, *, look: Lookups, by_rules: Answer
    ) -> Answer:
        from agents.assistant.agent import answer_with_model  # noqa: PLC0415
        from agents.assistant.checker import Asked  # noqa: PLC0415

        return answer_with_model(
            Asked(route=way, text=asked, look=look, by_rules=by_rules),
            door=door,
            record_run=self._record_run,
        )


def _is_final(by_rules: Answer) -> bool:
    """Whether no model may reword it: help, a refusal, or why a figure cannot be given."""
    values = {figure.value for figure in by_rules.figures}
    has_value = bool(values) and by_rules.text not in values
    return by_rules.kind in BY_RULES or (by_rules.kind is AnswerKind.FIGURE and not has_value)


def _load() -> None:
    """Loads langchain and openai, seconds and 100 MB: only for who has a model, and at once.

    So it is the start that waits for them, not the first question.
    """
    import agents.assistant.agent  # noqa: F401, PLC0415
