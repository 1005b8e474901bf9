"""The end of the road: what Slack does not take reaches its people by mail.

A channel that is closed to us and a token that is revoked stay so until somebody mends them: mail
is owed at once. A Slack that does not answer may answer in a moment: mail is owed when it has been
silent for as long as the operator said. Who was written to is not written to again about the same
lead; several processes may look, the keys and the locked rows decide.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from agents.vocabulary import Role
from bot.deps import Deps, PostSettings
from bot.effects import (
    PRIORITY_HOT,
    PRIORITY_PING,
    MailHotLead,
    MailOutage,
    mail_lane,
    owing,
)
from store import outages, outbox, pause
from store.outages import OutageFacts
from store.outbox import Owing
from store.queries import road
from store.queries.road import Reachable, Unsaid
from store.session import database_now

OLD_NEWS = timedelta(days=1)
"""Nobody is told any more that something was mended so long ago."""
log = structlog.get_logger()


def tell_by_mail(deps: Deps) -> int:
    """Owes the mails that are due; says how many. While paused nothing is owed either."""
    post = deps.post
    if post is None:
        return 0
    with deps.store.read() as session:
        if pause.current(session) is not None:
            return 0
        due = (*_hot_leads(session, post), *_ended(session, post))
        is_untold = outages.any_untold(session)
        known = road.owed_already(session, [item.dedup_key for item in due])
    due = tuple(item for item in due if item.dedup_key not in known)
    if not due and not is_untold:
        return 0
    with deps.store.begin() as session:
        new = outbox.owe_many(session, [*due, *_begun(session, post)], now=deps.clock())
    if any(new):
        deps.wake.set()
        log.warning("told_by_mail", mails=sum(new))
    return sum(new)


def addressees(
    lead: Unsaid, team: Sequence[Reachable], *, operator: str | None
) -> Iterator[int | None]:
    """Who learns of the lead: its owner, or else the team's managers; and the operator (None)."""
    owner = next((person for person in team if person.id == lead.owner_id), None)
    theirs = [owner] if owner is not None and owner.email else managers(lead.territory, team)
    yield from (person.id for person in theirs)
    known = {person.email.casefold() for person in theirs if person.email}
    if operator is not None and operator.casefold() not in known:
        yield None


def managers(territory: str | None, team: Sequence[Reachable]) -> list[Reachable]:
    """Managers who can be reached: those of the territory, or else all."""
    found = [person for person in team if person.role is Role.MANAGER and person.email]
    near = [person for person in found if person.territory in {None, territory}]
    return near or found


def _hot_leads(session: Session, post: PostSettings) -> Iterator[Owing]:
    """A mail to everybody who should know of a hot lead that Slack does not show."""
    now = database_now(session)
    closed = [item for item in outages.lasting(session) if _lasts(item, post, now=now)]
    if not closed and not road.any_dead_card(session):
        return
    shut = {item.name for item in closed}
    team = road.team(session)
    for lead in road.unsaid(session):
        is_shut = not shut.isdisjoint({outages.SLACK, outages.channel(lead.channel)})
        if is_shut or lead.is_dead:
            yield from _mails(lead, addressees(lead, team, operator=post.operator))


def _lasts(outage: OutageFacts, post: PostSettings, *, now: datetime) -> bool:
    """Whether it is sure enough that nothing gets through.

    Where nothing was tried for a while, the next send finds out first.
    """
    if outage.name == outages.MAIL or outage.last_at < now - outages.CONFIRMED_WITHIN:
        return False
    return outage.is_definite or now - outage.began_at >= post.after


def _mails(lead: Unsaid, person_ids: Iterable[int | None]) -> Iterator[Owing]:
    """Without the lead's place in the order of its effects: the card that waits is before it."""
    for person_id in person_ids:
        yield owing(
            MailHotLead(lead_id=lead.lead_id, person_id=person_id),
            key=f"mail:{lead.lead_id}:{person_id or 'operator'}",
            lane=mail_lane(person_id),
            subject_id=lead.subject_id,
            priority=PRIORITY_HOT,
        )


def _begun(session: Session, post: PostSettings) -> Iterator[Owing]:
    """Of each outage the operator learns once; of one that was over before, not at all."""
    now = database_now(session)
    for outage in outages.untold(session):
        is_due = outage.ended_at is None and _lasts(outage, post, now=now)
        if is_due or outage.ended_at is not None:
            outages.told(session, outage.id, now=now)
        if is_due:
            log.warning("outage", outage=outage.name, code=outage.code)
            yield from _news(outage, post, is_over=False)


def _ended(session: Session, post: PostSettings) -> Iterator[Owing]:
    since = database_now(session) - OLD_NEWS
    for outage in outages.told_and_over(session, since=since):
        yield from _news(outage, post, is_over=True)


def _news(outage: OutageFacts, post: PostSettings, *, is_over: bool) -> Iterator[Owing]:
    if post.operator is not None:
        yield owing(
            MailOutage(outage_id=outage.id, is_over=is_over),
            key=f"outage:{outage.id}:{'ended' if is_over else 'began'}",
            lane=mail_lane(None),
            priority=PRIORITY_PING,
        )
