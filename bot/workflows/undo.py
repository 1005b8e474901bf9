"""A decision is taken back: the lead is again what it was (issue C 9)."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agents.facts import LeadFacts, PersonFacts
from agents.rules import acceptance
from agents.vocabulary import Handover, RefusalCode, Stage
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, admit, clocks, deals, journal, owners, permit, undoing, union
from store.locks import wait_for_the_book
from store.models import Activity, Lead, Undo
from store.queries import leads, people


@settles_races
def take_back(
    deps: Deps, lead_id: int, *, person: PersonFacts, card_after: timedelta = timedelta(0)
) -> LeadFacts:
    """The last decision about the lead is undone, with all that it had brought about.

    Raises:
        Refusal: when it is too late, somebody has gone on since, or it is not theirs to undo.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        act.lead_row(session, lead_id)
        undo = _open(session, lead_id)
        if undo is None or undo.until <= now:
            raise Refusal(RefusalCode.UNDO_TOO_LATE)
        if undo.person_id != person.id and person.role not in acceptance.EVERYWHERE:
            decider = people.by_id(session, undo.person_id)
            name = decider.name if decider is not None else ""
            raise Refusal(RefusalCode.UNDO_NOT_YOURS, name=name)
        undoing.refuse_overtaken(session, undo, person=person)
        rows = _rows(session, undo)
        had = {row.id: row.owner_id for row in rows.values()}
        undoing.put_back(session, rows, undo, person=person, now=now)
        rows = _rows(session, undo)
        for row in rows.values():
            row.watch_at = now if row.handover in owners.OPEN else None
            journal.note(
                session,
                "undone",
                lead=row,
                person_id=person.id,
                now=now,
                policy_revision=deps.policy.revision,
                act=undo.act,
                entry=undo.audit_id,
            )
        made_id = undo.state.get("made_id")
        _take_apart(session, lead_id, rows)
        union.unshare(session, lead_id, rows.values(), policy=deps.policy, now=now)
        others = undoing.of_others(undo) & Lead.handover.in_(admit.OPEN)
        permit.judge_those(session, others, policy=deps.policy, now=now, besides=rows.keys())
        if undo.act == Stage.WON:
            deals.bought(session, rows[lead_id], policy=deps.policy, now=now)
        if made_id is not None:
            _end_made(session, made_id, deps=deps, person=person)
        undo.ended_at, undo.state = now, {}
        for row in rows.values():
            after = card_after if row.id == lead_id else timedelta(0)
            journal.show_card(session, row, now=now, after=after)
            if row.owner_id != had[row.id]:
                owners.put_back(session, row, by=person, policy=deps.policy, now=now)
        return act.after(session, rows[lead_id], now=now)


def _open(session: Session, lead_id: int) -> Undo | None:
    return session.scalar(
        select(Undo)
        .where(Undo.lead_id == lead_id, Undo.ended_at.is_(None))
        .order_by(Undo.id.desc())
        .limit(1)
    )


def _rows(session: Session, undo: Undo) -> dict[int, Lead]:
    lead_ids = [change["id"] for change in undo.state["leads"]]
    return {row.id: row for row in leads.rows(session, lead_ids)}


def _take_apart(session: Session, lead_id: int, rows: dict[int, Lead]) -> None:
    """What a merged lead had brought along goes back with it."""
    for other_id in rows.keys() - {lead_id}:
        session.execute(
            delete(Activity).where(
                Activity.lead_id == other_id,
                Activity.door == undoing.MERGED,
                Activity.external_id.startswith(f"{lead_id}:"),
            )
        )


def _end_made(session: Session, made_id: int, *, deps: Deps, person: PersonFacts) -> None:
    """The lead of the right person is kept, and nobody is asked to act on it any more."""
    now = deps.clock()
    made = act.lead_row(session, made_id)
    made.handover, made.tier, made.referred_from_id = Handover.NONE, None, None
    clocks.cancel(made, now=now)
    journal.note(
        session,
        "undone",
        lead=made,
        person_id=person.id,
        now=now,
        policy_revision=deps.policy.revision,
        act="referred",
    )
    journal.show_card(session, made, now=now)
