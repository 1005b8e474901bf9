"""The office, once a test, on a workspace that lives as long as the module."""

from collections.abc import Iterator

import pytest

from store.session import Store
from tests.e2e.slack.office import Office, in_the_team_channel, manifest, seed
from tests.workspace_server import RunningWorkspace
from tests.world import World


@pytest.fixture(scope="module")
def workspace() -> Iterator[RunningWorkspace]:
    with RunningWorkspace(seed(), manifest()) as running:
        yield running


@pytest.fixture
def office(workspace: RunningWorkspace, sqlite_store: Store) -> Iterator[Office]:
    world = in_the_team_channel(World(sqlite_store))
    world.hire()
    with Office(world, workspace) as opened:
        yield opened
