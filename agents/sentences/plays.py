"""Plays and edge cases by name, where what became of many of their recommendations is told."""

from agents.policy import SalesPolicy
from agents.sentences.advice import next_action
from agents.vocabulary import EdgeAnswer, EdgeCase, NextAction
from agents.words import Words


def recommended(w: Words, action: NextAction, code: str, policy: SalesPolicy) -> str:
    """An action with the play that recommends it: "Call (hot, with a phone number)"."""
    return f"{next_action(w, action)} ({play(w, code, policy)})"


def play(w: Words, code: str, policy: SalesPolicy) -> str:
    """A play in a few words: the team's own, else ours; a code that nobody knows any more."""
    own = policy.reason_of(code)
    if own is not None:
        return w.both(own)
    named = {**_plays(w), **_cases(w), **_answers(w)}
    return named.get(code) or code.replace("_", " ")


def _plays(w: Words) -> dict[str, str]:
    return {
        "just_mailed": w.t("just written to"),
        "after_talk": w.t("after a talk"),
        "no_answer_twice": w.t("calls without an answer"),
        "hot_with_phone": w.t("hot, with a phone number"),
        "asked_something": w.t("asked something"),
        "hot_without_phone": w.t("hot, without a phone number"),
        "account_is_owned": w.t("somebody looks after the company"),
        "mail_came_back": w.t("an e-mail came back"),
        "long_quiet": w.t("quiet for long"),
        "clicked_lately": w.t("clicked lately"),
        "read_case_study": w.t("reads case studies"),
        "uses_what_we_connect": w.t("works with what we connect to"),
        "good_fit_with_phone": w.t("fits, with a phone number"),
        "warm_up": w.t("interest without a wish"),
        "no_play": w.t("no rule fits better"),
        "nothing_left": w.t("everything is done"),
        "all_blocked": w.t("nothing is allowed"),
    }


def _cases(w: Words) -> dict[str, str]:
    return {
        EdgeCase.COMPETITOR_DEMO: w.t("competitor with a wish"),
        EdgeCase.EXISTING_CUSTOMER: w.t("the company is a customer"),
        EdgeCase.STUDENT_AT_TARGET: w.t("student at a company that fits"),
        EdgeCase.CONFLICTING_SIGNALS: w.t("asked, and said no to marketing"),
        EdgeCase.HOT_LOW_FIT: w.t("hot, but low fit"),
    }


def _answers(w: Words) -> dict[str, str]:
    decided = w.t("decided by a colleague")
    return {f"answered_{one.value}": decided for one in EdgeAnswer}
