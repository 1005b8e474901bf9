"""Which buttons a lead's card offers: only those that still do something."""

from agents.facts import LeadFacts
from agents.vocabulary import Handover, RejectReason
from bot.slack.ids import ActionId
from bot.slack.metadata import DecisionChoice, LeadRef
from bot.slack.present.common import Reading
from bot.slack.viewmodels import Button, Option, Select

Row = tuple[Button | Select, ...]

REJECTABLE = frozenset({Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED})
TOUCHES = (
    (ActionId.TOUCH_CALL, "call"),
    (ActionId.TOUCH_NO_ANSWER, "no_answer"),
    (ActionId.TOUCH_EMAIL, "email"),
    (ActionId.TOUCH_MEETING, "meeting"),
)


def rows(lead: LeadFacts, read: Reading) -> tuple[Row, ...]:
    """The rows of buttons, the most wanted first."""
    ref = LeadRef(lead_id=lead.id).model_dump_json()
    why = Button(action=ActionId.WHY, label=read.w.t("Why?"), value=ref)
    give = Button(action=ActionId.GIVE_CHOOSE, label=read.w.t("Hand over …"), value=ref)
    if lead.handover in {Handover.WAITING, Handover.OFFERED}:
        return ((_accept(lead, read, ref), reject(lead, read), give, why),)
    if lead.handover is Handover.ACCEPTED:
        return _touches(lead, read, ref), (reject(lead, read), give, why)
    if lead.handover is Handover.QUALIFIED:
        return _touches(lead, read, ref), (give, why)
    return ((why,),)


def offers_reject(lead: LeadFacts) -> bool:
    """Whether the card shows the select that rejects."""
    return lead.handover in REJECTABLE


def _accept(lead: LeadFacts, read: Reading, ref: str) -> Button:
    waits = lead.handover is Handover.WAITING
    label = read.w.t("I take it") if waits else read.w.t("Accept")
    return Button(action=ActionId.ACCEPT, label=label, value=ref, is_primary=True)


def reject(lead: LeadFacts, read: Reading) -> Select:
    """The five reasons, and the two ways out that count in no rate."""
    w = read.w

    def option(label: str, choice: str) -> Option:
        value = DecisionChoice.model_validate({"lead_id": lead.id, "choice": choice})
        return Option(label=label, value=value.model_dump_json())

    reasons = tuple(
        option(w.both(read.policy.reasons[reason].label), reason.value) for reason in RejectReason
    )
    aside = (option(w.t("Spam"), "spam"), option(w.t("Test entry"), "test"))
    return Select(
        action=ActionId.REJECT,
        placeholder=w.t("Reject …"),
        groups=((w.t("Reject because"), reasons), (w.t("Counts in no rate"), aside)),
    )


def _touches(lead: LeadFacts, read: Reading, ref: str) -> Row:
    w = read.w
    labels = {
        "call": w.t("📞 Called"),
        "no_answer": w.t("📵 No answer"),
        "email": w.t("✉️ E-mailed"),
        "meeting": w.t("📅 Meeting"),
    }
    logged = [Button(action=action, label=labels[kind], value=ref) for action, kind in TOUCHES]
    if lead.touches and lead.handover is Handover.ACCEPTED:
        qualify = Button(
            action=ActionId.QUALIFY, label=w.t("🎯 Qualified (SQL)"), value=ref, is_primary=True
        )
        return (*logged, qualify)
    return tuple(logged)
