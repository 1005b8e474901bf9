"""Everything the Slack face can show, in both languages: what the three checkers look at."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from agents.answers import Answer, AnswerKind, ShownFigure, ShownLead, Source
from agents.assistant import definitions
from agents.decisions import PromiseReceipt
from agents.facts import (
    AbsenceFacts,
    AdviceCount,
    AdviceFacts,
    AlertRate,
    CadenceFacts,
    ClockFacts,
    CompanyFacts,
    ContactFacts,
    DutyFacts,
    HomeFacts,
    HoursFacts,
    LeadFacts,
    ListFacts,
    OpenCounts,
    PauseFacts,
    RoutingCandidateFacts,
    RoutingFacts,
    ScoreStateFacts,
    StageChangeFacts,
    TeamFacts,
    TryFacts,
    WaitingFacts,
    WeekFacts,
    WhyFacts,
)
from agents.facts.quality import GapFacts, PairFacts, QualityFacts, SideFacts
from agents.facts.values import of_lead
from agents.rules.receipt import receipt
from agents.rules.working_time import working_time
from agents.vocabulary import (
    ActivityKind,
    AdviceState,
    AlertKind,
    AlertLevel,
    CadenceEnd,
    EscalationStep,
    Fit,
    Handover,
    Language,
    LeadField,
    LeadSource,
    MarketingDuty,
    Match,
    MqlCriterion,
    NextAction,
    PairKind,
    PauseCause,
    RejectReason,
    Role,
    RoutingReason,
    Side,
    SlaState,
    Stage,
    StageCause,
    TouchKind,
)
from agents.words import in_language
from bot.slack import present
from bot.slack.metadata import (
    AcceptForm,
    ConsentForm,
    CorrectForm,
    DealForm,
    GiveForm,
    PauseForm,
    RejectForm,
    SetAsideForm,
    SnoozeForm,
    SwapForm,
)
from bot.slack.viewmodels import Message
from tests.bot.slack.samples import (
    LEADS,
    LENA,
    MARA,
    NOW,
    OFFERED,
    PEOPLE,
    POLICY,
    TOM,
    card,
    clock,
    minutes,
)

Surface = Literal["message", "modal", "home"]
ZONE = "Europe/Berlin"
URL = "https://hooks.slack.example/actions/T0/1/abc"
AWAY = AbsenceFacts(id=1, starts_at=minutes(-60), ends_at=minutes(600))
SITE = "https://nordwerk.slack.com/"


@dataclass(frozen=True, slots=True)
class Produced:
    """One thing that is shown."""

    surface: Surface
    text: str
    blocks: list[dict[str, Any]]
    view: dict[str, Any] | None = None

    @property
    def payload(self) -> dict[str, Any]:
        """As it travels."""
        return self.view or {"text": self.text, "blocks": self.blocks}


ANSWERS = {
    "figure": Answer(
        kind=AnswerKind.FIGURE,
        text="Die Abdeckung liegt bei 2,9× auf den Rest und 1,7× auf das ganze Ziel.",
        figures=(
            ShownFigure(
                metric="Abdeckung",
                group="2026-Q4",
                value="2,9×",
                definition="Offene, qualifizierte Pipeline geteilt durch das restliche Ziel.",
                n=14,
                as_of="2026-11-23T09:29:00+00:00",
                parts=(
                    ("Pipeline", "1.189.000 €"),
                    ("Ziel", "700.000 €"),
                    ("Gewonnen", "290.000 €"),
                ),
                row_ids=tuple(f"op-{number}" for number in range(20)),
            ),
        ),
    ),
    "passage": Answer(
        kind=AnswerKind.PASSAGE,
        text="Bei „zu teuer“ erst nach dem Vergleich fragen.",
        by_model=True,
        sources=(
            Source(
                section_id="einwaende#preis",
                title="Einwände",
                heading="Zu teuer",
                path="einwaende.md",
                owner="Mara Klein",
                reviewed_on="2026-10-01",
                quote="Womit vergleichen Sie?\n\nDann über den Schaden reden, nicht über den Preis.",
            ),
        ),
    ),
    "leads": Answer(
        kind=AnswerKind.LEADS,
        text="Zwei Leads sind offen.",
        leads=(
            ShownLead(lead_id=17, line="Jana Petersen, Nordwerk", channel="C0LEADS", ts="1.2"),
            ShownLead(lead_id=18, line="Unbekannte Person"),
        ),
    ),
    "not_in_playbook": Answer(
        kind=AnswerKind.NOT_IN_PLAYBOOK, text="Dazu steht nichts in den Playbooks."
    ),
    "help": Answer(kind=AnswerKind.HELP, text="Frag mich nach Abdeckung, Leads oder Playbooks."),
}
WHY = WhyFacts(
    lead=OFFERED,
    failed=(MqlCriterion.CONSENT,),
    routing=(
        RoutingFacts(
            decided_at=minutes(-2),
            owner_id=LENA.id,
            reason=RoutingReason.TURN,
            territory="dach",
            candidates=(
                RoutingCandidateFacts(person_id=LENA.id, is_eligible=True, share=4.0),
                RoutingCandidateFacts(
                    person_id=TOM.id, is_eligible=False, skip_code="at_capacity"
                ),
            ),
        ),
    ),
    advice=(
        AdviceFacts(
            id=1,
            action=NextAction.CALL,
            code="hot_with_phone",
            made_at=minutes(-9),
            state=AdviceState.DONE,
            settled_at=minutes(-4),
            settled_by_id=LENA.id,
        ),
        AdviceFacts(
            id=2,
            action=NextAction.BOOK_DEMO,
            code="after_talk",
            made_at=minutes(-4),
            state=AdviceState.OPEN,
        ),
    ),
    people=PEOPLE,
    score_before=ScoreStateFacts(
        at=minutes(-24 * 60),
        total=70,
        fit=Fit.HIGH,
        standing={"fit_industry": 15, "fit_size": 15, "fit_role": 15},
        interest={"behaviour_visit": 3.0, "behaviour_download": 21.6},
    ),
    score_now=ScoreStateFacts(
        at=NOW,
        total=79,
        fit=Fit.HIGH,
        standing={"fit_industry": 15, "fit_size": 15, "fit_role": 15, "icp_has_erp": 4},
        interest={"behaviour_visit": 2.8, "behaviour_download": 20.9, "behaviour_price_page": 6.2},
    ),
    steps=(
        StageChangeFacts(stage=Stage.LEAD, at=minutes(-90), cause=StageCause.TAKEN_IN),
        StageChangeFacts(stage=Stage.MQL, at=minutes(-90), cause=StageCause.SCORED),
        StageChangeFacts(
            stage=Stage.SAL, at=minutes(-50), cause=StageCause.ACCEPTED, person_id=TOM.id
        ),
        StageChangeFacts(
            stage=Stage.RECYCLED,
            at=minutes(-40),
            cause=StageCause.REJECTED,
            detail=RejectReason.TIMING,
            person_id=LENA.id,
        ),
    ),
)


def everything() -> dict[str, Produced]:
    """By name: `de/card/offered`."""
    found: dict[str, Produced] = {}
    for language in Language:
        for kind, made in (
            ("card", _cards(language)),
            ("thread", _threads(language)),
            ("list", _lists(language)),
            ("promise", _promises(language)),
            ("direct", _direct(language)),
            ("answer", _answers(language)),
            ("find", _finds(language)),
            ("modal", _modals(language)),
            ("home", _homes(language)),
            ("data", _data(language)),
        ):
            found |= {f"{language.value}/{kind}/{name}": one for name, one in made.items()}
    return found


def _cards(language: Language) -> dict[str, Produced]:
    return {
        name: _message(present.lead_card(card(lead), policy=POLICY, language=language, now=NOW))
        for name, lead in LEADS.items()
    }


def _threads(language: Language) -> dict[str, Produced]:
    late = replace(OFFERED, clocks=(clock(due_at=minutes(-4)),))
    asked = {
        "remind": (OFFERED, EscalationStep.REMIND_OWNER, LENA),
        "remind_accepted": (LEADS["accepted"], EscalationStep.REMIND_OWNER, LENA),
        "cover": (OFFERED, EscalationStep.CALL_COVER, TOM),
        "manager": (late, EscalationStep.TELL_MANAGER, MARA),
        "manager_waiting": (LEADS["waiting"], EscalationStep.TELL_MANAGER, MARA),
        "nobody": (late, EscalationStep.TELL_MANAGER, None),
        "touched": (LEADS["touched"], EscalationStep.CALL_COVER, TOM),
        "decided": (LEADS["timing"], EscalationStep.TELL_MANAGER, MARA),
    }
    found = {
        name: _message(
            present.ping(
                card(lead), step=step, addressee=who, policy=POLICY, language=language, now=NOW
            )
        )
        for name, (lead, step, who) in asked.items()
    }
    for name in ("accepted", "offered", "touched", "timing"):
        found[f"settled_{name}"] = _message(
            present.ping_settled(card(LEADS[name]), policy=POLICY, language=language, now=NOW)
        )
    found["came_again"] = _message(
        present.came_again(
            card(LEADS["accepted"]),
            person=LENA,
            wish=ActivityKind.PRICE_REQUEST,
            policy=POLICY,
            language=language,
            now=NOW,
        )
    )
    for reason, by in (
        (RoutingReason.GIVEN, TOM),
        (RoutingReason.TAKEN_OVER, None),
        (RoutingReason.KNOWN_CONTACT, None),
        (RoutingReason.TURN, None),
        (RoutingReason.COVER, None),
        (RoutingReason.RETURNED, None),
    ):
        found[f"owner_{reason.value}"] = _message(
            present.new_owner(
                card(OFFERED),
                person=LENA,
                reason=reason,
                by=by,
                policy=POLICY,
                language=language,
                now=NOW,
            )
        )
    return found


PAUSED = clock(
    state=SlaState.PAUSED,
    pauses=(
        PauseFacts(
            cause=PauseCause.OUTAGE,
            began_at=minutes(-9),
            until=minutes(60),
            ended_at=minutes(-6),
        ),
        PauseFacts(
            cause=PauseCause.CUSTOMER, began_at=minutes(-1), until=minutes(240), person_id=LENA.id
        ),
    ),
)
TRIED = replace(
    LEADS["touched"],
    cadence=CadenceFacts(
        tries=tuple(TryFacts(by=one.by, after=one.after) for one in POLICY.cadence.tries),
        made=1,
        by=TouchKind.CALL,
        next_at=minutes(120),
        look_at=minutes(120),
    ),
)
OWED = DutyFacts(
    missing=(MarketingDuty.FIELDS, MarketingDuty.CONSENT),
    fields=(LeadField.LAST_NAME,),
    state=SlaState.PENDING,
    started_at=minutes(-300),
    due_at=minutes(-60),
)
RECYCLED = replace(
    TRIED,
    handover=Handover.CLOSED,
    stage=Stage.RECYCLED,
    wake_at=minutes(60 * 24 * 60),
    cadence=replace(TRIED.cadence, made=6, ended_at=NOW, outcome=CadenceEnd.USED_UP, by=None),
)


def a_receipt(one: ClockFacts) -> PromiseReceipt:
    """The receipt of a clock, by the shipped calendar."""
    calendar = working_time(POLICY.calendars["germany"])
    whole = receipt(calendar, begins_at=one.started_at, ends_at=one.due_at, pauses=one.pauses)
    return PromiseReceipt(
        clock=one,
        calendar="germany",
        label=calendar.policy.label,
        zone=ZONE,
        promised=whole.counted,
        due_at=one.due_at,
        whole=whole,
        so_far=receipt(calendar, begins_at=one.started_at, ends_at=NOW, pauses=one.pauses),
    )


def _promises(language: Language) -> dict[str, Produced]:
    """Cards, replies and modals about pauses, tries and what marketing owes."""
    common: dict[str, Any] = {"policy": POLICY, "language": language, "now": NOW}
    late = replace(OFFERED, clocks=(clock(due_at=minutes(-4)),), duty=OWED)
    messages = {
        "paused": present.lead_card(card(replace(OFFERED, clocks=(PAUSED,))), **common),
        "tried": present.lead_card(card(TRIED), **common),
        "recycled": present.lead_card(card(RECYCLED), **common),
        "owed": present.lead_card(
            card(replace(OFFERED, duty=replace(OWED, due_at=minutes(60)))), **common
        ),
        "both_late": present.lead_card(card(late), **common),
        "nobody_reacted": present.nobody_reacted(card(late), site=SITE, **common),
        "ping_nobody": present.ping(
            card(late), step=EscalationStep.NOBODY_REACTED, addressee=MARA, **common
        ),
        "next_try": present.remind_try(card(TRIED), **common),
        "marketing": present.tell_marketing(card(late), addressees=(MARA,), site=SITE, **common),
        "marketing_nobody": present.tell_marketing(card(late), addressees=(), site=SITE, **common),
    }
    reader = replace(LENA, language=language)
    weekend = clock(
        started_at=datetime(2026, 11, 20, 15, 52, tzinfo=UTC),
        due_at=datetime(2026, 11, 23, 8, 7, tzinfo=UTC),
    )
    modals = {
        name: present.receipt_modal(
            card(OFFERED), a_receipt(one), reader=reader, policy=POLICY, now=NOW
        )
        for name, one in (
            ("receipt", weekend),
            ("receipt_paused", PAUSED),
            ("receipt_stopped", replace(weekend, stopped_at=minutes(-60))),
        )
    }
    modals["pause"] = present.pause_modal(
        card(OFFERED), PauseForm(lead_id=17, view_id="V1"), policy=POLICY, language=language
    )
    found = {name: _message(one) for name, one in messages.items()}
    return found | {name: _view("modal", view) for name, view in modals.items()}


def _lists(language: Language) -> dict[str, Produced]:
    """A list when it is posted, and when some of its leads have moved on."""
    states = ("mql", "waiting", "bare", "chat", "overdue")
    fresh = tuple(_without_card(LEADS[name], place) for place, name in enumerate(states))
    moved = (
        replace(fresh[0], card_ts="1795426199.000100"),
        fresh[1],
        replace(fresh[2], is_hot=True, card_ts="1795426200.000100"),
        _without_card(LEADS["accepted"], 3),
        _without_card(LEADS["no_fit"], 4),
    )
    shown = {
        "fresh": ListFacts(id=3, leads=fresh, people=PEOPLE),
        "moved": ListFacts(id=3, leads=moved, people=PEOPLE, card_comes=frozenset({fresh[1].id})),
        "decided": ListFacts(id=3, leads=moved[3:], people=PEOPLE),
    }
    return {
        name: _message(
            present.lead_list(facts, policy=POLICY, language=language, now=NOW, site=SITE)
        )
        for name, facts in shown.items()
    }


def _without_card(lead: LeadFacts, place: int) -> LeadFacts:
    return replace(lead, id=17 + place, card_ts=None, is_hot=False, list_id=3)


def _answers(language: Language) -> dict[str, Produced]:
    return {
        name: _message(present.answer(answer, language=language, site=SITE))
        for name, answer in ANSWERS.items()
    }


def _modals(language: Language) -> dict[str, Produced]:
    common: dict[str, Any] = {"policy": POLICY, "language": language, "now": NOW}
    reader = replace(LENA, language=language)
    found = {
        f"reject_{reason.value}": present.reject_modal(
            card(OFFERED),
            RejectForm(lead_id=17, reason=reason, answer_url=URL),
            best=LEADS["mql"] if reason is RejectReason.DUPLICATE else None,
            **common,
        )
        for reason in RejectReason
    }
    found["reject_duplicate_alone"] = present.reject_modal(
        card(OFFERED),
        RejectForm(lead_id=17, reason=RejectReason.DUPLICATE),
        **common,
    )
    for is_test in (True, False):
        form = SetAsideForm(lead_id=17, is_test=is_test)
        name = "test" if is_test else "spam"
        found[name] = present.set_aside_modal(card(OFFERED), form, **common)
    incomplete = replace(
        OFFERED, need=None, timeframe=None, company=replace(OFFERED.company, name=None)
    )
    for name, is_for_sql in (("accept", False), ("accept_for_sql", True)):
        asked = AcceptForm(lead_id=17, answer_url=URL, is_for_sql=is_for_sql)
        found[name] = present.accept_modal(card(incomplete), asked, **common)
    one_open = replace(OFFERED, timeframe=None)
    found["accept_one"] = present.accept_modal(card(one_open), AcceptForm(lead_id=17), **common)
    deal = DealForm(lead_id=17, answer_url=URL)
    for name in ("qualified", "deal"):
        found[f"deal_{name}"] = present.deal_modal(card(LEADS[name]), deal, **common)
        found[f"close_{name}"] = present.close_modal(card(LEADS[name]), deal, **common)
    for name, able in (("hand_on", (LENA, MARA)), ("hand_on_nobody", ())):
        found[name] = present.hand_on_modal(
            card(LEADS["qualified"]), deal, able=able, language=language
        )
    found["give"] = present.give_modal(
        card(OFFERED), GiveForm(lead_id=17), colleagues=(TOM, MARA), language=language
    )
    found["consent"] = present.consent_modal(card(LEADS["mql"]), ConsentForm(lead_id=17), **common)
    found["why"] = present.why_modal(WHY, reader=reader, policy=POLICY, now=NOW)
    found["why_manager"] = present.why_modal(
        replace(WHY, lead=LEADS["mql"], failed=()),
        reader=replace(MARA, language=language),
        policy=POLICY,
        now=NOW,
    )
    found["why_bare"] = present.why_modal(
        WhyFacts(lead=LEADS["bare"], failed=tuple(MqlCriterion)),
        reader=reader,
        policy=POLICY,
        now=NOW,
    )
    found |= _forms(language) | _about_people(language)
    gone = replace(LENA, id=4, name="Kai Lund", slack_user_id="U0KAI", is_active=False)
    found["people"] = present.people_modal((gone, LENA, TOM, MARA), language=language)
    found["people_all_here"] = present.people_modal((LENA, TOM, MARA), language=language)
    found["person_off"] = present.person_modal(gone, policy=POLICY, language=language)
    found["person_add"] = present.person_modal(None, policy=POLICY, language=language)
    found["person_change"] = present.person_modal(TOM, policy=POLICY, language=language)
    quiet = replace(reader, quiet=(1320, 420), alerts={AlertKind.COVER: AlertLevel.OFF})
    found["preferences"] = present.preferences_modal(quiet)
    london = HoursFacts(tz="Europe/London", week=(((540, 720), (780, 1020)),) * 4 + ((),) * 3)
    found["hours_of_team"] = present.hours_modal(reader, policy=POLICY)
    found["hours_own"] = present.hours_modal(replace(reader, hours=london), policy=POLICY)
    numbered = POLICY.model_copy(update={"revision": "0123456789ab"})
    defined = definitions.answer("MQL", numbered, in_language(language))
    found["definition"] = present.definition_modal(defined, language=language)
    found["notice"] = present.notice_modal(language, sentence="Das geht <gerade> nicht.")
    return {name: _view("modal", view) for name, view in found.items()}


def _about_people(language: Language) -> dict[str, Any]:
    """Swapping, silence, being away and leaving."""
    lena = replace(LENA, language=language, absences=(AWAY,))
    common: dict[str, Any] = {"person": lena, "policy": POLICY, "now": NOW}
    return {
        "swap": present.swap_modal(
            card(OFFERED), SwapForm(lead_id=17), others=(LEADS["mql"],), language=language
        ),
        "swap_nothing": present.swap_modal(
            card(OFFERED), SwapForm(lead_id=17), others=(), language=language
        ),
        "snooze_hot": present.snooze_modal(card(OFFERED), SnoozeForm(lead_id=17), **common),
        "snooze": present.snooze_modal(card(LEADS["mql"]), SnoozeForm(lead_id=18), **common),
        "away": present.away_modal(lena, colleagues=(TOM, MARA), policy=POLICY, now=NOW),
        "leave": present.leave_modal(LENA, colleagues=(TOM, MARA), language=language),
    }


def _direct(language: Language) -> dict[str, Produced]:
    """What stands in somebody's direct messages, and the question whether they swap."""
    lena = replace(LENA, language=language)
    common: dict[str, Any] = {"policy": POLICY, "now": NOW, "site": SITE}
    leads = (OFFERED, LEADS["mql"])
    held = tuple(
        present.HeldAlert(kind=kind, lead=LEADS[name])
        for kind, name in (
            (AlertKind.ESCALATION, "overdue"),
            (AlertKind.COVER, "accepted"),
            (AlertKind.HANDED_OVER, "handed"),
            (AlertKind.NEW_LEAD, "mql"),
        )
    )
    found = {
        "morning": present.morning(lena, leads, **common),
        "morning_held": present.morning(lena, leads, held=held[:1], **common),
        "hints": present.hints(lena, held, **common),
        "told_one": present.told_leads(lena, leads[:1], giver=TOM, **common),
        "told_many": present.told_leads(lena, leads * 11, giver=None, **common),
    }
    deals = (LEADS["qualified"], LEADS["deal"])
    found["left_deals"] = present.left_deals(lena, deals, leaver=TOM, **common)
    found["swap_declined"] = present.swap_declined(
        card(OFFERED),
        theirs=LEADS["mql"],
        person=LENA,
        by=TOM,
        policy=POLICY,
        language=language,
        now=NOW,
    )
    for name, answer, is_ended in (
        ("asked", None, False),
        ("yes", True, True),
        ("no", False, True),
        ("over", None, True),
    ):
        found[f"swap_{name}"] = present.swap_question(
            5,
            mine=LEADS["mql"],
            theirs=OFFERED,
            people=PEOPLE,
            by_person_id=TOM.id,
            to_person_id=LENA.id,
            language=language,
            answer=answer,
            is_ended=is_ended,
        )
    return {name: _message(one) for name, one in found.items()}


