"""Rate tiers, purely and over the wire."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.workspace.limits import Limits
from bot.workspace.methods import RULES
from bot.workspace.refusal import Refusal
from tests.bot.workspace.conftest import Clock
from tests.workspace_server import RunningWorkspace

POST = "chat.postMessage"


def calls_until_refused(limits: Limits, method: str, tier: str, now: float) -> int:
    for n in range(10_000):
        try:
            limits.take(method, tier, "C", now)
        except Refusal:
            return n
    raise AssertionError("never refused")


@pytest.mark.parametrize(
    ("tier", "per_minute"), [("t1", 1), ("t2", 20), ("t3", 50), ("t4", 100), ("t5", 600)]
)
def test_each_tier_allows_so_many_a_minute(tier: str, per_minute: int) -> None:
    limits = Limits(on=True)
    assert calls_until_refused(limits, "m", tier, 0.0) == per_minute
    assert calls_until_refused(limits, "m", tier, 30.0) == per_minute // 2
    assert calls_until_refused(limits, "m", tier, 9000.0) == per_minute


def test_posting_is_one_a_second_and_channel_with_short_bursts() -> None:
    limits = Limits(on=True)
    assert calls_until_refused(limits, POST, "t5", 0.0) == 5
    limits.take(POST, "t5", "other", 0.0)
    assert calls_until_refused(limits, POST, "t5", 2.0) == 2


def test_the_wait_is_told_in_whole_seconds() -> None:
    limits = Limits(on=True)
    calls_until_refused(limits, "m", "t1", 0.0)
    with pytest.raises(Refusal) as caught:
        limits.take("m", "t1", "", 0.5)
    assert caught.value.retry_after == 60


def test_switched_off_there_are_none() -> None:
    limits = Limits(on=False)
    for _ in range(1000):
        limits.take(POST, "t5", "C", 0.0)


def test_the_tiers_are_slacks() -> None:
    assert {name: RULES[name].tier for name in (POST, "chat.update", "views.open")} == {
        POST: "t5",
        "chat.update": "t3",
        "views.open": "t4",
    }


def test_over_the_wire_it_is_429_with_retry_after() -> None:
    clock = Clock()
    with RunningWorkspace(limits=True, clock=clock) as workspace:
        client = workspace.client()
        for _ in range(5):
            client.chat_postMessage(channel="C0TEAM", text="x")
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel="C0TEAM", text="x")
        response = caught.value.response
        assert (response.status_code, response["error"]) == (429, "ratelimited")
        assert response.headers["Retry-After"] == "1"
        clock.at += 1
        assert client.chat_postMessage(channel="C0TEAM", text="x")["ok"]
        assert len(workspace.messages("U0LENA", "C0TEAM")) == 6
