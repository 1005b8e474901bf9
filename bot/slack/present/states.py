"""Where a lead stands, in one or two lines: whose it is, until when, or how it ended."""

from datetime import timedelta

from agents import sentences
from agents.facts import CadenceFacts, ClockFacts, DealFacts, LeadFacts
from agents.vocabulary import AlertKind, Former, Handover, RejectReason, Side, Stage
from bot.slack.blocks import text
from bot.slack.present.common import Reading, first_touch


def state(lead: LeadFacts, read: Reading) -> str:
    """The line of the card that changes."""
    said = {
        Handover.WAITING: _waiting,
        Handover.OFFERED: _offered,
        Handover.ACCEPTED: _accepted,
        Handover.QUALIFIED: _qualified,
        Handover.REJECTED: _rejected,
        Handover.SPAM: _ended,
        Handover.CLOSED: _ended,
    }.get(lead.handover, _not_yet)
    return said(lead, read)


def before(lead: LeadFacts, read: Reading) -> str | None:
    """How the person stood before this lead, where that is to be known."""
    if lead.referred_from_id is not None:
        number = lead.referred_from_id
        return read.w.t("🔁 *named as the right person* in lead #{number}", number=number)
    if lead.former is None:
        return None
    said = sentences.came_again(read.w, lead.former)
    if said is None:
        return None
    line = f"↩️ *{said}*"
    finer = sub_label(lead.former, lead.former_reason, read)
    if finer is not None:
        line += f" ({finer})"
    if lead.former_id is None:
        return line
    return f"{line} · " + read.w.t("lead #{number}", number=lead.former_id)


def sub_label(of: Former | RejectReason, code: str | None, read: Reading) -> str | None:
    """The team's own name of a finer reason; None where there is none (any more)."""
    if code is None or of.value not in set(RejectReason):
        return None
    label = read.policy.reasons[RejectReason(of.value)].sub.get(code)
    return None if label is None else text.safe(read.w.both(label), 60)


def short(lead: LeadFacts, read: Reading) -> str:
    """The same on one line, for a notification."""
    return " ".join(state(lead, read).splitlines()[:2])


def _not_yet(lead: LeadFacts, read: Reading) -> str:
    if lead.stage is Stage.SPAM:
        return _ended(lead, read)
    return read.w.t("💤 Not for sales yet: nobody is asked to act.")


def _waiting(lead: LeadFacts, read: Reading) -> str:
    line = read.w.t("⏳ *Nobody is free right now.* Who takes this lead?")
    return _with_deadline(line, lead, read)


def _offered(lead: LeadFacts, read: Reading) -> str:
    owner = read.owner(lead, AlertKind.NEW_LEAD)
    line = read.w.t("⏱ {owner}, this lead is for you. Do you take it?", owner=owner)
    return _with_deadline(line, lead, read)


def _accepted(lead: LeadFacts, read: Reading) -> str:
    owner = read.owner(lead, AlertKind.NEW_LEAD)
    line = read.w.t("✅ {owner} has this lead.", owner=owner)
    if lead.decided_by_id is not None and lead.decided_at is not None and not lead.touches:
        when = read.clock_time(lead.decided_at)
        line = read.w.t("✅ {owner} accepted at {when}.", owner=owner, when=when)
    told = _with_deadline(line, lead, read)
    if not lead.open_fields:
        return told
    fields = ", ".join(sentences.lead_field(read.w, field) for field in lead.open_fields)
    return f"{told}\n" + read.w.t("❓ Not known yet: {fields}", fields=fields)


def _qualified(lead: LeadFacts, read: Reading) -> str:
    line = read.w.t("🎯 *Qualified (SQL)* by {name}.", name=read.name(lead.decided_by_id))
    if lead.owner_id is not None and lead.owner_id != lead.decided_by_id:
        line += " " + read.w.t("Now with {owner}.", owner=read.owner(lead, AlertKind.HANDED_OVER))
    if lead.deal is not None:
        line += f"\n{deal(lead.deal, read)}"
    return _with_deadline(line, lead, read)


def deal(of: DealFacts, read: Reading) -> str:
    """The opportunity on one line."""
    value = read.w.money(of.value, of.currency)
    if of.closed_on is not None:
        return f"💼 *{value}*"
    return "💼 " + read.w.t(
        "*{value}* · expected close {day}", value=value, day=read.w.day(of.expected_close_on)
    )


