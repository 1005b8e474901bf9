"""Pairs that may be one: found after a lead has come, asked about, decided once, undone."""

from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.facts import CompanyFacts, ContactFacts, PersonFacts
from agents.facts.quality import PairFacts, SideFacts
from agents.rules.accounts import same_account
from agents.rules.matching import Marks, same_person
from agents.vocabulary import Match, PairKind, RefusalCode, Role
from bot.deps import Deps
from bot.effects import PRIORITY_LIST, UPDATES, AskPair, ShowPair, owe, post_lane
from bot.errors import Refusal
from bot.workflows.steps import admit, merging, permit, union
from bot.workflows.steps.apart import apart
from store import installation
from store.among import among
from store.locks import wait_for_the_book
from store.models import Account, Audit, Base, Contact, Lead, MatchPair, Merge, Owed, Person
from store.queries import known, leads
from store.upsert import insert_missing

POINTER = "pairs_looked_up_to"
AT_ONCE = 50
MAY_DECIDE = frozenset({Role.MANAGER, Role.REVOPS, Role.MARKETING})
"""Besides the owner of the lead."""
PAIR = Base.metadata.tables["match_pair"]


def look(deps: Deps, *, limit: int = AT_ONCE) -> int:
    """Looks for doubles of the leads that came since the last look; says how many pairs are new."""
    with deps.store.read() as session:
        last = _pointer(session)
        newest = leads.newest_number(session)
    if newest <= last:
        return 0
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        last = _pointer(session)
        wanted = select(Lead).where(Lead.id > last).order_by(Lead.id).limit(limit)
        found: list[int] = []
        for lead in session.scalars(wanted).all():
            last = lead.id
            if not (lead.is_history or lead.is_test):
                work = partial(_look, session, deps, lead, found, now=now)
                apart(session, work, what="pairs", number=last)
        installation.write(session, POINTER, str(last))
    if found:
        deps.wake.set()
    return len(found)


def _pointer(session: Session) -> int:
    return int(installation.read(session, POINTER) or 0)


def _look(session: Session, deps: Deps, lead: Lead, found: list[int], *, now: datetime) -> None:
    free_mail = deps.policy.score.negative.of_no_company
    pairs = [(PairKind.PERSON, one, other) for one, other in _persons(session, lead, free_mail)]
    pairs += [(PairKind.ACCOUNT, one, other) for one, other in _accounts(session, lead)]
    different = _told_apart(session, pairs)
    asked: set[PairKind] = set()
    for kind, one, other in pairs:
        if kind in asked or (kind, one, other) in different:
            continue
        asked.add(kind)
        row = {
            "kind": kind,
            "one_id": min(one, other),
            "other_id": max(one, other),
            "lead_id": lead.id,
            "found_at": now,
            "verdict": Match.UNCERTAIN,
        }
        statement = insert_missing(session, PAIR, unique=("kind", "one_id", "other_id"))
        pair_id = session.execute(statement.returning(PAIR.c.id), row).scalar()
        if pair_id is not None:
            _ask(session, deps, pair_id, lead, now=now)
            found.append(pair_id)


def _told_apart(
    session: Session, pairs: list[tuple[PairKind, int, int]]
) -> set[tuple[PairKind, int, int]]:
    """Those of the pairs of which somebody has said that they are two."""
    if not pairs:
        return set()
    kinds, ones, others = map(set, zip(*pairs, strict=True))
    found = select(MatchPair.kind, MatchPair.one_id, MatchPair.other_id).where(
        PAIR.c.kind.in_(kinds),
        among(session, PAIR.c.one_id, ones),
        PAIR.c.other_id.in_(others),
        MatchPair.verdict == Match.DIFFERENT,
    )
    return {(kind, one, other) for kind, one, other in session.execute(found)}


def _persons(session: Session, lead: Lead, free_mail: frozenset[str]) -> list[tuple[int, int]]:
    """The contact of the lead beside those that it may be, the oldest first."""
    contact = session.get(Contact, lead.contact_id) if lead.contact_id is not None else None
    if contact is None or contact.merged_into_id is not None:
        return []
    account = session.get(Account, lead.account_id) if lead.account_id is not None else None
    mine = Marks(_person(contact), _company(account), free_mail)
    alike = known.contacts_like(session, [mine.contact], free_mail=free_mail)
    if lead.account_id is not None:
        alike += known.colleagues(session, lead.account_id, free_mail=free_mail)
    return [
        (number, contact.id)
        for number in dict.fromkeys(
            one.contact_id
            for one in alike
            if one.contact_id < contact.id and same_person(one.marks, mine) is not Match.DIFFERENT
        )
    ]


