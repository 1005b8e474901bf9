"""What is written down when a message has arrived."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot import effects
from bot.workflows.steps import journal
from store import clocks, lists
from store.claims import Claimed
from store.models import Base
from store.queries.outbox import OwedFacts
from store.session import database_now

LEAD = Base.metadata.tables["lead"]
LIST = Base.metadata.tables["lead_list"]
OUTBOX = Base.metadata.tables["outbox"]
_UNDER_ITS_CARD = (
    select(
        LEAD.c.shown_version,
        LEAD.c.version,
        LEAD.c.card_channel,
        LEAD.c.card_ts,
        OUTBOX.c.payload,
    )
    .join_from(OUTBOX, LEAD, LEAD.c.id == OUTBOX.c.lead_id)
    .where(OUTBOX.c.id == bindparam("owed_id"))
    .with_for_update(of=LEAD)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a message showed, and what stood there when it was drawn; None: nobody knows."""

    version: int | None
    over: int | None


def shown(session: Session, claimed: Claimed, channel: str, ts: str, *, drawn: Drawn) -> None:
    """Keeps where a card or a list stands, and which version of the lead a card shows."""
    if claimed.kind == effects.ShowLeadList.__name__:
        _list(session, claimed, channel, ts, picture=drawn.version)
    elif claimed.kind == effects.ShowLeadCard.__name__:
        _card(session, claimed, channel, ts, drawn=drawn)
    else:
        ended(session, claimed)


def ended(session: Session, owed: Claimed | OwedFacts) -> None:
    """Where a rung was said, or never will be: the card that shows less is drawn again.

    The tick owes the rung alone, because its card could not go out before it. It leaves the lead
    as it is as well: what the card shows is another thing from here on. Whoever has changed the
    lead since has seen the rung, because the tick held the lead.

    Args:
        session: the open block.
        owed: the effect that came to its end; nothing follows any but a rung.
    """
    lead_id = owed.lead_id
    if owed.kind != effects.PingStep.__name__ or lead_id is None:
        return
    known = session.execute(_UNDER_ITS_CARD, {"owed_id": owed.id}).one_or_none()
    if known is None or known.card_channel is None:
        return
    if known.payload.get("version") == known.version:
        clocks.raise_versions(session, [lead_id])
    elif known.shown_version == known.version:
        return
    effects.owe(
        session,
        effects.ShowLeadCard(lead_id=lead_id),
        key=f"card:{lead_id}:after:{owed.id}",
        now=database_now(session),
        lead_id=lead_id,
        lane=effects.UPDATES if known.card_ts else effects.post_lane(known.card_channel),
    )


def _list(
    session: Session, claimed: Claimed, channel: str, ts: str, *, picture: int | None
) -> None:
    """Effects of a list overtake each other: an older picture over a newer one is drawn again."""
    list_id = claimed.payload["list_id"]
    session.execute(update(LIST).where(LIST.c.id == list_id).values(channel=channel, ts=ts))
    if picture != lists.picture(session, list_id):
        effects.owe(
            session,
            effects.ShowLeadList(list_id=list_id),
            key=f"list:{list_id}:after:{claimed.id}:{claimed.fence}",
            now=database_now(session),
            priority=effects.PRIORITY_LINE,
            lane=effects.UPDATES,
        )


def _card(session: Session, claimed: Claimed, channel: str, ts: str, *, drawn: Drawn) -> None:
    """Where a click has drawn the card meanwhile, nobody knows which came last: drawn again."""
    known = session.execute(
        select(LEAD.c.shown_version, LEAD.c.version, LEAD.c.card_ts, LEAD.c.list_id)
        .where(LEAD.c.id == claimed.lead_id)
        .with_for_update()
    ).one_or_none()
    if known is None:
        return
    version = drawn.version
    is_overtaken = version is not None and known.shown_version not in (drawn.over, version)
    session.execute(
        update(LEAD)
        .where(LEAD.c.id == claimed.lead_id)
        .values(card_channel=channel, card_ts=ts, shown_version=None if is_overtaken else version)
    )
    now = database_now(session)
    is_first = known.list_id is not None and known.card_ts is None
    # While a lead has but a line in a list, a change of it owes no card.
    if is_overtaken or (is_first and known.version != version):
        effects.owe(
            session,
            effects.ShowLeadCard(lead_id=claimed.payload["lead_id"]),
            key=f"card:{claimed.lead_id}:after:{claimed.id}",
            now=now,
            lead_id=claimed.lead_id,
            lane=effects.UPDATES,
        )
    if is_first:
        # The line in the list leads to the card from now on.
        journal.show_line(
            session,
            lead_id=claimed.payload["lead_id"],
            list_id=known.list_id,
            change=f"card:{claimed.id}",
            now=now,
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
        _lost_list(session, claimed, claimed.payload["list_id"])


def _lost_list(session: Session, claimed: Claimed, list_id: int) -> None:
    """One effect alone posts it again, whichever others of the list are on their way."""
    gone = update(LIST).where(LIST.c.id == list_id).values(ts=None).returning(LIST.c.channel)
    channel = session.execute(gone).scalar_one()
    effects.owe(
        session,
        effects.ShowLeadList(list_id=list_id, is_first=True),
        key=f"list:{list_id}:again:{claimed.id}",
        now=database_now(session),
        priority=effects.PRIORITY_LIST,
        lane=effects.post_lane(channel),
    )
