"""What a kept delivery of a form, the chat or a list says: pure, before anything is looked up."""

import json
from dataclasses import replace
from urllib.parse import parse_qsl

from agents.decisions import FieldProblem
from agents.facts import LeadDraft
from agents.policy import FormPolicy, SalesPolicy
from agents.rules import hygiene
from bot.workflows.steps import trials
from bot.workflows.steps.newcomer import Newcomer
from store.inbox import DeliveryFacts, Settled


def read(delivery: DeliveryFacts, policy: SalesPolicy) -> Newcomer | Settled:
    """Whom it tells of, or why it is refused."""
    form_name, form = _form(delivery.door, policy)
    if form is None:
        return _refused(delivery, FieldProblem(name="form", code="unknown_form"))
    fields, unreadable = read_fields(delivery.body, delivery.content_type)
    if unreadable is not None:
        return _refused(delivery, unreadable)
    draft, problems = hygiene.clean(
        fields,
        form=_as_chosen(form, fields, policy) if form_name == policy.chat.form else form,
        form_name=form_name,
        received_at=delivery.received_at,
        free_mail=policy.score.negative.of_no_company,
        disposable=policy.score.negative.disposable_domains,
    )
    if draft is None:
        return _refused(delivery, *problems)
    trial = trials.of_delivery(delivery.door, delivery.external_id)
    return Newcomer(
        draft=_with_evidence(draft if trial is None else replace(draft, is_test=True), delivery),
        door=delivery.door,
        key=str(delivery.id),
        chat_session_id=_chat_session(delivery, policy),
        trial=trial,
    )


def _with_evidence(draft: LeadDraft, delivery: DeliveryFacts) -> LeadDraft:
    """A consent of a list is proved by that list: its name, and the day it was read in."""
    kind, _, file_name = delivery.door.partition(":")
    if kind != "csv":
        return draft
    evidence = f"{file_name}, {delivery.received_at:%Y-%m-%d}"
    return replace(
        draft, consents=tuple(replace(one, evidence=evidence) for one in draft.consents)
    )


def _refused(delivery: DeliveryFacts, *problems: FieldProblem) -> Settled:
    return Settled(id=delivery.id, problems=problems)


def _form(door: str, policy: SalesPolicy) -> tuple[str, FormPolicy | None]:
    kind, _, name = door.partition(":")
    name = "csv" if kind == "csv" else name
    return name, policy.forms.get(name)


def _chat_session(delivery: DeliveryFacts, policy: SalesPolicy) -> int | None:
    """The conversation behind a delivery of our own chat.

    The number is taken from the delivery's key, which no sender can choose (the form door refuses
    keys that begin so): a field could name another visitor's conversation.
    """
    kind, _, number = delivery.external_id.partition(":")
    is_ours = delivery.door == f"form:{policy.chat.form}" and kind == "chat"
    return int(number) if is_ours and number.isdecimal() else None


def _as_chosen(form: FormPolicy, fields: dict[str, str], policy: SalesPolicy) -> FormPolicy:
    """What the visitor's chosen option means ("Prices" is a price request), if it is offered."""
    offered = {
        option.activity.value: option.activity
        for question in policy.chat.questions
        for option in question.options
        if option.activity is not None
    }
    chosen = offered.get(fields.get("activity", ""))
    return form if chosen is None else form.model_copy(update={"activity": chosen})


def read_fields(body: bytes, content_type: str) -> tuple[dict[str, str], FieldProblem | None]:
    """The fields of a form-encoded or JSON body, all as text.

    JSON must be one flat object; what is null is absent.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return {}, FieldProblem(name="body", code="not_utf8")
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text, keep_blank_values=True)), None
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):  # also for a number of thousands of digits
        return {}, FieldProblem(name="body", code="not_json")
    if not isinstance(raw, dict):
        return {}, FieldProblem(name="body", code="not_an_object")
    nested = next((key for key, value in raw.items() if isinstance(value, dict | list)), None)
    if nested is not None:
        return {}, FieldProblem(name=_text(nested), code="not_flat")
    return {_text(key): _text(value) for key, value in raw.items() if value is not None}, None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # JSON can escape half of a character, which no answer and no database can hold.
    return str(value).encode("utf-8", "replace").decode("utf-8")
