"""A trial lead: made through the real path for one person's eyes, and set aside by itself."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.vocabulary import Handover, RefusalCode, Stage
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.intake import keep_delivery
from bot.workflows.look import MAY_SEE
from bot.workflows.steps import clocks, journal, trials
from bot.workflows.tick.each import each
from store.models import Lead

RUNNING = (
    Handover.NONE,
    Handover.WAITING,
    Handover.OFFERED,
    Handover.ACCEPTED,
    Handover.QUALIFIED,
)


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


def _end(session: Session, lead: Lead, deps: Deps) -> bool:
    now = deps.clock()
    lead.handover = Handover.SPAM
    journal.reach(session, lead, Stage.SPAM, now=now)
    clocks.cancel(lead, now=now)
    revision = deps.policy.revision
    journal.note(session, "test", lead=lead, person_id=None, now=now, policy_revision=revision)
    journal.show_card(session, lead, now=now)
    return True
