"""What the public doors say to visitors and senders: codes as sentences, and the chat."""

from collections.abc import Callable, Mapping

from agents.decisions import FieldProblem, Params
from agents.vocabulary import Language
from agents.words import Words

Sentence = Callable[[Words, Params], str]

SENTENCES: Mapping[str, Sentence] = {
    "not_found": lambda w, _: w.t("There is nothing at this address."),
    "method_not_allowed": lambda w, _: w.t("This address cannot be used in this way."),
    "internal_error": lambda w, p: w.t(
        "Something went wrong on our side. Please try again. Our reference: {error_id}", **p
    ),
    "foreign_origin": lambda w, _: w.t("This page may not send to this address."),
    "unknown_form": lambda w, _: w.t("There is no such form."),
    "too_large": lambda w, p: w.t("That is too much: at most {limit} bytes.", **p),
    "too_slow": lambda w, _: w.t("The message did not arrive in time. Please send it again."),
    "cut_off": lambda w, _: w.t("The message did not arrive whole. Please send it again."),
    "too_many": lambda w, p: w.t("Too many messages. Please try again in {seconds} seconds.", **p),
    "unsupported_type": lambda w, _: w.t("Please send JSON or a form."),
    "not_utf8": lambda w, _: w.t("The text is not UTF-8."),
    "not_json": lambda w, _: w.t("The message is not readable JSON."),
    "not_an_object": lambda w, _: w.t("A JSON object with fields is expected."),
    "not_flat": lambda w, _: w.t("A field must hold one value, not a list or an object."),
    "not_readable": lambda w, _: w.t("This entry cannot be read."),
    "check_fields": lambda w, _: w.t("Please check the marked fields."),
    "missing": lambda w, _: w.t("Please fill in this field."),
    "mandatory": lambda w, _: w.t("We need this answer to be able to reply."),
    "email_syntax": lambda w, _: w.t(
        "This is not an e-mail address yet, for example name@company.com."
    ),
    "email_disposable": lambda w, _: w.t(
        "This address is thrown away after a while. With another one we can answer you later too."
    ),
    "too_long": lambda w, p: w.t("Please use at most {limit} characters.", **p),
    "phone_unreadable": lambda w, _: w.t(
        "This is not a telephone number, for example +49 30 901820. You may leave it out."
    ),
    "number_unreadable": lambda w, _: w.t("Please write a number."),
    "unknown_value": lambda w, _: w.t("We do not know this value."),
    "unknown_option": lambda w, p: w.t("Please choose a number from 1 to {count}.", **p),
    "yes_or_no": lambda w, _: w.t("Please answer with yes or no."),
    "stale_answer": lambda w, _: w.t("This question is answered already."),
    "ended": lambda w, _: w.t("This conversation has ended."),
    "no_session": lambda w, _: w.t("This conversation is over. Please start a new one."),
    "bad_signature": lambda w, _: w.t("The signature is missing, wrong or too old."),
    "door_closed": lambda w, _: w.t("This door is not set up."),
    "no_events": lambda w, _: w.t("The field events must be a list with at least one event."),
    "too_many_events": lambda w, p: w.t("At most {limit} events in one message.", **p),
    "unknown_kind": lambda w, _: w.t("We do not know this kind of event."),
    "not_a_moment": lambda w, _: w.t("A moment with its time zone is expected."),
    "nobody_named": lambda w, _: w.t("An event needs an e-mail address or an external id."),
}


def sentence(w: Words, code: str, params: Params | None = None) -> str:
    """What a code says to a reader; an unknown code says that the entry cannot be read."""
    return SENTENCES.get(code, SENTENCES["not_readable"])(w, params or {})


def worded(w: Words, problems: tuple[FieldProblem, ...]) -> list[dict[str, str]]:
    """Problems of fields as the answer lists them: name, code and sentence."""
    return [
        {"name": item.name, "code": item.code, "message": sentence(w, item.code, item.params)}
        for item in problems
    ]


def greeting(w: Words, *, days: int) -> tuple[str, ...]:
    """What the chat says first: what it is, what will happen, and what if the visitor stops."""
    return (
        w.t(
            "Hello, I am an automatic assistant, not a person. After a few short questions, "
            "somebody from our team gets back to you."
        ),
        w.t(
            "If you stop before the end, nothing is passed on, and what you wrote is deleted "
            "after {days} days.",
            days=days,
        ),
    )


def consent_question(w: Words, text: str) -> str:
    """The consent, asked apart; `text` is the policy's own, as it is kept for proof."""
    asked = w.t(
        "Thank you, that is all I need. One more thing, entirely up to you: do you agree to the "
        "following? You get your reply either way."
    )
    return f"{asked}\n\n„{text}“" if w.language is Language.DE else f"{asked}\n\n“{text}”"


def consent_options(w: Words) -> tuple[str, str]:
    """Yes and no, in the order of their numbers."""
    return w.t("Yes, I agree"), w.t("No, thank you")


def farewell(w: Words, *, agreed: bool) -> str:
    """What the chat says last: what happens next."""
    if agreed:
        return w.t(
            "Thank you. Your enquiry is with our team now, and a person replies to you by "
            "e-mail. I have noted your consent; you can withdraw it at any time."
        )
    return w.t(
        "Thank you. Your enquiry is with our team now, and a person replies to you by e-mail. "
        "You get no other e-mails from us."
    )


def skipped(w: Words) -> str:
    """What stands in a conversation for a question that was skipped."""
    return w.t("(skipped)")
