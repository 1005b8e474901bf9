"""On which channel a person may be contacted, and why or why not, for colleagues."""

import re

from agents.decisions import Permission
from agents.sentences import names
from agents.vocabulary import Channel, ConsentState, LeadSource, LegalBasis, PermissionCode
from agents.words import Words

_OURS = re.compile(
    r"(?P<source>[a-z0-9_:.-]+), (?P<moment>\d{4}-\d\d-\d\d \d\d:\d\d UTC)"
    r"|(?P<what>merge|lead) (?P<number>\d+)"
)
"""The proof that a later one rests on, and what made two persons one."""


def channel(w: Words, value: Channel) -> str:
    """A way to a person."""
    return {
        Channel.EMAIL: w.t("E-mail"),
        Channel.PHONE: w.t("Phone"),
        Channel.LINKEDIN: w.t("LinkedIn"),
        Channel.DEMO: w.t("Demo invitation"),
        Channel.NEWSLETTER: w.t("Newsletter"),
        Channel.POST: w.t("Letter"),
    }[value]


def permission(w: Words, found: Permission) -> str:
    """Why a channel is open, or what locks it."""
    return {
        PermissionCode.OWN_REQUEST: w.t("open for an answer to their own request"),
        PermissionCode.CONSENT: w.t("open: opted in"),
        PermissionCode.LEGITIMATE_INTEREST: w.t("open: legitimate interest, weighed"),
        PermissionCode.EXISTING_CUSTOMER: w.t("open: existing customer, similar products only"),
        PermissionCode.OBJECTED: w.t("locked: objected to it"),
        PermissionCode.WITHDRAWN: w.t("locked: the consent was withdrawn"),
        PermissionCode.DENIED: w.t("locked: asked, and said no"),
        PermissionCode.PENDING: w.t("locked until the double opt-in is confirmed"),
        PermissionCode.NO_CONSENT: w.t("locked: no consent"),
        PermissionCode.NOT_WEIGHED: w.t("locked: no consent, and no valid balancing test"),
    }[found.code]


def consent_state(w: Words, value: ConsentState) -> str:
    """What was recorded."""
    return {
        ConsentState.GRANTED: w.t("granted"),
        ConsentState.PENDING: w.t("to be confirmed"),
        ConsentState.DENIED: w.t("declined"),
        ConsentState.WITHDRAWN: w.t("withdrawn"),
        ConsentState.OBJECTED: w.t("objected"),
        ConsentState.UNKNOWN: w.t("unknown"),
    }[value]


def basis(w: Words, value: LegalBasis) -> str:
    """What a yes rests on."""
    return {
        LegalBasis.CONSENT: w.t("consent"),
        LegalBasis.OWN_REQUEST: w.t("own request"),
        LegalBasis.LEGITIMATE_INTEREST: w.t("legitimate interest"),
        LegalBasis.EXISTING_CUSTOMER: w.t("existing customer"),
        LegalBasis.CONTRACT: w.t("contract"),
    }[value]


def consent_source(w: Words, source: str) -> str:
    """Where a consent comes from: a door with its form ("form:demo"), or what else tells of one."""
    known = {
        "double_opt_in": w.t("confirmed by mail"),
        "preferences": w.t("preference centre"),
        "one_click": w.t("unsubscribe button of a mail"),
        "slack": w.t("noted by a colleague"),
        "command": w.t("command line"),
        "events": w.t("another system"),
        "import": w.t("import"),
        "address_corrected": w.t("the address was corrected"),
        "joined": w.t("said by the same person elsewhere"),
    }
    door, _, key = source.partition(":")
    if source in known or door not in set(LeadSource):
        return known.get(source, source)
    said = names.source(w, LeadSource(door))
    title = names.form(w, key) if door == LeadSource.FORM else None
    return said + " " + w.t("“{title}”", title=title) if title else said


def consent_evidence(w: Words, evidence: str) -> str:
    """What proves it, where a rule of ours has written that; what a person wrote stays as it is."""
    known = {
        "signed link": w.t("signed link"),
        "suppression list": w.t("suppression list"),
    }
    found = _OURS.fullmatch(evidence)
    if found is None:
        return known.get(evidence, evidence)
    if found["moment"]:
        return f"{consent_source(w, found['source'])}, {found['moment']}"
    if found["what"] == "lead":
        return w.t("double of lead {number}", number=found["number"])
    return w.t("joined contacts")
