"""The form of somebody's own working hours, from the start page."""

from slack_bolt import Ack, App, BoltContext

from agents import sentences
from agents.decisions import FieldProblem
from agents.policy import WEEKDAYS
from agents.rules import own_hours
from agents.words import Words
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId, of_day
from bot.slack.listeners import home, payload
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.payload import Body, Values
from bot.slack.listeners.site import site_of
from bot.workflows import own_hours as workflow


def register(app: App, desk: Desk) -> None:
    """Connects the button and its form."""

    @app.action(ActionId.HOME_HOURS)
    def opened(ack: Ack, body: Body) -> None:
        ack()
        view = present.hours_modal(desk.gate.admit(body), policy=desk.deps.policy)
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(CallbackId.HOURS)
    def save(ack: Ack, body: Body, context: BoltContext) -> None:
        person, given = desk.gate.admit(body), payload.values(body)
        hours = None
        if given.option(BlockId.HOURS_WHOSE) == present.OWN:
            hours, problems = own_hours.read(_typed(given))
            if problems:
                ack(response_action="errors", errors=_at_fields(problems, desk.words_for(person)))
                return
        workflow.save(desk.deps, person=person, hours=hours)
        ack()
        home.publish(desk, body, site=site_of(context))


def _typed(given: Values) -> own_hours.Typed:
    days = {name: given.text(of_day(name)) for name in WEEKDAYS}
    return {**days, own_hours.ZONE: given.text(BlockId.HOURS_ZONE)}


def _at_fields(problems: tuple[FieldProblem, ...], w: Words) -> dict[str, str]:
    """What is wrong, said at the field it is about."""
    return {
        BlockId.HOURS_ZONE if one.name == own_hours.ZONE else of_day(one.name): (
            sentences.field_problem(w, one)
        )
        for one in problems
    }
