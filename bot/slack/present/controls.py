"""Which buttons a lead's card offers: only those that still do something.

What is wanted seldom stands in the menu "⋯": a line in `MORE` here and one in
`bot.slack.listeners.more`.
"""

from collections.abc import Callable

from agents.facts import LeadFacts
from agents.vocabulary import Handover, RejectReason
from bot.slack.ids import ActionId, MoreId
from bot.slack.metadata import DecisionChoice, LeadRef, MoreChoice
from bot.slack.present import advice
from bot.slack.present.common import Reading, first_touch
from bot.slack.viewmodels import Button, Control, Menu, Option, Select

Row = tuple[Control, ...]
Label = Callable[[LeadFacts, Reading], str | None]
"""What an option of the menu is called; None where the lead, as it stands, does not offer it."""

REJECTABLE = frozenset({Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED})
TOUCHES = (
    (ActionId.TOUCH_CALL, "call"),
    (ActionId.TOUCH_NO_ANSWER, "no_answer"),
    (ActionId.TOUCH_EMAIL, "email"),
    (ActionId.TOUCH_MEETING, "meeting"),
)


def rows(lead: LeadFacts, read: Reading) -> tuple[Row, ...]:
    """At most two rows, the most wanted first; the menu ends the last one.

    Where something is asked about the lead, its answers stand above them.
    """
    ref = LeadRef(lead_id=lead.id).model_dump_json()
    why = Button(action=ActionId.WHY, label=read.w.t("Why?"), value=ref)
    last = (why, *_undo(lead, read, ref), *_menu(lead, read))
    asked = advice.question_row(lead, read)
    return (asked, *_acts(lead, read, ref, last)) if asked else _acts(lead, read, ref, last)


def _acts(lead: LeadFacts, read: Reading, ref: str, last: Row) -> tuple[Row, ...]:
    if lead.handover in {Handover.WAITING, Handover.OFFERED}:
        return ((_accept(lead, read, ref), reject(lead, read), *last),)
    if lead.handover is Handover.ACCEPTED:
        return _touches(lead, read, ref), (reject(lead, read), *last)
    if lead.handover is Handover.QUALIFIED:
        return _touches(lead, read, ref), (*_deal(lead, read, ref), *last)
    return (last,)


def _undo(lead: LeadFacts, read: Reading, ref: str) -> Row:
    """For a few minutes whoever has decided can take it back."""
    if lead.undo_until is None or read.now >= lead.undo_until:
        return ()
    return (Button(action=ActionId.UNDO, label=read.w.t("↩️ Undo"), value=ref),)


def _deal(lead: LeadFacts, read: Reading, ref: str) -> Row:
    if lead.deal is None:
        label = read.w.t("💼 Opportunity …")
        lost = Button(action=ActionId.DEAL_CLOSE, label=read.w.t("Lost …"), value=ref)
        return Button(action=ActionId.DEAL_OPEN, label=label, value=ref, is_primary=True), lost
    close = Button(
        action=ActionId.DEAL_CLOSE, label=read.w.t("Won or lost …"), value=ref, is_primary=True
    )
    return close, Button(action=ActionId.DEAL_OPEN, label=read.w.t("Change deal"), value=ref)


def _give(lead: LeadFacts, read: Reading) -> str | None:
    return read.w.t("Hand over …") if lead.handover in REJECTABLE else None


def _take(lead: LeadFacts, read: Reading) -> str | None:
    """For one colleague only; the click of anybody else says why not."""
    owner = read.people.get(lead.account_owner_id or 0)
    is_here = owner is not None and owner.is_active and owner.id != lead.owner_id
    can = is_here and lead.handover in REJECTABLE
    return read.w.t("Take over (looks after the company)") if can else None


def correct_label(lead: LeadFacts, read: Reading) -> str | None:
    """What the way to its fields is called; None where they are not corrected any more."""
    is_open = lead.handover in REJECTABLE or lead.handover is Handover.QUALIFIED
    return read.w.t("Correct a field …") if is_open else None


def _receipt(lead: LeadFacts, read: Reading) -> str | None:
    return read.w.t("Receipt, pause …") if first_touch(lead) is not None else None


def _consent(lead: LeadFacts, read: Reading) -> str | None:
    is_gone = lead.merged_into_id is not None or lead.handover is Handover.SPAM
    return None if is_gone else read.w.t("Consent and objection …")


def _swap(lead: LeadFacts, read: Reading) -> str | None:
    is_open = lead.handover in {Handover.OFFERED, Handover.ACCEPTED} and not lead.touches
    return read.w.t("Swap …") if is_open else None


def _take_back(lead: LeadFacts, read: Reading) -> str | None:
    """Also for those who may not: a card knows no reader, and the click says why not."""
    since, within = lead.handed_at, read.policy.routing.take_back_within
    is_fresh = since is not None and read.now - since <= within
    can = lead.handover is Handover.OFFERED and lead.previous_owner_id is not None and is_fresh
    return read.w.t("Take back") if can else None


def _snooze(lead: LeadFacts, read: Reading) -> str | None:
    is_open = lead.handover in {Handover.OFFERED, Handover.ACCEPTED} and not lead.touches
    return read.w.t("Silence my reminders …") if is_open else None


def _hand_on(lead: LeadFacts, read: Reading) -> str | None:
    is_sql = lead.handover is Handover.QUALIFIED
    return read.w.t("Hand on to an account executive …") if is_sql else None


MORE: tuple[tuple[MoreId, Label], ...] = (
    (MoreId.GIVE, _give),
    (MoreId.TAKE, _take),
    (MoreId.HAND_ON, _hand_on),
    (MoreId.CORRECT, correct_label),
    (MoreId.RECEIPT, _receipt),
    (MoreId.ADVICE_DONE, advice.done_label),
    (MoreId.CONSENT, _consent),
    (MoreId.SWAP, _swap),
    (MoreId.TAKE_BACK, _take_back),
    (MoreId.SNOOZE, _snooze),
)
"""The options of the menu, in their order."""


def _menu(lead: LeadFacts, read: Reading) -> Row:
    options = tuple(
        Option(label=label, value=MoreChoice(lead_id=lead.id, more=more).model_dump_json())
        for more, name in MORE
        if (label := name(lead, read)) is not None
    )
    menu = Menu(action=ActionId.MORE, placeholder=read.w.t("More …"), options=options)
    return (menu,) if options else ()


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
