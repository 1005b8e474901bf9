"""Who is let in, and what those hear who are not."""

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.errors import Refusal
from bot.slack.listeners.gate import Gate
from store.session import Store
from tests.world import World


class Directory(WebClient):
    """Slack's users, without Slack."""

    def users_info(self, *, user: str, **more: Any) -> Any:
        if user == "U0AWAY":
            raise OSError(more)
        return {"user": {"id": user, "is_restricted": user == "U0GUEST"}}


@pytest.mark.parametrize(
    ("user", "code", "why"),
    [
        ("U0GUEST", "not_allowed", "guest"),
        ("U0NEW", "unknown_person", None),
        ("U0AWAY", "unknown_person", None),
    ],
)
def test_only_who_may_join_is_told_to_ask_for_it(
    sqlite_store: Store, user: str, code: str, why: str | None
) -> None:
    gate = Gate(client=Directory(), deps=World(sqlite_store).deps)
    with pytest.raises(Refusal, match=code) as refused:
        gate.admit({"user": {"id": user}})
    assert refused.value.params.get("why") == why
