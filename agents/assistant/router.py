"""What a question is about, by rules: pure, quick and the same every time.

The router decides before any model is asked. What it does not recognise is a question to the
playbooks, which know when they do not know.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from agents.assistant import lead_questions
from agents.assistant.language import detect
from agents.assistant.lead_questions import LeadWish
from agents.vocabulary import Language, Metric


class RouteKind(StrEnum):
    """Who answers."""

    METRIC = "metric"
    LEAD = "lead"
    DEFINITION = "definition"
    HELP = "help"
    PLAYBOOK = "playbook"


class Term(StrEnum):
    """What can be defined from the policy."""

    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    HOT = "hot"
    FIT = "fit"
    SCORE = "score"
    COVERAGE = "coverage"
    SLA = "sla"
    ICP = "icp"
    INTENT = "intent"
    OPT_IN = "opt_in"
    DECAY = "decay"
    LIFECYCLE = "lifecycle"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a question goes, and what was read from it."""

    kind: RouteKind
    language: Language
    metric: Metric | None = None
    term: Term | None = None
    lead: LeadWish | None = None
    """Where it is a guess and no lead is found, the playbooks are asked; bare words ask them first."""


_ORIGIN = r"(?:source|origin|channel|campaign|quelle|herkunft|kanal|kampagne|ursprung)\w*"
_HOW_MANY = r"\b(?:how many|number of|wie ?viele?n?|anzahl|count of)\b"
_BY_ORIGIN = re.compile(rf"\b(?:by|per|je|pro|nach|across|for each)\s+(?:\w+\s+)?{_ORIGIN}")
_GREETING = re.compile(
    r"(?:please |bitte )?(?:help|hilfe|hi|hey|hello|hallo|moin|servus|guten (?:tag|morgen|abend)"
    r"|good (?:morning|afternoon|evening)|(?:vielen )?dank(?:e)?|thanks(?: a lot)?|thx|thank you"
    r"(?: very much)?|\?)*(?: me| mir| dir| staffel)?[\s.!?]*"
    r"|(?:so )?(?:what can (?:you|i)|was kannst du|wobei (?:kannst|hilfst) du|was kann ich) ?"
    r"(?:do|ask|ask you|me helfen|alles|so|alles so|dich fragen|mir helfen)*[\s.!?]*"
)
_HOW_FAST = re.compile(
    r"\bhow (?:fast|quickly|soon)\b.*\b(?:call|contact|answer|respond|touch|lead)"
    r"|\bwie (?:schnell|bald)\b.*\b(?:anruf|kontakt|melde|antwort|reagier|lead)"
    r"|\b(?:how (?:long|much time)|wie ?(?:lange|viel zeit))\b.*\b(?:hot|heiss\w*|mqls?)\b"
)
_ADVICE = re.compile(
    r"\b(?:what|how) (?:do|should|can|could|would|might|must) (?:i|we) (?!(?:have|win|own|close)\b)"
    r"|\bwhat to (?:say|do)\b|\b(?:may|am|can|should|must) i\b|\bhow to\b"
    r"|\b(?:customer|prospect|client|he|she|they|lead) (?:\w+ )?"
    r"(?:says?|asks?|asked|said|thinks?|wants?|claims?|calls?|tells?)\b"
    r"|\b(?:sage|mache|antworte|reagiere|frage|finde|begruende|gehe|decke|erklaere) ich\b"
    r"|\b(?:darf|soll|sollte|kann|koennte) (?:ich|man)\b|\bmuss ich\b"
    r"|\b(?:kund\w+|interessent\w*|er|sie|lead|dame) (?:\w+ )?"
    r"(?:sagt|fragt|meint|will|moechte|findet|behauptet|nennt|wollte)\b"
)
_METRICS: tuple[tuple[Metric, re.Pattern[str]], ...] = (
    (
        Metric.SLA_KEPT,
        re.compile(
            r"\bslas?\b.*\b(?:kept|keep|met|rate|quote|compliance|eingehalten|einhalten|einhaltung)\b"
            r"|\bsla-?(?:quote|rate|einhaltung|treue)\b"
            r"|\b(?:keep|kept|halten|eingehalten)\b.*\b(?:slas?|promises|zusagen)\b"
            r"|\b(?:promises|zusagen)\b.*\b(?:kept|eingehalten|gehalten)\b"
        ),
    ),
    (
        Metric.REJECTIONS,
        re.compile(
            rf"{_HOW_MANY}.*\b(?:rejections?|rejected|abgelehnt\w*|ablehnung\w*|verworfen\w*)"
            r"|\b(?:rejections?|ablehnungen)\b.*\b(?:by|per|nach|je|pro)\b"
            r"|\b(?:rejection|ablehnungs)[- ]?(?:reasons?|gruende\w*|statistik|statistics)\b"
        ),
    ),
    (
        Metric.ORIGIN_NULL,
        re.compile(
            rf"\bmqls?\b.*\b(?:no|without|missing|unknown|ohne|unbekannte\w*)\s+(?:an? )?{_ORIGIN}"
            rf"|\bmqls?\b.*{_ORIGIN}\s+(?:fehlt|unbekannt|is missing|is unknown)"
            rf"|\bmqls?\b.*\bfehlt\b.*{_ORIGIN}"
        ),
    ),
    (
        Metric.MQL_TO_WON_RATE,
        re.compile(
            r"\b(?:win|close|closing|conversion|konversions?)[- ]?(?:rate|quote)\b|\bconversions?\b"
            r"|\b(?:abschluss|gewinn|erfolgs)-?(?:quote|rate)\b"
            r"|\bmqls?[- ](?:to|zu)[- ]\w+[- ](?:rate|quote)\b"
            r"|\b(?:share|percentage|anteil|prozent)\b.*\bmqls?\b.*\b(?:win|won|gewonnen|gewinnen)"
        ),
    ),
    (
        Metric.COVERAGE,
        re.compile(
            r"\bcoverage\b|\b(?:pipeline-?)?(?:abdeckung|deckung|deckungsgrad)\b"
            r"|\b(?:enough|genug|genuegend) pipeline\b|\breicht\b.*\bpipeline\b"
        ),
    ),
    (
        Metric.CLOSED_ROWS,
        re.compile(
            rf"{_HOW_MANY}.*\b(?:won|win|closed|gewonnen\w*|abschluesse|abgeschlossen\w*)\b"
            rf"|^(?:unsere )?abschluesse\b|^won deals\b|\b(?:by|per) {_ORIGIN} won\b"
        ),
    ),
    (
        Metric.MQL_ROWS,
        re.compile(rf"{_HOW_MANY}.*\bmqls?\b|^(?:our |unsere )?mqls?\b.*{_BY_ORIGIN.pattern}"),
    ),
)
_PER_ORIGIN = {Metric.CLOSED_ROWS: Metric.WON_COUNT, Metric.MQL_ROWS: Metric.MQL_COUNT}