def _forms(language: Language) -> dict[str, Any]:
    """Forms about a lead."""
    filled = present.NewLead(
        typed={LeadField.LAST_NAME: "Sommer", LeadField.EMAIL: "eva@sommer.example"},
        language=language,
    )
    doubled = present.Doubled(leads=(LEADS["bare"], LEADS["mql"]), hidden=1, people=PEOPLE)
    return {
        "new_lead": present.new_lead_modal(filled, language=language, may_keep=True),
        "new_lead_doubled": present.new_lead_modal(
            filled, language=language, may_keep=False, doubled=doubled, site=SITE
        ),
        "correct": present.correct_modal(
            card(OFFERED), CorrectForm(lead_id=17), known=of_lead(OFFERED), language=language
        ),
    }


def _finds(language: Language) -> dict[str, Produced]:
    """What was looked for."""
    common: dict[str, Any] = {"policy": POLICY, "language": language, "now": NOW, "site": SITE}
    found = (LEADS["accepted"], _without_card(LEADS["mql"], 3))
    return {
        "some": _message(present.found_leads(found, wanted="acme", people=PEOPLE, **common)),
        "none": _message(present.found_leads((), wanted="<acme>", people=PEOPLE, **common)),
    }


def _data(language: Language) -> dict[str, Produced]:
    """The weekly list, and pairs that may be one."""
    jana = SideFacts(
        number=1,
        name="Jana Petersen",
        contact=ContactFacts(email="jana@nordwerk.example", phone="+4930901820", job_title="CTO"),
        company=CompanyFacts(name="Nordwerk GmbH", domain="nordwerk.example", country="DE"),
        since=NOW,
    )
    again = replace(
        jana, number=2, name="J. Petersen", contact=ContactFacts(email="jp@nordwerk.example")
    )
    person = PairFacts(
        id=3,
        kind=PairKind.PERSON,
        one=jana,
        other=again,
        verdict=Match.UNCERTAIN,
        decided_by=None,
        lead_id=17,
        owner_id=LENA.id,
        channel="C0LEADS",
        card_ts="1.2",
    )
    sites = [
        SideFacts(
            number=number,
            name=name,
            contact=ContactFacts(),
            company=CompanyFacts(name=name, country="DE"),
            since=NOW,
        )
        for number, name in ((4, "Alpha GmbH Berlin"), (5, "Alpha GmbH <München>"))
    ]
    companies = replace(person, kind=PairKind.ACCOUNT, one=sites[0], other=sites[1])
    gaps = tuple(
        GapFacts(source=source, form=form, field=field, code=code, count=count, of=40, owner=owner)
        for source, form, field, code, count, owner in (
            (LeadSource.FORM, "demo", "company", "missing", 9, "revops"),
            (LeadSource.FORM, "demo", "phone", "phone_unreadable", 4, "revops"),
            (LeadSource.CSV, "csv", "country", "unknown_value", 3, "U0TOM"),
            (LeadSource.CHAT, "chat", "timeframe", "missing_for_stage", 2, "marketing"),
            (LeadSource.FORM, "contact", "email", "email_disposable", 1, "revops"),
        )
    )
    week = QualityFacts(
        since=NOW.date() - timedelta(days=7),
        until=NOW.date(),
        leads=40,
        clean=25,
        gaps=gaps,
        undecided=2,
    )
    nothing = replace(week, leads=0, clean=0, gaps=(), undecided=0)
    decided = {"decided_by": "Lena <Vogt>"}
    owners = (LENA, MARA, replace(MARA, id=9, role=Role.REVOPS, slack_user_id="U0RAVI"))
    return {
        "list": _message(present.quality_list(week, people=owners, language=language)),
        "list_empty": _message(present.quality_list(nothing, people=(), language=language)),
        "pair_person": _message(present.pair(person, asked=LENA, language=language, zone=ZONE)),
        "pair_account": _message(
            present.pair(companies, asked=None, language=language, zone=ZONE)
        ),
        "pair_same": _message(
            present.pair(
                replace(person, verdict=Match.SAME, **decided),
                asked=LENA,
                language=language,
                zone=ZONE,
            )
        ),
        "pair_different": _message(
            present.pair(
                replace(companies, verdict=Match.DIFFERENT, **decided),
                asked=None,
                language=language,
                zone=ZONE,
            )
        ),
    }


