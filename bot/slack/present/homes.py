"""The start page: what waits for me, and for those who lead a team, what waits for all."""

from collections.abc import Sequence
from datetime import datetime

from agents import sentences
from agents.answers import Answer
from agents.assistant import definitions
from agents.assistant.router import Term
from agents.facts import HomeFacts, LeadFacts
from agents.policy import SalesPolicy
from agents.rules.acceptance import EVERYWHERE, SELLERS
from agents.rules.routing import OWNERS
from agents.vocabulary import Language, RejectReason, Role
from agents.words import Words, in_language
from bot.slack.blocks import home as home_blocks
from bot.slack.blocks import modal, text
from bot.slack.ids import COMMAND, ActionId
from bot.slack.present import home_counts
from bot.slack.present.common import (
    SLACK,
    Reading,
    card_link,
    first_touch,
    headline,
    reading,
)
from bot.slack.present.states import deadline
from bot.slack.viewmodels import (
    Block,
    Button,
    Home,
    HomeSection,
    LeadRow,
    Modal,
    Option,
    Select,
)

MINE_SHOWN = 20
ALL_SHOWN = 20
EDITS_TEAM = frozenset({Role.MANAGER, Role.REVOPS, Role.OPERATOR})
SEES_LEADS = SELLERS | EVERYWHERE


def home(
    facts: HomeFacts, *, policy: SalesPolicy, now: datetime, site: str = SLACK, key: str = ""
) -> Block:
    """The start page of a colleague, in their language; `key` lets its select forget a choice."""
    w = in_language(facts.person.language)
    return home_blocks.home(
        Home(
            greeting_text=w.t(
                "Hello {name}", name=text.plain(facts.person.name, 60).split(" ")[0]
            ),
            lead=_lead_line(facts, w),
            counts=_counts(facts, w),
            sections=_sections(facts, policy=policy, now=now, site=site),
            controls=(*_controls(facts, w, now=now), _terms(policy, w)),
            control_key=key,
            help=help_text(w),
        )
    )


def home_of_stranger(language: Language, *, sentence: str) -> Block:
    """The start page of somebody who may see nothing: friendly, and without data."""
    w = in_language(language)
    greeting = w.t("Hello, I am Staffel")
    return home_blocks.home(Home(greeting_text=greeting, lead=text.escape(sentence)))


def help_text(w: Words) -> str:
    """What can be asked, and how."""
    return w.t(
        "*Ask me anything about your leads, figures and playbooks*\n"
        "•  “What is our coverage?” – figures with their definition and their rows\n"
        "•  “Which leads are open?” or “What about Nordwerk?”\n"
        "•  “What do I say to *too expensive*?” – the playbook's own words, with the source\n"
        "Write to me here, mention me in a channel, or type `{command}` and your question. "
        "`{command} help` lists what else I do for you.",
        command=COMMAND,
    )


def help_of_commands(w: Words, lines: Sequence[tuple[str, str]]) -> str:
    """What can be asked and typed: words after the slash command, each with what it does."""
    listed = [f"•  `{COMMAND} {text.plain(typed, 60)}` – {what}" for typed, what in lines]
    heading = w.t("*What else you can type*")
    return "\n".join([help_text(w), heading, *listed])


def _lead_line(facts: HomeFacts, w: Words) -> str:
    if facts.person.role not in SEES_LEADS:
        return w.t("Ask me about figures, definitions and the playbooks.")
    count, hot = facts.mine.all, facts.mine.hot
    if not count:
        return w.t("Nothing waits for you right now. 🎉")
    waiting = w.n("*{count} lead* waits for you.", "*{count} leads* wait for you.", count)
    if not hot:
        return waiting
    if hot == count:
        return w.n(
            "*{count} hot lead* waits for you. 🔥", "*{count} hot leads* wait for you. 🔥", hot
        )
    heat = w.n("{count} of them is hot 🔥", "{count} of them are hot 🔥", hot)
    return f"{waiting} {heat}"


def _counts(facts: HomeFacts, w: Words) -> tuple[tuple[str, str], ...]:
    if facts.team is None:
        return ()
    counts = facts.team.counts
    return (
        (w.t("Open leads of all"), w.number(counts.all)),
        (w.t("of these hot"), w.number(counts.hot)),
        (w.t("Overdue"), w.number(counts.overdue)),
        (w.t("Without an owner"), w.number(counts.without_owner)),
    )


