"""What a question is about, by rules: pure, quick and the same every time.

The router decides before any model is asked. What it does not recognise is a question to the
playbooks, which know when they do not know.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from agents.assistant.language import detect
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a question goes, and what was read from it."""

    kind: RouteKind
    language: Language
    metric: Metric | None = None
    term: Term | None = None
    lead_text: str | None = None
    """What to search; None on a lead route asks for a list."""
    only_mine: bool = False
    is_guess: bool = False
    """A name that may as well be a topic: where no lead is found, the playbooks are asked."""


_ORIGIN = r"(?:source|origin|channel|campaign|quelle|herkunft|kanal|kampagne|ursprung)\w*"
_HOW_MANY = r"\b(?:how many|number of|wie ?viele?n?|anzahl|count of)\b"
_BY_ORIGIN = re.compile(rf"\b(?:by|per|je|pro|nach|across|for each)\s+(?:\w+\s+)?{_ORIGIN}")
_GREETING = re.compile(
    r"(?:please |bitte )?(?:help|hilfe|hi|hey|hello|hallo|moin|servus|danke|thanks|thank you|\?)*"
    r"(?: me| mir| staffel)?[\s.!?]*"
    r"|(?:so )?(?:what can (?:you|i)|was kannst du|wobei (?:kannst|hilfst) du|was kann ich) ?"
    r"(?:do|ask|ask you|me helfen|alles|so|alles so|dich fragen|mir helfen)*[\s.!?]*"
)
_HOW_FAST = re.compile(
    r"\bhow (?:fast|quickly|soon)\b.*\b(?:call|contact|answer|respond|touch|lead)"
    r"|\bwie (?:schnell|bald)\b.*\b(?:anruf|kontakt|melde|antwort|reagier|lead)"
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
        r"|\bwhen (?:is|does|do)\b|\bwann (?:ist|gilt|wird)\b|\bcounts? as\b|\bgelten? als\b"
        r"|\bwhat does\b.*\bsla\b|\bwas sagt\b.*\bsla\b).*"
    ),
)

_NUMBER = re.compile(
    r"(?:\bleads?\s*(?:nr\.?|no\.?|nummer|number)?\s*#?\s*|(?<!\w)#)(\d{1,9})\b", re.I
)
_EMAIL = re.compile(r"[^\s<>@,;:|]+@[^\s<>@,;:|]+\.[^\W\d_]{2,}")
_LISTED = re.compile(
    r"\bopen leads?\b|\boffene[nr]? leads?\b|\b(?:my|mein\w*) (?:\w+ )?leads?\b"
    r"|\b(?:which|what|welche[rns]?) (?:\w+ )?leads\b|\b(?:any|hot|heisse[nr]?) leads\b"
    r"|^(?:show|list|give|zeig|liste|nenn|gib)\w* .*\bleads\b|^(?:all |alle )?leads\W*$"
    r"|\bon my plate\b|\bliegt bei mir an\b|\bsteht bei mir an\b"
)
_MINE = re.compile(r"\b(?:my|mine|mein\w*|mir|habe ich|do i have|i have|i own)\b")
_SUFFIX = re.compile(
    r"\b(?:gmbh|ag|kg|ohg|gbr|ug|se|e\.? ?v\.?|ltd|limited|inc|llc|corp|plc|bv|sa|co\. kg)\b\.?",
    re.I,
)
_ASKED_FOR = re.compile(
    r"^(?:please |bitte )?(?:can you |kannst du )?"
    r"(?:find|search(?: for)?|look(?: me)? up|suche?(?: mal)?(?: nach)?|finde(?: mal)?)\s+(?P<name>.+)$",
    re.I,
)
_TALKED_ABOUT = re.compile(
    r"\b(?:what about|what'?s up with|what'?s new (?:with|at)|status of|anything new (?:on|from|about)"
    r"|who owns|who has|who is working on|do we know|score of"
    r"|was ist (?:denn )?(?:mit|los bei)|wie steht(?: es|'s)? (?:um|mit|bei)|stand (?:bei|von)"
    r"|(?:et)?was neues (?:von|zu|bei)|wem gehört|wem gehoert|wer hat|wer betreut|kennen wir)"
    r"\s+(?P<article>(?:the|den?|d(?:ie|er|as|em)|einen?)\s+)?(?P<name>.+)$",
    re.I,
)
_TRAILING = re.compile(
    r"(?:[\s?.!,;:]|\b(?:please|bitte|schon|already|again|now|gerade|mal))+$", re.I
)
_NO_NAME = re.compile(
    r"^(?:out|heraus|raus|the|das|die|den|der|what|was|how|wie|who|wer|a|an|mir|me)\b", re.I
)
_MOST_WORDS = 5
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
    named = _lead_by_number(text, spoken)
    if named is not None:
        return named
    term = Term.SLA if _HOW_FAST.search(folded) else _term(folded)
    if term is not None:
        return Route(kind=RouteKind.DEFINITION, language=spoken, term=term)
    if _ADVICE.search(folded):
        return Route(kind=RouteKind.PLAYBOOK, language=spoken)
    metric = _metric(folded)
    if metric is not None:
        return Route(kind=RouteKind.METRIC, language=spoken, metric=metric)
    return _lead(text, folded, spoken) or Route(kind=RouteKind.PLAYBOOK, language=spoken)


def _lead_by_number(text: str, language: Language) -> Route | None:
    for pattern, group in ((_NUMBER, 1), (_EMAIL, 0)):
        found = pattern.search(text)
        if found:
            wanted = found.group(group).rstrip(".?!")
            return Route(kind=RouteKind.LEAD, language=language, lead_text=wanted)
    return None


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


def _lead(text: str, folded: str, language: Language) -> Route | None:
    if _LISTED.search(folded) or re.search(r"\bleads are (?:mine|my)\b", folded):
        mine = _MINE.search(folded) is not None
        return Route(kind=RouteKind.LEAD, language=language, only_mine=mine)
    for pattern in (_ASKED_FOR, _TALKED_ABOUT):
        found = pattern.search(text)
        name = _TRAILING.sub("", found["name"]) if found else ""
        if not found or not name or len(name.split()) > _MOST_WORDS or _NO_NAME.match(name):
            continue
        is_company = _SUFFIX.search(name) is not None
        has_article = bool(found.groupdict().get("article"))
        is_name = pattern is _ASKED_FOR or (name[0].isupper() and not has_article)
        if is_company or is_name:
            return Route(
                kind=RouteKind.LEAD, language=language, lead_text=name, is_guess=not is_company
            )
    return None
