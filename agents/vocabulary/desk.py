"""What happens to a lead and between people."""

from enum import StrEnum


class Language(StrEnum):
    """A language the product speaks."""

    DE = "de"
    EN = "en"


class Role(StrEnum):
    """What a person in the team does, and so what they may see and do."""

    SDR = "sdr"
    AE = "ae"
    MANAGER = "manager"
    REVOPS = "revops"
    MARKETING = "marketing"
    DPO = "dpo"
    OPERATOR = "operator"


class Stage(StrEnum):
    """Lifecycle of a lead; each is stamped when it is reached."""

    LEAD = "lead"
    MQL = "mql"
    SAL = "sal"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    WON = "won"
    LOST = "lost"
    RECYCLED = "recycled"
    NURTURE = "nurture"
    DISQUALIFIED = "disqualified"
    MERGED = "merged"
    SPAM = "spam"


class StageCause(StrEnum):
    """Why a lead went from one stage to another."""

    TAKEN_IN = "taken_in"
    SCORED = "scored"
    DECAYED = "decayed"
    ACCEPTED = "accepted"
    TAKEN_OVER = "taken_over"
    QUALIFIED = "qualified"
    DEAL = "deal"
    CLOSED = "closed"
    REJECTED = "rejected"
    WOKEN = "woken"
    UNREACHED = "unreached"
    MERGED = "merged"
    SET_ASIDE = "set_aside"
    REOPENED = "reopened"
    UNDONE = "undone"
    IMPORTED = "imported"


class Handover(StrEnum):
    """Where a lead stands between marketing and sales."""

    NONE = "none"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    QUALIFIED = "qualified"
    REJECTED = "rejected"
    SPAM = "spam"
    CLOSED = "closed"


class RejectReason(StrEnum):
    """The five reason codes of a rejection (S-140)."""

    NO_FIT = "no_fit"
    NO_NEED = "no_need"
    WRONG_PERSON = "wrong_person"
    TIMING = "timing"
    DUPLICATE = "duplicate"


class Consequence(StrEnum):
    """What a reason code brings about (S-141 to S-143)."""

    DISQUALIFY = "disqualify"
    LONG_NURTURE = "long_nurture"
    REROUTE = "reroute"
    RECYCLE = "recycle"
    MERGE = "merge"


class Fit(StrEnum):
    """How well a lead fits the ideal customer: hoch, mittel, niedrig."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class LeadSource(StrEnum):
    """The door through which a lead came."""

    FORM = "form"
    LINKEDIN = "linkedin"
    CHAT = "chat"
    EVENT = "event"
    CSV = "csv"
    SLACK = "slack"


class FieldOrigin(StrEnum):
    """Where a value of a lead comes from: a door, a colleague, or what was known before."""

    FORM = "form"
    LINKEDIN = "linkedin"
    CHAT = "chat"
    EVENT = "event"
    CSV = "csv"
    SLACK = "slack"
    ADDED = "added"
    CORRECTED = "corrected"
    BOOK = "book"


class LeadField(StrEnum):
    """What a colleague may type about a lead: when they create one, and when they correct it."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    COMPANY = "company"
    JOB_TITLE = "job_title"
    COUNTRY = "country"
    INDUSTRY = "industry"
    EMPLOYEES = "employees"
    NEED = "need"
    TIMEFRAME = "timeframe"


class ActivityKind(StrEnum):
    """What a person did, as far as a score or a reader cares."""

    VISIT = "visit"
    PRICE_PAGE = "price_page"
    DOWNLOAD = "download"
    CASE_STUDY = "case_study"
    EVENT_ATTENDED = "event_attended"
    PRODUCT_USE = "product_use"
    EMAIL_CLICK = "email_click"
    EMAIL_BOUNCE = "email_bounce"
    CHAT = "chat"
    CONTACT_REQUEST = "contact_request"
    DEMO_REQUEST = "demo_request"
    PRICE_REQUEST = "price_request"


class TouchKind(StrEnum):
    """A human, outbound act towards the lead; the first stops the first-touch clock."""

    CALL = "call"
    NO_ANSWER = "no_answer"
    EMAIL = "email"
    MEETING = "meeting"


class Tier(StrEnum):
    """How fast a lead must be touched."""

    HOT = "hot"
    MQL = "mql"


class ClockKind(StrEnum):
    """Which promise a clock measures."""

    ACCEPT = "accept"
    FIRST_TOUCH = "first_touch"


class SlaState(StrEnum):
    """State of a clock; `cancelled` counts in no rate (spam, duplicate, withdrawn)."""

    PENDING = "pending"
    AT_RISK = "at_risk"
    MET = "met"
    BREACHED = "breached"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class EscalationStep(StrEnum):
    """The rungs of the escalation chain, by consumed share of the promised time, and its end."""

    REMIND_OWNER = "remind_owner"
    CALL_COVER = "call_cover"
    TELL_MANAGER = "tell_manager"
    NOBODY_REACTED = "nobody_reacted"


