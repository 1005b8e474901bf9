"""The conversation of the website chatbot: which question is next, and what an answer means.

Consent is asked last, apart and without a default. Whatever is said to it, the request itself
is answered: it is never a condition.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agents.decisions import FieldProblem
from agents.policy import ChatPolicy, OptionPolicy, QuestionPolicy
from agents.rules.fields import addresses
from agents.vocabulary import ActivityKind, Language

CONSENT = "consent"
EMAIL = "email"
MAX_TEXT = 1_000
"""Characters of one answer."""
YES, NO = 1, 2
"""The options of the consent question, equal in weight."""
SKIP_WORDS = frozenset({"skip", "überspringen", "ueberspringen", "-", "–"})
YES_WORDS = frozenset({"ja", "ja gern", "ja gerne", "yes", "yes please", "j", "y"})
NO_WORDS = frozenset({"nein", "nein danke", "no", "no thanks", "no thank you", "n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the visitor said to one question; both None: skipped."""

    text: str | None = None
    """Their words, or the label of the option they chose."""
    option: int | None = None
    """Number of the chosen option, from 1."""


Answers = Mapping[str, Given]
"""Answers so far by field, `consent` among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the assistant does next."""

    kind: Literal["question", "consent", "done"]
    field: str | None = None
    text: str = ""
    """The policy's own question in the visitor's language."""
    options: tuple[str, ...] = ()
    """Labels of the policy; the consent's yes and no are worded by the face."""
    may_skip: bool = False


def next_question(
    chat: ChatPolicy, answers: Answers, language: Language, *, required: tuple[str, ...] = (EMAIL,)
) -> Step:
    """The first question that has no answer yet, then the consent, then the end.

    Args:
        chat: what is asked.
        answers: what was said so far.
        language: the visitor's.
        required: fields that cannot be skipped (the form's mandatory fields).
    """
    question = _open_question(chat, answers)
    if question is not None:
        return Step(
            kind="question",
            field=question.field,
            text=_in(question.ask, language),
            options=tuple(_in(option.label, language) for option in question.options),
            may_skip=question.field not in required,
        )
    if CONSENT not in answers:
        return Step(kind="consent", field=CONSENT, text=_in(chat.consent_text, language))
    return Step(kind="done")


def accept_answer(
    chat: ChatPolicy,
    answers: Answers,
    said: Given,
    language: Language,
    *,
    required: tuple[str, ...] = (EMAIL,),
) -> Answers | FieldProblem:
    """The answers with this one added, or why it cannot be taken.

    Codes: `ended`, `mandatory`, `too_long`, `unknown_option`, `email_syntax`, `yes_or_no`.
    """
    step = next_question(chat, answers, language, required=required)
    if step.field is None:
        return FieldProblem(name="answer", code="ended")
    text = tidy(said.text) if said.text is not None else None
    if text is not None and len(text) > MAX_TEXT:
        return FieldProblem(name=step.field, code="too_long", params={"limit": MAX_TEXT})
    tidied = Given(text=text or None, option=said.option)
    if step.kind == "consent":
        taken = _consent(tidied)
    else:
        question = _open_question(chat, answers)
        assert question is not None
        taken = _answer(question, tidied, step, language)
    return taken if isinstance(taken, FieldProblem) else {**answers, step.field: taken}


def consent_given(answers: Answers) -> bool | None:
    """Whether the visitor allowed e-mails; None where they said nothing to it."""
    given = answers.get(CONSENT)
    return None if given is None or given.option is None else given.option == YES


def activity(chat: ChatPolicy, answers: Answers) -> ActivityKind | None:
    """What the chosen options mean, the last that means something; None: only a chat."""
    meant: ActivityKind | None = None
    for question in chat.questions:
        given = answers.get(question.field)
        chosen = given.option if given is not None else None
        if chosen is not None and chosen <= len(question.options):
            meant = question.options[chosen - 1].activity or meant
    return meant


def tidy(text: str) -> str:
    """The text without control characters and outer blanks, composed (NFC)."""
    composed = unicodedata.normalize("NFC", text)
    kept = (sign for sign in composed if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return "".join(kept).strip()


def _open_question(chat: ChatPolicy, answers: Answers) -> QuestionPolicy | None:
    return next((item for item in chat.questions if item.field not in answers), None)


def _answer(
    question: QuestionPolicy, said: Given, step: Step, language: Language
) -> Given | FieldProblem:
    if _is_skip(said):
        if step.may_skip:
            return Given()
        return FieldProblem(name=question.field, code="mandatory")
    if question.options or said.option is not None:
        return _choice(question, said, language)
    if question.field == EMAIL:
        address = _address(said.text or "")
        if address is None:
            return FieldProblem(name=EMAIL, code="email_syntax")
        return Given(text=address)
    return Given(text=said.text)


def _is_skip(said: Given) -> bool:
    return said.option is None and (said.text is None or said.text.casefold() in SKIP_WORDS)


def _choice(question: QuestionPolicy, said: Given, language: Language) -> Given | FieldProblem:
    """An option by number or by its label in either language; other words stand as they are."""
    number = said.option
    if number is None and said.text is not None:
        number = _number(question.options, said.text)
    if number is None:
        return Given(text=said.text)
    if not 1 <= number <= len(question.options):
        count = len(question.options)
        return FieldProblem(name=question.field, code="unknown_option", params={"count": count})
    return Given(text=_in(question.options[number - 1].label, language), option=number)


def _number(options: tuple[OptionPolicy, ...], text: str) -> int | None:
    """The option a text means; a short bare number is meant as an option's."""
    if re.fullmatch(r"[0-9]{1,2}[.)]?", text):
        return int(text.rstrip(".)"))
    wanted = text.casefold()
    for number, option in enumerate(options, start=1):
        if wanted in {label.casefold() for label in option.label.values()}:
            return number
    return None


def _consent(said: Given) -> Given | FieldProblem:
    words = re.sub(r"[^\w\s]", "", said.text or "").casefold()
    if said.option in {YES, NO}:
        return Given(option=said.option)
    if said.option is None and (words in YES_WORDS or words == str(YES)):
        return Given(option=YES)
    if said.option is None and (words in NO_WORDS or words == str(NO)):
        return Given(option=NO)
    return FieldProblem(name=CONSENT, code="yes_or_no")


def _address(text: str) -> str | None:
    """The only e-mail address in a text, or None."""
    words = (word.strip("<>(),.;:!?\"'") for word in text.split() if "@" in word)
    found = [addresses.email(word) for word in words]
    return found[0] if len(found) == 1 else None


def _in(words: Mapping[Language, str], language: Language) -> str:
    """The policy's text in a language, or in the other where it has only one."""
    return words.get(language) or next(iter(words.values()), "")
