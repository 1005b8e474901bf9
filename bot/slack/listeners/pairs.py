"""Whether two records are one: said by a button, taken back by another."""

from slack_bolt import Ack, App

from agents.facts import PersonFacts
from agents.facts.quality import PairFacts
from agents.rules import duty
from agents.vocabulary import Match
from bot.slack import present
from bot.slack.ids import ActionId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, send
from bot.slack.listeners.payload import Body
from bot.slack.metadata import PairRef
from bot.workflows import pairs

VERDICTS = {ActionId.PAIR_SAME: Match.SAME, ActionId.PAIR_DIFFERENT: Match.DIFFERENT}


def register(app: App, desk: Desk) -> None:
    """Connects the three buttons."""
    for action, verdict in VERDICTS.items():
        _decide(app, desk, action, verdict)

    @app.action(ActionId.PAIR_UNDO)
    def undo(ack: Ack, body: Body) -> None:
        ack()
        person, ref = desk.gate.admit(body), payload.read(PairRef, payload.value(body))
        _redraw(desk, body, pairs.undo(desk.deps, ref.pair_id, person=person), person)


def _decide(app: App, desk: Desk, action: ActionId, verdict: Match) -> None:
    @app.action(action)
    def decided(ack: Ack, body: Body) -> None:
        ack()
        person, ref = desk.gate.admit(body), payload.read(PairRef, payload.value(body))
        found = pairs.decide(desk.deps, ref.pair_id, person=person, verdict=verdict)
        _redraw(desk, body, found, person)


def _redraw(desk: Desk, body: Body, found: PairFacts, person: PersonFacts) -> None:
    """What was clicked shows what is true now; what was posted follows by the outbox."""
    if (url := answer_url(body)) is None:
        return
    channel = None if payload.is_whispered(body) else payload.channel_id(body)
    policy = desk.deps.policy
    if channel is None:
        language, zone = person.language, duty.zone_of(person, policy)
    else:
        team = policy.team_in(channel)
        language, zone = team.language, policy.zone_of(team)
    key = str(payload.action(body).get("action_ts", ""))
    message = present.pair(found, asked=person, language=language, zone=zone, key=key)
    send(url, text=message.text, blocks=message.blocks, replace_original=True)
