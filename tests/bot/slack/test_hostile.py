"""What a lead writes is data: it mentions nobody, links nowhere, and never breaks the card."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.answers import Answer, AnswerKind, ShownFigure, ShownLead, Source
from agents.facts import (
    ActivityFacts,
    ChatTurnFacts,
    CompanyFacts,
    ContactFacts,
    LeadFacts,
    ScoreLineFacts,
)
from agents.vocabulary import ActivityKind, EscalationStep, Language, RejectReason
from bot.slack import present
from bot.slack.blocks import kit, text
from bot.slack.metadata import GiveForm, RejectForm
from bot.workspace.blocks import problems_of
from tests.bot.slack.samples import LENA, NOW, OFFERED, POLICY, card, minutes, rejected

ATTACKS = (
    "<!channel> <!here> <@U0LENA> <#C0TEAM>",
    "@here @channel @everyone @HERE",
    "<https://evil.example|Rechnung>",
    "*fett* _kursiv_ ~durch~ `code` ```block```",
    "> Zitat\n> noch eins\n\n\n\n\n- Liste",
    "a|b>c<d&e&amp;f",
    "<!date^1^{ago}|jetzt>",
    "mailto:x@y.example|z",
    "\u202eumgedreht\u202c \x00\x07",
    "&" * 4000,
    "🔥" * 4000,
    "A" * 4000 + "\n" * 400,
    "{lead_id}{time}{nothing}",
)


def hostile(words: str) -> LeadFacts:
    """A lead that says this in every field it can write."""
    return replace(
        OFFERED,
        form=words,
        origin=words,
        message=words,
        need=words,
        timeframe=words,
        contact=ContactFacts(
            first_name=words, last_name=words, email=words, phone=words, job_title=words
        ),
        company=CompanyFacts(
            name=words, domain=words, industry=words, country=words, employees=10**9
        ),
        score_lines=tuple(
            ScoreLineFacts(code=code, points=10, params={"value": words})
            for code in ("fit_industry", "fit_role", "fit_country", "negative_student", words[:50])
        ),
        activities=tuple(
            ActivityFacts(kind=kind, occurred_at=minutes(-5), title=words, topic=words)
            for kind in ActivityKind
        ),
        chat=tuple(
            ChatTurnFacts(is_visitor=bool(number % 2), text=words, said_at=minutes(-5))
            for number in range(12)
        ),
    )


def shown(lead: LeadFacts, language: Language = Language.DE) -> list[tuple[str, Any]]:
    """Everything a lead's words reach: text, blocks."""
    common: dict[str, Any] = {"policy": POLICY, "language": language, "now": NOW}
    message = present.lead_card(card(lead), **common)
    ping = present.ping(card(lead), step=EscalationStep.CALL_COVER, addressee=LENA, **common)
    over = rejected(RejectReason.NO_FIT, lead.stage, reject_note=lead.message)
    note = present.lead_card(card(over), **common)
    return [(one.text, one.blocks) for one in (message, ping, note)]


def views(lead: LeadFacts) -> list[dict[str, Any]]:
    form = RejectForm(lead_id=lead.id, reason=RejectReason.DUPLICATE)
    reject = present.reject_modal(
        card(lead), form, best=lead, policy=POLICY, language=Language.DE, now=NOW
    )
    give = present.give_modal(
        card(lead), GiveForm(lead_id=lead.id), colleagues=(), language=Language.EN
    )
    return [reject, give]


def mrkdwn(payload: Any) -> list[str]:
    if isinstance(payload, list):
        return [one for item in payload for one in mrkdwn(item)]
    if not isinstance(payload, dict):
        return []
    own = [payload["text"]] if payload.get("type") == "mrkdwn" else []
    return own + [one for item in payload.values() for one in mrkdwn(item)]


ALLOWED = re.compile(
    r"<@U0[A-Z]+>|<!date\^\d+\^[^|>]+\|[^<>]+>|<tel:\+?\d+\|[^<>]+>|<mailto:[^|<>]+\|[^<>]+>"
)


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_no_markup_of_a_lead_survives(attack: str) -> None:
    for said, blocks in shown(hostile(attack)):
        for words in [*mrkdwn(blocks), said]:
            assert "<" not in ALLOWED.sub("", words)
            assert "`" not in words
            assert not re.search(r"@(here|channel|everyone)", words, re.IGNORECASE)


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_every_message_and_modal_stays_valid_and_small(attack: str) -> None:
    lead = hostile(attack)
    for said, blocks in shown(lead):
        assert problems_of(blocks, "message") == []
        assert kit.size(blocks) <= kit.MESSAGE_MOST
        assert len(said) <= 3000
    for view in views(lead):
        assert problems_of(view["blocks"], "modal") == []


def test_mrkdwn_is_verbatim_so_that_slack_links_nothing_by_itself() -> None:
    _, blocks = shown(OFFERED)[0]
    texts = json.dumps(blocks)
    assert texts.count('"type": "mrkdwn"') == texts.count('"verbatim": true')


@given(st.text(max_size=300))
def test_whatever_is_typed_the_card_is_valid(words: str) -> None:
    for said, blocks in shown(hostile(words)):
        assert problems_of(blocks, "message") == []
        assert kit.size(blocks) <= kit.MESSAGE_MOST
        assert said.strip()


@given(st.text(max_size=400))
def test_safe_words_hold_no_markup(words: str) -> None:
    made = text.safe(words)
    assert "<" not in made
    assert ">" not in made
    assert "\n" not in made
    assert len(text.plain(words)) <= 80


@given(st.text(max_size=300), st.integers(min_value=0, max_value=40))
def test_an_answer_of_any_size_fits(words: str, count: int) -> None:
    figure = ShownFigure(
        metric=words,
        group=words,
        value=words,
        definition=words,
        n=count,
        as_of=words,
        parts=((words, words),) * count,
        row_ids=(words,) * count,
    )
    source = Source(section_id="x", title=words, heading=words, path=words, quote=words * 10)
    answer = Answer(
        kind=AnswerKind.FIGURE,
        text=words * 10,
        figures=(figure,) * (count % 10),
        sources=(source,) * (count % 5),
        leads=(ShownLead(lead_id=1, line=words, channel="C1", ts="1.2"),) * count,
    )
    message = present.answer(answer, language=Language.DE)
    assert problems_of(message.blocks, "message") == []
    assert kit.size(message.blocks) <= kit.MESSAGE_MOST


@pytest.mark.parametrize(
    ("number", "made"),
    [("+4930901820", "<tel:+4930901820|+49 30 901820>"), ("0800 x|y", "0800 x|y")],
)
def test_only_what_can_be_dialled_is_a_link(number: str, made: str) -> None:
    lead = replace(OFFERED, contact=ContactFacts(phone=number))
    assert made in json.dumps(shown(lead)[0][1], ensure_ascii=False)


def test_only_what_is_an_address_is_a_link() -> None:
    assert text.mail("a@b.example") == "<mailto:a@b.example|a@b.example>"
    assert text.mail("a|b@c.example") == "a|b@c.example"
    assert text.mail("a+x@b.example?bcc=c@d.example").count("?") == 1
