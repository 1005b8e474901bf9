"""The next best action, its reason with the evidence, and what is asked in an edge case."""

from collections.abc import Callable, Mapping

from agents.facts import LeadFacts
from agents.policy import SalesPolicy
from agents.sentences import names
from agents.sentences.scores import Moment, kind_of
from agents.vocabulary import EdgeAnswer, EdgeCase, NextAction, PermissionCode
from agents.words import Words

Params = dict[str, str | int]


def next_action(w: Words, value: NextAction) -> str:
    """The next best action, as a request to the owner."""
    return {
        NextAction.CALL: w.t("Call"),
        NextAction.SEND_CASE_STUDY: w.t("Send a case study"),
        NextAction.BOOK_DEMO: w.t("Book a demo"),
        NextAction.SEND_EMAIL: w.t("Write an e-mail"),
        NextAction.ANSWER_QUESTION: w.t("Answer the question"),
        NextAction.CONNECT_LINKEDIN: w.t("Write on LinkedIn"),
        NextAction.INVITE_EVENT: w.t("Invite to an event"),
        NextAction.HAND_TO_ACCOUNT_OWNER: w.t("Give it to whoever looks after the company"),
        NextAction.ASK_CONTEXT: w.t("A short question first"),
        NextAction.WAIT: w.t("Wait"),
    }[value]


def action_reason(
    w: Words,
    lead: LeadFacts,
    policy: SalesPolicy,
    *,
    moment: Moment,
    safe: Callable[[str], str] = str,
) -> str:
    """Why the next action is the one it is, in the team's own words where it has some.

    A code that neither the policy nor this version knows any more says nothing.

    Args:
        w: the reader's words.
        lead: the lead.
        policy: the team's rules.
        moment: says a past moment.
        safe: makes a lead's own words harmless where the sentence is shown.
    """
    params = lead.next_action_params
    code = lead.next_action_code or ""
    own = policy.reason_of(code)
    when = {one.kind.value: moment(one.occurred_at) for one in lead.activities}
    sentence = _reason(w, code, params, safe, when) if own is None else safe(w.both(own))
    chosen = params.get("content") or params.get("case_study")
    item = next((one for one in policy.content if one.id == chosen), None)
    if item is None:
        return sentence
    named = w.t("Suggested: “{title}”.", title=safe(w.both(item.title)))
    return f"{sentence} {named}".strip()


def _reason(
    w: Words, code: str, params: Params, safe: Callable[[str], str], when: Mapping[str, str]
) -> str:
    did, did_when = _did(w, params), when.get(str(params.get("activity", "")), "")
    topic = safe(str(params.get("title") or params.get("topic") or ""))
    read = (
        w.t("Read about “{topic}”: show the case study that fits.", topic=topic)
        if topic
        else w.t("Reads case studies: show the one that fits.")
    )
    days, tries = int(params.get("days", 0)), int(params.get("no_answers", 2))
    technology = safe(str(params.get("technology", "")))
    return {
        "hot_with_phone": w.t("{did} and left a phone number.", did=did),
        "hot_without_phone": w.t("{did}, but left no phone number.", did=did),
        "read_case_study": read,
        "good_fit_with_phone": w.t("Fits us well and can be reached by phone."),
        "warm_up": w.t("Shows interest, but did not ask for a talk yet."),
        "no_play": w.t("No rule of the playbook fits better."),
        "just_mailed": w.t("You have just written; give them two days to answer."),
        "after_talk": w.t("You have talked: now make the appointment."),
        "no_answer_twice": w.n(
            "{count} call without an answer: write instead.",
            "{count} calls without an answer: write instead.",
            tries,
        ),
        "asked_something": w.t("{did} and asked something in the message.", did=did),
        "account_is_owned": w.t("Somebody looks after this company already."),
        "mail_came_back": w.t("The last e-mail came back."),
        "long_quiet": w.n(
            "Fits us well, but has been quiet for {count} day.",
            "Fits us well, but has been quiet for {count} days.",
            days,
        ),
        "clicked_lately": w.t(
            "{did} ({when}) and can be reached by phone.", did=did, when=did_when
        )
        if did_when
        else w.t("{did} and can be reached by phone.", did=did),
        "uses_what_we_connect": w.t("Works with {technology}.", technology=technology),
        "nothing_left": w.t("Everything is done for now; the next move is theirs."),
        "all_blocked": w.t("Nothing else is allowed without a consent."),
        "answered_be_brief": w.t("As you decided: answer what was asked, nothing more."),
        "answered_account_owner": w.t("As you decided: the company has somebody who knows it."),
        "answered_leave": w.t("As you decided: leave it for now, or reject it."),
    }.get(code, "")


def _did(w: Words, params: Params) -> str:
    kind = kind_of(str(params.get("activity", "")))
    return w.t("Is hot") if kind is None else names.activity(w, kind)


def action_blocked(w: Words, params: Params) -> str | None:
    """The better action that is not allowed, and why; None where there is none."""
    action, code = str(params.get("blocked_action", "")), str(params.get("blocked_code", ""))
    if action not in set(NextAction) or code not in set(PermissionCode):
        return None
    name = next_action(w, NextAction(action))
    return w.t("“{action}” is locked: {why}", action=name, why=_locked(w, PermissionCode(code)))


def _locked(w: Words, code: PermissionCode) -> str:
    return {
        PermissionCode.OBJECTED: w.t("the person has objected."),
        PermissionCode.WITHDRAWN: w.t("the consent was withdrawn."),
        PermissionCode.DENIED: w.t("the person has said no."),
        PermissionCode.PENDING: w.t("the double opt-in is still open."),
        PermissionCode.NOT_WEIGHED: w.t("no balancing test allows it."),
    }.get(code, w.t("there is no consent."))


def edge_question(w: Words, case: EdgeCase) -> str:
    """What is asked in an edge case, with what makes it one."""
    return {
        EdgeCase.COMPETITOR_DEMO: w.t(
            "The address belongs to a competitor, and they ask for something. A real wish?"
        ),
        EdgeCase.EXISTING_CUSTOMER: w.t(
            "This company is a customer already. Who takes care of it?"
        ),
        EdgeCase.STUDENT_AT_TARGET: w.t(
            "Probably a student, at a company that fits us. How far do we go?"
        ),
        EdgeCase.CONFLICTING_SIGNALS: w.t(
            "Asked to be contacted, and has said no to marketing since. What now?"
        ),
        EdgeCase.HOT_LOW_FIT: w.t("Asks for much, but the company does not fit us. What now?"),
    }[case]


def edge_answer(w: Words, answer: EdgeAnswer) -> str:
    """An answer, on its button."""
    return {
        EdgeAnswer.GO_ON: w.t("Treat as usual"),
        EdgeAnswer.BE_BRIEF: w.t("Only answer briefly"),
        EdgeAnswer.ACCOUNT_OWNER: w.t("To the account's owner"),
        EdgeAnswer.LEAVE: w.t("Leave it"),
    }[answer]
