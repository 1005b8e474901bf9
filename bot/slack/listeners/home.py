"""The start page, and what can be asked in the messages tab."""

from slack_bolt import Ack, App, BoltContext, SetSuggestedPrompts

from agents import sentences
from agents.assistant import definitions
from agents.words import in_language
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import ActionId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.hands import lent
from bot.slack.listeners.payload import Body
from bot.slack.listeners.site import site_of
from bot.workflows import look


def register(app: App, desk: Desk) -> None:
    """Connects the event and the page's own button."""

    @app.event("app_home_opened")
    def opened(
        body: Body, context: BoltContext, set_suggested_prompts: SetSuggestedPrompts | None
    ) -> None:
        if body["event"].get("tab") == "messages":
            suggest(desk, body, set_suggested_prompts)
        else:
            publish(desk, body, site=site_of(context))

    @app.action(ActionId.HOME_REFRESH)
    def refresh(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        publish(desk, body, site=site_of(context))

    @app.action(ActionId.HOME_DEFINE)
    def define(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        person = desk.gate.admit(body)
        words, policy = desk.words_for(person), desk.deps.policy
        found = definitions.answer(payload.value(body), policy, words)
        view = present.definition_modal(found, language=person.language)
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)
        key = str(payload.action(body).get("action_ts", ""))
        publish(desk, body, site=site_of(context), key=key)


def publish(desk: Desk, body: Body, *, site: str, key: str = "") -> None:
    """Shows the person's own page; strangers and guests get a friendly one without data."""
    user = payload.user_id(body)
    try:
        person = desk.gate.admit(body)
    except Refusal as refusal:
        language = desk.language_of(user)
        sentence = sentences.refusal(in_language(language), refusal.code, refusal.params)
        view = present.home_of_stranger(language, sentence=sentence)
    else:
        facts = look.home(desk.deps, person)
        view = present.home(
            facts, policy=desk.deps.policy, now=desk.deps.clock(), site=site, key=key
        )
    desk.client.views_publish(user_id=user, view=view)


def suggest(desk: Desk, body: Body, set_prompts: SetSuggestedPrompts | None) -> None:
    """Four questions to begin with, for those who may ask."""
    try:
        person = desk.gate.admit(body)
    except Refusal:
        return
    if set_prompts is not None:
        with lent():
            set_prompts(prompts=present.prompts(person.role, person.language))
