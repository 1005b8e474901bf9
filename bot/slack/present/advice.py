"""The next best action on the card, the question of an edge case, and what became of advice."""

from agents import sentences
from agents.facts import AdviceFacts, LeadFacts, WhyFacts
from agents.rules import edge_cases, next_action
from agents.vocabulary import AdviceState, EdgeAnswer, EdgeCase, Handover, NextAction
from bot.slack.blocks import text
from bot.slack.ids import ActionId
from bot.slack.metadata import AdviceRef, EdgeRef
from bot.slack.present.common import OPEN, Reading
from bot.slack.viewmodels import Button, Paragraph

BUTTONS = {
    EdgeAnswer.GO_ON: ActionId.EDGE_GO_ON,
    EdgeAnswer.BE_BRIEF: ActionId.EDGE_BE_BRIEF,
    EdgeAnswer.ACCOUNT_OWNER: ActionId.EDGE_ACCOUNT_OWNER,
    EdgeAnswer.LEAVE: ActionId.EDGE_LEAVE,
}
MARKS = {NextAction.WAIT: "⏳", NextAction.ASK_CONTEXT: "❓"}
HISTORY_SHOWN = 5


def next_step(lead: LeadFacts, read: Reading) -> str | None:
    """What to do now and why, or what is asked; nothing once the lead is over."""
    if lead.next_action is None or lead.handover not in OPEN:
        return None
    mark = MARKS.get(lead.next_action, "👉")
    case = asked_case(lead)
    if case is not None:
        return f"{mark} *{sentences.edge_question(read.w, case)}*"
    action = sentences.next_action(read.w, lead.next_action)
    reason = sentences.action_reason(read.w, lead, read.policy, moment=read.ago, safe=text.safe)
    line = f"{mark} *{action}* – {reason}" if reason else f"{mark} *{action}*"
    link = _link(lead, read)
    blocked = sentences.action_blocked(read.w, lead.next_action_params)
    return "\n".join(
        part for part in (f"{line} {link}" if link else line, blocked and f"🔒 {blocked}") if part
    )


def _link(lead: LeadFacts, read: Reading) -> str | None:
    """The way to what is to be sent."""
    chosen = lead.next_action_params.get("content")
    item = next((one for one in read.policy.content if one.id == chosen), None)
    return text.link(item.url, read.w.t("open")) if item is not None else None


def asked_case(lead: LeadFacts) -> EdgeCase | None:
    """The edge case that somebody must decide; None where none is open, or not known here."""
    if lead.next_action is not NextAction.ASK_CONTEXT or lead.handover not in OPEN:
        return None
    return next((case for case in EdgeCase if case.value == lead.next_action_code), None)


def question_row(lead: LeadFacts, read: Reading) -> tuple[Button, ...]:
    """The answers of an open question; empty where nothing is asked."""
    case = asked_case(lead)
    if case is None:
        return ()
    value = EdgeRef(lead_id=lead.id, case=case).model_dump_json()
    return tuple(
        Button(action=BUTTONS[one], label=sentences.edge_answer(read.w, one), value=value)
        for one in edge_cases.ANSWERS[case]
    )


def done_label(lead: LeadFacts, read: Reading) -> str | None:
    """The menu's line for whoever did what no touch speaks of."""
    if lead.next_action not in next_action.TO_CLICK or lead.handover is not Handover.ACCEPTED:
        return None
    return read.w.t("✓ Next step is done")


def history(why: WhyFacts, read: Reading) -> list[Paragraph]:
    """What was recommended so far and what became of it."""
    shown = [one for one in why.advice if one.state is not AdviceState.SUPERSEDED]
    if not shown:
        return []
    return [
        Paragraph(
            title=read.w.t("Next steps so far"),
            lines=tuple(_line(one, read) for one in shown[-HISTORY_SHOWN:]),
            note=read.w.t("Was the last one of help?") if _to_rate(why) else None,
        )
    ]


def _line(one: AdviceFacts, read: Reading) -> str:
    w = read.w
    action = sentences.next_action(w, one.action)
    if one.state is AdviceState.OPEN:
        return f"•  {action}: " + w.t("stands since {when}", when=read.clock_time(one.made_at))
    if one.state is AdviceState.IGNORED:
        return f"•  {action}: " + w.t("nobody did it")
    said = f"•  {action}: " + w.t("done by {name}", name=read.name(one.settled_by_id))
    if one.has_helped is None:
        return said
    return f"{said} · " + (w.t("it helped") if one.has_helped else w.t("it did not help"))


def _to_rate(why: WhyFacts) -> AdviceFacts | None:
    """The last action that was done, as long as nobody has said whether it was of help."""
    done = [one for one in why.advice if one.state is AdviceState.DONE]
    asked = [one for one in done if one.action not in {NextAction.ASK_CONTEXT, NextAction.WAIT}]
    return asked[-1] if asked and asked[-1].has_helped is None else None


def rating(why: WhyFacts, read: Reading) -> tuple[Button, ...]:
    """Two buttons for it, once."""
    one = _to_rate(why)
    if one is None:
        return ()
    value = AdviceRef(lead_id=why.lead.id, advice_id=one.id).model_dump_json()
    return (
        Button(action=ActionId.ADVICE_HELPED, label=read.w.t("👍 It helped"), value=value),
        Button(action=ActionId.ADVICE_NO_HELP, label=read.w.t("👎 It did not"), value=value),
    )
