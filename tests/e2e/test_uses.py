"""Every use of the product in the browser, as a person would, in both languages (issue A)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from agents.vocabulary import Role
from bot.slack.ids import ActionId
from store.models import Person
from store.queries import people, search
from tests.e2e.conftest import Visit
from tests.product import RunningProduct

pytestmark = pytest.mark.browser

SHOTS = Path(__file__).parents[2] / "docs/screenshots"
KATRIN = {
    "first_name": "Katrin",
    "last_name": "Adler",
    "phone": "+49 30 901820-11",
    "job_title": "Leiterin Vertrieb",
    "industry": "manufacturing",
    "employees": "240",
    "country": "Deutschland",
    "message": "Wir verlieren Anfragen, weil niemand schnell genug zurückruft.",
    "need": "Anfragen schneller beantworten",
    "timeframe": "diese Woche",
    "consent": "ja",
    "language": "de",
}
OLIVER = {
    "first_name": "Oliver",
    "last_name": "Marsh",
    "phone": "+44 20 7946 0018",
    "job_title": "Head of Sales Operations",
    "industry": "logistics",
    "employees": "600",
    "country": "United Kingdom",
    "message": "Pricing for 25 seats, please.",
    "need": "Answer enquiries faster",
    "timeframe": "this quarter",
    "consent": "yes",
    "language": "en",
}


def shoot(page: Page, name: str) -> None:
    """Keeps a screenshot for docs/screenshots."""
    SHOTS.mkdir(exist_ok=True)
    page.wait_for_timeout(300)  # fonts and transitions settle
    page.screenshot(path=SHOTS / f"{name}.png")


def card_of(page: Page, company: str) -> Locator:
    return page.locator("main [data-testid=message]").filter(has_text=company).first


def somebody(last_name: str, number: int) -> dict[str, str]:
    """Another person than Katrin: one name and one telephone number would make them one."""
    return {**KATRIN, "last_name": last_name, "phone": f"030 901820{number + 20}"}


def button(card: Locator, action: ActionId) -> Locator:
    return card.locator(f"[data-action-id={action.value}]")


def choose(page: Page, card: Locator, label: str) -> None:
    """Opens the card's reject select and takes an option."""
    button(card, ActionId.REJECT).click()
    page.get_by_role("option", name=label, exact=False).first.click()


def ask(page: Page, question: str) -> Locator:
    """Asks in the direct conversation; gives the answer, whose thread opens by itself."""
    page.get_by_test_id("app-messages").click()
    page.get_by_test_id("composer").fill(question)
    page.get_by_test_id("composer").press("Enter")
    panel = page.get_by_test_id("thread-panel")
    expect(panel).to_contain_text(question, timeout=30_000)
    answers = panel.locator("[data-testid=message]")
    expect(answers).to_have_count(2, timeout=30_000)
    return answers.last


def whispered(page: Page) -> Locator:
    """The newest message that only this person sees."""
    return page.locator("main [data-testid=message]:has([data-testid=ephemeral])").last


def test_a_hot_card_is_accepted_called_and_qualified(
    product: RunningProduct, visit: Visit
) -> None:
    """What is missing is asked on the way, may stay open, and can be taken back (issue C 8, 9)."""
    unsaid = {"need": "", "timeframe": ""}
    product.send(
        "demo",
        email="k.adler@adler-antriebe.example",
        company="Adler Antriebe GmbH",
        **(KATRIN | unsaid),
    )
    page = visit("U0LENA", "leads-dach")
    card = card_of(page, "Adler Antriebe GmbH")
    expect(card).to_contain_text("Warum heiß")
    expect(card).to_contain_text("Anrufen")
    expect(card.locator("a[href^='tel:']")).to_have_count(1)
    expect(card.locator("a[href^='mailto:']")).to_have_count(1)
    shoot(page, "card-de")
    modal = page.get_by_test_id("modal")
    button(card, ActionId.WHY).click()
    expect(modal).to_contain_text("Warum dieser Lead?")
    shoot(page, "why-de")
    page.get_by_test_id("modal-close").click()
    button(card, ActionId.ACCEPT).click()
    expect(modal).to_contain_text("2 Angaben fehlen")
    modal.locator("input[type=checkbox][value=timeframe]").check()
    shoot(page, "accept-modal-de")
    page.get_by_test_id("modal-submit").click()
    expect(button(card, ActionId.TOUCH_CALL)).to_be_visible()
    expect(card).to_contain_text("Noch nicht bekannt: Zeitrahmen")
    expect(button(card, ActionId.ACCEPT)).to_have_count(0)
    card.scroll_into_view_if_needed()
    shoot(page, "undo-de")
    button(card, ActionId.UNDO).click()
    button(card, ActionId.ACCEPT).click()
    modal.get_by_role("textbox", name="Zeitrahmen").fill("diese Woche")
    page.get_by_test_id("modal-submit").click()
    button(card, ActionId.TOUCH_CALL).click()
    expect(button(card, ActionId.QUALIFY)).to_be_visible()
    shoot(page, "card-touched-de")
    button(card, ActionId.QUALIFY).click()
    expect(card).to_contain_text("SQL")
    expect(button(card, ActionId.QUALIFY)).to_have_count(0)


