"""The weekly data-quality list, and a pair that may be one."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from agents import sentences
from agents.facts import PersonFacts
from agents.facts.quality import GapFacts, PairFacts, QualityFacts, SideFacts
from agents.vocabulary import Language, Match, PairKind, Role
from agents.words import Words, in_language
from bot.slack.blocks import kit, text
from bot.slack.ids import ActionId, BlockId
from bot.slack.metadata import PairRef
from bot.slack.viewmodels import Block, Button, Message

LINES = 20
NAME_MOST = 120


def quality_list(
    facts: QualityFacts, *, people: Sequence[PersonFacts], language: Language
) -> Message:
    """What is missing or wrong, by form, each with whoever mends it."""
    w = in_language(language)
    days = f"{w.day(facts.since)} – {w.day(facts.until)}"
    heading = w.t("🧹 Data quality, {days}", days=days)
    share = round(100 * facts.clean / facts.leads) if facts.leads else 100
    lead = w.n(
        "{count} lead came in, {share} % of them complete and readable.",
        "{count} leads came in, {share} % of them complete and readable.",
        facts.leads,
        share=share,
    )
    if not facts.leads:
        lead = w.t("No lead came in.")
    blocks: list[Block] = [kit.header(heading), kit.section(lead)]
    for owner in dict.fromkeys(gap.owner for gap in facts.gaps[:LINES]):
        lines = [_gap(gap, w) for gap in facts.gaps[:LINES] if gap.owner == owner]
        who = _owner(owner, people, w)
        blocks.append(kit.section("\n".join((f"*{who}*", *lines))))
    if len(facts.gaps) > LINES:
        rest = len(facts.gaps) - LINES
        blocks.append(kit.context(w.n("and {count} more kind", "and {count} more kinds", rest)))
    if facts.undecided:
        blocks.append(
            kit.section(
                w.n(
                    "👥 {count} pair may be one and waits for an answer: /staffel quality",
                    "👥 {count} pairs may be one and wait for an answer: /staffel quality",
                    facts.undecided,
                )
            )
        )
    return Message(text=heading, blocks=blocks)


def _gap(gap: GapFacts, w: Words) -> str:
    source = sentences.source(w, gap.source)
    form = sentences.form(w, gap.form) if gap.form else None
    where = (
        f"{source} „{form}“"
        if form and w.language is Language.DE
        else (form and f"{source} “{form}”") or source
    )
    problem = _problem(gap.code, w)
    return "• " + w.t(
        "{field}: {problem}, {count} of {of} ({where})",
        field=_field(gap.field, w),
        problem=problem,
        count=gap.count,
        of=gap.of,
        where=text.safe(where, 80),
    )


def _problem(code: str, w: Words) -> str:
    return {
        "missing": w.t("missing on the form"),
        "missing_for_stage": w.t("missing for the stage reached"),
        "phone_unreadable": w.t("no telephone number"),
        "unknown_value": w.t("not understood"),
        "number_unreadable": w.t("no number"),
        "email_disposable": w.t("a throw-away address"),
        "too_long": w.t("too long, cut"),
        "date_in_future": w.t("in the future"),
    }.get(code, w.t("unreadable"))


def _field(name: str, w: Words) -> str:
    return {
        "first_name": w.t("First name"),
        "last_name": w.t("Last name"),
        "name": w.t("Last name"),
        "email": w.t("Mail address"),
        "phone": w.t("Telephone number"),
        "company": w.t("Company"),
        "job_title": w.t("Role in the company"),
        "country": w.t("Country"),
        "region": w.t("Region"),
        "postal_code": w.t("Postal code"),
        "industry": w.t("Industry"),
        "employees": w.t("Employees"),
        "need": w.t("Need"),
        "timeframe": w.t("Time frame"),
        "consent": w.t("Consent"),
        "date": w.t("Date"),
        "message": w.t("Message"),
        "origin": w.t("Origin"),
        "technologies": w.t("Technologies"),
        "external_id": w.t("Number at the sender"),
    }.get(name, text.safe(name, 40))


def _owner(owner: str, people: Sequence[PersonFacts], w: Words) -> str:
    """Mentions of whoever mends it; the role's name where nobody has it."""
    if owner in set(Role):
        role = Role(owner)
        named = [text.mention(one.slack_user_id) for one in people if one.role is role]
        title = sentences.role(w, role)
        return f"{title}: {' '.join(named)}" if named else title
    return text.mention(owner)


def pair(
    facts: PairFacts,
    *,
    asked: PersonFacts | None,
    language: Language,
    zone: str,
    key: str = "",
) -> Message:
    """Asks whether two records are one, or says what was decided."""
    w = in_language(language)
    line = _question(facts, w) if facts.verdict is Match.UNCERTAIN else _decision(facts, w)
    you = (
        f"{text.mention(asked.slack_user_id)}: "
        if asked and facts.verdict is Match.UNCERTAIN
        else ""
    )
    sides = [("①", facts.one), ("②", facts.other)]
    return Message(
        text=line.replace("*", ""),
        blocks=[
            kit.section(f"👥 {you}{line}"),
            kit.fields([_side(mark, side, w, zone=ZoneInfo(zone)) for mark, side in sides]),
            kit.actions(_buttons(facts, w), f"{BlockId.CONTROLS}_{facts.id}{key}"),
        ],
    )


def _question(facts: PairFacts, w: Words) -> str:
    if facts.kind is PairKind.PERSON:
        return w.t("*Is this one person?* They look alike, but it is not certain.")
    return w.t("*Is this one company?* They look alike, but it is not certain.")


def _decision(facts: PairFacts, w: Words) -> str:
    by = text.safe(facts.decided_by or "", 60)
    if facts.verdict is Match.DIFFERENT:
        return w.t("*Different.* {name} has decided; they stay apart.", name=by)
    return w.t("*The same.* {name} has decided; both histories stand together now.", name=by)


def _side(mark: str, side: SideFacts, w: Words, *, zone: ZoneInfo) -> tuple[str, str]:
    name = text.safe(side.name or w.t("without a name"), NAME_MOST)
    said = (
        side.contact.email,
        side.contact.phone,
        side.contact.job_title,
        side.company.name if side.company.name != side.name else None,
        side.company.domain,
        sentences.country(w, side.company.country) if side.company.country else None,
    )
    lines = [text.safe(item, NAME_MOST) for item in said if item]
    since = w.t("known since {day}", day=w.day(side.since.astimezone(zone).date()))
    return f"{mark} {name}", "\n".join((*lines, since))


def _buttons(facts: PairFacts, w: Words) -> list[Button]:
    value = PairRef(pair_id=facts.id).model_dump_json()
    if facts.verdict is not Match.UNCERTAIN:
        return [Button(action=ActionId.PAIR_UNDO, label=w.t("Undo"), value=value)]
    return [
        Button(action=ActionId.PAIR_SAME, label=w.t("Same"), value=value, is_primary=True),
        Button(action=ActionId.PAIR_DIFFERENT, label=w.t("Different"), value=value),
    ]
