"""Why is this lead hot, why is it mine, and until when: every line behind the card."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents import sentences
from agents.facts import PersonFacts, RoutingCandidateFacts, RoutingFacts, WhyFacts
from agents.policy import SalesPolicy
from agents.rules import score_changes
from agents.vocabulary import Role, Tier
from agents.words import Words
from bot.slack.blocks import modal, text
from bot.slack.ids import ActionId
from bot.slack.metadata import LeadRef
from bot.slack.present import advice, checklists
from bot.slack.present.common import Reading, first_touch, headline, reading
from bot.slack.present.states import deadline
from bot.slack.viewmodels import Block, Button, Modal, Paragraph

NAMES_FOR = frozenset({Role.MANAGER, Role.REVOPS})
"""Who sees colleagues' names in the ledger; others see their own line and numbers."""
LINES_SHOWN = 25
ROUTINGS_SHOWN = 10
CANDIDATES_SHOWN = 20
STEPS_SHOWN = 12
A_DAY = timedelta(days=1)


def why_modal(why: WhyFacts, *, reader: PersonFacts, policy: SalesPolicy, now: datetime) -> Block:
    """The answer to "why?", in the reader's language."""
    read = reading(why.lead, why.people, policy=policy, language=reader.language, now=now)
    w, numbers = read.w, _numbers(why.routing[-ROUTINGS_SHOWN:], reader)
    parts = [_score(why, reader, read), *_since(why, read), _criteria(why, read)]
    parts += [checklists.points(why.lead, read), _promise(why, read)]
    parts += [_routing(row, numbers, reader, read) for row in why.routing[-ROUTINGS_SHOWN:]]
    parts += _stages(why, reader, read)
    parts += advice.history(why, read)
    return modal.modal(
        Modal(
            title=w.t("Why this lead?"),
            close=w.t("Close"),
            intro=(f"*{text.safe(headline(why.lead, w), 130)}* · #{why.lead.id}",),
            paragraphs=tuple(parts),
            controls=(*_receipt(why, w), *advice.rating(why, read)),
        )
    )


def _receipt(why: WhyFacts, w: Words) -> tuple[Button, ...]:
    """The way to every counted minute; nothing where nothing was promised."""
    if first_touch(why.lead) is None:
        return ()
    ref = LeadRef(lead_id=why.lead.id).model_dump_json()
    return (Button(action=ActionId.RECEIPT, label=w.t("⏱ Receipt"), value=ref),)


def _note(why: WhyFacts, reader: PersonFacts, read: Reading) -> str:
    """How points fade; and for those who keep the rules, which edition of them it was."""
    w = read.w
    note = w.t(
        "The lines add up to the score. Interest fades: every kind of activity loses half "
        "its points in its own time."
    )
    if reader.role not in NAMES_FOR:
        return note
    revision = text.safe(why.lead.policy_revision, 20)
    return f"{note} " + w.t("Rules: {revision}.", revision=revision)


def _score(why: WhyFacts, reader: PersonFacts, read: Reading) -> Paragraph:
    w, lead = read.w, why.lead
    said = sentences.explain(
        w,
        lead.score_lines[:LINES_SHOWN],
        read.now,
        activities=lead.activities,
        moment=read.ago,
        safe=text.safe,
    )
    lines = [f"•  {line}" for line in said]
    return Paragraph(
        title=w.t("Score {score} of 100", score=lead.score),
        lines=tuple(lines) or (w.t("No rule gave or took points."),),
        note=_note(why, reader, read),
    )


def _since(why: WhyFacts, read: Reading) -> list[Paragraph]:
    """What has changed since yesterday at this time, and when it will have faded."""
    w, lead = read.w, why.lead
    was_there = why.score_before is not None or lead.created_at > read.now - A_DAY
    if why.score_now is None or not was_there:
        return []
    change = score_changes.change(why.score_before, why.score_now, policy=read.policy.score)
    lines = [text.safe(sentences.score_change(w, change), 300)]
    if change.total != lead.score:
        lines.append(w.t("Now it stands at {score}.", score=change.total))
    note = None
    if lead.score_falls_at is not None:
        note = w.t(
            "If nothing happens, it falls below {level} on {day} and is no MQL any more.",
            level=read.policy.score.hysteresis,
            day=read.day(lead.score_falls_at),
        )
    return [Paragraph(title=w.t("Since yesterday"), lines=tuple(lines), note=note)]


