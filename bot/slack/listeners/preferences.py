"""The form of a person's own alerts, from the start page."""

from slack_bolt import Ack, App, BoltContext

from agents.vocabulary import AlertKind, AlertLevel
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.listeners import home, payload
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.payload import Body, Values
from bot.slack.listeners.site import site_of
from bot.workflows import preferences


def register(app: App, desk: Desk) -> None:
    """Connects the button and its form."""

    @app.action(ActionId.HOME_PREFERENCES)
    def opened(ack: Ack, body: Body) -> None:
        ack()
        view = present.preferences_modal(desk.gate.admit(body))
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(CallbackId.PREFERENCES)
    def save(ack: Ack, body: Body, context: BoltContext) -> None:
        person, given = desk.gate.admit(body), payload.values(body)
        begins, stops = _quiet(given)
        if (begins is None) != (stops is None) or (begins is not None and begins == stops):
            field = BlockId.QUIET_FROM if begins is None else BlockId.QUIET_UNTIL
            said = present.no_quiet_hours(person.language)
            ack(response_action="errors", errors={field: said})
            return
        preferences.save(
            desk.deps,
            person=person,
            quiet=None if begins is None or stops is None else (begins, stops),
            alerts={
                kind: AlertLevel(given.option(present.of_alert(kind)) or AlertLevel.DEFAULT)
                for kind in AlertKind
            },
        )
        ack()
        home.publish(desk, body, site=site_of(context))


def _quiet(given: Values) -> tuple[int | None, int | None]:
    """Both ends, as minutes of the day; None where "no quiet hours" is chosen."""
    ends = [given.option(block) for block in (BlockId.QUIET_FROM, BlockId.QUIET_UNTIL)]
    begins, stops = (int(one) if one and one.isdecimal() else None for one in ends)
    return begins, stops