class NextAction(StrEnum):
    """The next best action (S-065)."""

    CALL = "call"
    SEND_CASE_STUDY = "send_case_study"
    BOOK_DEMO = "book_demo"
    SEND_EMAIL = "send_email"
    ANSWER_QUESTION = "answer_question"
    CONNECT_LINKEDIN = "connect_linkedin"
    INVITE_EVENT = "invite_event"
    HAND_TO_ACCOUNT_OWNER = "hand_to_account_owner"
    ASK_CONTEXT = "ask_context"
    WAIT = "wait"


class AlertKind(StrEnum):
    """What somebody is mentioned for in Slack."""

    NEW_LEAD = "new_lead"
    REMINDER = "reminder"
    COVER = "cover"
    ESCALATION = "escalation"
    HANDED_OVER = "handed_over"
    CAME_AGAIN = "came_again"


class AlertLevel(StrEnum):
    """How much a person wants of a kind of alert; off is no mention, never no card."""

    IMPORTANT = "important"
    DEFAULT = "default"
    OFF = "off"


class EdgeCase(StrEnum):
    """Where signals contradict each other: a person is asked, nothing is guessed (S-064)."""

    COMPETITOR_DEMO = "competitor_demo"
    EXISTING_CUSTOMER = "existing_customer"
    STUDENT_AT_TARGET = "student_at_target"
    CONFLICTING_SIGNALS = "conflicting_signals"
    HOT_LOW_FIT = "hot_low_fit"


class EdgeAnswer(StrEnum):
    """What a colleague decides in an edge case."""

    GO_ON = "go_on"
    BE_BRIEF = "be_brief"
    ACCOUNT_OWNER = "account_owner"
    LEAVE = "leave"


class AdviceState(StrEnum):
    """What became of a recommended action."""

    OPEN = "open"
    DONE = "done"
    IGNORED = "ignored"
    SUPERSEDED = "superseded"


class ContentKind(StrEnum):
    """What an SDR may send or invite to."""

    CASE_STUDY = "case_study"
    EVENT = "event"
    MAIL = "mail"


class Channel(StrEnum):
    """A way to a person; `demo` is an invitation to one, `email` a mail with content of ours."""

    EMAIL = "email"
    PHONE = "phone"
    LINKEDIN = "linkedin"
    DEMO = "demo"
    NEWSLETTER = "newsletter"
    POST = "post"


class LegalBasis(StrEnum):
    """Why a person may be contacted or their values kept (GDPR Art. 6; UWG § 7)."""

    CONSENT = "consent"
    OWN_REQUEST = "own_request"
    LEGITIMATE_INTEREST = "legitimate_interest"
    EXISTING_CUSTOMER = "existing_customer"
    CONTRACT = "contract"


class PermissionCode(StrEnum):
    """Why a channel is open, or what locks it."""

    OWN_REQUEST = "own_request"
    CONSENT = "consent"
    LEGITIMATE_INTEREST = "legitimate_interest"
    EXISTING_CUSTOMER = "existing_customer"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    DENIED = "denied"
    PENDING = "pending"
    NO_CONSENT = "no_consent"
    NOT_WEIGHED = "not_weighed"


class ConsentPurpose(StrEnum):
    """What a person may be contacted for."""

    ANSWER_REQUEST = "answer_request"
    MARKETING_EMAIL = "marketing_email"
    MARKETING_PHONE = "marketing_phone"
    NEWSLETTER = "newsletter"
    LINKEDIN = "linkedin"
    POST = "post"


class ConsentState(StrEnum):
    """Where a consent stands; `pending` waits for the double opt-in."""

    GRANTED = "granted"
    PENDING = "pending"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    UNKNOWN = "unknown"


class MqlCriterion(StrEnum):
    """The four conditions of an MQL (S-131 to S-134)."""

    SCORE = "score"
    FIT = "fit"
    CONSENT = "consent"
    INTENT = "intent"


class RoutingReason(StrEnum):
    """Why a lead has the owner it has."""

    KNOWN_CONTACT = "known_contact"
    ACCOUNT_OWNER = "account_owner"
    KEY_ACCOUNT = "key_account"
    COVER = "cover"
    RETURNED = "returned"
    SWAPPED = "swapped"
    TAKEN_BACK = "taken_back"
    LEFT = "left"
    TURN = "turn"
    FALLBACK = "fallback"
    TAKEN_OVER = "taken_over"
    GIVEN = "given"
    NOBODY = "nobody"


class AbsenceKind(StrEnum):
    """Why somebody is away, as far as a colleague must know; never an illness."""

    VACATION = "vacation"
    AWAY = "away"
    BUSY = "busy"


class AbsenceSource(StrEnum):
    """Where an absence was entered."""

    SLACK = "slack"
    COMMAND = "command"
    CALDAV = "caldav"


class CoverCredit(StrEnum):
    """Whose turn counts for a lead that a cover takes."""

    OWNER = "owner"
    COVER = "cover"
