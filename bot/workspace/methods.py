"""The Web API: which methods there are, and the one way in which each call goes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.workspace import assistants, chat, conversations, people, views
from bot.workspace.arguments import Rule, rule
from bot.workspace.desk import Desk
from bot.workspace.limits import Limits
from bot.workspace.refusal import Refusal
from bot.workspace.wire import JsonObject

Handler: TypeAlias = Callable[[Desk, JsonObject], JsonObject]


@dataclass(frozen=True)
class Method:
    """A method's handler and the kind of token it takes."""

    handler: Handler
    caller: Literal["bot", "app"] = "bot"


METHODS: dict[str, Method] = {
    "apps.connections.open": Method(people.open_connection, "app"),
    "assistant.threads.setStatus": Method(assistants.set_status),
    "assistant.threads.setSuggestedPrompts": Method(assistants.set_prompts),
    "auth.test": Method(people.token_info),
    "chat.getPermalink": Method(chat.permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral),
    "chat.postMessage": Method(chat.post_message),
    "chat.update": Method(chat.update),
    "conversations.history": Method(conversations.history),
    "conversations.info": Method(conversations.info),
    "conversations.open": Method(conversations.open_direct),
    "conversations.replies": Method(conversations.replies),
    "users.info": Method(people.user_info),
    "views.open": Method(views.open_view),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}

RULES: dict[str, Rule] = {name: rule(name) for name in METHODS}


def call(
    desk: Desk, limits: Limits, name: str, *, token: str | None, arguments: JsonObject
) -> JsonObject:
    """Answer one call.

    Args:
        desk: The workspace.
        limits: Its rate limits.
        name: A name of `METHODS`.
        token: The caller's token; None when there was none.
        arguments: The arguments as they came, without the token.

    Raises:
        Refusal: Slack would refuse it.
    """
    method, known = METHODS[name], RULES[name]
    _authenticate(desk, method, token)
    limits.take(name, known.tier, str(arguments.get("channel", "")), desk.clock())
    checked = known.check(arguments)
    _authorise(desk, method, known)
    return {"ok": True, **method.handler(desk, checked)}


def _authenticate(desk: Desk, method: Method, token: str | None) -> None:
    if not token:
        raise Refusal("not_authed")
    app = desk.seed.app
    if token not in (app.bot_token, app.app_token):
        raise Refusal("invalid_auth")
    if token != (app.bot_token if method.caller == "bot" else app.app_token):
        raise Refusal("not_allowed_token_type")


def _authorise(desk: Desk, method: Method, known: Rule) -> None:
    if method.caller == "app" or not known.scopes:
        return
    if not any(desk.manifest.grants(scope) for scope in known.scopes):
        provided = ",".join(sorted(desk.manifest.scopes or ()))
        needed = {"needed": ",".join(known.scopes), "provided": provided}
        raise Refusal("missing_scope", extra=needed)
