"""The hand-over in words: who comes again, what is missing, what can be taken back, deals."""

from agents.policy import SalesPolicy
from agents.vocabulary import FieldOrigin, Former, RefusalCode, RejectReason
from agents.words import Words


def came_again(w: Words, value: Former) -> str | None:
    """How somebody stood who is here again; None where there is nothing to know."""
    return {
        Former.NO_FIT: w.t("was rejected before: no fit"),
        Former.NO_NEED: w.t("was rejected before: no need"),
        Former.TIMING: w.t("was put off before, and comes back early"),
        Former.WRONG_PERSON: w.t("was the wrong person before"),
        Former.CUSTOMER: w.t("existing customer"),
        Former.LOST: w.t("a deal with this person was lost before"),
        Former.SPAM: w.t("was set aside before as spam or test"),
    }.get(value)


def rejection(w: Words, group: str, policy: SalesPolicy) -> str:
    """A reason of rejections in figures, as the team calls it: "No fit (Too small)".

    A finer reason that the policy has no more is said by its code.
    """
    code, _, finer = group.partition("/")
    reason = policy.reasons[RejectReason(code)]
    label = w.both(reason.label)
    if not finer:
        return label
    known = reason.sub.get(finer)
    return f"{label} ({finer.replace('_', ' ') if known is None else w.both(known)})"


def known_from(w: Words, value: FieldOrigin, *, name: str | None = None) -> str:
    """Where a value came from; `name` is the colleague's who typed it, None where unknown."""
    who = name or w.t("a colleague")
    return {
        FieldOrigin.FORM: w.t("from the form"),
        FieldOrigin.LINKEDIN: w.t("from LinkedIn"),
        FieldOrigin.CHAT: w.t("from the chat"),
        FieldOrigin.EVENT: w.t("from the event"),
        FieldOrigin.CSV: w.t("from the imported list"),
        FieldOrigin.SLACK: w.t("entered in Slack"),
        FieldOrigin.ADDED: w.t("filled in by {name}", name=who),
        FieldOrigin.CORRECTED: w.t("corrected by {name}", name=who),
        FieldOrigin.BOOK: w.t("known before this lead"),
    }[value]


def _overtaken(w: Words, who: str, *, is_you: bool, why: str) -> str:
    """What has happened since a decision, so that it stays."""
    if why == "crm":
        return w.t("The CRM has changed this deal since. Correct it there.")
    if why == "itself":
        return w.t("The lead itself has moved on since, so this stays. The card shows how.")
    if is_you:
        return w.t("You have gone on with this lead since. It stays so.")
    return w.t("{name} has gone on with this lead since. Talk to each other.", name=who)


def refusals(w: Words, who: str, *, is_you: bool, why: str = "") -> dict[RefusalCode, str]:
    """Why a step of the hand-over was not done, by its code."""
    return {
        RefusalCode.UNDO_TOO_LATE: w.t(
            "This cannot be taken back any more. Tell a manager if it was a mistake."
        ),
        RefusalCode.UNDO_OVERTAKEN: _overtaken(w, who, is_you=is_you, why=why),
        RefusalCode.UNDO_NOT_YOURS: w.t("Only {name} or a manager can take this back.", name=who),
        RefusalCode.STILL_OPEN: w.t("This has to be known before the lead is qualified."),
        RefusalCode.NOT_QUALIFIED_YET: w.t("This lead is not qualified (SQL) yet."),
        RefusalCode.NO_DEAL_YET: w.t("There is no opportunity yet. Create one first."),
        RefusalCode.NO_SUCH_OWNER: w.t("Deals cannot be given to this person."),
        RefusalCode.NOT_AN_ADDRESS: w.t("This is not a valid e-mail address."),
        RefusalCode.NOT_AN_AMOUNT: w.t("Write a sum above zero, for instance 12,500."),
    }
