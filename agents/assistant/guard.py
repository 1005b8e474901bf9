"""The check between a model's words and people: pure, and strict rather than clever.

Whatever fails is not shown. The model may correct itself once; after that the rules answer.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from agents.assistant.facts_check import Truth, foreign_numbers, truth
from agents.assistant.language import detect
from agents.assistant.numerals import claims, without_dates
from agents.assistant.outputs import (
    Defined,
    Evidence,
    FoundFigures,
    FoundLeads,
    FoundPassages,
)
from agents.assistant.privacy import MARK
from agents.assistant.router import Route, RouteKind
from agents.vocabulary import Language

LONGEST_ANSWER = 1_500
LEAKED_FROM = 60
"""Letters of the prompt in a row that an answer may not repeat."""
LEAST_SUPPORT = 0.35
"""Share of an answer's words that must stand in what it cites or in the question."""
SHORTEST_WORD = 5
STEM = 5
FEWEST_WORDS = 4


class Problem(StrEnum):
    """Why an answer is not shown."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_LOOKED_UP = "not_looked_up"
    FOREIGN_NUMBER = "foreign_number"
    FIGURE_MISSING = "figure_missing"
    FOREIGN_CITATION = "foreign_citation"
    NO_CITATION = "no_citation"
    LINK = "link"
    MENTION = "mention"
    WRONG_LANGUAGE = "wrong_language"
    PROMPT_LEAK = "prompt_leak"
    UNSUPPORTED = "unsupported"


TOLD = {
    Problem.EMPTY: "it was empty, or a tool was called with arguments that cannot be read",
    Problem.TOO_LONG: "it was too long",
    Problem.NOT_LOOKED_UP: "it rests on no tool of the right kind",
    Problem.FOREIGN_NUMBER: "it has a number or date that no tool returned",
    Problem.FIGURE_MISSING: "it does not give the figure that was asked for",
    Problem.FOREIGN_CITATION: "it cites a section that was not found",
    Problem.NO_CITATION: "it cites no section",
    Problem.LINK: "it has a link or an address",
    Problem.MENTION: "it has markup or calls people",
    Problem.WRONG_LANGUAGE: "it is in the wrong language",
    Problem.PROMPT_LEAK: "it repeats instructions",
    Problem.UNSUPPORTED: "it says things that the cited sections do not say",
}
"""What the model is told; never a value, so that nothing is repeated to it."""

NEEDED = {
    RouteKind.METRIC: (FoundFigures,),
    RouteKind.LEAD: (FoundLeads,),
    RouteKind.DEFINITION: (Defined, FoundFigures),
    RouteKind.PLAYBOOK: (FoundPassages, FoundFigures, FoundLeads, Defined),
}

_CITATION = re.compile(r"\s*\[([^\[\]\s]{1,120}#[^\[\]\s]{1,120})\]")
_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}:\s*//|\bwww\.|\b(?:javascript|data|mailto|tel):\S|\]\("
    r"|[\w.+-]+@[\w-]+\.\w{2,}"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|net|org|de|at|ch|li|eu|io|ai|co|uk|info|biz|dev|app|me|ru|cn|xyz"
    r"|top|link|click|site|online|shop|example|test|invalid|localhost|[a-z]{2,}(?=/))\b",
    re.IGNORECASE,
)
_MENTION = re.compile(r"[<>]|@(?:here|channel|everyone|group)\b|(?<!\w)@\w")
_ABSTAINS = re.compile(
    r"\b(?:nicht|nichts|kein\w*|not|nothing|no)\b[^.]{0,60}\bplaybooks?\b"
    r"|\bplaybooks?\b[^.]{0,40}\b(?:nicht|nichts|kein\w*|not|nothing|does ?n.t|no)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A model's answer with all it is compared with."""

    text: str
    route: Route
    question: str
    evidence: Evidence
    prompt: str

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the sections it names, in their order, each once."""
        return tuple(dict.fromkeys(_CITATION.findall(self.text)))

    @property
    def shown(self) -> str:
        """The text without its citations, which are shown as sources."""
        return re.sub(r"[ \t]+", " ", _CITATION.sub("", self.text)).strip()

    @property
    def abstains(self) -> bool:
        """Whether it only says that the playbooks do not say it."""
        asks_playbook = self.route.kind is RouteKind.PLAYBOOK
        return asks_playbook and not self.cited and bool(_ABSTAINS.search(self.text))


def problems(draft: Draft) -> tuple[Problem, ...]:
    """All that is wrong with it; empty means that it may be shown."""
    if not draft.shown:
        return (Problem.EMPTY,)
    return tuple(dict.fromkeys((*_form(draft), *_grounds(draft))))


def _form(draft: Draft) -> Iterator[Problem]:
    text, language = draft.shown, draft.route.language
    if len(text) > LONGEST_ANSWER:
        yield Problem.TOO_LONG
    if _LINK.search(text):
        yield Problem.LINK
    if _MENTION.search(text) or any(_is_hidden(character) for character in text):
        yield Problem.MENTION
    if detect(text, default=language) is not language:
        yield Problem.WRONG_LANGUAGE
    if _repeats(text, draft.prompt):
        yield Problem.PROMPT_LEAK


def _grounds(draft: Draft) -> Iterator[Problem]:
    kind, evidence = draft.route.kind, draft.evidence
    if not any(evidence.has(needed) for needed in NEEDED[kind]):
        yield Problem.NOT_LOOKED_UP
    if not set(draft.cited) <= set(evidence.passages):
        yield Problem.FOREIGN_CITATION
    is_metric = kind is RouteKind.METRIC
    known = truth(evidence, cited=draft.cited, question=None if is_metric else draft.question)
    if any(foreign_numbers(MARK.sub(" ", draft.shown), known, reads_words=is_metric)):
        yield Problem.FOREIGN_NUMBER
    if is_metric and not _gives_figure(draft):
        yield Problem.FIGURE_MISSING
    if kind is RouteKind.PLAYBOOK:
        yield from _playbook_grounds(draft)


def _gives_figure(draft: Draft) -> bool:
    """Whether the first value of the metric that was asked for stands in the answer."""
    asked = [one for one in draft.evidence.figures if one.metric is draft.route.metric]
    if not asked or asked[0].value is None:
        return False
    only = Truth()
    only.add_figure(replace(asked[0], n=-1, parts={}, interval=None))
    numbers = claims(without_dates(draft.shown))
    return any(only.holds(claim) for claim, _, _ in numbers)


def _playbook_grounds(draft: Draft) -> Iterator[Problem]:
    """Advice stands on cited sections, word by word enough to be recognised."""
    if not draft.cited:
        if not (draft.evidence.figures or draft.evidence.leads or draft.evidence.has(Defined)):
            yield Problem.NO_CITATION
        return
    cited = [one for key, one in draft.evidence.passages.items() if key in draft.cited]
    if any(one.lang is not draft.route.language for one in cited):
        return
    if support(draft.shown, [one.text for one in cited] + [draft.question]) < LEAST_SUPPORT:
        yield Problem.UNSUPPORTED


def support(text: str, sources: list[str]) -> float:
    """Share of the text's longer words that stand, by their first letters, in the sources."""
    said = _stems(text)
    if len(said) < FEWEST_WORDS:
        return 1.0
    known = frozenset().union(*(_stems(source) for source in sources))
    return len(said & known) / len(said)


def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).lower())
    return frozenset(word[:STEM] for word in words if len(word) >= SHORTEST_WORD)


def _repeats(text: str, prompt: str) -> bool:
    flat, secret = (" ".join(one.lower().split()) for one in (text, prompt))
    return any(
        flat[start : start + LEAKED_FROM] in secret
        for start in range(0, max(0, len(flat) - LEAKED_FROM) + 1, 10)
        if len(flat) >= LEAKED_FROM
    )


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character)[0] == "C" and character != "\n"


def language_name(language: Language) -> str:
    """How a language is named to a model."""
    return {Language.DE: "German", Language.EN: "English"}[language]