_TERMS: tuple[tuple[Term, str], ...] = (
    (Term.MQL, r"mqls?|marketing[- ]qualified(?: leads?)?"),
    (Term.SAL, r"sals?|sales[- ]accepted(?: leads?)?"),
    (Term.SQL, r"sqls?|sales[- ]qualified(?: leads?)?"),
    (Term.OPPORTUNITY, r"opportunit(?:y|ies|aet)|verkaufschance"),
    (Term.SLA, r"(?:first[- ]touch|erstkontakt\w*)?[ -]?slas?|first[- ]touch|reaktionszeit"),
    (Term.HOT, r"hot(?: leads?)?|heiss(?:e[rnms]?)?(?: leads?)?"),
    (Term.FIT, r"(?<!no )(?<!kein )(?<!keinen )fit"),
    (Term.SCORE, r"(?:lead-?)?score|punktzahl"),
    (Term.ICP, r"icps?|ideal customers?(?: profile)?|ideale[rn]? kund(?:e|en)"),
    (Term.LIFECYCLE, r"lifecycle(?:[- ]?phasen?)?|lebenszyklus|life cycle"),
    (Term.REASONS, r"(?:rejection|reject|reason) (?:reasons?|codes?)|ablehnungsgr(?:und|uende)"),
    (Term.COVERAGE, r"coverage|abdeckung|deckung(?:sgrad)?"),
)
_ANY_TERM = "|".join(f"(?P<{term.name}>{pattern})" for term, pattern in _TERMS)
_SHORT = "|".join(pattern for term, pattern in _TERMS if term is not Term.COVERAGE)
_DEFINED = (
    re.compile(
        rf"(?:what(?:'?s| is| are)|was (?:ist|sind)|wer ist)\s+(?:an?|ein\w*|the|d(?:er|ie|as))?\s*"
        rf"(?:{_SHORT})"
        r"(?:\s+(?:exactly|for us|here|bei uns|genau|eigentlich|denn))*[\s?.!]*"
    ),
    re.compile(
        r".*(?:\bmeans?\b|\bmeaning\b|\bdefin|\bbedeute|\bheisst\b|\bversteh|\bexplain|\berklaer"
        r"|\bdifference\b|\bunterschied|\bcalculated\b|\bcomputed\b|\bberechne|\bzustande\b"
        r"|\bwhen(?:'?s| is| does| do)\b|\b(?:ab )?wann (?:ist|is|gilt|wird)\b|\bcounts? as\b|\bgelten? als\b"
        r"|\bwhat does\b.*\bsla\b|\bwas sagt\b.*\bsla\b).*"
    ),
)

