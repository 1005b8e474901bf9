"""Logs: our own events as they are, other people's libraries from warnings on."""

import json
import logging

import pytest
import structlog

from bot.logs import set_up


@pytest.fixture(autouse=True)
def _as_before() -> object:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_json_line_has_event_and_ids(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("json")
    structlog.get_logger().info("card_sent", lead_id=7)
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["event"], said["lead_id"], said["level"]) == ("card_sent", 7, "info")


def test_libraries_that_raise_their_own_level_stay_quiet(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up("console")
    for name in ("bm25s", "slack_bolt.App", "httpx"):
        loud = logging.getLogger(name)
        loud.setLevel(logging.DEBUG)
        loud.info("noise")
        loud.warning("trouble %s", name)
    said = capsys.readouterr().err
    assert "noise" not in said
    assert said.count("trouble") == 3
