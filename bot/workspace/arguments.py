"""The argument rules of the implemented methods, compiled once from `methods/*.json`."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.workspace.refusal import Refusal
from bot.workspace.wire import JsonObject

_FOLDER = Path(__file__).parent / "methods"
_JSON = {"attachments", "blocks", "metadata", "prompts", "unfurled_attachments", "view"}
_LISTS = {"file_ids", "loading_messages"}
_EVERYWHERE = ("team_id",)
_UNDOCUMENTED = {"chat.postMessage": ("client_msg_id",)}
"""Arguments that Slack takes although its reference does not list them; Bolt adds `team_id`."""
_TRUE = (True, 1, "1", "true", "True")
_FALSE = (False, 0, "0", "false", "False")


class _Wrong(Exception):  # noqa: N818 - never leaves this file
    """A value of the wrong form."""


@dataclass(frozen=True)
class Argument:
    """One argument: how it is read, and whether it must be there."""

    read: Callable[[Any], Any]
    is_required: bool
    may_be_null: bool


@dataclass(frozen=True)
class Rule:
    """What Slack's reference says about one method."""

    name: str
    tier: str
    takes_json: bool
    scopes: tuple[str, ...]
    """Any one of these is enough; empty means that none is needed."""
    arguments: dict[str, Argument]
    errors: frozenset[str]

    def check(self, given: JsonObject) -> JsonObject:
        """Read the arguments.

        Raises:
            Refusal: One is missing, unknown or of the wrong form.
        """
        problems = [f"unknown argument: {name}" for name in given if name not in self.arguments]
        read: JsonObject = {}
        for name, argument in self.arguments.items():
            value = given.get(name)
            if value is None:
                if argument.is_required and not (argument.may_be_null and name in given):
                    problems.append(f"missing required field: {name}")
                continue
            try:
                read[name] = argument.read(value)
            except _Wrong as wrong:
                problems.append(f"{wrong} [json-pointer:/{name}]")
        if problems:
            raise Refusal("invalid_arguments", problems)
        return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong("must provide a string")
    return value


def _boolean(value: Any) -> bool:
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise _Wrong("must provide a boolean")


def _number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    raise _Wrong("must provide a number")


def _json(value: Any) -> Any:
    """Blocks and their like come as JSON or, in forms, as text that holds JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _list(value: Any) -> Any:
    decoded = _json(value)
    if isinstance(decoded, str):
        return decoded.split(",")
    if not isinstance(decoded, list) or not all(isinstance(item, str) for item in decoded):
        raise _Wrong("must provide an array of strings")
    return decoded


def _choice(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise _Wrong("must be a valid enum value")
        return str(value)

    return read


def _limited(least: int | None, most: int | None) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        number = _number(value)
        if least is not None and number < least:
            raise _Wrong(f"must be greater than {least - 1}")
        if most is not None and number > most:
            raise _Wrong(f"must be less than {most + 1}")
        return number

    return read


def _reader(name: str, schema: JsonObject) -> tuple[Callable[[Any], Any], bool]:
    """How to read an argument, and whether null is allowed."""
    forms = schema.get("anyOf", [schema])
    types = {form.get("type", "string") for form in forms}
    may_be_null = "null" in types
    if name in _JSON:
        return _json, may_be_null
    if name in _LISTS:
        return _list, may_be_null
    choices = next((tuple(form["enum"]) for form in forms if "enum" in form), None)
    if choices is not None:
        return _choice(choices), may_be_null
    if "boolean" in types:
        return _boolean, may_be_null
    if types & {"number", "integer"}:
        return _limited(schema.get("minimum"), schema.get("maximum")), may_be_null
    return _text, may_be_null


@cache
def rule(name: str) -> Rule:
    """Compile the rule of one method from its file."""
    reference = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    required = set(reference["args"]["required"]) - {"token"}
    arguments = {}
    for key, schema in reference["args"]["properties"].items():
        if key != "token":
            read, may_be_null = _reader(key, schema)
            arguments[key] = Argument(read, key in required, may_be_null)
    for key in (*_EVERYWHERE, *_UNDOCUMENTED.get(name, ())):
        arguments[key] = Argument(_text, is_required=False, may_be_null=True)
    return Rule(
        name=name,
        tier=reference["rate_limits"],
        takes_json=bool(reference.get("json_input_supported")),
        scopes=tuple(reference.get("scope", {}).get("bot", ())),
        arguments=arguments,
        errors=frozenset(reference["errors"]),
    )