def test_reject_with_timing_says_what_follows(product: RunningProduct, visit: Visit) -> None:
    product.send(
        "demo",
        email="b@keller-stanz.example",
        company="Keller Stanztechnik AG",
        **somebody("Keller", 9),
    )
    page = visit("U0LENA", "leads-dach")
    card = card_of(page, "Keller Stanztechnik AG")
    expect(card).to_be_visible(timeout=20_000)
    choose(page, card, "Timing")
    modal = page.get_by_test_id("modal")
    expect(modal).to_contain_text("Timing")
    assert modal.locator("input[type=date]").input_value(), "the date is prefilled"
    shoot(page, "reject-modal-de")
    page.get_by_test_id("modal-submit").click()
    expect(modal).to_have_count(0)
    expect(card).to_contain_text("Timing")
    expect(button(card, ActionId.ACCEPT)).to_have_count(0)


def test_a_past_date_is_refused_under_its_field(product: RunningProduct, visit: Visit) -> None:
    product.send("demo", email="p@past.example", company="Gestern GmbH", **somebody("Arnold", 2))
    page = visit("U0LENA", "leads-dach")
    card = card_of(page, "Gestern GmbH")
    expect(card).to_be_visible(timeout=20_000)
    choose(page, card, "Timing")
    page.get_by_test_id("modal").locator("input[type=date]").fill("2020-01-01")
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal-error")).to_be_visible()
    page.get_by_test_id("modal-close").click()


def test_the_english_team_reads_english(product: RunningProduct, visit: Visit) -> None:
    unsaid = {"timeframe": ""}
    product.send(
        "pricing",
        email="o.marsh@harbour.example",
        company="Harbour Freight Ltd",
        **(OLIVER | unsaid),
    )
    page = visit("U0AMY", "leads-international", locale="en-GB")
    card = card_of(page, "Harbour Freight Ltd")
    expect(card).to_contain_text("Why hot", timeout=20_000)
    shoot(page, "card-en")
    button(card, ActionId.WHY).click()
    modal = page.get_by_test_id("modal")
    expect(modal).to_contain_text(re.compile("score", re.IGNORECASE))
    shoot(page, "why-en")
    page.get_by_test_id("modal-close").click()
    button(card, ActionId.ACCEPT).click()
    expect(modal).to_contain_text("One thing is missing")
    shoot(page, "accept-modal-en")
    page.get_by_test_id("modal-close").click()
    choose(page, card, "No fit")
    expect(modal).to_contain_text("More exactly")
    shoot(page, "reject-modal-en")
    page.get_by_test_id("modal-submit").click()
    expect(card).to_contain_text("No fit")


def test_two_people_at_once_one_wins_the_other_hears_who(
    product: RunningProduct, visit: Visit
) -> None:
    product.send("demo", email="r@race.example", company="Rennen AG", **somebody("Berger", 3))
    lena, jonas = visit("U0LENA", "leads-dach"), visit("U0JONAS", "leads-dach")
    cards = [card_of(page, "Rennen AG") for page in (lena, jonas)]
    for card in cards:
        expect(card).to_be_visible(timeout=20_000)
    for card in cards:  # at once: whoever waits until a button stands still may find it gone
        button(card, ActionId.ACCEPT).evaluate("button => button.click()")
    for card in cards:
        expect(button(card, ActionId.ACCEPT)).to_have_count(0, timeout=15_000)
    with product.deps.store.read() as session:
        (lead,) = search.find(session, "Rennen AG")
        winner = people.by_id(session, lead.owner_id or 0)
    assert winner is not None
    loser = jonas if winner.name == "Lena Vogt" else lena
    expect(whispered(loser)).to_contain_text(winner.name)


def test_guests_see_no_lead_data(product: RunningProduct, visit: Visit) -> None:
    product.send(
        "demo", email="g@gast-test.example", company="Geheim GmbH", **somebody("Conrad", 4)
    )
    page = visit("U0GAST", "leads-dach")
    card = card_of(page, "Geheim GmbH")
    expect(card).to_be_visible(timeout=20_000)
    button(card, ActionId.ACCEPT).click()
    expect(whispered(page)).to_be_visible()
    expect(button(card, ActionId.ACCEPT)).to_have_count(1)
    page.get_by_test_id("app-home").click()
    expect(page.get_by_test_id("home-view")).not_to_contain_text("GmbH")


@pytest.mark.parametrize(
    ("user", "question", "says"),
    [
        ("U0MIRA", "Wie ist unsere Abdeckung?", ["Noch zu gewinnen", "Stand"]),
        ("U0AMY", "What's our coverage?", ["target", "As of"]),
        ("U0LENA", "Der Kunde sagt, wir sind zu teuer. Was sage ich?", ["📖", "Sales Enablement"]),
        ("U0AMY", "The customer says we are too expensive", ["📖", "reviewed"]),
        ("U0LENA", "Wie wird das Wetter in Hamburg?", ["nicht im Playbook"]),
        ("U0AMY", "Who won the world cup?", ["Not in the playbook"]),
    ],
)
def test_questions_are_answered(
    product: RunningProduct, visit: Visit, user: str, question: str, says: list[str]
) -> None:
    page = visit(user)
    answer = ask(page, question)
    for words in says:
        expect(answer).to_contain_text(re.compile(re.escape(words), re.IGNORECASE))
    if "Abdeckung" in question or "teuer" in question:
        shoot(page, "coverage-de" if "Abdeckung" in question else "playbook-de")


