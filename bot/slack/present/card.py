"""The living card: a picture of what is true about a lead now."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agents import sentences
from agents.facts import CardFacts, LeadFacts
from agents.facts.standing import consent_state
from agents.policy import SalesPolicy
from agents.rules.permission import MAIL, may_use
from agents.vocabulary import Channel, ConsentState, Handover, Language, PermissionCode, Stage
from bot.slack.blocks import kit, lead_card, text
from bot.slack.present import advice, controls, states
from bot.slack.present.common import (
    OPEN,
    Reading,
    company_line,
    contact_ways,
    headline,
    reading,
)
from bot.slack.viewmodels import LeadCard, Message, Spoken

SHARES = (1.0, 0.4, 0.12)
"""How much of its room a lead's own words get, from generous to the least."""
REASONS_SHOWN = 5
ACTIVITIES_SHOWN = 3
TURNS_SHOWN = 12
TURN_SHOWN = 120
TOUCHES_SHOWN = 5
BALANCE = frozenset({"fit_cap", "behaviour_cap", "negative_cap", "clamp"})


def card_message(
    card: CardFacts, *, policy: SalesPolicy, language: Language, now: datetime, key: str = ""
) -> Message:
    """The card; where a lead wrote very much, its own words are shown shorter."""
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    blocks = []
    for share in SHARES:
        blocks = lead_card.lead_card(_view(card, read, share=share, key=key))
        if kit.fits(blocks):
            break
    return Message(text=_notification(card.lead, read), blocks=blocks)


def _view(card: CardFacts, read: Reading, *, share: float, key: str) -> LeadCard:
    lead = card.lead
    is_open = lead.handover in {*OPEN, Handover.NONE, Handover.QUALIFIED}
    chat = _chat(lead, read, share=share) if is_open else ()
    return LeadCard(
        title_text=title(lead, read),
        paragraphs=tuple(
            part for part in _paragraphs(lead, read, share=share, is_open=is_open) if part
        ),
        fields=_fields(lead, read, share=share) if is_open else (),
        quote=_quote(lead, share=share) if is_open else None,
        chat_title=read.w.t("From the website chat"),
        chat=chat,
        history=_history(lead, read),
        control_rows=controls.rows(lead, read),
        control_key=f"{lead.version}:{key}" if key else str(lead.version),
        small_print=_small_print(card, read, share=share, is_open=is_open),
    )


def title(lead: LeadFacts, read: Reading) -> str:
    """Person and company, with the state as a sign."""
    marks = {Stage.MERGED: "🔗", Stage.SPAM: "🗑️", Stage.WON: "🏆"}
    if lead.stage in marks:
        mark = marks[lead.stage]
    elif lead.handover is Handover.REJECTED:
        mark = "🚫"
    elif lead.handover is Handover.QUALIFIED:
        mark = "🎯"
    else:
        mark = "🔥" if lead.is_hot else "⭐"
    test = read.w.t("[Test] ") if lead.is_test else ""
    return f"{mark} {test}{headline(lead, read.w)}"


def _paragraphs(
    lead: LeadFacts, read: Reading, *, share: float, is_open: bool
) -> tuple[str | None, ...]:
    who = f"{company_line(lead, read.w)}\n{contact_ways(lead, read.w)}"
    state = states.state(lead, read)
    before = states.before(lead, read)
    if before is not None:
        state = f"{before}\n{state}"
    if not is_open:
        return who, state
    return who, state, advice.next_step(lead, read), _why(lead, read, share=share)


def _why(lead: LeadFacts, read: Reading, *, share: float) -> str | None:
    lines = [line for line in lead.score_lines if line.code not in BALANCE][:REASONS_SHOWN]
    if not lines:
        return None
    heading = read.w.t("Why hot") if lead.is_hot else read.w.t("Why this lead")

    def safe(words: str) -> str:
        return text.safe(words, int(80 * share))

    said = [
        sentences.score_line(
            read.w, line, read.now, activities=lead.activities, moment=read.ago, safe=safe
        )
        for line in lines
    ]
    return "\n".join([f"*{heading}*", *(f"•  {one}" for one in said)])


def _fields(lead: LeadFacts, read: Reading, *, share: float) -> tuple[tuple[str, str], ...]:
    w = read.w
    fit = sentences.fit(w, lead.fit) if lead.fit else "–"
    fit_and_score = w.t("{fit} · {score} of 100", fit=fit, score=lead.score)
    pairs = [
        (w.t("Fit and score"), fit_and_score),
        (w.t("Came from"), _source(lead, read, share=share)),
    ]
    if lead.need:
        pairs.append((w.t("Need"), text.safe(lead.need, int(200 * share))))
    if lead.timeframe:
        pairs.append((w.t("Timeframe"), text.safe(lead.timeframe, int(80 * share))))
    return tuple(pairs)


