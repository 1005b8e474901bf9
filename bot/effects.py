"""What workflows may owe to the world: intents, rendered from current state when they are sent."""

from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from agents.vocabulary import ActivityKind, AlertKind, EscalationStep, RoutingReason
from store.outbox import Owing, owe_many

PRIORITY_HOT = 10
PRIORITY_PING = 20
PRIORITY_ANSWER = 30
PRIORITY_LIST = 39
"""Before ordinary cards: it stands for the oldest of them, though it was owed later."""
PRIORITY_LEAD = 40
PRIORITY_UPDATE = 50
PRIORITY_LINE = 60
REPEATED_UP_TO = PRIORITY_PING
"""So urgent that a message nobody can look for goes out again, and says that it may be a repeat."""

POSTS = "post"
UPDATES = "update"
MAILS = "mail"
"""Kinds of lanes: new messages in a channel, replaced messages, mails."""


def post_lane(channel: str) -> str:
    """The lane of new messages in a channel: Slack takes about one a second."""
    return f"{POSTS}:{channel}"


def mail_lane(person_id: int | None) -> str:
    """The lane of mails to a colleague, None being the operator: a full mailbox holds up no other."""
    return f"{MAILS}:{'operator' if person_id is None else person_id}"


def lead_mail_lane(lead_id: int) -> str:
    """The lane of mails to a lead's person."""
    return f"{MAILS}:lead:{lead_id}"


class Effect(BaseModel):
    """An intent; its class name is its kind in the outbox."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    coalesces: ClassVar[bool] = False

    def payload(self) -> dict[str, Any]:
        """What the outbox keeps of it; as `model_dump`, which takes twice as long to begin."""
        said: dict[str, Any] = self.__pydantic_serializer__.to_python(
            self, mode="json", exclude_defaults=True
        )
        return said

    def after_doubt(self) -> Self:
        """The same, once an earlier try had no answer; a message is looked for, nothing more."""
        return self


class ShowLeadCard(Effect):
    """The lead's card says what is true now: posted the first time, updated later."""

    coalesces: ClassVar[bool] = True
    lead_id: int
    is_doubted: bool = False
    """Drawn although the card is believed to be true: an older state may have landed on it."""

    def after_doubt(self) -> Self:
        """Drawn in any case: the earlier try may have landed on what a click has drawn since."""
        return self.model_copy(update={"is_doubted": True})


class ShowLeadList(Effect):
    """One message with a line for each of up to ten waiting leads: posted, later updated."""

    coalesces: ClassVar[bool] = True
    list_id: int
    is_first: bool = False
    """Only this one posts the message; effects of a list go out in any order."""


class PingStep(Effect):
    """A rung of the escalation chain, as a thread reply under the card."""

    lead_id: int
    clock_id: int
    step: EscalationStep
    person_id: int | None
    """Whom it addresses; None where nobody was found on any rung."""
    version: int | None = None
    """Of the lead when it was owed, where the rung has yet to make it another one."""


class RefreshPing(PingStep):
    """A rung that was posted, drawn again: nobody is to be asked for what is done already."""

    owed_id: int
    """The outbox row that posted it; effects of one lead go out in order, so it has by then."""


class TellNewOwner(Effect):
    """A thread reply under the card that mentions the new owner."""

    lead_id: int
    person_id: int
    reason: RoutingReason
    by_person_id: int | None = None


class TellNobodyReacted(Effect):
    """The managers' channel learns that a whole chain went by and nobody reacted."""

    lead_id: int
    clock_id: int


class RemindTry(Effect):
    """A thread reply that says that the next try to reach somebody is due."""

    lead_id: int
    made: int
    """Tries before it."""
    reminder: int


class RefreshTry(RemindTry):
    """A reminder of a try that was posted, drawn again: it asks for nothing that is done."""

    owed_id: int
    """The outbox row that posted it."""


class TellMarketing(Effect):
    """Marketing learns that it has not delivered in time what a lead lacks."""

    lead_id: int


class AskSwap(Effect):
    """A thread reply that asks a colleague whether they swap their lead for another one."""

    swap_id: int
    lead_id: int
    """The lead that is theirs, under whose card it stands."""


class TellDeclined(Effect):
    """A thread reply under the lead that was offered: the colleague does not swap."""

    swap_id: int
    lead_id: int
    person_id: int
    """Who had offered it."""


class TellDeals(Effect):
    """A manager learns which qualified leads of somebody who left have nobody to work on them."""

    person_id: int
    lead_ids: tuple[int, ...]
    from_person_id: int


