"""What processes and people do in the simulation: the product's workflows, one act each."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from agents.facts import LeadFacts, PersonFacts
from agents.vocabulary import RejectReason, TouchKind
from bot.deps import Deps
from bot.errors import Refusal
from bot.gateways.outgoing import SlackMessage
from bot.workflows import accept, handover, inbox, intake, reject, shown, tick, touch
from store import pause
from tests.simulation import rendering
from tests.simulation.ground import BEGINNINGS, Sent, form
from tests.simulation.plan import Fault

if TYPE_CHECKING:
    from tests.simulation.sim import Process, Simulation

TEAM = ("U0LENA", "U0JONAS", "U0MIRA")
A_DAY = timedelta(days=1)
NEW_PERSONS = 10
"""Numbers from here on are of persons that no beginning uses."""
LEADS = "SELECT id FROM lead ORDER BY id"
CARD = "SELECT card_channel, card_ts FROM lead WHERE id = {}"
OWED = "SELECT EXISTS (SELECT 1 FROM outbox WHERE state IN ('pending', 'sending', 'uncertain'))"
UNREAD = "SELECT EXISTS (SELECT 1 FROM delivery WHERE state = 'received')"
LOSE_A_LOOK = text(
    "UPDATE clock SET next_step = NULL, next_step_at = NULL WHERE id ="
    " (SELECT min(id) FROM clock WHERE kind = 'first_touch' AND stopped_at IS NULL"
    " AND state IN ('pending', 'at_risk')) RETURNING lead_id"
)


def _accept(deps: Deps, lead_id: int, who: PersonFacts, wait: timedelta) -> LeadFacts:
    return accept.accept(deps, lead_id, person=who, card_after=wait)


def _touch(deps: Deps, lead_id: int, who: PersonFacts, wait: timedelta) -> LeadFacts:
    return touch.log_touch(deps, lead_id, person=who, kind=TouchKind.CALL, card_after=wait)


def _reject(deps: Deps, lead_id: int, who: PersonFacts, wait: timedelta) -> LeadFacts:
    reason = RejectReason.NO_FIT
    return reject.reject(deps, lead_id, person=who, reason=reason, card_after=wait)


def _take_over(deps: Deps, lead_id: int, who: PersonFacts, wait: timedelta) -> LeadFacts:
    return handover.take_over(deps, lead_id, person=who, card_after=wait)


def _give(deps: Deps, lead_id: int, who: PersonFacts, wait: timedelta) -> LeadFacts:
    return handover.give(deps, lead_id, person=who, card_after=wait)


BUTTONS: dict[str, Callable[[Deps, int, PersonFacts, timedelta], LeadFacts]] = {
    "accepts": _accept,
    "has called": _touch,
    "rejects": _reject,
    "takes over": _take_over,
    "gives away": _give,
}


class Acts:
    """The acts of one seed, and the senders' journal."""

    def __init__(self, world: "Simulation") -> None:
        self._world = world
        self._rng = world.rng
        self.acknowledged = {sent.key: sent for sent in BEGINNINGS[world.plan.position]}
        """The first ledger: what the senders were told is taken."""
        self.begun_anew: set[int] = set()
        """Leads whose first touch has lost its place: an audit puts it back to its beginning, and
        the next tick draws the card; a plan may end before it."""
        self._unanswered: list[Sent] = []
        self._persons = NEW_PERSONS
        self._clicks: list[tuple[str, int, str, str]] = []

    def any(self, process: "Process") -> None:
        """One act, the usual ones more often."""
        act = self._rng.choices(
            (self.send, self.click, self.clock, self.deliver, self.take_in, self.operate),
            weights=(46, 16, 14, 12, 8, 4),
        )[0]
        act(process)

    def send(self, process: "Process") -> int:
        """A batch of the process's relay; says how much it claimed."""
        handled = 0

        def batch() -> None:
            nonlocal handled
            handled = relay.send_batch()

        relay = self._world.relay_of(process)
        process.batch_began = self._world.timeline.now
        if self._world.do(process, "sends", batch):
            process.refusals.check(self._world)
        return handled

    def click(self, process: "Process") -> None:
        """Somebody clicks on a card; Slack may deliver the same click again."""
        click = self._old_click() or self._new_click()
        if click is not None:
            key, lead_id, button, user = click
            what = f"{key}: {user} {button} lead {lead_id}"
            self._world.do(process, what, lambda: self._answer(process, click))

    def _old_click(self) -> tuple[str, int, str, str] | None:
        may = self._clicks and Fault.REPEATED_CLICK in self._world.plan.faults
        if not may or self._rng.random() < 0.5:
            return None
        self._world.seen[Fault.REPEATED_CLICK] += 1
        return self._rng.choice(self._clicks)

    def _new_click(self) -> tuple[str, int, str, str] | None:
        leads = [lead_id for (lead_id,) in self._world.ground.ask(LEADS)]
        if not leads:
            return None
        button, user = self._rng.choice(list(BUTTONS)), self._rng.choice(TEAM)
        click = (f"click-{len(self._clicks) + 1}", self._rng.choice(leads), button, user)
        self._clicks.append(click)
        return click

    def _answer(self, process: "Process", click: tuple[str, int, str, str]) -> None:
        """As middleware and listeners do it: kept, acted on once, finished."""
        key, lead_id, button, user = click
        ((channel, ts),) = self._world.ground.ask(CARD.format(lead_id))
        summary = {"what": button, "channel": channel or "", "message": ts or ""}
        delivery_id, is_new = inbox.receive_slack(
            process.deps, door="slack:click", external_id=key, summary=summary
        )
        if not is_new:
            return
        wait = shown.OUTBOX_WAITS if ts else timedelta(0)
        who = self._world.ground.people[user]
        try:
            lead = BUTTONS[button](process.deps, lead_id, who, wait)
        except Refusal as refusal:
            self._world.say(f"refused: {refusal.code}")
        else:
            if ts:
                self._redraw(process, lead, channel, ts)
        inbox.finish(process.deps, delivery_id)

    def _redraw(self, process: "Process", lead: LeadFacts, channel: str, ts: str) -> None:
        """As listeners do it: the card at once, past the outbox."""
        text = rendering.stands(lead.clocks)
        card = SlackMessage(channel=channel, text=text, blocks=[], ts=ts, version=lead.version)
        if process.line.redraw(card):
            shown.card_shown(process.deps, lead)
        else:
            shown.card_in_doubt(process.deps, lead.id)

    def answer_the_unanswered(self, process: "Process") -> None:
        """Whoever clicked while a process died is asked to click again."""
        self._ask_again(process, before=process.deps.clock())

    def _ask_again(self, process: "Process", *, before: datetime) -> None:
        for left in inbox.unfinished(process.deps, before=before):
            if left.channel and left.message:
                shown.message_in_doubt(process.deps, channel=left.channel, ts=left.message)
            inbox.finish(process.deps, left.id)

    def clock(self, process: "Process") -> None:
        """A tick; sometimes after time went by in which nobody acted; sometimes it lost a look."""
        world = self._world
        if self._rng.random() < 0.5:
            world.timeline.forward(self._rng.choice((60.0, 300.0, 480.0)))
        world.do(process, "ticks", lambda: tick.escalate(process.deps))
        if Fault.LOST_LOOK in world.plan.faults and self._rng.random() < 0.5:
            self._lose_a_look(process)

    def _lose_a_look(self, process: "Process") -> None:
        world = self._world
        world.seen[Fault.LOST_LOOK] += 1
        world.say("a clock loses its next look")
        with world.undisturbed(), world.store.begin() as session:
            self.begun_anew.update(session.scalars(LOSE_A_LOOK))
        world.do(process, "audits", lambda: tick.audit(process.deps))
        world.do(process, "ticks", lambda: tick.escalate(process.deps))

    def deliver(self, process: "Process") -> None:
        """A sender sends: something new, or again what it got no answer for, or an old thing."""
        repeats = Fault.REPEATED_DELIVERY in self._world.plan.faults
        if repeats and self.acknowledged and self._rng.random() < 0.5:
            sent = self._rng.choice(list(self.acknowledged.values()))
            self._world.seen[Fault.REPEATED_DELIVERY] += 1
        elif self._unanswered and self._rng.random() < 0.5:
            sent = self._unanswered.pop(self._rng.randrange(len(self._unanswered)))
        else:
            self._persons += 1
            sent = form(self._persons)
        self._hand_in(process, sent)

    def _hand_in(self, process: "Process", sent: Sent) -> None:
        self._world.do(process, f"is sent {sent.key}", lambda: self._keep(process, sent))
        if sent.key not in self.acknowledged:
            self._unanswered.append(sent)

    def _keep(self, process: "Process", sent: Sent) -> None:
        """The door: what is durable is acknowledged."""
        intake.keep_delivery(
            process.deps,
            door=sent.door,
            external_id=sent.key,
            body=sent.body,
            content_type="application/json",
        )
        self.acknowledged[sent.key] = sent

    def take_in(self, process: "Process") -> None:
        """The inbox is worked through."""
        self._world.do(process, "takes in", lambda: intake.process_waiting(process.deps))

    def operate(self, process: "Process") -> None:
        """The operator stops all sends, or lets them go on."""
        world = self._world
        with world.undisturbed(), world.store.begin() as session:
            if world.paused_at is None:
                pause.pause(session, why="simulation", now=world.timeline.now)
                world.paused_at = world.timeline.now
            else:
                pause.resume(session)
                world.paused_at = None
        world.seen["paused by the operator"] += 1
        world.say("operator: pause" if world.paused_at else "operator: resume")

    def end(self, process: "Process") -> None:
        """What people and machines do in the long run: resume, send again, take in, audit."""
        if self._world.paused_at is not None:
            self.operate(process)
        while self._unanswered:
            self._hand_in(process, self._unanswered.pop())
        if self._is_there(UNREAD):
            later = self._world.timeline.now + A_DAY  # whatever the clocks of the processes say
            self._ask_again(process, before=later)
            self.take_in(process)
        if Fault.LOST_LOOK in self._world.plan.faults:
            self._world.do(process, "audits", lambda: tick.audit(process.deps))

    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return not (self._is_there(OWED) or self._is_there(UNREAD))

    def _is_there(self, question: str) -> bool:
        ((answer,),) = self._world.ground.ask(question)
        return bool(answer)
