"""On which channel a person may be contacted, and why or why not, for colleagues."""

from agents.decisions import Permission
from agents.vocabulary import Channel, ConsentState, LegalBasis, PermissionCode
from agents.words import Words


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
    """Where a consent comes from; a form's name stays as it is."""
    return {
        "double_opt_in": w.t("confirmed by mail"),
        "preferences": w.t("preference centre"),
        "one_click": w.t("unsubscribe button of a mail"),
        "slack": w.t("noted by a colleague"),
        "command": w.t("command line"),
        "events": w.t("another system"),
        "import": w.t("import"),
        "address_corrected": w.t("the address was corrected"),
        "joined": w.t("said by the same person elsewhere"),
    }.get(source, source)
