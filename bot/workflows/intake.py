"""From a raw delivery to a lead: kept first, acknowledged, then processed, at most once."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qsl

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.decisions import FieldProblem
from agents.policy import FormPolicy
from agents.rules import hygiene, matching
from agents.vocabulary import InboxState
from bot.deps import Deps
from bot.workflows.events import EventDraft, parse_events
from bot.workflows.steps import admit
from bot.workflows.steps.apart import apart
from store import inbox
from store.locks import wait_for_the_book
from store.models import Activity, Contact, Delivery, Lead
from store.queries import leads

EVENTS_DOOR = "events"
GIVE_UP_AFTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDelivery:
    """What the sender is told: the number of the delivery, and whether it was seen before."""

    id: int
    is_new: bool


def keep_delivery(
    deps: Deps,
    *,
    door: str,
    external_id: str,
    body: bytes,
    content_type: str,
    problems: tuple[FieldProblem, ...] = (),
) -> KeptDelivery:
    """Makes a raw delivery durable; with `problems` it is kept as refused from the start."""
    arrival = inbox.Arrival(
        door=door,
        external_id=external_id,
        body=body,
        content_type=content_type,
        received_at=deps.clock(),
        keep_for=deps.policy.retention.inbox,
        problems=problems,
    )
    kept, is_new = deps.arrivals.do(arrival)
    deps.wake.set()
    return KeptDelivery(id=kept.id, is_new=is_new)


def process_delivery(deps: Deps, delivery_id: int) -> InboxState:
    """Processes one delivery now, also a refused one again; says what became of it.

    Raises:
        LookupError: when there is no such delivery.
    """
    with deps.store.begin() as session:
        wait_for_the_book(session)
        row = inbox.get(session, delivery_id)
        if row is None:
            raise LookupError(f"no delivery {delivery_id}")
        if row.state is not InboxState.DONE:
            _process(session, row, deps)
        state = row.state
    deps.wake.set()
    return state


def process_waiting(deps: Deps, *, limit: int = 50) -> int:
    """Processes deliveries that wait, oldest first, as one block; says how many were looked at.

    A delivery that fails rolls back to its savepoint, is tried again and then refused.
    """
    with deps.store.begin() as session:
        wait_for_the_book(session)
        waiting = session.scalars(
            select(Delivery)
            .where(
                Delivery.state == InboxState.RECEIVED,
                Delivery.door.not_like("slack:%"),
            )
            .order_by(Delivery.received_at, Delivery.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for row in waiting:
            _process_guarded(session, row, deps)
    if waiting:
        deps.wake.set()
    return len(waiting)


def _process_guarded(session: Session, row: Delivery, deps: Deps) -> None:
    outcome = apart(session, lambda: _process(session, row, deps), what="delivery", number=row.id)
    if outcome != "failed":
        return
    session.refresh(row)
    row.attempts += 1
    if row.attempts >= GIVE_UP_AFTER:
        broken = FieldProblem(name="delivery", code="internal_error")
        inbox.settle(row, now=deps.clock(), problems=(broken,))


def _process(session: Session, row: Delivery, deps: Deps) -> None:
    if row.door == EVENTS_DOOR:
        _process_events(session, row, deps)
    else:
        _process_form(session, row, deps)


def _process_form(session: Session, row: Delivery, deps: Deps) -> None:
    """A form, chat or CSV row becomes a lead, or is refused with its reasons."""
    now = deps.clock()
    form_name, form = _form(row.door, deps)
    if form is None:
        inbox.settle(row, now=now, problems=(FieldProblem(name="form", code="unknown_form"),))
        return
    fields, unreadable = read_fields(row.body, row.content_type)
    if unreadable is not None:
        inbox.settle(row, now=now, problems=(unreadable,))
        return
    draft, problems = hygiene.clean(
        fields,
        form=_as_chosen(form, fields, deps) if form_name == deps.policy.chat.form else form,
        form_name=form_name,
        received_at=row.received_at,
        free_mail=deps.policy.score.negative.free_mail_domains,
    )
    if draft is None:
        inbox.settle(row, now=now, problems=problems)
        return
    lead = admit.admit(
        session,
        draft,
        policy=deps.policy,
        now=now,
        door=row.door,
        delivery_key=str(row.id),
        chat_session_id=_chat_session(row, deps),
    )
    inbox.settle(row, now=now, lead_id=lead.id, subject_id=lead.subject_id)


def _form(door: str, deps: Deps) -> tuple[str, FormPolicy | None]:
    kind, _, name = door.partition(":")
    name = "csv" if kind == "csv" else name
    return name, deps.policy.forms.get(name)


def _chat_session(row: Delivery, deps: Deps) -> int | None:
    """The conversation behind a delivery of our own chat.

    The number is taken from the delivery's key, which no sender can choose (the form door refuses
    keys that begin so): a field could name another visitor's conversation.
    """
    kind, _, number = row.external_id.partition(":")
    is_ours = row.door == f"form:{deps.policy.chat.form}" and kind == "chat"
    return int(number) if is_ours and number.isdecimal() else None


def _as_chosen(form: FormPolicy, fields: dict[str, str], deps: Deps) -> FormPolicy:
    """What the visitor's chosen option means ("Prices" is a price request), if it is offered."""
    offered = {
        option.activity.value: option.activity
        for question in deps.policy.chat.questions
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


def _process_events(session: Session, row: Delivery, deps: Deps) -> None:
    """A batch of events: each is added to its lead once, then the leads are scored again."""
    now = deps.clock()
    events, problems = parse_events(row.body)
    touched: dict[int, Lead] = {}
    for event in events:
        lead = _lead_of(session, event)
        if lead is None:
            unknown = FieldProblem(name=event.external_id, code="unknown_person")
            problems = (*problems, unknown)
        elif _add_event(session, lead, event, deps):
            touched[lead.id] = lead
    session.flush()
    for lead_id in touched:
        whole = leads.row(session, lead_id)
        assert whole is not None
        admit.settle(session, whole, policy=deps.policy, now=now)
    only = next(iter(touched.values())) if len(touched) == 1 else None
    inbox.settle(
        row,
        now=now,
        lead_id=only.id if only else None,
        subject_id=only.subject_id if only else None,
        problems=problems,
    )


def _lead_of(session: Session, event: EventDraft) -> Lead | None:
    """The lead the event names, by its number elsewhere or as the newest of its person."""
    if event.lead_external_id is not None:
        named = select(Lead).where(Lead.external_id == event.lead_external_id)
    elif event.email is not None:
        key = matching.email_key(event.email)
        named = select(Lead).join(Contact).where(Contact.email_key == key)
    else:
        return None
    found = session.scalars(named.order_by(Lead.id.desc()).limit(1)).first()
    return None if found is None else leads.survivor(session, found)


def _add_event(session: Session, lead: Lead, event: EventDraft, deps: Deps) -> bool:
    known = select(Activity.id).where(
        Activity.door == EVENTS_DOOR, Activity.external_id == event.external_id
    )
    if session.scalar(known) is not None:
        return False
    session.add(
        Activity(
            lead_id=lead.id,
            subject_id=lead.subject_id,
            kind=event.kind,
            title=event.title,
            topic=event.topic,
            occurred_at=event.occurred_at,
            door=EVENTS_DOOR,
            external_id=event.external_id,
            delete_after=event.occurred_at + deps.policy.retention.lead,
        )
    )
    session.flush()
    return True
