"""The only code that talks to a model: one chat client, one layer of retries, no personal data.

Imports the vendor's libraries, so only `agent` imports it.
"""

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import openai
from langchain.agents.middleware.types import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from agents.assistant.model import ModelDoor
from agents.assistant.privacy import Redactor

RETRIED = frozenset({408, 409, 429})
SERVER_ERROR = 500
LONGEST_MESSAGE = 12_000
"""Letters of one message that are sent."""
_BACK_OFF = wait_exponential_jitter(multiplier=0.5, max=8)


class OutOfPatienceError(TimeoutError):
    """The question's time is used up."""


class Patience:
    """The time one question may take, with all its calls, attempts and waits."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left.

        Raises:
            OutOfPatienceError: when none are.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise OutOfPatienceError
        return left


@lru_cache(maxsize=8)
def chat(door: ModelDoor, *, max_tokens: int) -> ChatOpenAI:
    """The client, made once a door: plain Chat Completions, no stream, no retries of its own."""
    return ChatOpenAI(
        model=door.name,
        base_url=door.base_url,
        api_key=SecretStr(door.api_key or "none"),
        timeout=door.timeout_seconds,
        max_retries=0,
        max_completion_tokens=max_tokens,
        use_responses_api=False,
        streaming=False,
        disable_streaming=True,
    )


class Wire(AgentMiddleware[Any, Any, Any]):
    """Hides personal data in what is sent, and tries a call again where that may help."""

    def __init__(self, door: ModelDoor, redactor: Redactor) -> None:
        super().__init__()
        self._door = door
        self._redactor = redactor
        self._patience = Patience(door.patience_seconds)
        self.attempts = 0

    def wrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], ModelResponse[Any]],
    ) -> ModelResponse[Any]:
        """One call, with its attempts."""
        messages = [self._hidden(message) for message in request.messages]

        def attempt() -> ModelResponse[Any]:
            seconds = min(self._door.timeout_seconds, self._patience.left())
            self.attempts += 1
            settings = {**request.model_settings, "timeout": seconds}
            return handler(request.override(messages=messages, model_settings=settings))

        retrying = Retrying(
            retry=retry_if_exception(may_help),
            stop=self._gives_up,
            wait=pause,
            sleep=self._door.sleep,
            reraise=True,
        )
        return retrying(attempt)

    def _gives_up(self, state: RetryCallState) -> bool:
        try:
            left = self._patience.left()
        except OutOfPatienceError:
            return True
        return stop_after_attempt(self._door.attempts)(state) or state.upcoming_sleep >= left

    def _hidden(self, message: AnyMessage) -> AnyMessage:
        if not isinstance(message, HumanMessage | ToolMessage):
            return message
        text = self._redactor.hide(message.text[:LONGEST_MESSAGE])
        return message.model_copy(update={"content": text})


def may_help(error: BaseException) -> bool:
    """Whether the same call may succeed a moment later."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code in RETRIED or error.status_code >= SERVER_ERROR
    return isinstance(error, openai.APIConnectionError)


def pause(state: RetryCallState) -> float:
    """What the server asks for, or else a growing pause."""
    error = state.outcome.exception() if state.outcome is not None else None
    asked = retry_after(error) if isinstance(error, openai.APIStatusError) else None
    return _BACK_OFF(state) if asked is None else asked


def retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds of a Retry-After header, given as seconds or as a date; None without one."""
    header = error.response.headers.get("retry-after", "").strip()
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return None
