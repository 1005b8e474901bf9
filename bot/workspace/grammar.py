"""The words in which block rules are written: small checks that are put together.

A check looks at one value and says what is wrong with it, in the form in which Slack says it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Surface: TypeAlias = Literal["message", "modal", "home"]

ANYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})


@dataclass
class Walk:
    """One pass through a payload, with what it found."""

    surface: Surface
    problems: list[str] = field(default_factory=list)

    def say(self, problem: str, pointer: str) -> None:
        """Note a problem."""
        self.problems.append(f"{problem} [json-pointer:{pointer}]")


Check: TypeAlias = Callable[[Walk, Any, str], None]
Rule: TypeAlias = Callable[[Walk, dict[str, Any], str], None]


def anything(_: Walk, __: Any, ___: str) -> None:
    """Accept every value."""


def string(most: int | None = None, *, least: int = 1, pattern: str | None = None) -> Check:
    """A text of so many characters; `pattern` must match it whole."""
    form = None if pattern is None else re.compile(pattern)

    def check(walk: Walk, value: Any, at: str) -> None:
        if not isinstance(value, str):
            walk.say("must provide a string", at)
        elif len(value) < least:
            walk.say(f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            walk.say(f"must be less than {most + 1} characters", at)
        elif form is not None and not form.fullmatch(value):
            walk.say("must match the expected format", at)

    return check


def url(most: int = 3000) -> Check:
    """An address that Slack opens or fetches."""
    inner = string(most)

    def check(walk: Walk, value: Any, at: str) -> None:
        before = len(walk.problems)
        inner(walk, value, at)
        if len(walk.problems) == before and not re.match(r"[a-z][a-z0-9+.-]*:\S+$", value):
            walk.say("must be a valid URL", at)

    return check


def boolean(walk: Walk, value: Any, at: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        walk.say("must provide a boolean", at)


def number(walk: Walk, value: Any, at: str) -> None:
    """An integer or a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        walk.say("must provide a number", at)


def whole(least: int, most: int) -> Check:
    """An integer from `least` to `most`."""

    def check(walk: Walk, value: Any, at: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            walk.say("must provide an integer", at)
        elif value < least:
            walk.say(f"must be greater than {least - 1}", at)
        elif value > most:
            walk.say(f"must be less than {most + 1}", at)

    return check


def one_of(*allowed: object) -> Check:
    """One of a few words or numbers."""

    def check(walk: Walk, value: Any, at: str) -> None:
        if isinstance(value, dict | list) or value not in allowed:
            walk.say("must be a valid enum value", at)

    return check


def listing(item: Check, least: int, most: int | None = None) -> Check:
    """An array of so many items."""

    def check(walk: Walk, value: Any, at: str) -> None:
        if not isinstance(value, list):
            walk.say("must provide an array", at)
            return
        if len(value) < least:
            walk.say(f"no less than {least} items allowed", at)
        if most is not None and len(value) > most:
            walk.say(f"no more than {most} items allowed", at)
        for i, part in enumerate(value):
            item(walk, part, f"{at}/{i}")

    return check


def shape(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    rule: Rule | None = None,
) -> Check:
    """An object with these keys and no other; null stands for a missing optional key."""
    fields = {**required, **(optional or {})}

    def check(walk: Walk, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            walk.say("must provide an object", at)
            return
        before = len(walk.problems)
        for key in (key for key in required if value.get(key) is None):
            walk.say(f"missing required field: {key}", at)
        for key, part in value.items():
            if key not in fields:
                walk.say(f"invalid additional property: {key}", at)
            elif part is not None:
                fields[key](walk, part, f"{at}/{key}")
        if rule is not None and len(walk.problems) == before:
            rule(walk, value, at)

    return check


def by_type(kinds: Mapping[str, Check], surfaces: Mapping[str, frozenset[Surface]]) -> Check:
    """An object whose `type` chooses its rules; `surfaces` names types bound to some surfaces."""

    def check(walk: Walk, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            walk.say("must provide an object", at)
            return
        kind = value.get("type")
        if kind is None:
            walk.say("missing required field: type", at)
        elif not isinstance(kind, str) or kind not in kinds:
            walk.say(f"unsupported type: {kind}", f"{at}/type")
        elif walk.surface not in surfaces.get(kind, ANYWHERE):
            walk.say(f"unsupported type: {kind} (not in a {walk.surface})", f"{at}/type")
        else:
            kinds[kind](walk, value, at)

    return check


def needs_one(*keys: str) -> Rule:
    """At least one of these keys must be there."""

    def rule(walk: Walk, value: dict[str, Any], at: str) -> None:
        if all(value.get(key) is None for key in keys):
            names = " or ".join(f"`{key}`" for key in keys)
            walk.say(f"must define either {names}", at)

    return rule


def exactly_one(*keys: str) -> Rule:
    """One of these keys must be there, and only one."""

    def rule(walk: Walk, value: dict[str, Any], at: str) -> None:
        if sum(value.get(key) is not None for key in keys) != 1:
            names = " or ".join(f"`{key}`" for key in keys)
            walk.say(f"must define exactly one of {names}", at)

    return rule
