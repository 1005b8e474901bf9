"""Mails to leads and the pages behind their links (S-036, S-100, S-103, S-108).

A real mail server, a real web server, real rows; the mail is opened as a person opens it.
"""

import json
import logging
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from agents.facts import LeadFacts
from agents.facts.standing import consent_state
from agents.policy import parse
from agents.vocabulary import (
    ActivityKind,
    ConsentPurpose,
    ConsentState,
    Handover,
    Language,
    LegalBasis,
    OutboxState,
    Stage,
)
from bot import web
from bot.links import Links, Page
from bot.parts.post import links_of
from bot.workflows import accept, consent, intake
from store.consent_texts import fingerprint
from store.models import Activity, Audit, Consent, Contact, Suppression
from store.models import Lead as LeadRow
from store.session import Store
from tests.bot.letterbox import BASE, Letterbox, link
from tests.mail_server import MailServer
from tests.web_server import settings
from tests.world import ROOT, World

MAIL, ANSWER = ConsentPurpose.MARKETING_EMAIL, ConsentPurpose.ANSWER_REQUEST
EVA = "eva.sommer@sommer-anlagen.example"
FRIDAY = datetime(2026, 3, 27, 15, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
PENDING, GRANTED = ConsentState.PENDING, ConsentState.GRANTED
OBJECTED, WITHDRAWN = ConsentState.OBJECTED, ConsentState.WITHDRAWN


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def opened(store: Store, server: MailServer) -> Letterbox:
    world = World(store)
    world.hire()
    return Letterbox(world, server)


@pytest.fixture
def box(store: Store, server: MailServer) -> Letterbox:
    return opened(store, server)


@pytest.fixture
def quick(sqlite_store: Store, server: MailServer) -> Letterbox:
    """Where the kind of database does not matter."""
    return opened(sqlite_store, server)


def content_of(lead: LeadFacts) -> object:
    return lead.next_action_params.get("content")


def test_a_topic_that_is_switched_off_is_not_suggested_any_more(quick: Letterbox) -> None:
    """At once, also where nothing else was chosen; and for a lead that comes later."""
    lead = quick.world.receive("whitepaper")
    consent.confirm(quick.deps, lead.id)
    with quick.world.store.begin() as session:
        session.add(
            Activity(
                lead_id=lead.id,
                subject_id=lead.subject_id,
                kind=ActivityKind.CASE_STUDY,
                topic="logistics",
                occurred_at=quick.world.clock(),
                delete_after=quick.world.clock() + timedelta(days=730),
            )
        )
    every, german = set(quick.world.policy.consent.topics), Language.DE

    def hear_about(*topics: str) -> object:
        allowed = {MAIL}
        consent.choose(quick.deps, lead.id, allowed=allowed, topics=topics, language=german)
        return content_of(quick.world.lead(lead.id))

    assert hear_about(*(every - {"response"})) == "logistik-uebergabe"
    assert hear_about("manufacturing", "response") == "maschinenbau-angebote"
    assert hear_about("manufacturing") is None
    assert hear_about(*every) == "maschinenbau-angebote"  # the first of equals


def mail_state(box: Letterbox, lead: LeadFacts) -> ConsentState:
    return consent_state(box.world.lead(lead.id).consents, MAIL)


def test_an_opt_in_counts_once_the_address_has_confirmed_it(box: Letterbox) -> None:
    lead = box.world.receive("whitepaper", phone="")
    assert (mail_state(box, lead), lead.stage) == (PENDING, Stage.LEAD)
    (mail,) = box.send_all()
    assert mail["To"] == EVA
    assert mail["Subject"] == "Bitte bestätigen: E-Mails von Example GmbH"
    assert "Ja, Sie dürfen mir E-Mails zu Ihren Produkten schicken." in mail.get_content()
    path = link(mail, "confirm")
    with box.pages() as site:
        for _ in range(2):  # a mail scanner opens every link, and presses no button
            page = site.client.get(path)
            assert "Ja, ich bestätige" in page.text
            assert mail_state(box, lead) is PENDING
        assert "Ihre Adresse ist bestätigt" in site.client.post(path).text
        assert mail_state(box, lead) is GRANTED
        assert "war schon bestätigt" in site.client.post(path).text
        assert "war schon bestätigt" in site.client.get(path).text
    proofs = [one for one in box.world.lead(lead.id).consents if one.purpose is MAIL]
    assert [one.state for one in proofs] == [PENDING, GRANTED]
    text = box.world.policy.wording("form-2026-11", lead.language)
    assert text is not None
    assert (proofs[1].source, proofs[1].basis) == ("double_opt_in", LegalBasis.CONSENT)
    assert (proofs[1].text_version, proofs[1].text_hash) == ("form-2026-11", fingerprint(text))
    assert proofs[1].evidence == "form:whitepaper, 2026-03-24 09:00 UTC"
    with box.world.store.read() as session:
        hashes = set(session.scalars(select(Consent.address_hash)))
    assert len(hashes) == 1
    assert EVA not in str(hashes)


def test_a_confirmed_reader_becomes_an_mql_and_is_handed_over(quick: Letterbox) -> None:
    """Score, fit and intent were there; the valid opt-in was the fourth (S-131 to S-134)."""
    world = quick.world
    lead = world.receive("whitepaper")
    with world.store.begin() as session:
        for kind in (ActivityKind.PRICE_PAGE, ActivityKind.PRODUCT_USE):
            session.add(
                Activity(
                    lead_id=lead.id,
                    subject_id=lead.subject_id,
                    kind=kind,
                    occurred_at=world.clock(),
                    delete_after=world.clock() + timedelta(days=730),
                )
            )
    quick.send_all()
    assert world.lead(lead.id).handover is Handover.NONE
    assert consent.confirm(quick.deps, lead.id) is consent.Confirmed.NOW
    after = world.lead(lead.id)
    assert (after.stage, after.handover) == (Stage.MQL, Handover.OFFERED)
    assert ("ShowLeadCard", {"lead_id": lead.id}) in world.owed()
    with world.store.read() as session:
        events = session.scalars(select(Audit.params).where(Audit.event == "consent")).all()
    assert events == [
        {"purpose": "marketing_email", "state": "granted", "source": "double_opt_in"}
    ]


def test_a_link_ends_after_48_hours_and_a_new_one_comes(quick: Letterbox) -> None:
    lead = quick.world.receive("whitepaper")
    path = link(quick.send_all()[0], "confirm")
    quick.world.clock.forward(hours=48, seconds=1)
    with quick.pages() as site:
        page = site.client.get(path)
        assert "abgelaufen" in page.text
        assert f'action="{path}/again?lang=de"' in page.text
        assert site.client.post(path).status_code == 410
        assert mail_state(quick, lead) is PENDING
        assert "has expired" in site.client.get(path, params={"lang": "en"}).text
        assert "unterwegs" in site.client.post(f"{path}/again").text
        (mail,) = quick.send_all()
        assert "bestätigt" in site.client.post(link(mail, "confirm")).text
    assert mail_state(quick, lead) is GRANTED


def test_nobody_is_flooded_by_it(quick: Letterbox) -> None:
    """Anybody may fill in a form with somebody else's address, again and again."""
    lead = quick.world.receive("whitepaper")
    for number in range(3):
        quick.world.receive("whitepaper", message=f"{number}")
    assert len(quick.send_all()) == 1
    path = link(quick.server.taken[0], "confirm")
    with quick.pages() as site:
        answers = [site.client.post(f"{path}/again") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert len(quick.send_all()) == consent.MOST_MAILS_A_DAY
    assert mail_state(quick, lead) is PENDING


def test_no_link_names_anybody_and_none_can_be_made_up(
    quick: Letterbox, caplog: pytest.LogCaptureFixture
) -> None:
    quick.world.receive("whitepaper")
    (mail,) = quick.send_all()
    path, centre = link(mail, "confirm"), link(mail, "preferences")
    assert not [
        part for part in ("eva", "sommer", "%40", "@") if part in f"{path}{centre}".lower()
    ]
    token = path.rpartition("/")[2]
    with caplog.at_level(logging.DEBUG), quick.pages() as site:
        for wrong in (
            f"/consent/confirm/{token[:-2]}xx",
            f"/consent/preferences/{token}",  # a link to one page opens no other
            "/consent/confirm/1",
            "/consent/preferences/x/off",
        ):
            for answer in (site.client.get(wrong), site.client.post(wrong)):
                assert answer.status_code == 404
        page = site.client.get(centre)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "e…@sommer-anlagen.example" in page.text
        assert EVA not in page.text
    assert EVA not in caplog.text
    other = Links("https://x.example", "another secret", quick.world.clock)
    assert other.read(Page.CONFIRM, token) is None


def test_what_was_withdrawn_meanwhile_is_not_confirmed(quick: Letterbox) -> None:
    lead = quick.world.receive("whitepaper")
    (mail,) = quick.send_all()
    with quick.pages() as site:
        site.client.post(f"{link(mail, 'preferences')}/object")
        assert "nichts (mehr) zu bestätigen" in site.client.post(link(mail, "confirm")).text
        assert "nichts (mehr) zu bestätigen" in site.client.get(link(mail, "confirm")).text
    assert mail_state(quick, lead) is OBJECTED


def test_the_preference_centre_acts_at_once(quick: Letterbox) -> None:
    lead = quick.world.receive("whitepaper")
    centre = link(quick.send_all()[0], "preferences")
    with quick.pages() as site:
        form = {"allow": ["marketing_phone", "newsletter"], "topic": ["logistics"]}
        saved = site.client.post(centre, data=form)
        assert "Gespeichert" in saved.text
        assert saved.text.count(" checked") == 3
    after = quick.world.lead(lead.id)
    states = {purpose: consent_state(after.consents, purpose) for purpose in ConsentPurpose}
    assert states[ConsentPurpose.MARKETING_PHONE] is GRANTED
    assert states[ConsentPurpose.NEWSLETTER] is GRANTED
    assert states[MAIL] is WITHDRAWN  # it was ticked as open, and left empty
    assert states[ConsentPurpose.POST] is ConsentState.UNKNOWN
    assert after.contact.topics == ("logistics",)
    granted = next(one for one in after.consents if one.purpose is ConsentPurpose.NEWSLETTER)
    assert (granted.text_version, granted.evidence) == ("preferences-2026-11", "signed link")
    with quick.pages() as site:
        count = len(quick.world.lead(lead.id).consents)
        site.client.post(centre, data=form)  # what stays as it is, is not written again
        assert len(quick.world.lead(lead.id).consents) == count


@pytest.mark.parametrize(
    ("act", "body", "answer"),
    [
        ("object", {}, GRANTED),
        ("off", {}, WITHDRAWN),
        ("off", {"List-Unsubscribe": "One-Click"}, GRANTED),  # RFC 8058: the mail program's button
    ],
)
def test_the_ways_out(quick: Letterbox, act: str, body: dict[str, str], answer: str) -> None:
    lead = quick.world.receive("demo")
    (mail,) = quick.send_all()
    centre = link(mail, "preferences")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{centre}/off" in mail["List-Unsubscribe"].replace("\n", "").replace(" ", "")
    keeps = quick.world.lead(lead.id)
    with quick.pages() as site:
        assert site.client.post(f"{centre}/{act}", data=body).status_code == 200
        assert site.client.post(f"{centre}/{act}", data=body).status_code == 200
    consents = quick.world.lead(lead.id).consents
    assert consent_state(consents, MAIL) is OBJECTED
    assert consent_state(consents, ANSWER) is answer
    assert len([one for one in consents if one.state is OBJECTED]) == 5
    assert quick.world.lead(lead.id).version > keeps.version


def test_a_mail_that_waits_is_stopped_by_an_objection(quick: Letterbox) -> None:
    lead = quick.world.receive("whitepaper")
    consent.refuse(quick.deps, lead.id, consent.OBJECTION, source="test")
    assert quick.send_all() == []
    assert quick.settled("ConfirmOptIn") == [(OutboxState.SUPERSEDED, "nothing_to_confirm")]


def test_who_was_erased_stays_suppressed(box: Letterbox) -> None:
    """The address is known by a keyed hash only; the person and all of theirs are gone."""
    world = box.world
    lead = world.receive("demo")
    consent.refuse(box.deps, lead.id, consent.OBJECTION, source="command")
    with world.store.begin() as session:
        for table in (Consent, Activity):
            session.execute(delete(table))
        row = session.get_one(LeadRow, lead.id)
        row.contact_id = None
        row.subject_id = "gone"
        session.flush()
        session.execute(delete(Contact))
        assert EVA not in str([vars(one) for one in session.scalars(select(Suppression))])
    again = world.receive("demo", message="noch einmal")
    assert again.id != lead.id
    assert mail_state(box, again) is PENDING  # they ticked the box anew: only their mail opens it
    assert {one.evidence for one in again.consents if one.state is OBJECTED} == {
        "suppression list"
    }
    assert consent.confirm(box.deps, again.id) is consent.Confirmed.NOW
    with world.store.read() as session:
        left = set(session.scalars(select(Suppression.purpose)))
    assert MAIL not in left
    assert ConsentPurpose.MARKETING_PHONE in left


def test_an_objection_holds_for_every_later_lead_of_the_person(quick: Letterbox) -> None:
    first = quick.world.receive("demo")
    consent.refuse(quick.deps, first.id, consent.OBJECTION, source="test")
    with quick.world.store.begin() as session:
        session.get_one(LeadRow, first.id).handover = Handover.CLOSED
    second = quick.world.receive("whitepaper", consent="")
    assert second.id != first.id
    assert mail_state(quick, second) is OBJECTED


def test_a_hot_lead_off_hours_gets_one_honest_answer(box: Letterbox) -> None:
    world = box.world
    world.clock.now = SATURDAY
    lead = world.receive("demo", consent="")
    world.receive("demo", consent="", message="Hallo?")
    (mail,) = box.send_all()
    text = mail.get_content()
    assert (mail["To"], mail["Subject"]) == (EVA, "Ihre Anfrage ist da")
    assert text.startswith("Guten Tag Eva Sommer,")
    assert "Ab 30.03.26, 09:00 (Europe/Berlin) sind wir wieder da" in text
    assert "Termin" not in text  # no booking link is set
    assert link(mail, "preferences")
    assert box.settled("AnswerAway") == [(OutboxState.SENT, None)]
    assert world.lead(lead.id).is_hot


@pytest.mark.parametrize(
    ("moment", "fields"),
    [
        (None, {}),  # somebody is there
        (SATURDAY, {"form": "whitepaper"}),  # asked for nothing
    ],
)
def test_no_answer_where_none_is_due(
    quick: Letterbox, moment: datetime | None, fields: dict[str, str]
) -> None:
    quick.world.clock.now = moment or quick.world.clock.now
    quick.world.receive(**{"form": "demo", "consent": "", **fields})
    assert quick.send_all() == []


@pytest.mark.parametrize(
    ("came_at", "read_at", "settled"),
    [
        # Read by night, though it came while somebody was there.
        (FRIDAY, FRIDAY + timedelta(hours=3), []),
        # Read by day, though it came by night: what the mail would say is not true any more.
        (SATURDAY, MONDAY, [(OutboxState.SUPERSEDED, "somebody_is_there")]),
    ],
)
def test_whether_somebody_was_there_is_judged_when_the_lead_came(
    quick: Letterbox, came_at: datetime, read_at: datetime, settled: list[object]
) -> None:
    quick.world.clock.now = came_at
    delivery_id = quick.world.deliver("demo", consent="")
    quick.world.clock.now = read_at
    intake.process_delivery(quick.deps, delivery_id)
    assert quick.send_all() == []
    assert quick.settled("AnswerAway") == settled


def test_a_booking_link_and_english(quick: Letterbox) -> None:
    away = quick.world.policy.consent.away
    assert away is not None
    booked = away.model_copy(update={"booking_url": "https://cal.example/demo"})
    rules = quick.world.policy.consent.model_copy(update={"away": booked})
    quick.world.policy = quick.world.policy.model_copy(update={"consent": rules})
    quick.__post_init__()
    quick.world.clock.now = SATURDAY
    quick.world.receive("demo", consent="", language="en")
    (mail,) = quick.send_all()
    assert "choose a time here: https://cal.example/demo" in mail.get_content()
    assert "Good day Eva Sommer," in mail.get_content()


def test_who_is_taken_or_wants_no_answer_gets_none(quick: Letterbox) -> None:
    quick.world.clock.now = SATURDAY
    taken = quick.world.receive("demo", consent="")
    accept.accept(quick.deps, taken.id, person=quick.world.person("U0LENA"))
    left = quick.world.receive("demo", consent="", email="b@x.example", last_name="B")
    consent.refuse(quick.deps, left.id, consent.ALL_OFF, source="test")
    assert quick.send_all() == []
    assert quick.settled("AnswerAway") == [
        (OutboxState.SUPERSEDED, "somebody_has_it"),
        (OutboxState.SUPERSEDED, "not_allowed_withdrawn"),
    ]


def test_without_a_mail_server_nothing_is_owed_and_a_yes_counts(sqlite_store: Store) -> None:
    world = World(sqlite_store)
    world.hire()
    world.clock.now = SATURDAY
    lead = world.receive("demo")
    assert consent_state(lead.consents, MAIL) is GRANTED
    assert {kind for kind, _ in world.owed()} == {"ShowLeadCard"}


def test_a_batch_of_newcomers_is_treated_alike(box: Letterbox) -> None:
    box.world.clock.now = SATURDAY
    for name in ("a", "b", "c"):
        box.world.deliver("demo", email=f"{name}@x.example", last_name=name)
    assert intake.process_waiting(box.deps) == 3
    assert sorted(kind for kind, _ in box.world.owed()) == [
        *["AnswerAway"] * 3,
        *["ConfirmOptIn"] * 3,
        *["ShowLeadCard"] * 3,
    ]
    assert len(box.send_all()) == 6


@pytest.mark.parametrize("language", list(Language))
def test_the_website_shows_the_very_words_that_are_kept(language: Language) -> None:
    file = Path(web.__file__).parent / "site" / f"texts.{language.value}.toml"
    shown = tomllib.loads(file.read_text(encoding="utf-8"))["consent"]
    for policy in ("policy.toml", "bot/demo/policy.toml"):
        rules = parse((ROOT / policy).read_text(encoding="utf-8"))
        assert rules.wording(rules.forms["demo"].consent_text, language) == shown
        assert rules.wording(rules.chat.consent_version, language) == shown


def test_a_policy_is_kept_word_for_word_once(quick: Letterbox) -> None:
    for _ in range(2):
        consent.keep_texts(quick.world.store, quick.world.policy, now=quick.world.clock())
    quick.world.receive("whitepaper")
    found = consent.of_address(quick.deps, EVA)
    assert found.texts == (quick.world.policy.wording("form-2026-11", Language.DE),)


def test_a_consent_of_another_system(quick: Letterbox) -> None:
    """Events may carry consent, with their proof; told twice it is written once."""
    lead = quick.world.receive("whitepaper")
    said = {"purpose": "newsletter", "state": "granted", "evidence": "tablet 3"}
    event = {"id": "evt_1", "email": EVA, "occurred_at": "2026-03-24T08:00:00Z", "consent": said}
    wrong = {**event, "id": "evt_2", "consent": {**said, "state": "pending"}}
    for number in range(2):
        kept = intake.keep_delivery(
            quick.deps,
            door=intake.EVENTS_DOOR,
            external_id=f"batch-{number}",
            body=json.dumps({"events": [event, wrong]}).encode(),
            content_type="application/json",
        )
        intake.process_delivery(quick.deps, kept.id)
    consents = quick.world.lead(lead.id).consents
    (one,) = [one for one in consents if one.purpose is ConsentPurpose.NEWSLETTER]
    assert (one.state, one.source, one.evidence) == (GRANTED, "events", "tablet 3")


def test_settings_decide_whether_leads_are_written_to(sqlite_store: Store) -> None:
    def made(**given: str) -> Links | None:
        return links_of(settings(**given), sqlite_store)

    assert made() is None
    assert made(STAFFEL_SMTP_URL="smtp://mail.firma.example") is None  # nobody could follow a link
    trial = made(STAFFEL_SMTP_URL="smtp://127.0.0.1:25")
    assert trial is not None
    assert trial.to(Page.CONFIRM, 1).startswith("http://127.0.0.1:8080/consent/confirm/")
    public = {"STAFFEL_SMTP_URL": "smtp://mail.firma.example", "STAFFEL_PUBLIC_URL": BASE}
    first, second = made(**public), made(**public)
    assert first is not None
    assert second is not None
    token = first.to(Page.CONFIRM, 7).rpartition("/")[2]
    opened_by_second = second.read(Page.CONFIRM, token)
    assert opened_by_second is not None  # the secret is kept in the database
    assert opened_by_second.lead_id == 7
    own = made(**public, STAFFEL_LINK_SECRET="chosen by the operator")
    assert own is not None
    assert own.read(Page.CONFIRM, token) is None
