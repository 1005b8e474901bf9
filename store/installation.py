"""What this installation made up for itself once."""

from secrets import token_hex

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Installation


def secret(session: Session, name: str) -> str:
    """A random secret, made at its first use and the same ever after."""
    row = session.get(Installation, name)
    if row is not None:
        return row.value
    try:
        with session.begin_nested():
            row = Installation(name=name, value=token_hex(32))
            session.add(row)
    except IntegrityError:
        return session.get_one(Installation, name).value
    return row.value


def read(session: Session, name: str) -> str | None:
    """What was noted under a name; None where nothing was."""
    row = session.get(Installation, name)
    return None if row is None else row.value


def write(session: Session, name: str, value: str) -> None:
    """Notes something under a name, in place of what was noted before."""
    row = session.get(Installation, name, with_for_update=True)
    if row is None:
        session.add(Installation(name=name, value=value))
    else:
        row.value = value