def _stages(why: WhyFacts, reader: PersonFacts, read: Reading) -> list[Paragraph]:
    """The steps of its life, with who and why; oldest first, the newest where there are many."""
    if not why.steps:
        return []

    def name(person_id: int) -> str:
        if person_id == reader.id:
            return read.w.t("you")
        return read.name(person_id)

    lines = []
    for step in why.steps[-STEPS_SHOWN:]:
        code = sentences.reject_reason(step.detail)
        label = read.w.both(read.policy.reasons[code].label) if code is not None else ""
        when = read.clock_time(step.at)
        reason = text.safe(label, 60)
        lines.append(
            "•  " + sentences.stage_step(read.w, step, when=when, name=name, reason=reason)
        )
    return [Paragraph(title=read.w.t("Its life so far"), lines=tuple(lines))]


def _criteria(why: WhyFacts, read: Reading) -> Paragraph:
    w = read.w
    if not why.failed:
        return Paragraph(title=w.t("MQL"), lines=(w.t("All four conditions hold."),))
    failed = tuple(f"•  {sentences.criterion(w, one)}" for one in why.failed)
    title = w.t("Hot, but not an MQL, because") if why.lead.is_hot else w.t("Not an MQL, because")
    note = w.t("A wish for a demo or for prices is answered all the same.")
    return Paragraph(title=title, lines=failed, note=note if why.lead.is_hot else None)


def _promise(why: WhyFacts, read: Reading) -> Paragraph:
    w, lead = read.w, why.lead
    clock = first_touch(lead)
    title = w.t("By when?")
    if clock is None:
        return Paragraph(title=title, lines=(w.t("No clock is running for this lead."),))
    started = read.clock_time(clock.started_at)
    if clock.tier is Tier.HOT:
        span = sentences.span(w, clock.promised or read.policy.sla.hot)
        rule = w.t(
            "Hot leads: {span} of working time, counted from {start}.", span=span, start=started
        )
    else:
        span = sentences.span(w, clock.promised or read.policy.sla.mql)
        rule = w.t("MQL: {span} of working time, counted from {start}.", span=span, start=started)
    note = w.t("Nights, breaks, weekends and holidays do not count ({zone}).", zone=read.zone)
    return Paragraph(title=title, lines=(deadline(clock, read), rule), note=note)


def _routing(
    row: RoutingFacts, numbers: dict[int, int], reader: PersonFacts, read: Reading
) -> Paragraph:
    w = read.w
    when = read.clock_time(row.decided_at)

    def who(person_id: int) -> str:
        return _who(person_id, numbers, reader, read)

    reason = sentences.routing_reason(w, row.reason)
    lines = [reason if row.owner_id is None else f"*{who(row.owner_id)}*: {reason}"]
    if row.by_person_id not in {None, row.owner_id}:
        lines.append(w.t("decided by {name}", name=who(row.by_person_id or 0)))
    lines += [
        f"•  {who(person.person_id)}: {_stand(person, read)}"
        for person in row.candidates[:CANDIDATES_SHOWN]
    ]
    title = w.t("Who gets it? ({territory}, {when})", territory=_territory(row, read), when=when)
    note = w.t("The fewest turns so far, per weight, get the next lead.")
    return Paragraph(title=title, lines=tuple(lines), note=note if row.candidates else None)


def _numbers(rows: Sequence[RoutingFacts], reader: PersonFacts) -> dict[int, int]:
    """A number for each colleague, the same in all decisions on a lead."""
    named = [
        person_id
        for row in rows
        for person_id in (*(one.person_id for one in row.candidates), row.owner_id)
        if person_id is not None and person_id != reader.id
    ]
    return {person_id: place for place, person_id in enumerate(dict.fromkeys(named), start=1)}


def _territory(row: RoutingFacts, read: Reading) -> str:
    return text.safe(sentences.territory(read.w, row.territory), 40)


def _who(person_id: int, numbers: dict[int, int], reader: PersonFacts, read: Reading) -> str:
    if person_id == reader.id:
        return read.w.t("you")
    if reader.role in NAMES_FOR:
        return read.name(person_id)
    place = numbers.get(person_id)
    return read.w.t("colleague {number}", number=place) if place else read.w.t("a colleague")


def _stand(person: RoutingCandidateFacts, read: Reading) -> str:
    if not person.is_eligible:
        return sentences.skip_reason(read.w, person.skip_code)
    share = round(person.share, 2)
    return read.w.n(
        "available, {share} turn so far",
        "available, {share} turns so far",
        1 if share == 1 else 2,
        share=read.w.number(share),
    )
