"""Speaks of the tries that are due, to their owner and within their hours."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.rules import attention
from agents.rules import cadence as rules
from agents.vocabulary import AlertKind, CadenceEnd, Handover
from bot.deps import Deps
from bot.effects import RemindTry
from bot.workflows.steps import cadence, calendars, journal, undoing
from bot.workflows.tick.each import each
from store.models import Cadence, Lead
from store.queries import leads, people

WORKED = frozenset({Handover.OFFERED, Handover.ACCEPTED})


def remind_tries(deps: Deps, *, limit: int = 50) -> int:
    """Owes a word about every try that is due; says about how many."""
    due = select(Cadence.lead_id).where(Cadence.look_at <= deps.clock())
    wanted = select(Lead.id).where(Lead.id.in_(due)).order_by(Lead.id)
    return each(deps, wanted, _remind, limit=limit)


def _remind(session: Session, lead: Lead, deps: Deps) -> bool:
    """A try is spoken of a few times at most; the card shows it as long as it is open.

    To an owner who has switched reminders off nothing is said; it has nobody else to reach. One
    who has silenced those of this lead is reminded afterwards.
    """
    now, row = deps.clock(), lead.cadence
    if row is None or row.look_at is None or row.look_at > now:
        return False
    if lead.handover not in WORKED:
        if undoing.may_come_back(lead, now=now):
            row.look_at = lead.undo_until
        else:
            cadence.end(lead, CadenceEnd.STOPPED, now=now)
        return True
    facts = leads.facts(lead)
    assert facts.cadence is not None
    team = people.everybody(session, with_load=False)
    owner = next((one for one in team if one.id == lead.owner_id), None)
    silent_until = max(now, lead.snoozed_until or now)
    back_at = rules.on_duty_at(owner, policy=deps.policy, at=silent_until)
    if back_at > now:
        row.look_at = back_at
        return True
    allowed = cadence.may_use(session, facts, policy=deps.policy, now=now)
    row.by = rules.way_now(facts.cadence, may_use=allowed)
    if row.by is None:
        cadence.end(lead, CadenceEnd.NOT_ALLOWED, now=now)
        journal.show_card(session, lead, now=now)
        return True
    row.look_at = rules.spoken_of_again(
        facts.cadence,
        rules=deps.policy.cadence,
        calendar=calendars.of_team(lead.territory, deps.policy),
        owner=owner,
        policy=deps.policy,
        now=now,
    )
    row.reminders += 1
    if owner is not None and not attention.wants(owner, AlertKind.REMINDER):
        return True
    journal.tell(
        session,
        lead,
        RemindTry(lead_id=lead.id, made=row.made, reminder=row.reminders),
        key=f"{journal.of_try(row)}{row.reminders}",
        now=now,
    )
    return True
