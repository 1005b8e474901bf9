"""Who looks after a company, and which are key accounts."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from agents.rules.routing import OWNERS
from agents.vocabulary import RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from store.models import Account
from store.queries import people


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A company as it is looked after now."""

    name: str
    owner: str | None
    is_key: bool


def keep(
    deps: Deps, company: str, *, owner: str | None = None, is_key: bool | None = None
) -> Kept:
    """Sets who looks after a company, known by its domain or its name; what is None stays.

    Args:
        deps: the bot's parts.
        company: domain or name.
        owner: a Slack user; empty: nobody.
        is_key: whether it is a key account.

    Raises:
        Refusal: NO_SUCH_LEAD for a company that no lead has named yet, NO_SUCH_PERSON for an
            owner who may not own leads.
    """
    with deps.store.begin() as session:
        wanted = or_(Account.domain == company.lower(), Account.name == company)
        row = session.scalar(select(Account).where(wanted).order_by(Account.id).limit(1))
        if row is None:
            raise Refusal(RefusalCode.NO_SUCH_LEAD)
        if owner is not None:
            person = people.by_slack_user(session, owner.upper()) if owner else None
            if owner and (person is None or person.role not in OWNERS):
                raise Refusal(RefusalCode.NO_SUCH_PERSON)
            row.owner_id = person.id if person is not None else None
        row.is_key = row.is_key if is_key is None else is_key
        session.flush()
        keeper = people.by_id(session, row.owner_id) if row.owner_id is not None else None
        return Kept(
            name=row.name or row.domain or company,
            owner=keeper.name if keeper is not None else None,
            is_key=row.is_key,
        )
