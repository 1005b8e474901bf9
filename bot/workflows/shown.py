"""What the listener has put on a card itself: the outbox need not do so again."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from agents.facts import LeadFacts
from bot.deps import Deps
from bot.effects import UPDATES, ShowLeadCard, owe, owing
from store import outbox
from store.models import Base, Lead
from store.outbox import Owing
from store.session import database_now

LEAD = Base.metadata.tables["lead"]
MAY_LAND = timedelta(seconds=20)
"""How long after its start a drawing of a listener may still appear on the card."""
OUTBOX_WAITS = timedelta(seconds=5)
"""How long a card that was clicked is left to the listener, before the outbox sees to it.

Longer than forty clicks at once take to be answered: a relay that draws what listeners are about
to draw takes the time they need for it.
"""
SHOWN = "shown"
"""Why an effect was left out: its card shows so already."""

_KNOWN = (
    select(Lead.shown_version, Lead.version)
    .where(Lead.id == bindparam("lead_id"))
    .with_for_update()
)
_SHOWS = (
    update(LEAD)
    .where(LEAD.c.id == bindparam("of"))
    .values(shown_version=bindparam("shown", type_=LEAD.c.shown_version.type))
)


def card_shown(deps: Deps, lead: LeadFacts) -> None:
    """Keeps which version of a lead its card shows, after it was drawn from these facts.

    What the outbox was to say of that is said. Where somebody else has drawn the card since these
    facts were read, nobody knows which of the two came last: it is owed once more.
    """
    if lead.shown_version == lead.version:
        return
    with deps.store.begin() as session:
        known = session.execute(_KNOWN, {"lead_id": lead.id}).one_or_none()
        if known is None or known.shown_version == lead.version:
            return
        is_certain = known.shown_version == lead.shown_version
        version = lead.version if is_certain else None
        session.execute(_SHOWS, {"of": lead.id, "shown": version})
        if not is_certain:
            _show_again(session, deps, lead)
        elif known.version == lead.version:
            outbox.withdraw(session, _card(lead), code=SHOWN)
    if not is_certain:
        deps.wake.set()


def card_in_doubt(deps: Deps, lead_id: int) -> None:
    """A listener's drawing got no answer: it may land on what others draw until then.

    The card is owed once more for afterwards, whatever it is believed to show.
    """
    with deps.store.begin() as session:
        owe(
            session,
            ShowLeadCard(lead_id=lead_id, is_doubted=True),
            key=f"card:{lead_id}:doubted:{uuid4().hex}",
            now=deps.clock(),
            lead_id=lead_id,
            lane=UPDATES,
            due_at=database_now(session) + MAY_LAND,
        )


def message_in_doubt(deps: Deps, *, channel: str, ts: str) -> None:
    """The process of a listener died after a click on this message; perhaps it has drawn it."""
    with deps.store.read() as session:
        is_card = select(Lead.id).where(Lead.card_ts == ts, Lead.card_channel == channel)
        lead_id = session.scalar(is_card)
    if lead_id is not None:
        card_in_doubt(deps, lead_id)


def _card(lead: LeadFacts) -> Owing:
    """What an act owes; one in doubt is another effect."""
    return owing(
        ShowLeadCard(lead_id=lead.id),
        key=f"card:{lead.id}:{lead.version}",
        lane=UPDATES,
        lead_id=lead.id,
    )


def _show_again(session: Session, deps: Deps, lead: LeadFacts) -> None:
    owe(
        session,
        ShowLeadCard(lead_id=lead.id),
        key=f"card:{lead.id}:{lead.version}:{uuid4().hex}",
        now=deps.clock(),
        lead_id=lead.id,
        lane=UPDATES,
    )
