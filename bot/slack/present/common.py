"""What every view needs: whose words, which people, whose day it is."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from agents import sentences
from agents.facts import ClockFacts, LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import attention, duty
from agents.vocabulary import AlertKind, ClockKind, Handover, Language, SlaState
from agents.words import Words, in_language
from bot.slack.blocks import text

OPEN = frozenset({Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED})
"""Where a lead still needs somebody to act."""
SLACK = "https://slack.com/"
"""Where links to messages start; the workspace's own address where it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of a lead: in which words, by which policy, at which moment and place."""

    w: Words
    policy: SalesPolicy
    now: datetime
    zone: str
    people: dict[int, PersonFacts] = field(default_factory=dict)

    def name(self, person_id: int | None) -> str:
        """A colleague's name, safe in mrkdwn."""
        person = self.people.get(person_id or 0)
        return text.safe(person.name, 60) if person else self.w.t("a former colleague")

    def alert(self, person: PersonFacts, kind: AlertKind, *, is_hot: bool) -> str:
        """A mention; the name alone where this alert is not to reach the person now."""
        zone = duty.zone_of(person, self.policy)
        if attention.may_mention(person, kind, is_hot=is_hot, zone=zone, at=self.now):
            return text.mention(person.slack_user_id)
        return text.safe(person.name, 60)

    def owner(self, lead: LeadFacts, kind: AlertKind) -> str:
        """The owner's mention, or their name alone where this alert is not to reach them."""
        person = self.people.get(lead.owner_id or 0)
        if person is None:
            return self.w.t("a former colleague")
        return self.alert(person, kind, is_hot=lead.is_hot)

    def clock_time(self, at: datetime) -> str:
        """A moment that is near: the time alone where it is today, else with its day."""
        fallback = self.w.moment(at, self.zone)
        zone = ZoneInfo(self.zone)
        if at.astimezone(zone).date() == self.now.astimezone(zone).date():
            return text.moment(at, "{time}", fallback)
        return text.moment(at, "{date_short_pretty}, {time}", fallback)

    def ago(self, at: datetime) -> str:
        """A past moment as "2 minutes ago", which Slack keeps true."""
        return text.moment(at, "{ago}", self.w.moment(at, self.zone))

    def today(self) -> date:
        """The day it is where the team works."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def day(self, at: datetime) -> str:
        """A day, in words."""
        return self.w.day(at.astimezone(ZoneInfo(self.zone)).date())


def reading(
    lead: LeadFacts,
    people: dict[int, PersonFacts],
    *,
    policy: SalesPolicy,
    language: Language,
    now: datetime,
) -> Reading:
    """How a lead is read in a language, in its team's time zone."""
    return Reading(
        w=in_language(language),
        policy=policy,
        now=now,
        zone=zone_of(lead.territory, policy),
        people=people,
    )


def zone_of(territory: str | None, policy: SalesPolicy) -> str:
    """The time zone of a territory's calendar."""
    name = territory if territory in policy.territories else policy.routing.fallback_territory
    return policy.zone_of(policy.territories[name])


def channel_language(lead: LeadFacts, policy: SalesPolicy) -> Language:
    """The language of the channel in which a lead's card stands."""
    return policy.team(lead.territory).language


def first_touch(lead: LeadFacts) -> ClockFacts | None:
    """The promise that counts, unless it was cancelled."""
    clock = lead.clock(ClockKind.FIRST_TOUCH)
    return None if clock is None or clock.state is SlaState.CANCELLED else clock


def person_name(lead: LeadFacts, w: Words) -> str:
    """Who the lead is, for plain text."""
    known = lead.contact.full_name or lead.contact.email
    return text.plain(known, 60) if known else w.t("Unknown person")


def headline(lead: LeadFacts, w: Words) -> str:
    """Person and company, for plain text."""
    name = person_name(lead, w)
    company = lead.company.name or lead.company.domain
    return f"{name} · {text.plain(company, 60)}" if company else name


def contact_ways(lead: LeadFacts, w: Words) -> str:
    """Number and address to tap."""
    ways = []
    if lead.contact.phone:
        ways.append(f"📞\u00a0{text.phone(lead.contact.phone, spaced(lead.contact.phone))}")
    if lead.contact.email:
        ways.append(f"✉️\u00a0{text.mail(lead.contact.email)}")
    return "   ".join(ways) or w.t("No phone number and no mail address.")


def spaced(number: str) -> str:
    """+49 30 901820 instead of +4930901820."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def company_line(lead: LeadFacts, w: Words) -> str:
    """Role, company, industry, size and country, as far as known."""
    company = lead.company
    known = [
        f"*{text.safe(lead.contact.job_title, 70)}*" if lead.contact.job_title else None,
        text.safe(company.name or company.domain or "", 70) or None,
        text.safe(sentences.industry(w, company.industry), 40) if company.industry else None,
        w.n("{count} employee", "{count} employees", company.employees)
        if company.employees
        else None,
        text.safe(sentences.country(w, company.country), 40) if company.country else None,
    ]
    return " · ".join(part for part in known if part) or w.t("Role and company unknown")


def card_link(lead: LeadFacts, site: str = SLACK) -> str | None:
    """The address of a lead's card, or of the list where it has a line as long as it has none."""
    return message_link(lead.card_channel, lead.shown_at, site)


def message_link(channel: str | None, ts: str | None, site: str = SLACK) -> str | None:
    """The address of a message, as Slack's own "copy link" gives it."""
    if not channel or not ts:
        return None
    return f"{site.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
