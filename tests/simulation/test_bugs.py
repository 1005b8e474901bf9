"""Each protection that is taken away is noticed; by the simulation, or by another layer."""

from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.gateways.outgoing import AmbiguousError, SlackMessage
from bot.gateways.slack import SlackGateway, make_client
from store.session import Store
from tests.simulation.bugs import BUGS, Bug
from tests.simulation.ground import Ground
from tests.simulation.proof import table
from tests.simulation.runner import Failure, run_seed
from tests.workspace_server import BOT_TOKEN, RunningWorkspace
from tests.world import at_any_time

PAGE = Path(__file__).parents[2] / "docs" / "proof.md"
MARK = "0123456789abcdef"


def found(bug: Bug) -> Failure | None:
    """What the simulation says: at first of the seed that was seen to find it, then of all."""
    ground = Ground(free_keys=bug.free_keys)
    try:
        for seed in (bug.seed, *range(bug.within)):
            _, failure = run_seed(ground, seed)
            if failure is not None:
                return failure
    finally:
        ground.close()
    return None


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_simulation_notices(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    failure = found(bug)
    assert failure is not None, f"nobody notices in {bug.within} seeds"
    assert failure.check in bug.checks, str(failure)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_without_the_bug_the_same_seed_is_sound(bug: Bug) -> None:
    ground = Ground()
    _, failure = run_seed(ground, bug.seed)
    ground.close()
    assert failure is None, str(failure)


def test_retries_of_the_sdk_post_twice(sqlite_store: Store) -> None:
    """The simulation has no SDK: a real client, a real socket, an answer that is dropped."""
    with RunningWorkspace() as workspace:
        ours = make_client(token=BOT_TOKEN, api_url=workspace.api_url, timeout=5)
        theirs = WebClient(token=BOT_TOKEN, base_url=workspace.api_url, timeout=5)
        assert posted(workspace, SlackGateway(ours, sqlite_store), mark="ours") == 1
        assert posted(workspace, SlackGateway(theirs, sqlite_store), mark="theirs") == 2


def posted(workspace: RunningWorkspace, gateway: SlackGateway, *, mark: str) -> int:
    """How often a message stands there whose first answer got lost."""
    workspace.fault("drop_after", method="chat.postMessage", times=1)
    try:
        gateway.send(
            SlackMessage(channel="C0TEAM", text="card", blocks=[]), mark=mark, in_time=at_any_time
        )
    except AmbiguousError:
        assert mark == "ours", "the relay is told, and looks"
    page = workspace.client().conversations_history(
        channel="C0TEAM", include_all_metadata=True, limit=200
    )
    marks = [
        message.get("metadata", {}).get("event_payload", {}).get("mark")
        for message in page["messages"]
    ]
    return marks.count(mark)


def test_the_page_holds_the_table() -> None:
    assert table() in PAGE.read_text(encoding="utf-8"), "python -m tests.simulation --table"
