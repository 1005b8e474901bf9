"""The receipt in the browser, in both languages, as it is shown in the documents."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert, select, update

from agents.vocabulary import ClockKind, PauseCause, SlaState, TouchKind
from bot.slack.ids import ActionId
from bot.workflows.steps import calendars
from store.models import Clock, FrozenCalendar, Lead, Touch
from tests.e2e.conftest import Visit
from tests.e2e.test_uses import KATRIN, OLIVER, button, card_of, shoot
from tests.product import RunningProduct
from tests.world import shipped_policy

pytestmark = pytest.mark.browser

BAVARIA = (
    shipped_policy()
    .calendars["germany"]
    .model_copy(
        update={"hours": dict.fromkeys(("mon", "tue", "thu", "fri"), ((540, 750), (810, 1080)))}
    )
)
KEY = calendars.key("germany", BAVARIA)


def moment(day: int, hour: int, minute: int) -> datetime:
    """In November 2026; Berlin is an hour ahead of UTC."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


def arrived_on_friday_evening(product: RunningProduct) -> None:
    """As if the newest lead had come on Friday at 17:52, and Slack had been gone on Monday."""
    began, ended = moment(23, 9, 2), moment(23, 9, 5)
    pause = {
        "cause": PauseCause.OUTAGE.value,
        "began_at": began.isoformat(),
        "until": ended.isoformat(),
        "ended_at": ended.isoformat(),
        "person_id": None,
    }
    with product.deps.store.begin() as session:
        lead_id, owner_id = session.execute(
            select(Lead.id, Lead.owner_id).order_by(Lead.id.desc()).limit(1)
        ).one()
        if session.get(FrozenCalendar, KEY) is None:
            session.add(
                FrozenCalendar(key=KEY, body=BAVARIA.model_dump(mode="json"), kept_at=began)
            )
        theirs = update(Clock).where(Clock.lead_id == lead_id)
        session.execute(
            theirs.where(Clock.kind == ClockKind.FIRST_TOUCH).values(
                started_at=moment(20, 17, 52),
                due_at=moment(23, 9, 10),
                stopped_at=moment(23, 9, 9),
                state=SlaState.MET,
                promised_seconds=900,
                calendar=KEY,
                pauses=[pause],
                next_step=None,
                next_step_at=None,
            )
        )
        session.execute(
            insert(Touch).values(
                lead_id=lead_id,
                person_id=owner_id,
                kind=TouchKind.CALL,
                occurred_at=moment(23, 9, 9),
            )
        )


SHOWN = {
    "receipt-de": (
        "U0LENA",
        "leads-dach",
        KATRIN,
        ("15 gezählte Minuten", "Fr 17:52–18:00 (8)", "Wochenende", "angehalten: Störung"),
    ),
    "receipt-en": (
        "U0AMY",
        "leads-international",
        OLIVER,
        ("15 counted minutes", "Fri 17:52–18:00 (8)", "weekend", "stood still: outage"),
    ),
}


@pytest.mark.parametrize("shot", SHOWN)
def test_the_receipt_says_every_minute(product: RunningProduct, visit: Visit, shot: str) -> None:
    user, channel, fields, says = SHOWN[shot]
    company = {"receipt-de": "Freitag Anlagen GmbH"}.get(shot, "Friday Harbour Ltd")
    product.send("demo", email=f"one@{shot}.example", company=company, **fields)
    page = visit(user, channel, locale=shot.replace("receipt-", ""))
    card = card_of(page, company)
    expect(card).to_be_visible(timeout=20_000)
    arrived_on_friday_evening(product)
    button(card, ActionId.MORE).click()
    page.get_by_role("option", name=re.compile("Beleg|Receipt")).first.click()
    modal = page.get_by_test_id("modal")
    for part in says:
        expect(modal).to_contain_text(part)
    shoot(page, shot)