_READ_UP_TO = 400
"""Letters; what a question is about stands at its start, and patterns stay quick."""
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'"})


def route(question: str, *, language: Language) -> Route:
    """Where the question goes; `language` is the asker's, for questions that show none."""
    text = " ".join(question[: 4 * _READ_UP_TO].split())[:_READ_UP_TO]
    spoken = detect(text, default=language)
    folded = text.lower().translate(_FOLDED)
    if _GREETING.fullmatch(folded):
        return Route(kind=RouteKind.HELP, language=spoken)
    lead = lead_questions.changed(text, folded) or lead_questions.numbered(text)
    if lead is not None:
        return Route(kind=RouteKind.LEAD, language=spoken, lead=lead)
    term = Term.SLA if _HOW_FAST.search(folded) else _term(folded)
    if term is not None:
        return Route(kind=RouteKind.DEFINITION, language=spoken, term=term)
    if _ADVICE.search(folded):
        return Route(kind=RouteKind.PLAYBOOK, language=spoken)
    metric = _metric(folded)
    if metric is not None:
        return Route(kind=RouteKind.METRIC, language=spoken, metric=metric)
    lead = lead_questions.wished(text, folded)
    is_lead = lead is not None and not lead.is_bare
    kind = RouteKind.LEAD if is_lead else RouteKind.PLAYBOOK
    return Route(kind=kind, language=spoken, lead=lead)


def _term(folded: str) -> Term | None:
    """The first thing named in a question that asks what something is."""
    if not any(pattern.fullmatch(folded) for pattern in _DEFINED):
        return None
    found = re.search(rf"\b(?:{_ANY_TERM})\b", folded)
    if found is None or (_ADVICE.search(folded) and "mean" not in folded):
        return None
    if re.search(r"\bein(?:en?)? mql\b|\ban? mql\b", folded):
        return Term.MQL
    return Term[str(found.lastgroup)]


def _metric(folded: str) -> Metric | None:
    for metric, pattern in _METRICS:
        if pattern.search(folded):
            per_origin = _BY_ORIGIN.search(folded) is not None
            return _PER_ORIGIN.get(metric, metric) if per_origin else metric
    return None
