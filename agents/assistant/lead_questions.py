"""Which lead a question is about: by number, by name, or a list of them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadWish:
    """What a lead question wants."""

    text: str | None = None
    """What to search; None asks for a list."""
    only_mine: bool = False
    is_guess: bool = False
    """A name that may as well be a topic."""
    is_bare: bool = False
    """Nothing but a few words, which the playbooks may answer first."""
    wants_changes: bool = False
    """What has changed since yesterday, instead of how it is."""


_NUMBER = re.compile(
    r"(?:\bleads?\s*(?:nr\.?|no\.?|nummer|number)?\s*#?\s*|(?<!\w)#)(\d{1,9})\b", re.IGNORECASE
)
_EMAIL = re.compile(r"[^\s<>@,;:|]+@[^\s<>@,;:|]+\.[^\W\d_]{2,}")
_LISTED = re.compile(
    r"\bopen leads?\b|\boffene[nr]? leads?\b|\b(?:my|mein\w*) (?:\w+ )?leads?\b"
    r"|\b(?:which|what|welche[rns]?) (?:\w+ )?leads\b|\b(?:any|hot|heisse[nr]?) leads\b"
    r"|^(?:show|list|give|zeig|liste|nenn|gib)\w* .*\bleads\b|^(?:all |alle )?leads\W*$"
    r"|\bleads are mine\b|\bon my plate\b|\bliegt bei mir an\b|\bsteht bei mir an\b"
)
_MINE = re.compile(r"\b(?:my|mine|mein\w*|mir|habe ich|do i have|i have|i own)\b")
_SUFFIX = re.compile(
    r"\b(?:gmbh|ag|kg|ohg|gbr|ug|se|e\.? ?v\.?|ltd|limited|inc|llc|corp|plc|bv|sa|co\. kg)\b\.?",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(
    r"^(?:please |bitte )?(?:can you |kannst du )?"
    r"(?:find|search(?: for)?|look(?: me)? up|suche?(?: mal)?(?: nach)?|finde(?: mal)?)\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_TALKED_ABOUT = re.compile(
    r"\b(?:what about|what'?s up with|what'?s new (?:with|at)|status of|anything new (?:on|from|about)"
    r"|who owns|who has|who is working on|do we know|score of"
    r"|was ist (?:denn )?(?:mit|los bei)|wie steht(?: es|'s)? (?:um|mit|bei)|stand (?:bei|von)"
    r"|(?:et)?was neues (?:von|zu|bei)|wem gehört|wem gehoert|wer hat|wer betreut|kennen wir)"
    r"\s+(?P<article>(?:the|den?|d(?:ie|er|as|em)|einen?)\s+)?(?P<name>.+)$",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s?.!,;:]|\b(?:please|bitte|schon|already|again|now|gerade|mal))+$", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"^(?:out|heraus|raus|the|das|die|den|der|what|was|how|wie|who|wer|a|an|mir|me)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 5
_BARE = re.compile(r"[^\W\d_][\w.&'’-]+(?: [\w.&'’-]+){0,3}")


_SINCE = r"(?:since|seit) (?:yesterday|gestern|the last day|24 (?:hours|stunden))"
_CHANGED = re.compile(
    rf"\b(?:changed?|changes|new|happened|aenderung\w*|ge?aendert|veraendert|neues?|passiert|getan)\b"
    rf".*\b{_SINCE}\b|\b{_SINCE}\b.*"
    r"\b(?:changed?|changes|new|happened|aenderung\w*|geaendert|veraendert|neues?|passiert|getan)\b"
)
_OF_ONE = re.compile(
    r"\b(?:bei|mit|an|von|with|at|for|about|of|on)\s+(?P<name>[^?]+?)"
    r"\s*(?:\b(?:since|seit)\b|\b(?:changed|ge[äa]e?ndert|ver[äa]e?ndert|passiert|getan)\b|[?.!]|$)",
    re.IGNORECASE,
)
_ALL_MINE = re.compile(
    r"^(?:(?:my|mein\w*|our|unser\w*|the|den|die|all\w*)\b.*)?\bleads?$|^(?:mir|me|uns|us)$",
    re.IGNORECASE,
)


def changed(text: str, folded: str) -> LeadWish | None:
    """The lead, or the asker's leads, whose changes since yesterday a question wants."""
    if not _CHANGED.search(folded):
        return None
    found = numbered(text)
    if found is not None:
        return LeadWish(text=found.text, wants_changes=True)
    named = _OF_ONE.search(text)
    name = _TRAILING.sub("", named["name"]) if named else ""
    if not name or _ALL_MINE.search(name) or len(name.split()) > _MOST_WORDS:
        return LeadWish(only_mine=True, wants_changes=True)
    return LeadWish(text=name, wants_changes=True)


def numbered(text: str) -> LeadWish | None:
    """The lead whose number or mail address stands in the question."""
    for pattern, group in ((_NUMBER, 1), (_EMAIL, 0)):
        found = pattern.search(text)
        if found:
            return LeadWish(text=found.group(group).rstrip(".?!"))
    return None


def wished(text: str, folded: str) -> LeadWish | None:
    """The list or the name a question asks for; `folded` is it in lower case, umlauts written out."""
    if _LISTED.search(folded):
        return LeadWish(only_mine=_MINE.search(folded) is not None)
    for pattern in (_ASKED_FOR, _TALKED_ABOUT):
        found = pattern.search(text)
        name = _TRAILING.sub("", found["name"]) if found else ""
        if not found or not name or len(name.split()) > _MOST_WORDS or _NO_NAME.match(name):
            continue
        is_company = _SUFFIX.search(name) is not None
        has_article = bool(found.groupdict().get("article"))
        if is_company or pattern is _ASKED_FOR or (name[0].isupper() and not has_article):
            return LeadWish(text=name, is_guess=not is_company)
    bare = _TRAILING.sub("", text)
    if _BARE.fullmatch(bare):
        return LeadWish(text=bare, is_guess=True, is_bare=True)
    return None
