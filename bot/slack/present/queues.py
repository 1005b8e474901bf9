"""Lists in somebody's direct messages: what came in overnight, what became theirs at once."""

from datetime import datetime

from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.words import Words, in_language
from bot.slack.blocks import lead_list as blocks
from bot.slack.blocks import text
from bot.slack.ids import ActionId
from bot.slack.present.common import SLACK, Reading, card_link, first_touch, headline
from bot.slack.present.states import deadline
from bot.slack.viewmodels import Button, LeadList, LeadRow, Message

SHOWN = 20


def morning(
    person: PersonFacts,
    leads: tuple[LeadFacts, ...],
    *,
    policy: SalesPolicy,
    now: datetime,
    site: str = SLACK,
) -> Message:
    """What waits at the start of somebody's day, in their language and zone."""
    w = in_language(person.language)
    came = w.n("{count} lead from overnight", "{count} leads from overnight", len(leads))
    due = [clock.due_at for lead in leads if (clock := first_touch(lead)) is not None]
    title = f"☀️ {came}"
    if due:
        first = w.moment(min(due), duty.zone_of(person, policy)).split(", ")[-1]
        title = w.t("☀️ {leads}, first due {time}", leads=came, time=first)
    note = w.t("This message comes once, at the start of your day, and only if something waits.")
    return _message(title, leads, person, note, policy=policy, now=now, site=site)


def told_leads(
    person: PersonFacts,
    leads: tuple[LeadFacts, ...],
    *,
    giver: PersonFacts | None,
    policy: SalesPolicy,
    now: datetime,
    site: str = SLACK,
) -> Message:
    """Leads that became somebody's at once, and whose they were."""
    w = in_language(person.language)
    title = "👋 " + w.n("{count} lead is yours now", "{count} leads are yours now", len(leads))
    note = _why(giver, w)
    return _message(title, leads, person, note, policy=policy, now=now, site=site)


def _why(giver: PersonFacts | None, w: Words) -> str:
    if giver is None:
        return w.t("Their owner is away for longer. The clocks of these leads go on as they are.")
    name = text.safe(giver.name, 60)
    return w.t("They were {name}'s. The clocks of these leads go on as they are.", name=name)


def _message(
    title: str,
    leads: tuple[LeadFacts, ...],
    person: PersonFacts,
    note: str,
    *,
    policy: SalesPolicy,
    now: datetime,
    site: str,
) -> Message:
    w = in_language(person.language)
    read = Reading(w=w, policy=policy, now=now, zone=duty.zone_of(person, policy))
    rows = tuple(_row(lead, read, site) for lead in leads[:SHOWN])
    more = len(leads) - SHOWN
    small = (note,) if more <= 0 else (w.n("and {count} more", "and {count} more", more), note)
    shown = LeadList(title_text=title, rows=rows, small_print=small)
    return Message(text=title, blocks=blocks.lead_list(shown))


def _row(lead: LeadFacts, read: Reading, site: str) -> LeadRow:
    mark = "🔥 " if lead.is_hot else ""
    clock = first_touch(lead)
    second = f"#{lead.id}" if clock is None else f"#{lead.id} · {deadline(clock, read)}"
    url = card_link(lead, site)
    label = read.w.t("To the card") if lead.card_ts else read.w.t("To the list")
    return LeadRow(
        line=f"{mark}*{text.safe(headline(lead, read.w), 130)}*\n{second}",
        link=Button(action=ActionId.OPEN_LINK, label=label, url=url) if url else None,
    )
