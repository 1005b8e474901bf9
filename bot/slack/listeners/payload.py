"""Reading what Slack sends: who, where, which button; all of it may be missing or old."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agents.vocabulary import RefusalCode
from bot.errors import Refusal
from bot.slack.ids import INPUT

Body = Mapping[str, Any]
T = TypeVar("T", bound=BaseModel)


def user_id(body: Body) -> str:
    """Whose doing it is; empty where nobody's."""
    user = body.get("user") or {}
    event = body.get("event") or {}
    return str(user.get("id") or body.get("user_id") or event.get("user") or "")


def channel_id(body: Body) -> str | None:
    """Where it happened; None outside of conversations."""
    places = (
        (body.get("channel") or {}).get("id"),
        (body.get("container") or {}).get("channel_id"),
        body.get("channel_id"),
        (body.get("event") or {}).get("channel"),
    )
    return next((place for place in places if isinstance(place, str) and place), None)


def message_id(body: Body) -> str | None:
    """The message or the view on which it happened."""
    container, event = body.get("container") or {}, body.get("event") or {}
    found = container.get("message_ts") or container.get("view_id") or event.get("ts")
    return str(found) if found else None


def thread_ts(body: Body) -> str | None:
    """The thread it happened in; None for messages that stand in the channel itself."""
    container, event = body.get("container") or {}, body.get("event") or {}
    found = container.get("thread_ts") or event.get("thread_ts")
    return str(found) if found and str(found) != message_id(body) else None


def is_shared(body: Body) -> bool:
    """Whether Slack itself says that other companies read this channel."""
    return bool(body.get("is_ext_shared_channel"))


def is_whispered(body: Body) -> bool:
    """Whether the message on which it happened is seen by this person only."""
    return bool((body.get("container") or {}).get("is_ephemeral"))


def action(body: Body) -> Body:
    """The button or select that was used."""
    actions = body.get("actions") or [{}]
    first: Body = actions[0]
    return first


def value(body: Body) -> str:
    """The value behind the button, or behind the chosen option."""
    used = action(body)
    option = used.get("selected_option") or {}
    return str(option.get("value") or used.get("value") or "")


def typed(body: Body) -> str:
    """What somebody has typed into a search so far."""
    return str(body.get("value") or "")


def read(model: type[T], text: str) -> T:
    """A typed value.

    Raises:
        Refusal: STALE_CLICK for anything this version has not written.
    """
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise Refusal(RefusalCode.STALE_CLICK) from error


@dataclass(frozen=True, slots=True)
class Values:
    """What was filled into a modal, by block."""

    state: Body

    def _element(self, block: str) -> Body:
        found: Body = (self.state.get(block) or {}).get(INPUT) or {}
        return found

    def text(self, block: str) -> str | None:
        """What was typed, or None."""
        typed = self._element(block).get("value")
        return str(typed).strip() or None if typed is not None else None

    def day(self, block: str) -> str | None:
        """The chosen day, ISO 8601."""
        chosen = self._element(block).get("selected_date")
        return str(chosen) if chosen else None

    def option(self, block: str) -> str | None:
        """The value of the chosen option."""
        chosen = self._element(block).get("selected_option") or {}
        return str(chosen["value"]) if chosen.get("value") else None

    def ticked(self, block: str) -> frozenset[str]:
        """The values of the boxes that were ticked."""
        chosen = self._element(block).get("selected_options") or []
        return frozenset(str(one["value"]) for one in chosen if one.get("value"))

    def user(self, block: str) -> str | None:
        """The chosen Slack user."""
        chosen = self._element(block).get("selected_user")
        return str(chosen) if chosen else None


def values(body: Body) -> Values:
    """What was filled into the modal."""
    return Values(((body.get("view") or {}).get("state") or {}).get("values") or {})


def metadata(model: type[T], body: Body) -> T:
    """What the modal was opened for."""
    return read(model, str((body.get("view") or {}).get("private_metadata") or ""))