def test_coverage_by_slash_command(product: RunningProduct, visit: Visit) -> None:
    page = visit("U0MIRA", "lead-board")
    page.get_by_test_id("composer").fill("/staffel abdeckung")
    page.get_by_test_id("composer").press("Enter")
    expect(whispered(page)).to_contain_text("×", timeout=20_000)


def test_the_website_form_becomes_a_card(product: RunningProduct, visit: Visit) -> None:
    page = visit("U0LENA", "leads-dach", locale="de-DE")
    site = page.context.new_page()
    site.goto(f"{product.website}/de")
    for name, value in {
        "first_name": "Jan",
        "last_name": "Hell",
        "email": "jan.hell@hell-foerder.example",
        "company": "Hell Fördertechnik",
        "phone": "030 901820",
    }.items():
        site.locator(f"#demo-{name}").fill(value)
    site.locator("#demo-country").select_option("DE")
    site.locator("#form-demo button").click()
    expect(card_of(page, "Hell Fördertechnik")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize(
    ("language", "reader", "answers"),
    [
        (
            "de",
            ("U0LENA", "leads-dach"),
            ["Preise", "Kühn Getriebe GmbH", "Einkauf", "Sofort", "eva@kuehn-getriebe.example"],
        ),
        (
            "en",
            ("U0AMY", "leads-international"),
            ["See a demo", "Bolt & Sons Ltd", "Director", "Later", "sam@bolt-sons.example"],
        ),
    ],
)
def test_the_website_chat_makes_a_lead_with_its_conversation(
    product: RunningProduct,
    visit: Visit,
    language: str,
    reader: tuple[str, str],
    answers: list[str],
) -> None:
    page = visit(*reader)
    site = page.context.new_page()
    site.goto(f"{product.website}/{language}")
    chat = site.locator("staffel-chat, #staffel-chat, [data-staffel-chat]").first
    chat.get_by_role("button").first.click()
    for answer in answers:
        ready = chat.get_by_role("button", name=answer, exact=True)
        field = chat.get_by_role("textbox")
        expect(ready.or_(field).first).to_be_visible()
        if ready.count():
            ready.first.click()
        else:
            field.fill(answer)
            field.press("Enter")
        expect(chat).to_contain_text(answer)
        site.wait_for_timeout(250)
    yes = "Ja" if language == "de" else "Yes"
    chat.get_by_role("button", name=re.compile(f"^{yes}")).first.click()
    shoot(site, f"chat-{language}")
    card = card_of(page, answers[1])
    expect(card).to_be_visible(timeout=20_000)
    expect(card).to_contain_text(answers[0])
    if language == "de":
        shoot(page, "card-chat-de")


def test_app_home_shows_my_leads(product: RunningProduct, visit: Visit) -> None:
    """Issue C 11: "my leads, my clock, my week" and what a manager sees, in both languages."""
    product.send("demo", email="h@home.example", company="Heimspiel GmbH", **somebody("Dietz", 5))
    product.send("demo", email="a@away.example", company="Away Match Ltd", **OLIVER)
    product.card("C0LEADSDACH", "Heimspiel GmbH")
    product.card("C0LEADSINTL", "Away Match Ltd")
    amy = update(Person).where(Person.slack_user_id == "U0AMY")
    for user, role, said, name in (
        ("U0LENA", Role.SDR, "Meine Woche", "home-sdr-de"),
        ("U0AMY", Role.SDR, "My week", "home-sdr-en"),
        ("U0MIRA", Role.MANAGER, "Heimspiel GmbH", "home-manager-de"),
        ("U0AMY", Role.MANAGER, "Where the leads are", "home-manager-en"),
    ):
        if user == "U0AMY":
            with product.deps.store.begin() as session:
                session.execute(amy.values(role=role))
        page = visit(user, locale="en-GB" if name.endswith("-en") else "de-DE")
        page.get_by_test_id("app-home").click()
        expect(page.get_by_test_id("home-view")).to_contain_text(said, timeout=20_000)
        shoot(page, name)
    with product.deps.store.begin() as session:
        session.execute(amy.values(role=Role.SDR))


def test_the_form_for_a_new_lead(visit: Visit) -> None:
    page = visit("U0LENA", "leads-dach")
    page.get_by_test_id("composer").fill("/staffel neu")
    page.get_by_test_id("composer").press("Enter")
    modal = page.get_by_role("dialog")
    expect(modal).to_contain_text("Neuer Lead", timeout=20_000)
    expect(modal).to_contain_text("Wer kümmert sich?")
    shoot(page, "new-lead-modal-de")
    modal.get_by_role("button", name="Abbrechen").click()
    expect(modal).to_have_count(0)
