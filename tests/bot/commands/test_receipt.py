"""`staffel receipt LEAD` on the command line."""

import json

from store.session import Store
from tests.bot.commands.conftest import Cli
from tests.world import World


def test_the_receipt_is_said_in_words_and_as_numbers(sqlite_cli: Cli, sqlite_store: Store) -> None:
    world = World(sqlite_store)
    world.hire()
    lead = world.receive()
    said = sqlite_cli("receipt", lead.id)
    assert said.exit_code == 0
    assert "15 counted minutes: Tue 10:00–10:15 (15); calendar Bavaria" in said.output
    told = json.loads(sqlite_cli("receipt", lead.id, "--json").output)
    assert told["promised_seconds"] == told["promise"]["counted_seconds"] == 900
    assert "gezählte Minuten" in sqlite_cli("receipt", lead.id, "--lang", "de").output


def test_a_lead_without_a_promise_is_told(sqlite_cli: Cli) -> None:
    result = sqlite_cli("receipt", 99)
    assert result.exit_code == 1
    assert "not here any more" in result.output
