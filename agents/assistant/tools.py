"""The tools a model is offered: read only, built for one asker.

Who asks and what they may see stands in `Lookups`, never in an argument. A tool the asker may
not use is not built. Each returns a text for the model and a typed artifact for the answer.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

import structlog
from langchain.agents.middleware.types import ToolCallRequest
from langchain.tools import BaseTool, tool
from pydantic import Field

from agents.assistant import definition_words, figure_words, lead_words, quotes
from agents.assistant.lead_questions import LeadWish
from agents.assistant.lookups import Lookups
from agents.assistant.outputs import Defined, FoundFigures, FoundLeads, FoundPassages
from agents.assistant.privacy import Redactor
from agents.assistant.router import Term
from agents.assistant.scope import Scope
from agents.assistant.untrusted import fenced, said
from agents.decisions import Figure
from agents.facts import LeadFacts
from agents.vocabulary import Metric

NOTHING = "Nothing was found."
NOT_NOW = "This could not be looked up right now. Do not guess."
LONGEST_SECTION = 2_000

log = structlog.get_logger()

Query = Annotated[str, Field(max_length=300)]


def build_tools(look: Lookups, redactor: Redactor) -> list[BaseTool]:
    """The tools this asker may use here."""
    return [make(look, redactor) for name, make in _MAKERS.items() if RIGHTS[name](look.scope)]


def failed(error: Exception, request: ToolCallRequest) -> str:
    """What a model is told of a tool that failed: nothing but that."""
    log.warning(
        "assistant_tool_failed", tool=request.tool_call["name"], error=type(error).__name__
    )
    return NOT_NOW


def _search_playbook(look: Lookups, redactor: Redactor) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def search_playbook(query: Query) -> tuple[str, FoundPassages]:
        """Search the sales playbooks: what to say, how to act, what is allowed."""
        passages = look.passages(redactor.reveal(query))
        blocks = [
            fenced(
                "playbook",
                quotes.without_markup(passage.text, limit=LONGEST_SECTION),
                id=passage.section_id,
                title=f"{passage.title} › {passage.heading}",
            )
            for passage in passages
        ]
        return "\n".join(blocks) or NOTHING, FoundPassages(passages=passages)

    return search_playbook


def _metric(look: Lookups, _redactor: Redactor) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def metric(name: Metric) -> tuple[str, FoundFigures]:
        """Look up a figure as it is now.

        coverage: open pipeline against the remaining target. mql_rows: how many MQLs there are.
        mql_count: MQLs by origin. closed_rows: how many MQLs were won. won_count: won MQLs by
        origin. origin_null: MQLs without origin. mql_to_won_rate: win rate, over all and by
        origin. next_action_rate: recommended actions that were done. alert_rate: alerts that
        were acted on. rejections: rejected leads by reason.
        """
        figures = look.figures(name)[: figure_words.MOST_FIGURES]
        text = figures_text(figures, look)
        return text, FoundFigures(figures=figures, trusted_text=text)

    return metric


def _find_leads(look: Lookups, redactor: Redactor) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def find_leads(query: Query = "", *, only_mine: bool = False) -> tuple[str, FoundLeads]:
        """Find leads by company, person or number; without a query, the open ones.

        Only leads that the colleague may see are found. only_mine keeps to the colleague's own.
        """
        wanted = redactor.reveal(query).strip() or None
        leads = look.leads(LeadWish(text=wanted, only_mine=only_mine))
        redactor.learn(leads)
        lines = [_lead_line(lead, look) for lead in leads]
        blocks = [
            f"{line}\n{fenced('lead', said(lead.message), number=lead.id)}"
            if lead.message
            else line
            for lead, line in zip(leads, lines, strict=True)
        ]
        trusted = "\n".join(lines)
        return "\n".join(blocks) or NOTHING, FoundLeads(leads=leads, trusted_text=trusted)

    return find_leads


def _define(look: Lookups, _redactor: Redactor) -> BaseTool:
    @tool(response_format="content_and_artifact")
    def define(term: Term) -> tuple[str, Defined]:
        """Define a term by the team's policy: MQL, SAL, SQL, hot, fit, score, coverage, SLA."""
        text = definition_words.text(term, look.policy, look.words)
        return text, Defined(term=term, trusted_text=text)

    return define


def figures_text(figures: tuple[Figure, ...], look: Lookups) -> str:
    """The figures as the rules word them, one line a group."""
    lines = [figure_words.text(figures, look.words, look.policy)]
    for figure in figures:
        shown = figure_words.shown(figure, look.words, look.policy)
        parts = "; ".join(f"{label}: {value}" for label, value in shown.parts)
        lines.append(
            f"{shown.group or shown.metric}: {shown.value} (n = {shown.n}). {parts}".strip()
        )
    if figures:
        lines.append(figure_words.definition(figures[0].metric, look.words))
    return "\n".join(lines)


def _lead_line(lead: LeadFacts, look: Lookups) -> str:
    """The line without the person's name: a model does not need it."""
    return lead_words.shown(lead, look.words, zone=look.zone, names_person=False).line


def _everybody(_scope: Scope) -> bool:
    return True


RIGHTS: Mapping[str, Callable[[Scope], bool]] = {
    "search_playbook": _everybody,
    "metric": _everybody,
    "find_leads": lambda scope: scope.may_see_leads,
    "define": _everybody,
}
"""Who may use a tool; one without a line here is never built."""

_MAKERS: Mapping[str, Callable[[Lookups, Redactor], BaseTool]] = {
    "search_playbook": _search_playbook,
    "metric": _metric,
    "find_leads": _find_leads,
    "define": _define,
}
