"""What the start page counts: one's own week, and the state of the team."""

from datetime import datetime
from decimal import Decimal

from agents import sentences
from agents.facts import AdviceCount, AlertRate, HomeFacts, TeamFacts, WaitingFacts, WeekFacts
from agents.policy import SalesPolicy
from agents.rules import attention
from agents.rules.kpi import wilson
from agents.vocabulary import Handover, Side
from agents.words import Words
from bot.slack.blocks import text
from bot.slack.ids import ActionId
from bot.slack.present.common import card_link, headline, reading
from bot.slack.viewmodels import Button, HomeSection, LeadRow

STATES = (Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED, Handover.QUALIFIED)
ADVICE_SHOWN = 8


def week(facts: WeekFacts, w: Words, *, policy: SalesPolicy) -> HomeSection:
    """A person's own week, for their eyes only."""
    in_time = w.t(
        "{done} of {all}", done=w.number(facts.touched_in_time), all=w.number(facts.touched)
    )
    if not facts.touched:
        in_time = w.t("none yet")
    line = " · ".join(
        (
            w.t("Accepted: *{count}*", count=w.number(facts.accepted)),
            w.t("first contact in time: *{share}*", share=in_time),
            w.t("SQL: *{count}*", count=w.number(facts.qualified)),
        )
    )
    reasons = " · ".join(
        f"{text.safe(w.both(policy.reasons[reason].label), 60)} {w.number(count)}"
        for reason, count in facts.rejected.items()
    )
    rows = [LeadRow(line=line)]
    if reasons:
        rows.append(LeadRow(line=w.t("Rejected: {reasons}", reasons=reasons)))
    note = w.t("Since Monday. Only you see this.")
    return HomeSection(title_text=w.t("My week"), rows=tuple(rows), more=note)


def of_team(
    facts: HomeFacts, w: Words, *, policy: SalesPolicy, now: datetime, site: str
) -> tuple[HomeSection, ...]:
    """Open leads by state, broken promises by side, the waiting room, and what is acted on."""
    if facts.team is None:
        return ()
    waiting = tuple(
        _waiting(one, facts, w, policy=policy, now=now, site=site) for one in facts.team.waiting
    )
    return (
        HomeSection(title_text=w.t("Where the leads are"), rows=_states(facts.team, w)),
        HomeSection(
            title_text=w.t("Waiting room"), rows=waiting, empty=w.t("No lead waits here.")
        ),
        HomeSection(
            title_text=w.t("What is acted on"),
            rows=(*_alerts(facts.alerts, w), *_advice(facts.advice, w, policy=policy)),
            empty=w.t("Nothing to measure yet."),
            more=_within(w, policy),
        ),
    )


def _within(w: Words, policy: SalesPolicy) -> str:
    return w.t(
        "Alerts of the last {span}, acted on by whom they mentioned within {time}.",
        span=sentences.span(w, policy.attention.look_back),
        time=sentences.span(w, policy.attention.act_within),
    )


def _states(team: TeamFacts, w: Words) -> tuple[LeadRow, ...]:
    states = " · ".join(
        f"{sentences.handover(w, one)}: *{w.number(team.by_state.get(one, 0))}*" for one in STATES
    )
    sides = " · ".join(
        f"{sentences.side(w, one)}: *{w.number(team.breaches.get(one, 0))}*" for one in Side
    )
    states = states[:1].upper() + states[1:]
    broken = w.t("Broken promises – {sides}", sides=sides)
    if team.unanswered:
        broken += " · " + w.n(
            "{count} without any reaction", "{count} without any reaction", team.unanswered
        )
    return (LeadRow(line=states), LeadRow(line=broken))


def _waiting(
    one: WaitingFacts,
    facts: HomeFacts,
    w: Words,
    *,
    policy: SalesPolicy,
    now: datetime,
    site: str,
) -> LeadRow:
    read = reading(one.lead, facts.people, policy=policy, language=w.language, now=now)
    mark = "🔥 " if one.lead.is_hot else ""
    said = (
        w.t("wakes up at {when}", when=read.clock_time(one.wakes_at))
        if one.wakes_at is not None
        else w.t("as soon as somebody is free")
    )
    url = card_link(one.lead, site)
    link = Button(action=ActionId.OPEN_LINK, label=w.t("To the card"), url=url) if url else None
    return LeadRow(line=f"{mark}*{text.safe(headline(one.lead, w), 130)}*\n{said}", link=link)


def _alerts(rates: tuple[AlertRate, ...], w: Words) -> tuple[LeadRow, ...]:
    lines = []
    for one in rates:
        if not one.n:
            continue
        line = f"{sentences.counted_alert(w, one.kind)}: {_share(one.acted, one.n, w)}"
        if attention.is_to_be_tightened(one):
            line += "\n" + w.t(
                "⚠️ Less than half: mention for this only where it is important, or later."
            )
        lines.append(LeadRow(line=line))
    return tuple(lines)


def _advice(
    counts: tuple[AdviceCount, ...], w: Words, *, policy: SalesPolicy
) -> tuple[LeadRow, ...]:
    most = sorted(counts, key=lambda one: -(one.done + one.ignored))[:ADVICE_SHOWN]
    return tuple(
        LeadRow(
            line=w.t(
                "Next step “{action}”: {share}",
                action=text.safe(sentences.recommended(w, one.action, one.code, policy), 150),
                share=_share(one.done, one.done + one.ignored, w) + _helped(one, w),
            )
        )
        for one in most
    )


def _helped(one: AdviceCount, w: Words) -> str:
    """Of how many it is known whether they were of help; nothing where of none."""
    if not one.helped + one.did_not_help:
        return ""
    known = {"yes": w.number(one.helped), "no": w.number(one.did_not_help)}
    return " · " + w.t("of help: {yes}, of no help: {no}", **known)


def _share(done: int, total: int, w: Words) -> str:
    """A rate with its n and its interval."""
    low, high = (w.percent(end) for end in wilson(done, total))
    shown = w.percent(Decimal(done) / total)
    counted = w.t("{done} of {all}", done=w.number(done), all=w.number(total))
    interval = w.t("95% interval {low} to {high}", low=low, high=high)
    return f"*{shown}* ({counted}, {interval})"
