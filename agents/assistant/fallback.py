"""The rules' own answer: the whole product without a model, and what a model must not change."""

import re

from agents.answers import Answer, AnswerKind
from agents.assistant import change_words, definitions, figure_words, lead_words, quotes
from agents.assistant.lookups import Lookups
from agents.assistant.router import Route, RouteKind
from agents.assistant.untrusted import name
from agents.facts import LeadFacts, Passage
from agents.vocabulary import Metric
from agents.words import Words

ALSO_FROM = 0.8
"""A second passage is named where its evidence is at least this share of the best one's."""
MOST_SOURCES = 2
_THANKS = re.compile(r"\b(?:danke?|thanks|thx|thank you)\b", re.IGNORECASE)
_HELLO = re.compile(r"\b(?:hi|hey|hello|hallo|moin|servus|guten|good)\b", re.IGNORECASE)


def answer(route: Route, question: str, look: Lookups) -> Answer:
    """What the rules say."""
    w = look.words
    if route.kind is RouteKind.HELP:
        return Answer(kind=AnswerKind.HELP, text=_courtesy(question, look) or help_text(look))
    if route.metric is not None:
        return _metric(route.metric, look)
    if route.term is not None:
        return definitions.defined(route.term, look.policy, w)
    if route.kind is RouteKind.LEAD:
        found = _leads(route, question, look)
        if found is not None:
            return found
    passages = look.passages(question)
    if not passages and route.lead is not None and route.lead.is_bare:
        leads = look.leads(route.lead)
        if leads:
            return shown_leads(leads, look)
    return _passages(passages, w)


def shown_leads(leads: tuple[LeadFacts, ...], look: Lookups) -> Answer:
    """Leads as an answer."""
    w, scope = look.words, look.scope
    lines = tuple(
        lead_words.shown(lead, w, zone=look.zone, names_person=scope.is_private) for lead in leads
    )
    text = w.n("I found {count} lead.", "I found {count} leads.", len(lines))
    return Answer(kind=AnswerKind.LEADS, text=text, leads=lines)


def help_text(look: Lookups) -> str:
    """What can be asked, with examples."""
    w = look.words
    lines = [
        w.t("This is what you can ask me:"),
        w.t("• What do I say when they call us too expensive?"),
        w.t("• What is our coverage? How many MQLs per source?"),
        w.t("• What is an MQL? When is a lead hot?"),
    ]
    if look.scope.may_see_leads:
        lines.insert(3, w.t("• Show my open leads. Find Acme. Lead 17."))
        lines.insert(4, w.t("• What has changed since yesterday?"))
    return "\n".join(lines)


def _courtesy(question: str, look: Lookups) -> str:
    """The reply to a greeting, with what can be asked, or to thanks; "" where it was neither."""
    w = look.words
    if _THANKS.search(question):
        return w.t("You are welcome.")
    if _HELLO.search(question):
        first_name = name(look.scope.asker.name, limit=60).split(" ")[0]
        return w.t("Hello {name}!", name=first_name) + " " + help_text(look)
    return ""


def _metric(metric: Metric, look: Lookups) -> Answer:
    figures, w = look.figures(metric), look.words
    return Answer(
        kind=AnswerKind.FIGURE,
        text=figure_words.text(figures, w, look.policy),
        figures=tuple(
            figure_words.shown(figure, w, look.policy)
            for figure in figures[: figure_words.MOST_FIGURES]
        ),
    )


def _leads(route: Route, question: str, look: Lookups) -> Answer | None:
    """Leads or why there are none; None where the name was a guess and means no lead."""
    wish, w, scope = route.lead, look.words, look.scope
    assert wish is not None
    leads = look.leads(wish)
    if leads and wish.wants_changes:
        return change_words.answer(leads, look, is_list=wish.text is None)
    if leads:
        return shown_leads(leads, look)
    if wish.is_guess and (not scope.may_see_leads or look.passages(question)):
        return None
    if not scope.may_see_leads:
        text = w.t("I show leads only to sales, managers and RevOps.")
        return Answer(kind=AnswerKind.NOT_ALLOWED, text=text)
    nothing = (
        w.t("No lead is open right now.")
        if wish.text is None
        else w.t("I find no lead for this that you may see.")
    )
    if not scope.is_private:
        nothing += " " + w.t("Here I show only leads of your own territory; ask me directly.")
    return Answer(kind=AnswerKind.LEADS, text=nothing)


def _passages(passages: tuple[Passage, ...], w: Words) -> Answer:
    if not passages:
        return Answer(kind=AnswerKind.NOT_IN_PLAYBOOK, text=w.t("Not in the playbook."))
    best = passages[0]
    named = [passage for passage in passages[1:] if passage.evidence >= ALSO_FROM * best.evidence]
    return Answer(
        kind=AnswerKind.PASSAGE,
        text=quotes.to_say(best),
        sources=tuple(quotes.source(passage) for passage in (best, *named)[:MOST_SOURCES]),
    )
