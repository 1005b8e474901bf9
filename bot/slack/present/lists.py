"""The list: leads that came together, a line each, with the way to each card."""

from datetime import datetime

from agents import sentences
from agents.facts import LeadFacts, ListFacts
from agents.policy import SalesPolicy
from agents.vocabulary import AlertKind, Handover, Language
from agents.words import Words, in_language
from bot.slack.blocks import lead_list as blocks
from bot.slack.blocks import text
from bot.slack.ids import ActionId
from bot.slack.metadata import ListedRef
from bot.slack.present.common import (
    SLACK,
    Reading,
    card_link,
    first_touch,
    headline,
    person_name,
    reading,
)
from bot.slack.present.states import reason_label
from bot.slack.viewmodels import Button, LeadList, LeadRow, Message

UNDECIDED = frozenset({Handover.WAITING, Handover.OFFERED})
NAMED = 3
"""How many leads a notification names."""


def lead_list(
    facts: ListFacts, *, policy: SalesPolicy, language: Language, now: datetime, site: str = SLACK
) -> Message:
    """The list as of now, in the language of its channel.

    Args:
        facts: the leads.
        policy: the team's rules.
        language: of the channel.
        now: the moment.
        site: the workspace's address, for links to cards.
    """
    w = in_language(language)
    title = _title(facts, w)

    def read(lead: LeadFacts) -> Reading:
        return reading(lead, facts.people, policy=policy, language=language, now=now)

    shown = LeadList(
        title_text=title,
        rows=tuple(_row(lead, facts, read(lead), site=site) for lead in facts.leads),
        small_print=_small_print(w, policy),
    )
    return Message(text=_notification(facts, w, title), blocks=blocks.lead_list(shown))


def _title(facts: ListFacts, w: Words) -> str:
    """How many came, and how many of them still wait for somebody."""
    count = len(facts.leads)
    waiting = sum(lead.handover in UNDECIDED for lead in facts.leads)
    if waiting == count:
        return "📋 " + w.n("{count} new lead is waiting", "{count} new leads are waiting", count)
    if waiting:
        return "📋 " + w.t(
            "{waiting} of {count} new leads are still waiting",
            waiting=w.number(waiting),
            count=w.number(count),
        )
    return "📋 " + w.n("{count} new lead, taken care of", "{count} new leads, all decided", count)


def _notification(facts: ListFacts, w: Words, title: str) -> str:
    named = ", ".join(
        text.safe(lead.company.name or person_name(lead, w), 60) for lead in facts.leads[:NAMED]
    )
    more = " …" if len(facts.leads) > NAMED else ""
    return f"{title}: {named}{more}"


def _small_print(w: Words, policy: SalesPolicy) -> tuple[str, ...]:
    why = w.t("They came at the same time, so they share one message. Hot leads never do.")
    note = w.both(policy.note)
    return (why, text.safe(note, 200)) if note else (why,)


def _row(lead: LeadFacts, facts: ListFacts, read: Reading, *, site: str) -> LeadRow:
    """Who it is, then whose it is until when, and what speaks for it."""
    mark = "🔥 " if lead.is_hot else ""
    who = f"{mark}*{text.safe(headline(lead, read.w), 130)}*"

    def line(*parts: str) -> str:
        return f"{who}\n{' · '.join(parts)}"

    if lead.card_ts is not None:
        return LeadRow(line=line(_whose(lead, read)), link=_to_card(lead, read, site))
    known = [_whose(lead, read), *_until(lead, read)]
    if lead.handover in UNDECIDED:
        known += [*_worth(lead, read), _source(lead, read)]
    if lead.id in facts.card_comes:
        return LeadRow(line=line(*known, read.w.t("⏳ _the card is on its way_")))
    ref = ListedRef(lead_id=lead.id, list_id=facts.id).model_dump_json()
    ask = Button(action=ActionId.SHOW_CARD, label=read.w.t("Show card"), value=ref)
    return LeadRow(line=line(*known), link=ask)


def _to_card(lead: LeadFacts, read: Reading, site: str) -> Button:
    url = card_link(lead, site)
    return Button(action=ActionId.OPEN_LINK, label=read.w.t("To the card"), url=url)


def _worth(lead: LeadFacts, read: Reading) -> tuple[str, ...]:
    score = read.w.n("{count} point", "{count} points", lead.score)
    if lead.fit is None:
        return (score,)
    return read.w.t("fit {fit}", fit=sentences.fit(read.w, lead.fit)), score


def _source(lead: LeadFacts, read: Reading) -> str:
    form = sentences.form(read.w, lead.form) if lead.form else None
    if form is None:
        return sentences.source(read.w, lead.source)
    return read.w.t("form “{title}”", title=text.safe(form, 40))


def _whose(lead: LeadFacts, read: Reading) -> str:
    """Who is asked, who has it, or how it ended."""
    w = read.w
    match lead.handover:
        case Handover.OFFERED:
            return read.owner(lead, AlertKind.NEW_LEAD)
        case Handover.WAITING:
            return w.t("nobody is free right now")
        case Handover.ACCEPTED | Handover.QUALIFIED:
            return f"✅ {read.name(lead.owner_id)}"
        case Handover.REJECTED if lead.reject_reason is not None:
            return f"🚫 {reason_label(lead.reject_reason, read)} · {read.name(lead.decided_by_id)}"
        case _:
            return sentences.handover(w, lead.handover)


def _until(lead: LeadFacts, read: Reading) -> tuple[str, ...]:
    """Until when the first contact is promised, as long as it has not been made."""
    clock = first_touch(lead)
    if clock is None or clock.stopped_at is not None:
        return ()
    due = read.clock_time(clock.due_at)
    if read.now > clock.due_at:
        return (read.w.t("🚨 *overdue since {due}*", due=due),)
    return (read.w.t("by *{due}*", due=due),)
