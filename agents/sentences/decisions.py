"""What a reason code brings about, what consent allows, and why something was refused."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agents.decisions import FieldProblem
from agents.facts import ConsentFacts, LeadFacts
from agents.facts.standing import REFUSED, consent_state
from agents.sentences import handovers
from agents.sentences.turns import ROUTING_REFUSALS, routing_refusal
from agents.vocabulary import ConsentPurpose, ConsentState, RefusalCode, RejectReason, Stage
from agents.words import Words

Params = dict[str, str | int]


def consequence(
    w: Words, reason: RejectReason, *, wake: str | None = None, other: str | None = None
) -> str:
    """What happens after a rejection; `wake` is the day, `other` the lead, already worded."""
    return {
        RejectReason.NO_FIT: w.t("The lead is disqualified and nobody is reminded of it again."),
        RejectReason.NO_NEED: w.t("Rests, and is looked at again on {day}.", day=wake)
        if wake
        else w.t("Rests until it asks again."),
        RejectReason.WRONG_PERSON: w.t("Goes on with the right person in {lead}.", lead=other)
        if other
        else w.t("The lead ends here; the right person gets one of their own."),
        RejectReason.TIMING: w.t("Comes back to its owner on {day}.", day=wake)
        if wake
        else w.t("Comes back to its owner on the day you name."),
        RejectReason.DUPLICATE: w.t(
            "Merged with {lead}; the origin of the older one counts.", lead=other
        )
        if other
        else w.t("The leads are merged; the origin of the older one counts."),
    }[reason]


def consent(w: Words, lead: LeadFacts, *, zone: ZoneInfo, as_customer: bool = False) -> str:
    """How the person may be contacted, in plain words.

    Args:
        w: the language.
        lead: with what its person said.
        zone: whose day is said.
        as_customer: whether they may get mail because they have bought, and for nothing else.
    """
    mail = newest(lead.consents, ConsentPurpose.MARKETING_EMAIL)
    answer = newest(lead.consents, ConsentPurpose.ANSWER_REQUEST)
    state = consent_state(lead.consents, ConsentPurpose.MARKETING_EMAIL)
    if answer is not None and answer.state in REFUSED:
        return w.t("Does not want to be contacted. Please leave this person alone.")
    if state is ConsentState.GRANTED:
        said = w.day(mail.recorded_at.astimezone(zone).date()) if mail else ""
        return w.t("May be contacted; opted in to marketing e-mails on {day}.", day=said)
    if lead.is_hot or answer is not None:
        said = _for_the_request(w, state, as_customer=as_customer)
        is_no_mql = lead.is_hot and lead.stage is Stage.LEAD
        return w.t("Hot, not an MQL: {said}", said=said) if is_no_mql else said
    if as_customer:
        return w.t("Existing customer: may get e-mails about similar products.")
    return {
        ConsentState.PENDING: w.t("Double opt-in is still open: no marketing e-mails yet."),
        ConsentState.WITHDRAWN: w.t("Withdrew the opt-in: no marketing e-mails."),
        ConsentState.OBJECTED: w.t("Objected to marketing: marketing channels are locked."),
        ConsentState.DENIED: w.t("Declined marketing e-mails: marketing channels are locked."),
    }.get(state, w.t("No opt-in: marketing channels are locked."))


def _for_the_request(w: Words, state: ConsentState, *, as_customer: bool) -> str:
    if as_customer:
        return w.t(
            "May be contacted for this request; as an existing customer they may also get "
            "e-mails about similar products."
        )
    return {
        ConsentState.PENDING: w.t(
            "May be contacted for this request; marketing channels are locked until the "
            "double opt-in is confirmed."
        ),
        ConsentState.WITHDRAWN: w.t(
            "May be contacted for this request; the opt-in was withdrawn, marketing channels "
            "are locked."
        ),
        ConsentState.OBJECTED: w.t(
            "May be contacted for this request; the person has objected to marketing, marketing "
            "channels are locked."
        ),
    }.get(state, w.t("May be contacted for this request; marketing channels are locked."))


def newest(consents: Sequence[ConsentFacts], purpose: ConsentPurpose) -> ConsentFacts | None:
    """The newest consent of a purpose; of equal moments the last."""
    of_purpose = [one for one in consents if one.purpose is purpose]
    return max(reversed(of_purpose), key=lambda one: one.recorded_at, default=None)


def refusal(w: Words, code: RefusalCode, params: Params | None = None) -> str:
    """Why something a person asked for was not done, and what they can do."""
    given = params or {}
    who = str(given.get("name") or "") or w.t("a colleague")
    is_you = bool(given.get("is_you"))
    decided = _decided_already(w, who, is_you=is_you)
    if code in decided:
        return decided[code]
    if code is RefusalCode.NOT_ALLOWED:
        return _not_allowed(w, given)
    if code in ROUTING_REFUSALS:
        return routing_refusal(w, code, who)
    return {
        RefusalCode.UNKNOWN_PERSON: w.t(
            "I do not know you yet. Ask a manager to add you with /staffel people."
        ),
        RefusalCode.LEAD_GONE: w.t("This lead is not here any more; its data was deleted."),
        RefusalCode.NOT_ACCEPTED_YET: w.t("Nobody has accepted this lead yet. Accept it first."),
        RefusalCode.NOT_TOUCHED_YET: w.t(
            "Nobody has contacted this lead yet. Log a call, an e-mail or a meeting first."
        ),
        RefusalCode.STALE_CLICK: w.t("This belongs to an older version of me. Please start anew.")
        if given.get("why") == "unknown"
        else w.t("This button was out of date. The card shows what is true now."),
        RefusalCode.NO_CLOCK: w.t("No clock is running for this lead."),
        RefusalCode.STANDS_STILL: w.t("The clock of this lead stands still already."),
        RefusalCode.NOT_PAUSED: w.t("The clock of this lead is running."),
        RefusalCode.PAUSES_USED_UP: w.t(
            "This lead's clock has stood still as long as the rules allow. Ask a manager."
        ),
        RefusalCode.FIELD_MISSING: w.t("Something is missing here."),
        RefusalCode.DATE_IN_PAST: w.t("Please choose a day after today."),
        RefusalCode.NO_SUCH_LEAD: w.t(
            "There is no lead with this number. /staffel find looks for a name or a company."
        ),
        RefusalCode.PAIR_GONE: w.t("These two records are not both there any more."),
        RefusalCode.PAIR_DECIDED: w.t("Somebody has said otherwise before. Use Undo there first."),
        RefusalCode.ADDRESS_TAKEN: w.t(
            "This address belongs to somebody else whom we know. Look for them with /staffel find."
        ),
        RefusalCode.SAME_LEAD: w.t("This is the same lead. Name the other one."),
        RefusalCode.NO_SUCH_PERSON: w.t("Guests, bots and people of other companies cannot join.")
        if given.get("why") == "outsider"
        else w.t("Nobody is there who could get this lead now."),
        **handovers.refusals(w, who, is_you=is_you, why=str(given.get("why", ""))),
    }.get(code, w.t("That did not work at this moment. Please try again."))


def _decided_already(w: Words, who: str, *, is_you: bool) -> dict[RefusalCode, str]:
    if is_you:
        return {
            RefusalCode.ALREADY_ACCEPTED: w.t("You have accepted this lead already."),
            RefusalCode.ALREADY_REJECTED: w.t("You have rejected this lead already."),
            RefusalCode.ALREADY_CLOSED: w.t("You have closed this lead already."),
            RefusalCode.NOT_YOURS: w.t("This lead is not yours."),
        }
    return {
        RefusalCode.ALREADY_ACCEPTED: w.t("{name} was faster: this lead is taken.", name=who),
        RefusalCode.ALREADY_REJECTED: w.t("{name} has rejected this lead already.", name=who),
        RefusalCode.ALREADY_CLOSED: w.t("{name} has closed this lead already.", name=who),
        RefusalCode.NOT_YOURS: w.t(
            "{name} has this lead. Take it over first, or talk to each other.", name=who
        ),
    }


def _not_allowed(w: Words, params: Params) -> str:
    return {
        "guest": w.t("You are a guest here, so I cannot show you leads. Ask a colleague."),
        "shared_channel": w.t(
            "Other companies can read this channel, so I show no leads here. Write to me directly."
        ),
        "yourself": w.t("You cannot make yourself inactive. Ask a colleague to do it."),
    }.get(str(params.get("why", "")), w.t("Your role may not do this. Ask a manager."))


def field_problem(w: Words, problem: FieldProblem) -> str:
    """Why a field was refused, for the person who filled it in."""
    value = str(problem.params.get("value", ""))
    return {
        "missing": w.t("Please fill this in."),
        "email_syntax": w.t("This is not a valid e-mail address."),
        "email_domain": w.t("This mail domain does not exist."),
        "email_disposable": w.t("This address is thrown away after a while."),
        "too_long": w.t("This is too long."),
        "phone_unreadable": w.t("This is not a telephone number."),
        "number_unreadable": w.t("This is not a number."),
        "hours_unreadable": w.t(
            "Write blocks in their order, for instance 9-12:30, 13:30-18. Empty is a free day."
        ),
        "no_hours": w.t("Name the hours of at least one day, or choose those of your team."),
        "unknown_zone": w.t("I do not know this time zone. Write for instance Europe/Berlin."),
        "no_way": w.t("Please give a mail address or a telephone number."),
        "unknown_value": w.t("“{value}” is not a known value.", value=value),
    }.get(problem.code, w.t("This value cannot be used."))


def outcome(w: Words, lead: LeadFacts) -> str:
    """What became of a lead that is over."""
    if lead.stage is Stage.SPAM:
        return w.t("Test: counts in no rate.") if lead.is_test else w.t("Spam: counts in no rate.")
    return {
        Stage.WON: w.t("Won. Well done!"),
        Stage.LOST: w.t("Lost."),
    }.get(lead.stage, w.t("Closed."))


def day(w: Words, value: date | datetime) -> str:
    """A day, for people."""
    return w.day(value.date() if isinstance(value, datetime) else value)
