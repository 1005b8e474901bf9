"""Leads in every state, as the card and its thread show them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from agents import policy as policies
from agents.facts import (
    ActivityFacts,
    CardFacts,
    ChatTurnFacts,
    ClockFacts,
    CompanyFacts,
    ConsentFacts,
    ContactFacts,
    DealFacts,
    LeadFacts,
    PersonFacts,
    ScoreLineFacts,
    TouchFacts,
)
from agents.vocabulary import (
    ActivityKind,
    ClockKind,
    ConsentPurpose,
    ConsentState,
    Fit,
    Former,
    Handover,
    Language,
    LeadField,
    LeadSource,
    NextAction,
    RejectReason,
    Role,
    RoutingReason,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)

ROOT = Path(__file__).parents[3]
POLICY = policies.parse((ROOT / "policy.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 23, 9, 29, tzinfo=UTC)

LENA = PersonFacts(
    id=1,
    name="Lena Vogt",
    slack_user_id="U0LENA",
    role=Role.SDR,
    language=Language.DE,
    territory="dach",
    turns=4,
    open_leads=2,
)
TOM = replace(LENA, id=2, name="Tom Berger", slack_user_id="U0TOM", turns=5)
MARA = replace(
    LENA,
    id=3,
    name="Mara Klein",
    slack_user_id="U0MARA",
    role=Role.MANAGER,
    language=Language.EN,
)
PEOPLE = {person.id: person for person in (LENA, TOM, MARA)}


def minutes(count: float) -> datetime:
    """So many minutes after now; negative ones before."""
    return NOW + timedelta(minutes=count)


def clock(kind: ClockKind = ClockKind.FIRST_TOUCH, **changes: object) -> ClockFacts:
    basis = ClockFacts(
        id=7,
        kind=kind,
        tier=Tier.HOT,
        state=SlaState.PENDING,
        started_at=minutes(-2),
        due_at=minutes(13),
    )
    return replace(basis, **changes)  # type: ignore[arg-type]


OFFERED = LeadFacts(
    id=17,
    subject_id="s-17",
    version=2,
    stage=Stage.LEAD,
    handover=Handover.OFFERED,
    source=LeadSource.FORM,
    form="demo",
    origin="google-ads",
    created_at=minutes(-2),
    contact=ContactFacts(
        first_name="Jana",
        last_name="Petersen",
        email="jana.petersen@nordwerk.example",
        phone="+4930901820",
        job_title="IT-Leiterin",
    ),
    company=CompanyFacts(
        name="Nordwerk Maschinenbau GmbH",
        domain="nordwerk.example",
        industry="manufacturing",
        employees=280,
        country="DE",
    ),
    message="Wir verlieren Anfragen von der Website.\nKönnen wir das nächste Woche ansehen?",
    need="Anfragen schneller beantworten",
    timeframe="In drei Monaten",
    is_hot=True,
    score=95,
    fit=Fit.HIGH,
    score_lines=(
        ScoreLineFacts(
            code="behaviour_demo_request", points=45, params={"count": 1, "days_ago": 0}
        ),
        ScoreLineFacts(code="behaviour_price_page", points=20, params={"count": 3, "days_ago": 0}),
        ScoreLineFacts(code="fit_industry", points=15, params={"value": "manufacturing"}),
        ScoreLineFacts(code="fit_role", points=15, params={"value": "IT-Leiterin"}),
        ScoreLineFacts(code="fit_size", points=15, params={"value": 280}),
        ScoreLineFacts(code="fit_country", points=5, params={"value": "DE"}),
        ScoreLineFacts(code="behaviour_cap", points=-5),
        ScoreLineFacts(code="clamp", points=-15),
    ),
    tier=Tier.HOT,
    territory="dach",
    owner_id=LENA.id,
    routing_reason=RoutingReason.TURN,
    next_action=NextAction.CALL,
    next_action_code="hot_with_phone",
    next_action_params={"activity": "demo_request", "minutes_ago": 2},
    policy_revision="abc",
    activities=(
        ActivityFacts(kind=ActivityKind.PRICE_PAGE, occurred_at=minutes(-60 * 26)),
        ActivityFacts(kind=ActivityKind.PRICE_PAGE, occurred_at=minutes(-190)),
        ActivityFacts(kind=ActivityKind.PRICE_PAGE, occurred_at=minutes(-9)),
        ActivityFacts(kind=ActivityKind.DEMO_REQUEST, occurred_at=minutes(-2)),
    ),
    clocks=(clock(ClockKind.ACCEPT, id=6), clock()),
    card_channel="C0LEADSDACH",
    card_ts="1795426140.000100",
)
DEAL = DealFacts(
    stage=Stage.OPPORTUNITY,
    value=Decimal("12500.00"),
    currency="EUR",
    expected_close_on=date(2026, 12, 20),
)
ACCEPTED = replace(
    OFFERED,
    version=3,
    stage=Stage.SAL,
    handover=Handover.ACCEPTED,
    decided_by_id=LENA.id,
    decided_at=minutes(0),
)
TOUCHED = replace(
    ACCEPTED,
    version=5,
    touches=(
        TouchFacts(kind=TouchKind.NO_ANSWER, person_id=LENA.id, occurred_at=minutes(1)),
        TouchFacts(kind=TouchKind.CALL, person_id=TOM.id, occurred_at=minutes(6)),
    ),
    clocks=(clock(state=SlaState.MET, stopped_at=minutes(1)),),
)
DECIDED = {"decided_by_id": LENA.id, "decided_at": minutes(4)}


def rejected(reason: RejectReason, stage: Stage, **changes: object) -> LeadFacts:
    basis = replace(OFFERED, version=4, handover=Handover.REJECTED, stage=stage, **DECIDED)  # type: ignore[arg-type]
    return replace(
        basis,
        reject_reason=reason,
        clocks=(clock(state=SlaState.CANCELLED, stopped_at=minutes(4)),),
        **changes,  # type: ignore[arg-type]
    )


LEADS = {
    "offered": OFFERED,
    "of_account": replace(OFFERED, account_owner_id=2),
    "asked_low_fit": replace(
        ACCEPTED,
        next_action=NextAction.ASK_CONTEXT,
        next_action_code="hot_low_fit",
        next_action_params={},
    ),
    "asked_customer": replace(
        OFFERED,
        next_action=NextAction.ASK_CONTEXT,
        next_action_code="existing_customer",
        next_action_params={},
    ),
    "asked_touched": replace(
        TOUCHED,
        next_action=NextAction.ASK_CONTEXT,
        next_action_code="conflicting_signals",
        next_action_params={},
    ),
    "owned": replace(
        ACCEPTED,
        next_action=NextAction.HAND_TO_ACCOUNT_OWNER,
        next_action_code="account_is_owned",
        next_action_params={"blocked_action": "call", "blocked_code": "objected"},
    ),
    "waiting": replace(
        OFFERED, handover=Handover.WAITING, owner_id=None, routing_reason=RoutingReason.NOBODY
    ),
    "resting": replace(OFFERED, room="dach", watch_at=minutes(600)),
    "handed": replace(
        OFFERED,
        routing_reason=RoutingReason.GIVEN,
        previous_owner_id=TOM.id,
        handed_at=minutes(-5),
    ),
    "mql": replace(
        OFFERED,
        stage=Stage.MQL,
        is_hot=False,
        tier=Tier.MQL,
        form="whitepaper",
        message=None,
        next_action=NextAction.SEND_CASE_STUDY,
        next_action_code="warm_up",
        next_action_params={"content": "maschinenbau-angebote"},
        consents=(
            ConsentFacts(
                purpose=ConsentPurpose.MARKETING_EMAIL,
                state=ConsentState.GRANTED,
                source="form",
                text_version="form-2026-11",
                recorded_at=minutes(-60),
            ),
        ),
        clocks=(clock(tier=Tier.MQL, due_at=minutes(60 * 22)),),
    ),
    "chat": replace(
        OFFERED,
        source=LeadSource.CHAT,
        form="chat",
        message=None,
        chat=(
            ChatTurnFacts(is_visitor=False, text="Wobei können wir helfen?", said_at=minutes(-4)),
            ChatTurnFacts(is_visitor=True, text="Demo ansehen", said_at=minutes(-3)),
            ChatTurnFacts(is_visitor=False, text="Für welche Firma?", said_at=minutes(-3)),
            ChatTurnFacts(is_visitor=True, text="Nordwerk *Maschinenbau*", said_at=minutes(-2)),
        ),
    ),
    "overdue": replace(
        OFFERED, clocks=(clock(state=SlaState.BREACHED, due_at=minutes(-4)),), version=6
    ),
    "accepted": ACCEPTED,
    "touched": TOUCHED,
    "touched_late": replace(
        TOUCHED, clocks=(clock(state=SlaState.BREACHED, stopped_at=minutes(17)),)
    ),
    "qualified": replace(
        TOUCHED, version=6, handover=Handover.QUALIFIED, stage=Stage.SQL, **DECIDED
    ),
    "again": replace(OFFERED, former=Former.NO_FIT, former_id=12),
    "no_fit": rejected(RejectReason.NO_FIT, Stage.DISQUALIFIED, reject_note="Zu klein für uns."),
    "no_need": rejected(
        RejectReason.NO_NEED, Stage.NURTURE, wake_at=datetime(2027, 2, 22, 8, tzinfo=UTC)
    ),
    "wrong_person": rejected(
        RejectReason.WRONG_PERSON, Stage.LEAD, reject_note="Frau Sommer, Einkauf"
    ),
    "timing": rejected(
        RejectReason.TIMING, Stage.RECYCLED, wake_at=datetime(2026, 12, 23, 8, tzinfo=UTC)
    ),
    "duplicate": rejected(RejectReason.DUPLICATE, Stage.MERGED, merged_into_id=12),
    "spam": replace(OFFERED, handover=Handover.SPAM, stage=Stage.SPAM, **DECIDED),
    "test": replace(OFFERED, handover=Handover.SPAM, stage=Stage.SPAM, is_test=True, **DECIDED),
    "undoable": rejected(
        RejectReason.NO_FIT,
        Stage.DISQUALIFIED,
        reject_sub="too_small",
        undo_until=minutes(9),
    ),
    "passed_on": rejected(RejectReason.WRONG_PERSON, Stage.DISQUALIFIED, passed_to_id=18),
    "referred": replace(OFFERED, referred_from_id=12, is_hot=False, tier=Tier.MQL),
    "open_fields": replace(
        ACCEPTED,
        need=None,
        open_fields=(LeadField.NEED, LeadField.TIMEFRAME),
        undo_until=minutes(9),
    ),
    "deal": replace(
        TOUCHED,
        version=7,
        handover=Handover.QUALIFIED,
        stage=Stage.OPPORTUNITY,
        deal=DEAL,
        **(DECIDED | {"decided_by_id": TOM.id}),
    ),
    "lost": replace(
        TOUCHED,
        handover=Handover.CLOSED,
        stage=Stage.LOST,
        deal=replace(
            DEAL, stage=Stage.LOST, closed_on=date(2026, 11, 23), lost_reason="competitor"
        ),
        **DECIDED,
    ),
    "won": replace(TOUCHED, handover=Handover.CLOSED, stage=Stage.WON, **DECIDED),
    "kept": replace(
        OFFERED,
        handover=Handover.NONE,
        is_hot=False,
        tier=None,
        owner_id=None,
        clocks=(),
        next_action=None,
    ),
    "bare": LeadFacts(
        id=18,
        subject_id="s-18",
        version=1,
        stage=Stage.LEAD,
        handover=Handover.OFFERED,
        source=LeadSource.CSV,
        created_at=minutes(-5),
        owner_id=99,
        policy_revision="abc",
    ),
}


def card(lead: LeadFacts) -> CardFacts:
    return CardFacts(lead=lead, people=PEOPLE)
