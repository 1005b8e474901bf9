"""The team: a list, and a form to add or change somebody, or to switch them off and on."""

from slack_bolt import Ack, App

from agents.facts import PersonFacts
from agents.vocabulary import Language, RefusalCode, Role
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.payload import Body
from bot.slack.metadata import PersonForm, PersonRef
from bot.workflows import people


def register(app: App, desk: Desk) -> None:
    """Connects the buttons and the form."""

    @app.action(ActionId.HOME_PEOPLE)
    def team(ack: Ack, body: Body) -> None:
        ack()
        open_list(desk, desk.gate.admit(body), trigger_id=body["trigger_id"])

    @app.action(ActionId.PERSON_ADD)
    def add(ack: Ack, body: Body) -> None:
        ack()
        _push_form(desk, body, None)

    @app.action(ActionId.PERSON_EDIT)
    def edit(ack: Ack, body: Body) -> None:
        ack()
        ref = payload.read(PersonRef, payload.value(body))
        known = people.everybody(desk.deps)
        person = next((one for one in known if one.slack_user_id == ref.slack_user_id), None)
        if person is None:
            raise Refusal(RefusalCode.STALE_CLICK)
        _push_form(desk, body, person)

    @app.view(CallbackId.PERSON)
    def save(ack: Ack, body: Body) -> None:
        by = editor(desk, desk.gate.admit(body))
        _save(desk, body, by)
        ack()
        root = (body.get("view") or {}).get("root_view_id")
        if root and root != body["view"]["id"]:
            view = present.people_modal(people.everybody(desk.deps), language=by.language)
            desk.client.views_update(view_id=root, view=view)


def open_list(desk: Desk, person: PersonFacts, *, trigger_id: str) -> None:
    """Shows the team to those who may change it.

    Raises:
        Refusal: NOT_ALLOWED for everybody else.
    """
    editor(desk, person)
    view = present.people_modal(people.everybody(desk.deps), language=person.language)
    desk.client.views_open(trigger_id=trigger_id, view=view)


def editor(_: Desk, person: PersonFacts) -> PersonFacts:
    """Somebody who may change the team.

    Raises:
        Refusal: NOT_ALLOWED for everybody else.
    """
    if person.role not in people.MAY_EDIT:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    return person


def _push_form(desk: Desk, body: Body, person: PersonFacts | None) -> None:
    by = editor(desk, desk.gate.admit(body))
    view = present.person_modal(person, policy=desk.deps.policy, language=by.language)
    desk.client.views_push(trigger_id=body["trigger_id"], view=view)


def _save(desk: Desk, body: Body, by: PersonFacts) -> None:
    form, given = payload.metadata(PersonForm, body), payload.values(body)
    user = form.slack_user_id or given.user(BlockId.PERSON_USER)
    is_active = given.option(BlockId.PERSON_ACTIVE) != present.OFF
    # Who left the company is an outsider too, and must still be switched off.
    if user is None or (is_active and desk.gate.is_outsider(user)):
        raise Refusal(RefusalCode.NO_SUCH_PERSON, why="outsider")
    territory = given.option(BlockId.PERSON_TERRITORY)
    people.save(
        desk.deps,
        by=by,
        slack_user_id=user,
        name=given.text(BlockId.PERSON_NAME) or desk.gate.name_of(user),
        role=Role(given.option(BlockId.PERSON_ROLE) or Role.SDR),
        language=Language(given.option(BlockId.PERSON_LANGUAGE) or by.language),
        territory=None if territory == present.NOWHERE else territory,
        is_active=is_active,
    )