def _source(lead: LeadFacts, read: Reading, *, share: float) -> str:
    door = sentences.source(read.w, lead.source)
    form = sentences.form(read.w, lead.form) if lead.form else None
    origin = sentences.origin(read.w, lead.origin) if lead.origin else None
    known = [door]
    if form:
        known[0] += " " + read.w.t("“{title}”", title=text.safe(form, int(40 * share)))
    if origin and origin.lower() not in door.lower():
        known.append(text.safe(origin, int(40 * share)))
    return " · ".join(known)


def _quote(lead: LeadFacts, *, share: float) -> Spoken | None:
    if lead.need is not None and lead.need == (lead.message or "").strip():
        return None  # it stands there as the need
    words = text.spoken(lead.message or "", int(600 * share))
    return Spoken(text=words) if words else None


def _chat(lead: LeadFacts, read: Reading, *, share: float) -> tuple[Spoken, ...]:
    visitor, bot = read.w.t("Visitor"), read.w.t("Chatbot")
    said = [
        (text.plain(turn.text, int(TURN_SHOWN * share)), visitor if turn.is_visitor else bot)
        for turn in lead.chat[-TURNS_SHOWN:]
    ]
    return tuple(Spoken(text=words, speaker=speaker) for words, speaker in said if words)


def _history(lead: LeadFacts, read: Reading) -> str | None:
    """Who accepted and who did what, oldest first; the newest few where there are many."""
    lines = [
        f"{_TOUCHED[touch.kind.value]} {sentences.touch(read.w, touch.kind)} · "
        f"{read.name(touch.person_id)} · {read.clock_time(touch.occurred_at)}"
        for touch in lead.touches[-TOUCHES_SHOWN:]
    ]
    earlier = len(lead.touches) - len(lines)
    if earlier > 0:
        lines.insert(0, read.w.n("{count} earlier touch", "{count} earlier touches", earlier))
    return "\n".join(lines) or None


_TOUCHED = {"call": "📞", "no_answer": "📵", "email": "✉️", "meeting": "📅"}


def _small_print(
    card: CardFacts, read: Reading, *, share: float, is_open: bool
) -> tuple[str, ...]:
    w, lead = read.w, card.lead
    parts = []
    if is_open and lead.activities:
        parts.append(
            w.t("Last seen: {activities}", activities=_activities(lead, read, share=share))
        )
    if is_open:
        parts.append(_permission(card, read))
    came = w.t(
        "Lead #{number} · came {when}", number=lead.id, when=read.clock_time(lead.created_at)
    )
    parts.append(came)
    note = w.both(read.policy.note)
    if note:
        parts.append(text.safe(note, 200))
    return tuple(parts)


def _permission(card: CardFacts, read: Reading) -> str:
    """Open where marketing may write, closed where only the request may be answered."""
    lead = card.lead
    mail = may_use(
        Channel.EMAIL,
        activities=(),
        consents=lead.consents,
        now=read.now,
        policy=read.policy.consent,
        is_customer=card.is_customer,
    )
    as_customer = mail.code is PermissionCode.EXISTING_CUSTOMER
    is_open = consent_state(lead.consents, MAIL) is ConsentState.GRANTED or as_customer
    said = sentences.consent(read.w, lead, zone=ZoneInfo(read.zone), as_customer=as_customer)
    return f"{'✅' if is_open else '🔒'} {said}"


def _activities(lead: LeadFacts, read: Reading, *, share: float) -> str:
    """The newest of each kind and title, newest first."""
    said: dict[str, str] = {}
    for done in reversed(lead.activities):
        what = sentences.activity(read.w, done.kind)
        if done.title:
            topic = read.w.t("“{title}”", title=text.safe(done.title, int(50 * share)))
            what = f"{what} {topic}"
        said.setdefault(what, f"{what} {read.ago(done.occurred_at)}")
    return " · ".join(list(said.values())[:ACTIVITIES_SHOWN])


def _notification(lead: LeadFacts, read: Reading) -> str:
    """What a notification says: who, and what is asked of whom."""
    who = text.safe(title(lead, read), 150)
    return f"{who} – {states.short(lead, read)}"
