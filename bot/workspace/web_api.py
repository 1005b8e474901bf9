"""The door of the Web API: forms or JSON in, `{"ok": …}` out."""

import json
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.workspace.call_faults import happen
from bot.workspace.desk import Desk
from bot.workspace.faults import Strikes, Target, of
from bot.workspace.limits import Limits
from bot.workspace.methods import METHODS, RULES, call
from bot.workspace.refusal import Refusal
from bot.workspace.wire import JsonObject

_CALL_FAULTS = of(Strikes.CALL)
_FORM = ("application/x-www-form-urlencoded", "")


async def serve_method(desk: Desk, limits: Limits, request: Request) -> Response:
    """Answer one call of `/api/{method}`.

    Faults happen around `call`: it is synchronous, so what stands before it was not stored and
    what stands after was.
    """
    body = await request.body()
    name = request.path_params["method"]
    try:
        arguments = _arguments(request, name, body)
    except Refusal as refusal:
        return _refused(refusal)
    token = _token(request, arguments)
    struck = desk.faults.strike(*_CALL_FAULTS, target=_target(name, arguments))

    def answer() -> Response:
        return _answer(desk, limits, name, token=token, arguments=arguments)

    return answer() if struck is None else await happen(struck, answer, desk.lines)


def _answer(
    desk: Desk, limits: Limits, name: str, *, token: str | None, arguments: JsonObject
) -> Response:
    try:
        answer = call(desk, limits, name, token=token, arguments=arguments)
    except Refusal as refusal:
        return _refused(refusal)
    headers = {}
    if desk.manifest.scopes is not None:
        headers["x-oauth-scopes"] = ",".join(sorted(desk.manifest.scopes))
    return JSONResponse(answer, headers=headers)


def _refused(refusal: Refusal) -> Response:
    if refusal.retry_after is None:
        return JSONResponse(refusal.body())
    retry = {"Retry-After": str(refusal.retry_after)}
    return JSONResponse(refusal.body(), status_code=429, headers=retry)


def _target(name: str, arguments: JsonObject) -> Target:
    channel = arguments.get("channel", arguments.get("channel_id", ""))
    facts: JsonObject = {key: arguments[key] for key in ("ts", "thread_ts") if key in arguments}
    return Target(method=name, channel=str(channel), facts=facts)


def _arguments(request: Request, name: str, body: bytes) -> JsonObject:
    if name not in METHODS:
        raise Refusal("unknown_method")
    arguments: JsonObject = dict(request.query_params)
    # The SDK sends some calls as JSON with no body at all.
    if not body:
        return arguments
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        if RULES[name].takes_json:
            arguments.update(_json(body))
        return arguments
    if kind not in _FORM:
        raise Refusal("invalid_form_data")
    arguments.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return arguments


def _json(body: bytes) -> JsonObject:
    try:
        value = json.loads(body)
    except ValueError as wrong:
        raise Refusal("invalid_json") from wrong
    if not isinstance(value, dict):
        raise Refusal("json_not_object")
    return value


def _token(request: Request, arguments: JsonObject) -> str | None:
    """The token of the header, or else of the arguments; never left among the arguments."""
    given = arguments.pop("token", None)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return None if given is None else str(given)