def _accounts(session: Session, lead: Lead) -> list[tuple[int, int]]:
    """The account of the lead, where it is new, beside those that it may be, the oldest first."""
    account = session.get(Account, lead.account_id) if lead.account_id is not None else None
    if account is None or account.name is None or account.created_at < lead.received_at:
        return []
    mine = _company(account)
    return [
        (one.account_id, account.id)
        for one in known.accounts_like(session, mine)
        if one.account_id < account.id and same_account(one.facts, mine) is not Match.DIFFERENT
    ]


def _ask(session: Session, deps: Deps, pair_id: int, lead: Lead, *, now: datetime) -> None:
    """Asks in the channel of the lead, as long as not too much is asked already."""
    undecided = select(func.count()).where(MatchPair.verdict == Match.UNCERTAIN)
    if (session.scalar(undecided) or 0) > deps.policy.quality.asked_at_most:
        return
    team = deps.policy.team(lead.territory)
    channel = lead.card_channel or deps.policy.quality.channel or team.manager_channel
    owe(
        session,
        AskPair(pair_id=pair_id, channel=channel),
        key=f"pair:{pair_id}",
        now=now,
        priority=PRIORITY_LIST,
        lane=post_lane(channel),
    )


def get(deps: Deps, pair_id: int) -> PairFacts:
    """The pair as it stands.

    Raises:
        Refusal: PAIR_GONE where one of the two is not there any more.
    """
    with deps.store.read() as session:
        return _facts(session, _pair(session, pair_id))


def undecided(deps: Deps, *, limit: int = 5) -> tuple[PairFacts, ...]:
    """Pairs that wait for an answer, the oldest first."""
    with deps.store.read() as session:
        wanted = select(MatchPair).where(MatchPair.verdict == Match.UNCERTAIN)
        rows = session.scalars(wanted.order_by(MatchPair.id).limit(limit)).all()
        return tuple(_facts(session, row) for row in rows)


def decide(deps: Deps, pair_id: int, *, person: PersonFacts, verdict: Match) -> PairFacts:
    """The person says whether the two are one; the same are joined in the same block.

    Raises:
        Refusal: PAIR_DECIDED where somebody has said otherwise before, NOT_ALLOWED, PAIR_GONE.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        pair = _pair(session, pair_id)
        _admit(session, pair, person)
        if pair.verdict is verdict:
            return _facts(session, pair)
        if pair.verdict is not Match.UNCERTAIN:
            raise Refusal(RefusalCode.PAIR_DECIDED)
        if verdict is Match.SAME:
            _join(session, deps, pair, person, now=now)
        pair.verdict, pair.decided_at, pair.decided_by_id = verdict, now, person.id
        _note(session, deps, f"pair_{verdict}", pair, person, now=now)
        if verdict is Match.DIFFERENT:
            _look_on(session, deps, pair, now=now)
        return _facts(session, pair)


def undo(deps: Deps, pair_id: int, *, person: PersonFacts) -> PairFacts:
    """Takes a decision back: what was joined is parted, and the question is open again.

    Raises:
        Refusal: NOT_ALLOWED, PAIR_GONE, or PAIR_DECIDED where nothing was decided.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        pair = _pair(session, pair_id)
        _admit(session, pair, person)
        if pair.verdict is Match.UNCERTAIN:
            raise Refusal(RefusalCode.PAIR_DECIDED)
        joined = _merge_of(session, pair) if pair.verdict is Match.SAME else None
        if joined is not None:
            merging.undo(session, joined, person_id=person.id, now=now)
            union.part(session, joined, policy=deps.policy, now=now)
            _judge_companies(session, deps, joined, now=now)
        pair.verdict, pair.decided_at, pair.decided_by_id = Match.UNCERTAIN, None, None
        _note(session, deps, "pair_undone", pair, person, now=now)
        return _facts(session, pair)


def _pair(session: Session, pair_id: int) -> MatchPair:
    pair = session.get(MatchPair, pair_id, with_for_update=True, populate_existing=True)
    kind = Contact if pair is not None and pair.kind is PairKind.PERSON else Account
    sides = [] if pair is None else [session.get(kind, n) for n in (pair.one_id, pair.other_id)]
    if pair is None or None in sides:
        raise Refusal(RefusalCode.PAIR_GONE)
    return pair


def _admit(session: Session, pair: MatchPair, person: PersonFacts) -> None:
    lead = session.get(Lead, pair.lead_id) if pair.lead_id is not None else None
    is_owner = lead is not None and lead.owner_id == person.id
    if not is_owner and person.role not in MAY_DECIDE:
        raise Refusal(RefusalCode.NOT_ALLOWED)


def _join(
    session: Session, deps: Deps, pair: MatchPair, person: PersonFacts, *, now: datetime
) -> None:
    """Both sides are one from now on; nothing where other answers have made them one already."""
    kept = merging.survivor(session, pair.kind, pair.one_id)
    gone = merging.survivor(session, pair.kind, pair.other_id)
    if kept.id == gone.id:
        return
    joined = merging.merge(
        session,
        pair.kind,
        kept_id=kept.id,
        gone_id=gone.id,
        person_id=person.id,
        policy_revision=deps.policy.revision,
        now=now,
    )
    union.unite(session, joined, policy=deps.policy, now=now)
    _judge_companies(session, deps, joined, now=now)