class TellLeads(Effect):
    """One message to somebody who got several leads at once, in place of one under each card."""

    person_id: int
    lead_ids: tuple[int, ...]
    from_person_id: int | None = None
    """Whose they were, where all were one colleague's."""


class Held(BaseModel):
    """An alert that did not mention its person, because they had their quiet hours."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: AlertKind
    lead_id: int


class TellHints(Effect):
    """What somebody's quiet hours held back, told once at their end."""

    person_id: int
    held: tuple[Held, ...]


class MorningQueue(Effect):
    """What came in since somebody's last working day, told once at the start of the next."""

    person_id: int
    since: datetime
    """Leads that became theirs from then on."""
    held: tuple[Held, ...] = ()
    """What their quiet hours held back, where these end as the day begins."""


class TellAgain(Effect):
    """A thread reply under the card: the person whom its owner works with has a new wish."""

    lead_id: int
    person_id: int
    wish: ActivityKind


class PostAnswer(Effect):
    """The answer to a question, where it was asked."""

    question_id: int


class AskPair(Effect):
    """Whether two records are one: asked under the lead's card, else in a channel."""

    pair_id: int
    channel: str


class ShowPair(Effect):
    """A pair that was asked about shows what was decided."""

    pair_id: int
    owed_id: int
    """The outbox row that asked."""


class PostQuality(Effect):
    """The weekly list of what is missing or wrong in the data."""

    until: datetime
    channel: str


class MailHotLead(Effect):
    """A hot lead by mail, because Slack does not take its card."""

    lead_id: int
    person_id: int | None
    """A colleague; None is the operator."""


class MailOutage(Effect):
    """The operator learns that Slack or a channel takes nothing, or takes something again."""

    outage_id: int
    is_over: bool = False


class ConfirmOptIn(Effect):
    """A mail to a lead: confirm that this address has opted in."""

    lead_id: int


class AnswerAway(Effect):
    """A mail to a hot lead who came while nobody was on duty: when somebody will answer."""

    lead_id: int


KINDS: dict[str, type[Effect]] = {
    kind.__name__: kind
    for kind in (
        ShowLeadCard,
        ShowLeadList,
        PingStep,
        RefreshPing,
        TellNewOwner,
        TellNobodyReacted,
        RemindTry,
        RefreshTry,
        TellMarketing,
        AskSwap,
        TellDeclined,
        TellLeads,
        TellDeals,
        TellHints,
        MorningQueue,
        TellAgain,
        PostAnswer,
        AskPair,
        ShowPair,
        PostQuality,
        MailHotLead,
        MailOutage,
        ConfirmOptIn,
        AnswerAway,
    )
}


def owing(
    effect: Effect,
    *,
    key: str,
    lane: str,
    lead_id: int | None = None,
    subject_id: str | None = None,
    priority: int = PRIORITY_UPDATE,
    due_at: datetime | None = None,
) -> Owing:
    """An effect as the outbox keeps it.

    Args:
        effect: the intent.
        key: makes it unique, for instance `card:17:3` for version 3 of lead 17.
        lane: what paces it, `post_lane(channel)`, `UPDATES` or `MAILS`.
        lead_id: effects of one lead go out in order.
        subject_id: the person whose values the effect holds, if it does.
        priority: smaller goes first.
        due_at: not before; None: at once.
    """
    return Owing(
        kind=type(effect).__name__,
        dedup_key=key,
        payload=effect.payload(),
        lane=lane,
        lead_id=lead_id,
        subject_id=subject_id,
        priority=priority,
        due_at=due_at,
        coalesce=effect.coalesces,
    )


def owe(
    session: Session,
    effect: Effect,
    *,
    key: str,
    now: datetime,
    lane: str,
    lead_id: int | None = None,
    subject_id: str | None = None,
    priority: int = PRIORITY_UPDATE,
    due_at: datetime | None = None,
) -> bool:
    """Owes one effect in the transaction of its cause; False when it was owed already."""
    item = owing(
        effect,
        key=key,
        lane=lane,
        lead_id=lead_id,
        subject_id=subject_id,
        priority=priority,
        due_at=due_at,
    )
    (is_new,) = owe_many(session, [item], now=now)
    return is_new


def read(kind: str, payload: dict[str, Any]) -> Effect:
    """The effect in an outbox row.

    Raises:
        KeyError: for a kind this version does not know.
    """
    return KINDS[kind].model_validate(payload)
