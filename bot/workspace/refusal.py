"""The answer `{"ok": false}`, as an exception."""

from collections.abc import Iterable

from bot.workspace.wire import JsonObject


class Refusal(Exception):  # noqa: N818 - it is an answer, not a defect
    """A call that Slack would refuse.

    Args:
        code: Slack's error code.
        problems: What exactly is wrong, each perhaps with a `[json-pointer:…]`.
        extra: Further top-level fields of the answer.
        retry_after: Seconds to wait; given, the answer is HTTP 429.
    """

    def __init__(
        self,
        code: str,
        problems: Iterable[str] = (),
        *,
        extra: JsonObject | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.problems = tuple(problems)
        self.extra = extra or {}
        self.retry_after = retry_after

    def body(self) -> JsonObject:
        """The answer as JSON."""
        answer: JsonObject = {"ok": False, "error": self.code, **self.extra}
        if self.problems:
            answer["errors"] = list(self.problems)
            answer["response_metadata"] = {"messages": [f"[ERROR] {p}" for p in self.problems]}
        return answer


class PageRefusal(Exception):  # noqa: N818 - it is an answer, not a defect
    """Something a person cannot do here, worded for that person."""

    def __init__(self, code: str, message: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.extra = extra

    def body(self) -> JsonObject:
        """The answer as JSON."""
        return {"ok": False, "error": self.code, "message": self.message, **self.extra}
