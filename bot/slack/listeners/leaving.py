"""Somebody leaves the team: who gets their leads, and what has become of them."""

from slack_bolt import Ack, App

from agents.facts import PersonFacts
from agents.vocabulary import RefusalCode
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.payload import Body
from bot.slack.listeners.people import editor
from bot.slack.metadata import PersonForm, PersonRef
from bot.workflows import leavers, people


def register(app: App, desk: Desk) -> None:
    """Connects the button of the form and what it opens."""

    @app.action(ActionId.PERSON_LEAVE)
    def leaving(ack: Ack, body: Body) -> None:
        ack()
        by = editor(desk, desk.gate.admit(body))
        ref = payload.read(PersonRef, payload.value(body))
        _push_leaving(desk, body, by, ref.slack_user_id)

    @app.view(CallbackId.LEAVE)
    def leave(ack: Ack, body: Body) -> None:
        by, form = editor(desk, desk.gate.admit(body)), payload.metadata(PersonForm, body)
        to = payload.values(body).option(BlockId.LEAVE_TO)
        gone = leavers.leave(
            desk.deps,
            form.slack_user_id or "",
            by=by,
            to=() if to in {None, present.BY_RULES} else (str(to),),
        )
        said = present.left(
            gone.person,
            given=gone.given,
            waiting=gone.waiting,
            passed=gone.passed,
            stay=gone.stay,
            people={one.id: one for one in people.everybody(desk.deps)},
            language=by.language,
        )
        ack(response_action="update", view=present.notice_modal(by.language, sentence=said))


def _push_leaving(desk: Desk, body: Body, by: PersonFacts, slack_user_id: str) -> None:
    known = [one for one in people.everybody(desk.deps) if one.is_active]
    person = next((one for one in known if one.slack_user_id == slack_user_id), None)
    if person is None:
        raise Refusal(RefusalCode.STALE_CLICK)
    policy = desk.deps.policy
    able = [one for one in known if one.id != person.id and leavers.may_receive(one, policy)]
    view = present.leave_modal(person, colleagues=tuple(able), language=by.language)
    desk.client.views_push(trigger_id=body["trigger_id"], view=view)
