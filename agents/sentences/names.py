"""Names of the closed lists, as people say them."""

from babel import Locale, UnknownLocaleError

from agents.vocabulary import (
    ActivityKind,
    ConsentPurpose,
    Fit,
    Handover,
    JobFunction,
    Language,
    LeadField,
    LeadSource,
    Metric,
    MqlCriterion,
    Role,
    Seniority,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)
from agents.words import Words


def stage(w: Words, value: Stage) -> str:
    """A lifecycle stage."""
    return {
        Stage.LEAD: w.t("Lead"),
        Stage.MQL: w.t("MQL (qualified by marketing)"),
        Stage.SAL: w.t("SAL (accepted by sales)"),
        Stage.SQL: w.t("SQL (qualified by sales)"),
        Stage.OPPORTUNITY: w.t("Opportunity"),
        Stage.WON: w.t("Won"),
        Stage.LOST: w.t("Lost"),
        Stage.RECYCLED: w.t("Recycled"),
        Stage.NURTURE: w.t("Long nurture"),
        Stage.DISQUALIFIED: w.t("Disqualified"),
        Stage.MERGED: w.t("Merged"),
        Stage.SPAM: w.t("Does not count"),
    }[value]


def handover(w: Words, value: Handover) -> str:
    """Where a lead stands between marketing and sales."""
    return {
        Handover.NONE: w.t("not handed over"),
        Handover.WAITING: w.t("waits for somebody"),
        Handover.OFFERED: w.t("offered"),
        Handover.ACCEPTED: w.t("accepted"),
        Handover.QUALIFIED: w.t("qualified"),
        Handover.REJECTED: w.t("rejected"),
        Handover.SPAM: w.t("does not count"),
        Handover.CLOSED: w.t("closed"),
    }[value]


def source(w: Words, value: LeadSource) -> str:
    """The door through which a lead came."""
    return {
        LeadSource.FORM: w.t("Website form"),
        LeadSource.LINKEDIN: w.t("LinkedIn lead form"),
        LeadSource.CHAT: w.t("Website chat"),
        LeadSource.EVENT: w.t("Event"),
        LeadSource.CSV: w.t("Imported list"),
        LeadSource.SLACK: w.t("Entered in Slack"),
    }[value]


def form(w: Words, key: str) -> str | None:
    """A form by its key in policy.toml; None for the chat, which its source names already."""
    known = {
        "demo": w.t("Demo"),
        "pricing": w.t("Prices"),
        "contact": w.t("Contact"),
        "whitepaper": w.t("White paper"),
    }
    return None if key == "chat" else known.get(key) or _spelt_out(key)


def job_function(w: Words, value: JobFunction) -> str:
    """What somebody works on."""
    return {
        JobFunction.MANAGEMENT: w.t("General management"),
        JobFunction.SALES: w.t("Sales department"),
        JobFunction.MARKETING: w.t("Marketing department"),
        JobFunction.IT: w.t("IT"),
        JobFunction.ENGINEERING: w.t("Engineering"),
        JobFunction.PRODUCTION: w.t("Production"),
        JobFunction.PURCHASING: w.t("Purchasing"),
        JobFunction.LOGISTICS: w.t("Logistics"),
        JobFunction.FINANCE: w.t("Finance"),
        JobFunction.HR: w.t("Human resources"),
        JobFunction.LEGAL: w.t("Legal"),
        JobFunction.PRODUCT: w.t("Product"),
        JobFunction.SERVICE: w.t("Service"),
        JobFunction.CONSULTING: w.t("Consulting"),
        JobFunction.ADMINISTRATION: w.t("Administration"),
        JobFunction.EDUCATION: w.t("Teaching and research"),
        JobFunction.OTHER: w.t("Other work"),
    }[value]


def seniority(w: Words, value: Seniority) -> str:
    """How far somebody decides."""
    return {
        Seniority.OWNER: w.t("Owner of the company"),
        Seniority.C_LEVEL: w.t("Board or managing director"),
        Seniority.VP: w.t("VP"),
        Seniority.HEAD: w.t("Head of a department"),
        Seniority.MANAGER: w.t("Manager or team lead"),
        Seniority.EXPERT: w.t("Expert"),
        Seniority.ASSISTANT: w.t("Assistant"),
        Seniority.STUDENT: w.t("Student or trainee"),
    }[value]


