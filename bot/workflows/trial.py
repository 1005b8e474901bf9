"""A trial lead: made through the real path for one person's eyes, set aside and forgotten."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.vocabulary import Handover, OutboxState, RefusalCode, Stage
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.intake import keep_delivery
from bot.workflows.look import MAY_SEE
from bot.workflows.steps import clocks, forgetting, journal, trials
from bot.workflows.tick.each import each
from store.models import Lead, Owed

RUNNING = (
    Handover.NONE,
    Handover.WAITING,
    Handover.OFFERED,
    Handover.ACCEPTED,
    Handover.QUALIFIED,
)
UNSETTLED = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNCERTAIN)


def make(deps: Deps, *, person: PersonFacts, channel: str) -> timedelta:
    """A form is filled in and delivered like any other; gives how long the lead lasts.

    Args:
        deps: the bot's parts.
        person: whose lead it will be.
        channel: their direct message, where its card will stand.

    Raises:
        Refusal: NOT_ALLOWED for roles that see no leads.
    """
    if person.role not in MAY_SEE:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    keep_delivery(
        deps,
        door=f"{trials.DOOR}:{deps.policy.making.trial_form}",
        external_id=trials.key(person.id, channel),
        body=trials.body(person.language),
        content_type="application/json",
    )
    return deps.policy.making.trial_lasts


def end_trials(deps: Deps, *, limit: int = 50) -> int:
    """Sets trial leads aside whose time has come; says how many."""
    over = (
        select(Lead.id)
        .where(
            Lead.is_test,
            Lead.handover.in_(RUNNING),
            Lead.received_at <= deps.clock() - deps.policy.making.trial_lasts,
        )
        .order_by(Lead.id)
    )
    return each(deps, over, _end, limit=limit)


def forget_trials(deps: Deps, *, limit: int = 50) -> int:
    """Takes trial leads out of the book once they are over; says how many.

    Not before all that is owed of them was sent, so that their cards say the last word. The newest
    lead of all stays until there is another: SQLite would give its number away again, and with it
    its card.
    """
    newest = select(func.max(Lead.id)).scalar_subquery()
    owes = select(Owed.id).where(Owed.lead_id == Lead.id, Owed.state.in_(UNSETTLED))
    over = (
        select(Lead.id)
        .where(
            Lead.is_test,
            Lead.handover.not_in(RUNNING),
            Lead.delete_after <= deps.clock(),
            Lead.id < newest,
            ~owes.exists(),
            ~forgetting.is_named_by_others(),
        )
        .order_by(Lead.id)
    )
    with deps.store.read() as session:
        if session.scalar(over.limit(1)) is None:
            return 0
    with deps.store.begin() as session:
        locked = over.limit(limit).with_for_update(of=Lead, skip_locked=True)
        ids = session.scalars(locked).all()
        forgetting.forget(session, ids)
    return len(ids)


def _end(session: Session, lead: Lead, deps: Deps) -> bool:
    now = deps.clock()
    lead.handover = Handover.SPAM
    journal.reach(session, lead, Stage.SPAM, now=now)
    clocks.cancel(lead, now=now)
    revision = deps.policy.revision
    journal.note(session, "test", lead=lead, person_id=None, now=now, policy_revision=revision)
    journal.show_card(session, lead, now=now)
    return True
