"""Lists in somebody's direct messages: what came in overnight, what became theirs at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from agents import sentences
from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.vocabulary import AlertKind, Handover
from agents.words import Words, in_language
from bot.slack.blocks import lead_list as blocks
from bot.slack.blocks import text
from bot.slack.ids import ActionId
from bot.slack.present.common import SLACK, Reading, card_link, first_touch, headline
from bot.slack.present.states import deadline, deal
from bot.slack.viewmodels import Button, LeadList, LeadRow, Message

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAlert:
    """An alert that quiet hours held back, and its lead as it stands now."""

    kind: AlertKind
    lead: LeadFacts


def hints(
    person: PersonFacts,
    held: Sequence[HeldAlert],
    *,
    policy: SalesPolicy,
    now: datetime,
    site: str = SLACK,
) -> Message:
    """What quiet hours held back and what still waits, in the person's language and zone."""
    w = in_language(person.language)
    title = f"🔔 {_from_quiet(len(held), w)}"
    note = w.t("This message comes once, at the end of your quiet hours.")
    read = _reading(person, policy=policy, now=now)
    return _listed(title, [_held(one, read, site) for one in held], note, w)


def morning(
    person: PersonFacts,
    leads: tuple[LeadFacts, ...],
    *,
    held: Sequence[HeldAlert] = (),
    policy: SalesPolicy,
    now: datetime,
    site: str = SLACK,
) -> Message:
    """What waits at the start of somebody's day, in their language and zone.

    Args:
        person: whose day begins.
        leads: what came in overnight.
        held: what their quiet hours, ending now, held back beside it.
        policy: the team's rules.
        now: the moment.
        site: the workspace's address, for links to cards.
    """
    if not leads:
        return hints(person, held, policy=policy, now=now, site=site)
    w = in_language(person.language)
    came = w.n("{count} overnight lead", "{count} overnight leads", len(leads))
    due = [clock.due_at for lead in leads if (clock := first_touch(lead)) is not None]
    title = f"☀️ {came}"
    if due:
        first = _when(min(due), now, zone=duty.zone_of(person, policy), w=w)
        title = w.t("☀️ {leads}, first due {time}", leads=came, time=first)
    if held:
        title = f"{title} · {_from_quiet(len(held), w)}"
    note = w.t("This message comes once, at the start of your day, and only if something waits.")
    read = _reading(person, policy=policy, now=now)
    rows = [_row(lead, read, site) for lead in leads]
    return _listed(title, [*rows, *(_held(one, read, site) for one in held)], note, w)


def _when(at: datetime, now: datetime, *, zone: str, w: Words) -> str:
    """The time of day; of another day, with that."""
    its, today = (one.astimezone(ZoneInfo(zone)).date() for one in (at, now))
    moment = w.moment(at, zone)
    return moment.split(", ")[-1] if its == today else moment


def _from_quiet(count: int, w: Words) -> str:
    return w.n(
        "{count} alert from your quiet hours", "{count} alerts from your quiet hours", count
    )


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
    read = _reading(person, policy=policy, now=now)
    return _listed(title, [_row(lead, read, site) for lead in leads], note, w)


def left_deals(
    person: PersonFacts,
    leads: tuple[LeadFacts, ...],
    *,
    leaver: PersonFacts,
    policy: SalesPolicy,
    now: datetime,
    site: str = SLACK,
) -> Message:
    """Qualified leads of somebody who left, told to a manager who hands them on."""
    w = in_language(person.language)
    name = text.safe(leaver.name, 60)
    count = w.n("{count} qualified lead", "{count} qualified leads", len(leads))
    title = w.t("💼 {name} has left. Without a successor: {leads}", name=name, leads=count)
    note = w.t("Hand each one on from the menu of its card.")
    read = _reading(person, policy=policy, now=now)
    return _listed(title, [_row(lead, read, site) for lead in leads], note, w)


def _why(giver: PersonFacts | None, w: Words) -> str:
    if giver is None:
        return w.t("Their owner is away for longer. The clocks of these leads go on as they are.")
    name = text.safe(giver.name, 60)
    return w.t("They were {name}'s. The clocks of these leads go on as they are.", name=name)


def _reading(person: PersonFacts, *, policy: SalesPolicy, now: datetime) -> Reading:
    zone = duty.zone_of(person, policy)
    return Reading(w=in_language(person.language), policy=policy, now=now, zone=zone)


def _listed(title: str, rows: Sequence[LeadRow], note: str, w: Words) -> Message:
    more = len(rows) - SHOWN
    small = (note,) if more <= 0 else (w.n("and {count} more", "and {count} more", more), note)
    shown = LeadList(title_text=title, rows=tuple(rows[:SHOWN]), small_print=small)
    return Message(text=title, blocks=blocks.lead_list(shown))


def _held(one: HeldAlert, read: Reading, site: str) -> LeadRow:
    """What was asked, beside whom it is about and until when."""
    return _row(one.lead, read, site, about=f"{sentences.held_alert(read.w, one.kind)} · ")


def _stands(lead: LeadFacts, read: Reading) -> str:
    """Until when something is promised; of a qualified lead, what it is worth."""
    if lead.handover is Handover.QUALIFIED:
        return "SQL" if lead.deal is None else deal(lead.deal, read)
    clock = first_touch(lead)
    return "" if clock is None else deadline(clock, read)


def _row(lead: LeadFacts, read: Reading, site: str, *, about: str = "") -> LeadRow:
    mark = "🔥 " if lead.is_hot else ""
    second = " · ".join(part for part in (f"#{lead.id}", _stands(lead, read)) if part)
    url = card_link(lead, site)
    label = read.w.t("To the card") if lead.card_ts else read.w.t("To the list")
    return LeadRow(
        line=f"{mark}*{text.safe(headline(lead, read.w), 130)}*\n{about}{second}",
        link=Button(action=ActionId.OPEN_LINK, label=label, url=url) if url else None,
    )