def origin(w: Words, value: str) -> str:
    """Where a lead came from, as its sender named it: "google_ads" is Google Ads."""
    known = {"google_ads": "Google Ads", "linkedin": "LinkedIn", "organic": w.t("Organic")}
    return known.get(value.lower().replace("-", "_")) or _spelt_out(value)


def _spelt_out(code: str) -> str:
    """A code of the team's own as words: "spring_fair" is "Spring fair"."""
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words.islower() else words


def fit(w: Words, value: Fit) -> str:
    """The fit: hoch, mittel, niedrig."""
    return {Fit.HIGH: w.t("high"), Fit.MEDIUM: w.t("medium"), Fit.LOW: w.t("low")}[value]


def tier(w: Words, value: Tier) -> str:
    """How fast a lead must be touched."""
    return {Tier.HOT: w.t("hot"), Tier.MQL: w.t("MQL")}[value]


def role(w: Words, value: Role) -> str:
    """What a colleague does."""
    return {
        Role.SDR: w.t("SDR"),
        Role.AE: w.t("Account executive"),
        Role.MANAGER: w.t("Manager"),
        Role.REVOPS: w.t("RevOps"),
        Role.MARKETING: w.t("Marketing"),
        Role.DPO: w.t("Data protection"),
        Role.OPERATOR: w.t("Operator"),
    }[value]


def language(w: Words, value: Language) -> str:
    """A language."""
    return {Language.DE: w.t("German"), Language.EN: w.t("English")}[value]


def activity(w: Words, value: ActivityKind) -> str:
    """What the lead did, as a short sentence without a subject."""
    return {
        ActivityKind.VISIT: w.t("Visited the website"),
        ActivityKind.PRICE_PAGE: w.t("Looked at the prices"),
        ActivityKind.DOWNLOAD: w.t("Downloaded something"),
        ActivityKind.CASE_STUDY: w.t("Read a case study"),
        ActivityKind.EVENT_ATTENDED: w.t("Came to an event"),
        ActivityKind.PRODUCT_USE: w.t("Used the product"),
        ActivityKind.EMAIL_CLICK: w.t("Clicked in an e-mail"),
        ActivityKind.EMAIL_BOUNCE: w.t("An e-mail came back"),
        ActivityKind.CHAT: w.t("Wrote in the chat"),
        ActivityKind.CONTACT_REQUEST: w.t("Asked to be contacted"),
        ActivityKind.DEMO_REQUEST: w.t("Asked for a demo"),
        ActivityKind.PRICE_REQUEST: w.t("Asked for prices"),
    }[value]


def lead_field(w: Words, value: LeadField) -> str:
    """What a field of a lead is called in a form."""
    return {
        LeadField.FIRST_NAME: w.t("First name"),
        LeadField.LAST_NAME: w.t("Last name"),
        LeadField.EMAIL: w.t("Mail address"),
        LeadField.PHONE: w.t("Telephone number"),
        LeadField.COMPANY: w.t("Company"),
        LeadField.JOB_TITLE: w.t("Role in the company"),
        LeadField.COUNTRY: w.t("Country"),
        LeadField.INDUSTRY: w.t("Industry"),
        LeadField.EMPLOYEES: w.t("People who work there"),
        LeadField.NEED: w.t("Need or scenario"),
        LeadField.TIMEFRAME: w.t("Timeframe"),
    }[value]


def touch(w: Words, value: TouchKind) -> str:
    """What a colleague did."""
    return {
        TouchKind.CALL: w.t("Called"),
        TouchKind.NO_ANSWER: w.t("No answer"),
        TouchKind.EMAIL: w.t("E-mail"),
        TouchKind.MEETING: w.t("Meeting"),
    }[value]


def purpose(w: Words, value: ConsentPurpose) -> str:
    """What a person may be contacted for."""
    return {
        ConsentPurpose.ANSWER_REQUEST: w.t("an answer to this request"),
        ConsentPurpose.MARKETING_EMAIL: w.t("marketing e-mails"),
        ConsentPurpose.MARKETING_PHONE: w.t("marketing calls"),
        ConsentPurpose.NEWSLETTER: w.t("the newsletter"),
        ConsentPurpose.LINKEDIN: w.t("messages on LinkedIn"),
        ConsentPurpose.POST: w.t("letters"),
    }[value]