def _homes(language: Language) -> dict[str, Produced]:
    leads = (LEADS["overdue"], LEADS["accepted"], LEADS["bare"])
    sdr, manager = replace(LENA, language=language), replace(MARA, language=language)
    facts = {
        "sdr": HomeFacts(
            person=sdr,
            my=leads,
            mine=OpenCounts(all=len(leads), hot=sum(lead.is_hot for lead in leads)),
            week=WeekFacts(
                accepted=4,
                touched=4,
                touched_in_time=3,
                qualified=1,
                rejected={RejectReason.TIMING: 2, RejectReason.NO_FIT: 1},
            ),
            people=PEOPLE,
        ),
        "sdr_free": HomeFacts(person=sdr, people=PEOPLE),
        "sdr_away": HomeFacts(person=replace(sdr, absences=(AWAY,)), people=PEOPLE),
        "manager": HomeFacts(
            person=manager,
            all_open=(*leads, LEADS["waiting"]) * 8,
            team=TeamFacts(
                counts=OpenCounts(all=132, hot=57, overdue=8, without_owner=8),
                by_state={Handover.OFFERED: 3, Handover.WAITING: 1},
                breaches={Side.SALES: 2},
                waiting=(WaitingFacts(lead=LEADS["waiting"], wakes_at=minutes(900)),),
            ),
            alerts=(
                AlertRate(kind=AlertKind.REMINDER, acted=16, n=20),
                AlertRate(kind=AlertKind.COVER, acted=7, n=24),
            ),
            advice=(
                AdviceCount(
                    action=NextAction.CALL,
                    code="hot_with_phone",
                    done=9,
                    ignored=3,
                    helped=4,
                    did_not_help=1,
                ),
            ),
            people=PEOPLE,
        ),
        "marketing": HomeFacts(person=replace(sdr, role=Role.MARKETING), people=PEOPLE),
    }
    found = {
        name: present.home(one, policy=POLICY, now=NOW, site=SITE) for name, one in facts.items()
    }
    found["stranger"] = present.home_of_stranger(language, sentence="Ich kenne dich nicht.")
    return {name: _view("home", view) for name, view in found.items()}


def _message(message: Message) -> Produced:
    return Produced("message", message.text, message.blocks)


def _view(surface: Surface, view: dict[str, Any]) -> Produced:
    return Produced(surface, "", view["blocks"], view)
