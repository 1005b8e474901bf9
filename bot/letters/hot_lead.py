"""A hot lead, for somebody who should have found its card in Slack."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agents import sentences
from agents.facts import LeadFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language
from agents.words import Words
from bot.letters.parts import Written, greeting, joined, repeated, section
from bot.slack.blocks.text import plain
from bot.slack.present.common import Reading, first_touch, person_name, reading, spaced

REASONS_SHOWN = 4


class Cause(StrEnum):
    """Why somebody gets a mail instead of a card."""

    SILENT = "silent"
    """Slack does not answer."""
    SHUT_OUT = "shut_out"
    """Slack does not know us (any more)."""
    CHANNEL = "channel"
    """The lead's channel is closed to us."""
    DEAD = "dead"
    """Slack refused this card for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a mail about a hot lead, and what they must know of the others."""

    language: Language
    name: str | None
    """None: the operator, whose name nobody knows."""
    is_owner: bool
    owner: str | None
    """Whose lead it is; None: nobody's yet."""
    ask: str | None
    """Whom to tell who cannot take care of it: name and address, or the address alone."""
    also_to: tuple[str, ...] = ()
    """Colleagues who get the same mail."""


def hot_lead(
    lead: LeadFacts,
    reader: Reader,
    *,
    cause: Cause,
    policy: SalesPolicy,
    now: datetime,
    is_repeat: bool = False,
) -> Written:
    """Who waits, why they are hot, what to do until when, and why this is a mail."""
    read = reading(lead, {}, policy=policy, language=reader.language, now=now)
    w = read.w
    text = joined(
        greeting(reader.name, w),
        _opening(reader, w),
        "\n".join(_person(lead, read)),
        section(w.t("Why hot"), [f"- {line}" for line in _reasons(lead, read)]),
        section(w.t("Next step"), [_next_step(lead, read)]),
        section(w.t("Until when"), [_until(lead, read)]),
        f"{_cause(cause, w)} {_afterwards(cause, reader, w)}",
        _whom_to_tell(reader, w),
        repeated(w) if is_repeat else "",
    )
    return Written(subject=_subject(lead, read), text=text)


def _subject(lead: LeadFacts, read: Reading) -> str:
    """The company and the time left; who it is stands inside."""
    w = read.w
    company = plain(lead.company.name or lead.company.domain or "", 60)
    who = company or w.t("lead #{number}", number=lead.id)
    clock = first_touch(lead)
    if clock is None or clock.stopped_at is not None:
        return w.t("Hot lead: {who}", who=who)
    if read.now > clock.due_at:
        return w.t("Hot lead, overdue: {who}", who=who)
    due = w.moment(clock.due_at, read.zone)
    return w.t("Hot lead: {who}, first contact by {due}", who=who, due=due)


def _opening(reader: Reader, w: Words) -> str:
    if reader.is_owner:
        return w.t(
            "your hot lead does not get through in Slack at the moment, hence this mail. "
            "Please get in touch with:"
        )
    if reader.name is None:
        return _to_operator(reader, w)
    if reader.owner is None:
        return w.t(
            "a hot lead waits, and nobody has it yet. It does not get through in Slack at the "
            "moment, hence this mail. Please see to it that somebody gets in touch with:"
        )
    return w.t(
        "this hot lead belongs to {owner}. It does not get through in Slack at the moment, and I "
        "know no mail address of {owner}. Please pass it on, or get in touch yourself with:",
        owner=plain(reader.owner),
    )


def _to_operator(reader: Reader, w: Words) -> str:
    opening = w.t("a hot lead does not get through in Slack at the moment.")
    if reader.also_to:
        names = ", ".join(plain(name) for name in reader.also_to)
        also = w.t("This mail also goes to: {names}.", names=names)
        return f"{opening} {also}"
    return opening + " " + w.t("I know no mail address of anybody else. Please pass it on:")


def _person(lead: LeadFacts, read: Reading) -> Iterator[str]:
    w, contact = read.w, lead.contact
    yield person_name(lead, w)
    place = (contact.job_title, lead.company.name or lead.company.domain)
    known = [plain(part, 70) for part in place if part]
    if known:
        yield ", ".join(known)
    if contact.phone:
        yield w.t("Phone: {number}", number=plain(spaced(contact.phone), 40))
    if contact.email:
        yield w.t("Mail: {address}", address=plain(contact.email, 320))


def _reasons(lead: LeadFacts, read: Reading) -> Iterator[str]:
    """The reasons for the score, the strongest first."""
    best = sorted(lead.score_lines, key=lambda line: -line.points)
    for line in best[:REASONS_SHOWN]:
        if line.points <= 0:
            return
        yield sentences.score_line(
            read.w,
            line,
            read.now,
            activities=lead.activities,
            moment=_on(read),
            safe=plain,
        )


def _on(read: Reading) -> Callable[[datetime], str]:
    """Says a past moment as a letter does, which is read later."""
    return lambda at: read.w.t("on {when}", when=read.w.moment(at, read.zone))


def _next_step(lead: LeadFacts, read: Reading) -> str:
    if lead.next_action is None:
        return ""
    action = sentences.next_action(read.w, lead.next_action)
    reason = sentences.action_reason(read.w, lead, read.policy, moment=_on(read), safe=plain)
    return f"{action} – {reason}" if reason else action


def _until(lead: LeadFacts, read: Reading) -> str:
    clock = first_touch(lead)
    if clock is None or clock.stopped_at is not None:
        return ""
    w, due = read.w, f"{read.w.moment(clock.due_at, read.zone)} ({read.zone})"
    if read.now > clock.due_at:
        return w.t("First contact was promised by {due} and is overdue.", due=due)
    return w.t("First contact by {due}.", due=due)


def _cause(cause: Cause, w: Words) -> str:
    return {
        Cause.SILENT: w.t("Slack does not answer at the moment."),
        Cause.SHUT_OUT: w.t("Slack does not let me in at the moment."),
        Cause.CHANNEL: w.t("The team's Slack channel is closed to me at the moment."),
        Cause.DEAD: w.t("Slack has refused the card of this lead."),
    }[cause]


def _afterwards(cause: Cause, reader: Reader, w: Words) -> str:
    if cause is Cause.DEAD and reader.name is None:
        return w.t("See: staffel outbox list")
    if cause is Cause.DEAD:
        return w.t("Until the operator has mended it, it will not stand in the channel.")
    return w.t(
        "As soon as that is mended, the card stands in the channel. Please log there what you "
        "have done."
    )


def _whom_to_tell(reader: Reader, w: Words) -> str:
    if reader.ask is None:
        return ""
    return w.t("If you cannot take care of it, please tell: {who}", who=plain(reader.ask, 400))