def _sections(
    facts: HomeFacts, *, policy: SalesPolicy, now: datetime, site: str
) -> tuple[HomeSection, ...]:
    w = in_language(facts.person.language)

    def rows(leads: tuple[LeadFacts, ...], *, with_owner: bool) -> tuple[LeadRow, ...]:
        return tuple(
            _row(
                lead,
                reading(lead, facts.people, policy=policy, language=w.language, now=now),
                site=site,
                with_owner=with_owner,
            )
            for lead in leads
        )

    sections = []
    if facts.person.role in SEES_LEADS:
        if facts.week is not None:
            sections.append(home_counts.week(facts.week, w, policy=policy))
        sections.append(
            HomeSection(
                title_text=w.t("My open leads"),
                rows=rows(facts.my[:MINE_SHOWN], with_owner=False),
                empty=w.t("None."),
                more=_more(facts.mine.all - MINE_SHOWN, w),
            )
        )
    if facts.team is not None:
        sections += home_counts.of_team(facts, w, policy=policy, now=now, site=site)
        sections.append(
            HomeSection(
                title_text=w.t("Open leads of all"),
                rows=rows(facts.all_open[:ALL_SHOWN], with_owner=True),
                empty=w.t("None."),
                more=_more(facts.team.counts.all - ALL_SHOWN, w),
            )
        )
    return tuple(sections)


def _more(count: int, w: Words) -> str | None:
    return w.n("and {count} more", "and {count} more", count) if count > 0 else None


def _row(lead: LeadFacts, read: Reading, *, site: str, with_owner: bool) -> LeadRow:
    mark = "🔥 " if lead.is_hot else ""
    second = [sentences.handover(read.w, lead.handover)]
    if with_owner and lead.owner_id is not None:
        second.insert(0, read.name(lead.owner_id))
    clock = first_touch(lead)
    if clock is not None:
        second.append(deadline(clock, read))
    url = card_link(lead, site)
    label = read.w.t("To the card") if lead.card_ts else read.w.t("To the list")
    return LeadRow(
        line=f"{mark}*{text.safe(headline(lead, read.w), 130)}*\n{' · '.join(second)}",
        link=Button(action=ActionId.OPEN_LINK, label=label, url=url) if url else None,
    )


def _controls(facts: HomeFacts, w: Words, *, now: datetime) -> tuple[Button, ...]:
    shown = [Button(action=ActionId.HOME_REFRESH, label=w.t("Refresh"))]
    shown.append(Button(action=ActionId.HOME_PREFERENCES, label=w.t("My alerts …")))
    if facts.person.role in EDITS_TEAM:
        shown.append(Button(action=ActionId.HOME_PEOPLE, label=w.t("Team …")))
    if facts.person.role in OWNERS:
        shown.append(Button(action=ActionId.HOME_HOURS, label=w.t("My hours …")))
        shown.append(Button(action=ActionId.HOME_AWAY, label=w.t("I am away …")))
    if facts.person.absence(now) is not None:
        shown.append(Button(action=ActionId.HOME_BACK, label=w.t("I am back"), is_primary=True))
    return tuple(shown)


def _terms(policy: SalesPolicy, w: Words) -> Select:
    """What everybody may ask the meaning of: the terms, and the five reasons."""
    terms = tuple(Option(label=definitions.title(one, w), value=one.value) for one in Term)
    reasons = tuple(
        Option(label=w.both(policy.reasons[one].label), value=one.value) for one in RejectReason
    )
    return Select(
        action=ActionId.HOME_DEFINE,
        placeholder=w.t("What does … mean?"),
        groups=((w.t("Terms"), terms), (definitions.title(Term.REASONS, w), reasons)),
    )


def definition_modal(found: Answer, *, language: Language) -> Block:
    """What a word means, with the numbers in force."""
    w = in_language(language)
    note = (f"_{text.safe(found.note, 200)}_",) if found.note else ()
    return modal.modal(
        Modal(
            title=w.t("Definition"),
            close=w.t("Close"),
            intro=(text.escape(text.spoken(found.text, 2900).translate(text.HARMLESS)), *note),
        )
    )


def prompts(person_role: Role, language: Language) -> list[dict[str, str]]:
    """Four questions to begin with, as assistant.threads.setSuggestedPrompts takes them."""
    w = in_language(language)
    open_leads = w.t("Which leads are open?")
    price = w.t("What do I say to “too expensive”?")
    handed = w.t("When is a lead an MQL?")
    coverage = w.t("What is our coverage?")
    rate = w.t("How many MQL become won deals?")
    is_leading = person_role in EVERYWHERE
    chosen = (
        (coverage, open_leads, rate, price)
        if is_leading
        else (open_leads, price, handed, coverage)
    )
    return [{"title": one, "message": one} for one in chosen]
