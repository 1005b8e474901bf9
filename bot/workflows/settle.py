"""What is written down when a message has arrived."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import effects
from store.claims import Claimed
from store.models import Base, LeadList
from store.session import database_now

LEAD = Base.metadata.tables["lead"]


def shown(
    session: Session, claimed: Claimed, channel: str, ts: str, *, version: int | None
) -> None:
    """Keeps where a card or a list stands, and which version of the lead a card shows."""
    if claimed.kind == effects.ShowLeadList.__name__:
        wanted = update(LeadList).where(LeadList.id == claimed.payload["list_id"])
        session.execute(wanted.values(channel=channel, ts=ts))
    elif claimed.kind == effects.ShowLeadCard.__name__ and version is not None:
        _card(session, claimed, channel, ts, version=version)


def _card(session: Session, claimed: Claimed, channel: str, ts: str, *, version: int) -> None:
    """An older state may have been put over a newer one that a click had shown: drawn again."""
    known = session.scalar(
        select(LEAD.c.shown_version).where(LEAD.c.id == claimed.lead_id).with_for_update()
    )
    is_overtaken = known is not None and known > version
    session.execute(
        update(LEAD)
        .where(LEAD.c.id == claimed.lead_id)
        .values(
            card_channel=channel, card_ts=ts, shown_version=None if is_overtaken else version
        )
    )
    if is_overtaken:
        effects.owe(
            session,
            effects.ShowLeadCard(lead_id=claimed.payload["lead_id"]),
            key=f"card:{claimed.lead_id}:after:{claimed.id}",
            now=database_now(session),
            lead_id=claimed.lead_id,
            lane=effects.UPDATES,
        )


def lost(session: Session, claimed: Claimed) -> None:
    """Somebody deleted the message: the next try posts it anew."""
    if claimed.kind == effects.ShowLeadCard.__name__:
        session.execute(
            update(LEAD)
            .where(LEAD.c.id == claimed.lead_id)
            .values(card_ts=None, shown_version=None)
        )
    elif claimed.kind == effects.ShowLeadList.__name__:
        wanted = update(LeadList).where(LeadList.id == claimed.payload["list_id"])
        session.execute(wanted.values(ts=None))
