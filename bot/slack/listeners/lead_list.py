"""The list's one button: the card of a lead that has but a line so far."""

from slack_bolt import Ack, App, BoltContext

from bot.slack import present
from bot.slack.ids import ActionId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, send
from bot.slack.listeners.payload import Body
from bot.slack.listeners.site import site_of
from bot.slack.metadata import ListedRef
from bot.workflows import bundle


def register(app: App, desk: Desk) -> None:
    """Connects the button."""

    @app.action(ActionId.SHOW_CARD)
    def show(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        ref = payload.read(ListedRef, payload.value(body))
        bundle.show_listed_card(desk.deps, ref.lead_id, person=desk.gate.admit(body))
        _redraw(desk, ref.list_id, answer_url(body), site=site_of(context))


def _redraw(desk: Desk, list_id: int, url: str | None, *, site: str) -> None:
    """The line says that the card comes, or leads to it where it stands already."""
    standing = bundle.look(desk.deps, list_id)
    if standing is None or url is None:
        return
    policy = desk.deps.policy
    message = present.lead_list(
        standing.facts,
        policy=policy,
        language=policy.team_in(standing.channel).language,
        now=desk.deps.clock(),
        site=site,
    )
    send(url, text=message.text, blocks=message.blocks, replace_original=True)
