"""What colleagues say about recommended actions: done, of help or not, and edge cases decided."""

from datetime import timedelta

from sqlalchemy.orm import Session

from agents.facts import LeadFacts, PersonFacts
from agents.rules import acceptance
from agents.rules.edge_cases import ANSWERS
from agents.rules.next_action import NOT_DONE
from agents.vocabulary import AdviceState, EdgeAnswer, EdgeCase, NextAction, RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, advice, journal
from store.models import Advice, EdgeDecision, Lead
from store.queries import leads


@settles_races
def answer(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    edge_case: EdgeCase,
    edge_answer: EdgeAnswer,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """Decides an edge case; the next action follows from it at once.

    Raises:
        Refusal: STALE_CLICK where this is not asked any more, or when the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = _open_to(session, lead_id, person)
        is_asked = (lead.next_action, lead.next_action_code) == (NextAction.ASK_CONTEXT, edge_case)
        if not is_asked or edge_answer not in ANSWERS[edge_case]:
            raise Refusal(RefusalCode.STALE_CLICK)
        session.add(
            EdgeDecision(
                lead_id=lead_id,
                case=edge_case,
                answer=edge_answer,
                person_id=person.id,
                decided_at=now,
            )
        )
        _done(session, lead, person, deps)
        _note(session, lead, person, deps, "edge_decided", case=edge_case, answer=edge_answer)
        return _advised_anew(session, lead, deps, card_after=card_after)


@settles_races
def done(
    deps: Deps, lead_id: int, *, person: PersonFacts, card_after: timedelta = timedelta(0)
) -> LeadFacts:
    """Somebody did what was recommended, without a touch that speaks of it.

    Raises:
        Refusal: STALE_CLICK where nothing is recommended, or when the person may not.
    """
    with deps.store.begin() as session:
        lead = _open_to(session, lead_id, person)
        if lead.next_action in NOT_DONE or not _done(session, lead, person, deps):
            raise Refusal(RefusalCode.STALE_CLICK)
        _note(session, lead, person, deps, "advice_done", action=str(lead.next_action))
        return _advised_anew(session, lead, deps, card_after=card_after)


def rate(deps: Deps, lead_id: int, advice_id: int, *, person: PersonFacts, helped: bool) -> None:
    """Somebody says whether it was of help.

    Raises:
        Refusal: STALE_CLICK where it is not this lead's or is not done, or the person may not.
    """
    with deps.store.begin() as session:
        lead = _open_to(session, lead_id, person)
        row = session.get(Advice, advice_id, with_for_update=True)
        if row is None or row.lead_id != lead_id or row.state is not AdviceState.DONE:
            raise Refusal(RefusalCode.STALE_CLICK)
        row.has_helped = helped
        _note(session, lead, person, deps, "advice_rated", advice=advice_id, helped=int(helped))


def _open_to(session: Session, lead_id: int, person: PersonFacts) -> Lead:
    lead = act.lead_row(session, lead_id)
    facts = leads.facts(lead)
    act.refuse(session, acceptance.may_log_touch(facts, person), facts, person=person)
    return lead


def _done(session: Session, lead: Lead, person: PersonFacts, deps: Deps) -> bool:
    return advice.done(session, lead, person_id=person.id, policy=deps.policy, now=deps.clock())


def _note(
    session: Session, lead: Lead, person: PersonFacts, deps: Deps, event: str, **params: str | int
) -> None:
    journal.note(
        session,
        event,
        lead=lead,
        person_id=person.id,
        now=deps.clock(),
        policy_revision=deps.policy.revision,
        **params,
    )


def _advised_anew(session: Session, lead: Lead, deps: Deps, *, card_after: timedelta) -> LeadFacts:
    now = deps.clock()
    advice.renew(session, lead, policy=deps.policy, now=now)
    journal.show_card(session, lead, now=now, after=card_after)
    return act.after(session, lead, now=now)