def _judge_companies(session: Session, deps: Deps, joined: Merge, *, now: datetime) -> None:
    """What is known of a company is another now, and with it how its open leads fit."""
    if joined.kind is not PairKind.ACCOUNT:
        return
    kept = merging.survivor(session, joined.kind, joined.kept_id)
    theirs = Lead.account_id.in_({kept.id, joined.gone_id}) & Lead.handover.in_(admit.OPEN)
    permit.judge_those(session, theirs, policy=deps.policy, now=now)


def _look_on(session: Session, deps: Deps, pair: MatchPair, *, now: datetime) -> None:
    """They are not this one: perhaps they are the next who looks like them."""
    lead = session.get(Lead, pair.lead_id) if pair.lead_id is not None else None
    if lead is not None:
        session.flush()
        _look(session, deps, lead, [], now=now)


def _merge_of(session: Session, pair: MatchPair) -> Merge | None:
    """The record of the answer; None where the two were one before it was given.

    Known by its moment and its author, because each side may have been joined to others before.
    """
    wanted = select(Merge).where(
        Merge.kind == pair.kind,
        Merge.undone_at.is_(None),
        Merge.merged_at == pair.decided_at,
        Merge.merged_by_id == pair.decided_by_id,
    )
    of_pair = Merge.gone_id.in_((pair.other_id, pair.one_id))
    return session.scalars(wanted.order_by(of_pair.desc(), Merge.id.desc()).limit(1)).first()


def _note(
    session: Session,
    deps: Deps,
    event: str,
    pair: MatchPair,
    person: PersonFacts,
    *,
    now: datetime,
) -> None:
    """Keeps who said what, and lets the question that was posted show it."""
    params = {"pair": pair.id, "kind": pair.kind.value, "one": pair.one_id, "other": pair.other_id}
    session.add(
        Audit(
            happened_at=now,
            event=event,
            person_id=person.id,
            lead_id=pair.lead_id,
            params=params,
            policy_revision=deps.policy.revision,
        )
    )
    posted = session.scalar(select(Owed.id).where(Owed.dedup_key == f"pair:{pair.id}"))
    if posted is not None:
        owe(
            session,
            ShowPair(pair_id=pair.id, owed_id=posted),
            key=f"pair:{pair.id}:{event}:{now.isoformat()}",
            now=now,
            lane=UPDATES,
        )


def _facts(session: Session, pair: MatchPair) -> PairFacts:
    lead = session.get(Lead, pair.lead_id) if pair.lead_id is not None else None
    by = session.get(Person, pair.decided_by_id) if pair.decided_by_id is not None else None
    return PairFacts(
        id=pair.id,
        kind=pair.kind,
        one=_side(session, pair.kind, pair.one_id),
        other=_side(session, pair.kind, pair.other_id),
        verdict=pair.verdict,
        decided_by=by.name if by is not None else None,
        lead_id=pair.lead_id,
        owner_id=lead.owner_id if lead is not None else None,
        channel=lead.card_channel if lead is not None else None,
        card_ts=lead.card_ts if lead is not None else None,
    )


def _side(session: Session, kind: PairKind, number: int) -> SideFacts:
    row = merging.row(session, kind, number)
    if isinstance(row, Contact):
        person, company = _person(row), _company(_account_of(session, number))
    else:
        person, company = ContactFacts(), _company(row)
    return SideFacts(
        number=number,
        name=person.full_name if isinstance(row, Contact) else row.name,
        contact=person,
        company=company,
        since=row.created_at,
    )


def _account_of(session: Session, contact_id: int) -> Account | None:
    """The company of the contact's newest lead, also where that went to another by now."""
    went = select(Merge.lead_ids).where(
        Merge.kind == PairKind.PERSON, Merge.gone_id == contact_id, Merge.undone_at.is_(None)
    )
    gone = [number for numbers in session.scalars(went) for number in numbers]
    theirs = select(Account).join(Lead, Lead.account_id == Account.id)
    of_them = theirs.where(Lead.id.in_(gone) if gone else Lead.contact_id == contact_id)
    return session.scalars(of_them.order_by(Lead.id.desc()).limit(1)).first()


def _person(row: Contact) -> ContactFacts:
    return ContactFacts(
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        phone=row.phone,
        job_title=row.job_title,
    )


def _company(row: Account | None) -> CompanyFacts:
    if row is None:
        return CompanyFacts()
    return CompanyFacts(name=row.name, domain=row.domain, country=row.country, region=row.region)
