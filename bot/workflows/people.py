"""The people of the team: who somebody is, and who is here."""

from sqlalchemy import select

from agents.facts import PersonFacts
from agents.vocabulary import Language, RefusalCode, Role
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.steps import joining, left_deals, mornings, owners
from store.models import Person
from store.queries import people

MAY_EDIT = (Role.MANAGER, Role.REVOPS, Role.OPERATOR)


def who(deps: Deps, slack_user_id: str) -> PersonFacts:
    """The colleague behind a Slack user.

    Raises:
        Refusal: UNKNOWN_PERSON for anybody who is not an active colleague.
    """
    with deps.store.read() as session:
        person = people.by_slack_user(session, slack_user_id)
    if person is None:
        raise Refusal(RefusalCode.UNKNOWN_PERSON)
    return person


def everybody(deps: Deps) -> tuple[PersonFacts, ...]:
    """All people, also former ones."""
    with deps.store.read() as session:
        return people.everybody(session)


def save(
    deps: Deps,
    *,
    by: PersonFacts,
    slack_user_id: str,
    name: str,
    role: Role,
    language: Language,
    territory: str | None,
    is_active: bool = True,
) -> PersonFacts:
    """Adds or changes a colleague, or switches them off and on; off, their leads go on.

    The next tick gives those to colleagues by the rules; a manager is told of qualified ones.

    Raises:
        Refusal: NOT_ALLOWED for those who may not edit the team, and for switching oneself off.
    """
    if by.role not in MAY_EDIT:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    if by.slack_user_id == slack_user_id and not is_active:
        raise Refusal(RefusalCode.NOT_ALLOWED, why="yourself")
    now = deps.clock()
    with deps.store.begin() as session:
        row = session.scalar(
            select(Person).where(Person.slack_user_id == slack_user_id).with_for_update()
        )
        was = None if row is None else people.facts(row)
        if row is None:
            row = Person(slack_user_id=slack_user_id, created_at=now, channels=[])
            session.add(row)
        row.name, row.role, row.language = name, role, language
        row.territory, row.is_active, row.changed_at = territory, is_active, now
        if was is not None and was.territory != territory:
            mornings.hours_changed(row)
        joining.level(session, row, was=was)
        saved = people.facts(row)
        owners.look_again(session, now=now, owner_ids=[saved.id])
        if was is not None and was.is_active and not is_active:
            left_deals.tell_manager(session, row, now=now)
    deps.wake.set()
    return saved
