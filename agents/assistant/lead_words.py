"""Leads in words, one line each."""

from zoneinfo import ZoneInfo

from agents.answers import ShownLead
from agents.assistant.untrusted import name
from agents.facts import LeadFacts
from agents.vocabulary import Fit, Handover, SlaState
from agents.words import Words

RUNNING = (SlaState.PENDING, SlaState.AT_RISK, SlaState.BREACHED)


def shown(lead: LeadFacts, w: Words, *, zone: ZoneInfo, names_person: bool) -> ShownLead:
    """A line of a list; the person is named only where nobody else reads along."""
    facts = [who(lead, w, names_person=names_person)]
    if lead.is_hot:
        facts.append(w.t("hot"))
    facts.append(w.n("{count} point", "{count} points", lead.score))
    if lead.fit is not None:
        facts.append(w.t("fit {fit}", fit=fit(lead.fit, w)))
    facts.append(standing(lead, w))
    due = due_line(lead, w, zone=zone)
    if due:
        facts.append(due)
    return ShownLead(
        lead_id=lead.id,
        line=f"#{lead.id} " + " · ".join(facts),
        channel=lead.card_channel,
        ts=lead.shown_at,
    )


def fit(grade: Fit, w: Words) -> str:
    """How well it fits, in a word."""
    return {Fit.HIGH: w.t("high"), Fit.MEDIUM: w.t("medium"), Fit.LOW: w.t("low")}[grade]


def standing(lead: LeadFacts, w: Words) -> str:
    """Where the lead stands between marketing and sales, in a word or two."""
    return {
        Handover.NONE: w.t("not handed over"),
        Handover.WAITING: w.t("waits for an owner"),
        Handover.OFFERED: w.t("waits to be accepted"),
        Handover.ACCEPTED: w.t("accepted"),
        Handover.QUALIFIED: w.t("qualified"),
        Handover.REJECTED: w.t("rejected"),
        Handover.SPAM: w.t("spam"),
        Handover.CLOSED: w.t("closed"),
    }[lead.handover]


def due_line(lead: LeadFacts, w: Words, *, zone: ZoneInfo) -> str:
    """Until when somebody must act, or "" where no promise runs."""
    running = [clock for clock in lead.clocks if clock.state in RUNNING and not clock.stopped_at]
    if not running:
        return ""
    next_one = min(running, key=lambda clock: clock.due_at)
    when = w.moment(next_one.due_at, zone.key)
    if next_one.state is SlaState.BREACHED:
        return w.t("overdue since {when}", when=when)
    return w.t("due {when}", when=when)


def who(lead: LeadFacts, w: Words, *, names_person: bool) -> str:
    """Company and, where nobody else reads along, person."""
    parts = [lead.company.name or lead.company.domain]
    if names_person:
        parts.append(lead.contact.full_name)
    known = [name(part) for part in parts if part]
    return " · ".join(known) or w.t("company not known")