def channel_offer(w: Words, value: ConsentPurpose) -> str:
    """What a person may tick for themselves; to them we say "Sie"."""
    return {
        ConsentPurpose.ANSWER_REQUEST: w.t("Answers to what I have asked"),
        ConsentPurpose.MARKETING_EMAIL: w.t("E-mails about products and case studies"),
        ConsentPurpose.MARKETING_PHONE: w.t("Calls"),
        ConsentPurpose.NEWSLETTER: w.t("The newsletter"),
        ConsentPurpose.LINKEDIN: w.t("Messages on LinkedIn"),
        ConsentPurpose.POST: w.t("Letters by post"),
    }[value]


def criterion(w: Words, value: MqlCriterion) -> str:
    """An MQL condition that does not hold."""
    return {
        MqlCriterion.SCORE: w.t("the score is below the threshold"),
        MqlCriterion.FIT: w.t("the fit is low"),
        MqlCriterion.CONSENT: w.t("there is no valid opt-in"),
        MqlCriterion.INTENT: w.t("there is no sign of intent to buy"),
    }[value]


def sla_state(w: Words, value: SlaState) -> str:
    """Where a promise stands."""
    return {
        SlaState.PENDING: w.t("running"),
        SlaState.AT_RISK: w.t("getting tight"),
        SlaState.MET: w.t("kept"),
        SlaState.BREACHED: w.t("broken"),
        SlaState.PAUSED: w.t("paused"),
        SlaState.CANCELLED: w.t("cancelled"),
    }[value]


def industry(w: Words, code: str) -> str:
    """An industry by its code in policy.toml; any other is shown as the company's own word."""
    return {
        "manufacturing": w.t("Manufacturing"),
        "logistics": w.t("Logistics"),
        "software": w.t("Software"),
        "wholesale": w.t("Wholesale"),
        "services": w.t("Services"),
    }.get(code, code)


BRANDS = {
    "sap": "SAP",
    "sap_business_one": "SAP Business One",
    "dynamics_365": "Dynamics 365",
    "hubspot": "HubSpot",
    "proalpha": "proALPHA",
    "abas": "abas",
    "datev": "DATEV",
    "aws": "AWS",
    "netsuite": "NetSuite",
    "oracle_erp": "Oracle ERP",
    "microsoft_365": "Microsoft 365",
    "google_workspace": "Google Workspace",
}


def technologies(codes: str) -> str:
    """Technologies by their codes, separated by commas; the same in every language."""
    listed = (code.strip() for code in codes.split(","))
    return ", ".join(BRANDS.get(code, code.replace("_", " ").title()) for code in listed)


def country(w: Words, code: str) -> str:
    """A country by its ISO 3166-1 alpha-2 code."""
    try:
        return str(Locale.parse(w.locale).territories.get(code.upper(), code))
    except UnknownLocaleError:  # pragma: no cover — both locales ship with Babel
        return code


def territory(w: Words, code: str | None) -> str:
    """A team by its key in policy.toml."""
    if code is None:
        return w.t("no territory")
    known = {"dach": w.t("DACH"), "international": w.t("International")}
    return known.get(code, code.replace("_", " ").title())


def metric(w: Words, value: Metric) -> str:
    """The name of a figure."""
    return {
        Metric.COVERAGE: w.t("Coverage"),
        Metric.MQL_ROWS: w.t("Leads that were MQL"),
        Metric.CLOSED_ROWS: w.t("Won leads"),
        Metric.MQL_COUNT: w.t("MQL by origin"),
        Metric.WON_COUNT: w.t("Won by origin"),
        Metric.ORIGIN_NULL: w.t("Leads without an origin"),
        Metric.NEXT_ACTION_RATE: w.t("Next steps that are taken"),
        Metric.ALERT_RATE: w.t("Alerts that are acted on"),
        Metric.REJECTIONS: w.t("Rejected leads by reason"),
        Metric.MQL_TO_WON_RATE: w.t("MQL to won"),
        Metric.SLA_KEPT: w.t("Promises kept"),
    }[value]
