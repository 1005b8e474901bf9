"""Turns an owed mail to a lead into a letter, from what the person allows when it is sent."""

from datetime import datetime

from agents.facts import LeadFacts
from agents.rules import away, opt_in
from agents.rules.permission import may_answer
from agents.words import Words, in_language
from bot import letters
from bot.deps import Deps
from bot.effects import AnswerAway, ConfirmOptIn
from bot.errors import NothingToSay
from bot.gateways.outgoing import Letter
from bot.letters import Ways, Written
from bot.links import Links, Page
from bot.slack.present.common import zone_of
from bot.workflows.consent import Standing, standing
from bot.workflows.steps.lead_mail import NOT_TAKEN
from store.queries import leads, people


def lead_letter(deps: Deps, effect: ConfirmOptIn | AnswerAway) -> Letter:
    """The mail as of now.

    Raises:
        NothingToSay: the person or somebody here has acted meanwhile, or it is not allowed (any
            more).
    """
    if deps.links is None:
        raise NothingToSay("no_mail_to_leads")
    stands = standing(deps, effect.lead_id)
    if stands is None:
        raise NothingToSay("lead_gone")
    with deps.store.read() as session:
        lead = leads.get(session, stands.lead_id)
    if lead is None or lead.contact.email is None or lead.is_test:
        raise NothingToSay("no_address")
    w = in_language(lead.language)
    if isinstance(effect, ConfirmOptIn):
        written = _confirmation(deps, lead, stands, deps.links, w)
    else:
        written = _answer(deps, lead, deps.links, w)
    return Letter(
        to=lead.contact.email,
        subject=written.subject,
        text=written.text,
        headers=_headers(deps.links, lead.id),
    )


def _headers(links: Links, lead_id: int) -> tuple[tuple[str, str], ...]:
    """One click in the mail program is enough (RFC 8058)."""
    off = links.to(Page.PREFERENCES, lead_id, act="off")
    return (
        ("List-Unsubscribe", f"<{off}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def _confirmation(
    deps: Deps, lead: LeadFacts, stands: Standing, links: Links, w: Words
) -> Written:
    if not opt_in.waits(lead.consents):
        raise NothingToSay("nothing_to_confirm")
    ways = Ways(
        preferences=links.to(Page.PREFERENCES, lead.id),
        confirm=links.to(Page.CONFIRM, lead.id),
    )
    return letters.opt_in(lead.contact, stands.wordings, ways, w, policy=deps.policy)


def _answer(deps: Deps, lead: LeadFacts, links: Links, w: Words) -> Written:
    answer, now = deps.policy.consent.away, deps.clock()
    if answer is None:
        raise NothingToSay("no_mail_to_leads")
    if lead.handover not in NOT_TAKEN or lead.touches:
        raise NothingToSay("somebody_has_it")
    allowed = may_answer(activities=lead.activities, consents=lead.consents, now=now)
    if not allowed.is_allowed:
        raise NothingToSay(f"not_allowed_{allowed.code}")
    with deps.store.read() as session:
        everybody = people.everybody(session, with_load=False)
    opens_at = away.answered_from(
        everybody, territory=lead.territory or "", policy=deps.policy, at=now
    )
    if opens_at is None:
        raise NothingToSay("somebody_is_there")
    ways = Ways(preferences=links.to(Page.PREFERENCES, lead.id))
    moment = _moment(deps, lead, opens_at, w)
    return letters.away(lead.contact, answer, ways, w, moment=moment, policy=deps.policy)


def _moment(deps: Deps, lead: LeadFacts, at: datetime, w: Words) -> str:
    """In the team's time, and saying so: where the person is, nobody knows."""
    zone = zone_of(lead.territory, deps.policy)
    return f"{w.moment(at, zone)} ({zone})"
