"""The written definitions (S-015): what a word names, the list of them, and which edition it is."""

from agents.answers import Answer, AnswerKind
from agents.assistant import definition_words
from agents.assistant.router import Term
from agents.policy import SalesPolicy
from agents.rules.weights import plain
from agents.vocabulary import RejectReason
from agents.words import Words

NAMES: dict[Term, tuple[str, ...]] = {
    Term.MQL: ("MQL", "marketing qualified lead"),
    Term.SAL: ("SAL", "sales accepted lead"),
    Term.SQL: ("SQL", "sales qualified lead"),
    Term.OPPORTUNITY: ("Opportunity", "deal", "chance"),
    Term.HOT: ("hot", "heiß", "hot lead", "heißer lead"),
    Term.FIT: ("Fit",),
    Term.SCORE: ("Score", "lead score", "punkte"),
    Term.COVERAGE: ("Coverage", "abdeckung", "pipeline coverage"),
    Term.SLA: ("SLA", "first touch", "erstkontakt", "reaktionszeit"),
    Term.ICP: ("ICP", "ideal customer", "idealer kunde", "persona", "wunschkunde"),
    Term.INTENT: ("Intent", "kaufabsicht", "intent signal"),
    Term.OPT_IN: ("Opt-in", "optin", "consent", "einwilligung"),
    Term.DECAY: ("Decay", "half-life", "halbwertszeit", "verfall", "verblassen"),
    Term.LIFECYCLE: ("Lifecycle", "lifecycle-phasen", "stages", "phasen", "lebenszyklus"),
    Term.REASONS: (
        *("Reason codes", "reasons", "reject reasons", "gründe", "ablehnungsgründe"),
        "disqualifizierungsgründe",
    ),
}
"""What each term is called, in both languages; all of it is understood."""
STAGES = (
    *("lead", "won", "lost", "recycled", "long nurture", "nurture", "disqualified", "merged"),
    *("gewonnen", "verloren", "wiedervorlage", "langes nurture", "disqualifiziert"),
    "zusammengeführt",
)
"""Stages without a term of their own, in both languages: the life of a lead says what they are."""
_SMALL = frozenset(
    {"of", "for", "von", "für", "fuer", "the", "der", "die", "das", "a", "an", "ein"}
)


def title(term: Term, w: Words) -> str:
    """What the term is called where it is listed."""
    return {
        Term.OPPORTUNITY: w.t("Opportunity"),
        Term.HOT: w.t("Hot lead"),
        Term.COVERAGE: w.t("Coverage"),
        Term.INTENT: w.t("Intent"),
        Term.DECAY: w.t("Decay"),
        Term.LIFECYCLE: w.t("Lifecycle"),
        Term.REASONS: w.t("Reason codes"),
    }.get(term, NAMES[term][0])


def find(words: str) -> Term | RejectReason | None:
    """What is meant by "MQL" or "of an MQL"; None where nothing is defined by this name."""
    wanted = " ".join(word for word in _folded(words).split() if word not in _SMALL)
    wanted = wanted.removesuffix("s") if wanted.removesuffix("s") in _KNOWN else wanted
    return _KNOWN.get(wanted)


def answer(words: str, policy: SalesPolicy, w: Words) -> Answer:
    """The definition of what these words name; the list where they name nothing, or are none."""
    reason = next(
        (
            code
            for code, rule in policy.reasons.items()
            if _folded(words) in {_folded(label) for label in rule.label.values()}
        ),
        None,
    )
    meant = reason or find(words)
    if isinstance(meant, RejectReason):
        return _reason(meant, policy, w)
    return everything(policy, w, asked=words) if meant is None else defined(meant, policy, w)


def defined(term: Term, policy: SalesPolicy, w: Words) -> Answer:
    """The definition of a term."""
    text = definition_words.text(term, policy, w)
    return Answer(kind=AnswerKind.DEFINITION, text=text, note=edition(policy, w))


def everything(policy: SalesPolicy, w: Words, *, asked: str = "") -> Answer:
    """The list of what is defined, with how to ask for it."""
    lines = [w.t("“{word}” is not defined.", word=asked.strip()[:60])] if asked.strip() else []
    lines.append(w.t("These words are defined, each with the numbers in force:"))
    lines.append(", ".join(title(term, w) for term in Term))
    labels = ", ".join(w.both(policy.reasons[reason].label) for reason in RejectReason)
    lines.append(w.t("The reason codes: {labels}", labels=labels))
    lines.append(w.t("Type for instance “/staffel definition MQL”."))
    return Answer(kind=AnswerKind.DEFINITION, text="\n".join(lines), note=edition(policy, w))


def edition(policy: SalesPolicy, w: Words) -> str:
    """Which rules these are, whose, and since when."""
    said = [w.t("Rules “{name}”, {revision}", name=policy.name, revision=policy.revision)]
    said.append(w.t("kept by {owner}", owner=policy.edition.owner))
    if policy.edition.decided_on is not None:
        said.append(w.t("decided on {day}", day=w.day(policy.edition.decided_on)))
    return " · ".join(said)


def _reason(reason: RejectReason, policy: SalesPolicy, w: Words) -> Answer:
    rule = policy.reasons[reason]
    text = f"{w.both(rule.label)}: {w.both(rule.description)}"
    if rule.wake_after is not None:
        days = rule.wake_after.days
        text += " " + w.n("Usual time: {count} day.", "Usual time: {count} days.", days)
    return Answer(kind=AnswerKind.DEFINITION, text=text, note=edition(policy, w))


def _folded(words: str) -> str:
    return plain(words).strip(" ?.!„“”\"'")


_KNOWN: dict[str, Term | RejectReason] = {
    **{_folded(name): term for term, names in NAMES.items() for name in (term.value, *names)},
    **{reason.value: reason for reason in RejectReason},
    **{_folded(name): Term.LIFECYCLE for name in STAGES},
}
