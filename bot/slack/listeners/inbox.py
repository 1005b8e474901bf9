"""The global middleware: every delivery has its row before anything is acknowledged.

What comes over the socket was kept and acknowledged before Bolt sees it (`bot.slack.socket`); what
comes by HTTP is kept here, and acknowledged by its listener.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.listener.listener_completion_handler import ListenerCompletionHandler

from agents.words import in_language
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, say_to_one
from bot.slack.listeners.payload import Body
from bot.workflows import inbox
from store.batch import Grouped

RECEIVED = "staffel_received"
"""Where a request's context says that it is kept."""
ID_MOST = 200

Seen = tuple[str, str, dict[str, str]]
"""Door, id, and a summary of ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a delivery when it arrived."""

    delivery_id: int | None = None
    """Its row; None where nothing depends on it."""
    is_to_answer: bool = True
    """False: it has come before."""
    is_acknowledged: bool = False


def keep_all(desk: Desk, bodies: Sequence[Body], *, since: datetime) -> list[Received]:
    """Keeps deliveries in one commit; all of them, or an error and none.

    Args:
        desk: the listeners' tools.
        bodies: what Slack sent.
        since: when this process started.
    """
    seen = [identify(body) for body in bodies]
    kept = iter(inbox.receive_all(desk.deps, [one for one in seen if one], since=since))
    return [Received() if one is None else _received(*next(kept)) for one in seen]


def _keep(desk: Desk, body: Body, *, since: datetime) -> Received:
    seen = identify(body)
    if seen is None:
        return Received()
    door, external_id, summary = seen
    return _received(
        *inbox.receive_slack(
            desk.deps, door=door, external_id=external_id, summary=summary, since=since
        )
    )


def _received(delivery_id: int, is_to_answer: bool) -> Received:
    return Received(delivery_id=delivery_id, is_to_answer=is_to_answer)


def register(app: App, desk: Desk) -> None:
    """Puts the middleware in front of every listener, and the end of each behind it."""
    started = desk.deps.clock()

    @app.middleware
    def receive(
        req: BoltRequest,
        body: Body,
        next: Callable[[], None],  # noqa: A002 — Bolt's name for it
    ) -> BoltResponse | None:
        ack = LastingAck()
        req.context["ack"] = ack
        received = req.context.get(RECEIVED) or _keep(desk, body, since=started)
        req.context[RECEIVED] = received
        if received.is_acknowledged:
            ack()
        if received.is_to_answer:
            next()
            return None
        app.listener_runner.listener_executor.submit(_say_again, desk, body)
        return BoltResponse(status=200, body="")

    app.listener_runner.listener_completion_handler = Finisher(desk)


class LastingAck(Ack):
    """An acknowledgement that stays given.

    Bolt 1.30 forgets it where a listener raises within 10 ms of giving it: its runner then sets
    `ack.response` back to None, and Slack shows the person a failure (listener/thread_runner.py).
    """

    _given: BoltResponse | None

    def __init__(self) -> None:
        self._given = None

    @property
    def response(self) -> BoltResponse | None:
        """What was acknowledged."""
        return self._given

    @response.setter
    def response(self, value: BoltResponse | None) -> None:
        if value is not None:
            self._given = value


class Finisher(ListenerCompletionHandler):
    """Marks a delivery as answered once its listener has ended, refused or not."""

    def __init__(self, desk: Desk) -> None:
        self._finished = Grouped(desk.deps.store, inbox.finish_all)
        self._clock = desk.deps.clock

    def handle(self, request: BoltRequest, response: BoltResponse | None) -> None:  # noqa: ARG002 — Bolt passes it by name
        """Called in the listener's thread; a delivery whose process died stays unfinished."""
        received: Received | None = request.context.get(RECEIVED)
        if received is not None and received.delivery_id is not None:
            self._finished.do((received.delivery_id, self._clock()))


def identify(body: Body) -> Seen | None:
    """What makes a delivery the same one when it comes again; None where nothing depends on it."""
    kind = body.get("type")
    if kind == "event_callback":
        return _event(body)
    if kind == "block_actions":
        used = payload.action(body)
        name = f"{used.get('action_ts')}:{used.get('action_id')}:{payload.user_id(body)}"
        return _seen("click", name, body, what=str(used.get("action_id")))
    if kind == "view_submission":
        view = body.get("view") or {}
        # A form that was refused is sent again with the same hash, under a new trigger.
        name = f"{view.get('id')}:{view.get('hash')}:{body.get('trigger_id')}"
        return _seen("view", name, body, what=str(view.get("callback_id")))
    if kind in {"shortcut", "message_action"}:
        return _seen("shortcut", _trigger(body), body, what=str(body.get("callback_id")))
    if body.get("command"):
        return _seen("command", _trigger(body), body, what=str(body["command"]))
    return None


def _event(body: Body) -> Seen | None:
    """What bots write, we among them, is answered by nobody."""
    event = body.get("event") or {}
    if event.get("bot_id"):
        return None
    return _seen("event", str(body["event_id"]), body, what=str(event.get("type")))


def _trigger(body: Body) -> str:
    return str(body.get("trigger_id"))


def _seen(door: str, name: str, body: Body, *, what: str) -> Seen:
    short = name if len(name) <= ID_MOST else sha256(name.encode()).hexdigest()
    summary = {"what": what, "user": payload.user_id(body)}
    places = {
        "channel": payload.channel_id(body),
        "message": payload.message_id(body),
        "thread": payload.thread_ts(body),
    }
    summary |= {name: place for name, place in places.items() if place is not None}
    return f"{inbox.SLACK}{door}", short, summary


def _say_again(desk: Desk, body: Body) -> None:
    """A click that was answered already gets an answer too; a repeated event gets none."""
    url = answer_url(body)
    if url is not None:
        words = in_language(desk.language_of(payload.user_id(body)))
        say_to_one(url, words.t("That is done already."))