def _rejected(lead: LeadFacts, read: Reading) -> str:
    w = read.w
    label = reason_label(lead.reject_reason, read) if lead.reject_reason else w.t("no reason")
    finer = sub_label(lead.reject_reason, lead.reject_sub, read) if lead.reject_reason else None
    label = f"{label} – {finer}" if finer else label
    when = read.clock_time(lead.decided_at) if lead.decided_at else ""
    lines = [
        w.t(
            "🚫 *Rejected: {reason}* · {name} · {when}",
            reason=label,
            name=read.name(lead.decided_by_id),
            when=when,
        )
    ]
    if lead.reject_reason is not None:
        lines.append(f"→ {consequence(lead, lead.reject_reason, read)}")
    if lead.reject_note:
        note = w.t("“{title}”", title=text.safe(lead.reject_note, 200))
        lines.append(f"_{note}_")
    return "\n".join(lines)


def consequence(lead: LeadFacts, reason: RejectReason, read: Reading) -> str:
    """What the rejection brings about, with its day or its other lead."""
    other = lead.merged_into_id or lead.passed_to_id
    return sentences.consequence(
        read.w,
        reason,
        wake=read.day(lead.wake_at) if lead.wake_at else None,
        other=read.w.t("lead #{number}", number=other) if other else None,
    )


def reason_label(reason: RejectReason, read: Reading) -> str:
    """The team's own name of a reason code."""
    return text.safe(read.w.both(read.policy.reasons[reason].label), 60)


def _ended(lead: LeadFacts, read: Reading) -> str:
    outcome = sentences.outcome(read.w, lead)
    if lead.stage is Stage.RECYCLED and lead.cadence is not None:
        wake = read.day(lead.wake_at) if lead.wake_at else None
        outcome = sentences.cadence_end(read.w, lead.cadence, wake=wake)
    if lead.deal is not None and lead.deal.lost_reason is not None:
        label = read.policy.deals.lost_reasons.get(lead.deal.lost_reason)
        if label is not None:
            outcome += " " + text.safe(read.w.both(label), 60)
    line = f"*{outcome}*"
    if lead.decided_by_id is not None:
        line += f" · {read.name(lead.decided_by_id)}"
    return line if lead.deal is None or not lead.deal.value else f"{line}\n{deal(lead.deal, read)}"


WORTH_SAYING = timedelta(minutes=5)
"""A shorter wait in the waiting room is over before it is read."""


def _with_deadline(line: str, lead: LeadFacts, read: Reading) -> str:
    clock = first_touch(lead)
    lines = [line]
    wakes = lead.watch_at if lead.room is not None else None
    if wakes is not None and wakes - read.now > WORTH_SAYING:
        when = read.clock_time(wakes)
        lines.append(
            read.w.t("🌙 Nobody is on duty now; it is looked at again at {when}.", when=when)
        )
    if lead.cadence is not None and lead.cadence.is_running:
        lines.append(_next_try(lead.cadence, read))
    elif clock is not None:
        lines.append(deadline(clock, read))
    owed = _owed(lead, read)
    return "\n".join([*lines, owed] if owed else lines)


def _next_try(cadence: CadenceFacts, read: Reading) -> str:
    """Which try is next, and when."""
    when = read.clock_time(cadence.next_at) if cadence.next_at is not None else ""
    return f"🔁 {sentences.next_try(read.w, cadence, when=when)}"


def _owed(lead: LeadFacts, read: Reading) -> str | None:
    """What marketing owes, until when; broken, it names the side."""
    duty, w = lead.duty, read.w
    if duty is None or duty.stopped_at is not None:
        return None
    missing = text.safe(sentences.owed_by_marketing(w, duty), 150)
    due = read.clock_time(duty.due_at)
    if read.now <= duty.due_at:
        return w.t("📋 Marketing still delivers {missing}, by {due}.", missing=missing, due=due)
    late = w.t("📋 *Overdue: {missing}*, promised by {due}.", missing=missing, due=due)
    return f"{late} {sentences.broken_by(w, Side.MARKETING)}"


def deadline(clock: ClockFacts, read: Reading) -> str:
    """Until when the first contact is promised, or how the promise ended."""
    w, due = read.w, read.clock_time(clock.due_at)
    if clock.stopped_at is not None:
        if clock.stopped_at <= clock.due_at:
            return w.t("First contact in time, promised by {due}.", due=due)
        late = sentences.span(w, clock.stopped_at - clock.due_at)
        return w.t("First contact {late} too late, promised by {due}.", late=late, due=due)
    if clock.held_by is not None:
        return w.t(
            "⏸ *The clock stands still* since {since}: {cause}. It goes on {until} at the latest.",
            since=read.clock_time(clock.held_by.began_at),
            cause=sentences.pause_cause(w, clock.held_by.cause),
            until=read.clock_time(clock.held_by.until),
        )
    if read.now > clock.due_at:
        over = read.ago(clock.due_at)
        late = w.t("🚨 *First contact is overdue*: promised by {due} ({ago}).", due=due, ago=over)
        return f"{late} {sentences.broken_by(w, Side.SALES)}"
    return w.t("First contact by *{due}*.", due=due)
