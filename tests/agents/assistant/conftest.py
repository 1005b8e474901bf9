"""A model server and a door to it."""

from dataclasses import dataclass, field

import pytest

from agents.assistant.model import ModelDoor
from agents.assistant.outputs import RunRecord
from tests.agents.assistant.world import ask, assistant
from tests.openai_server import OpenAiServer


@dataclass
class Model:
    """A scripted model with the assistant that uses it."""

    server: OpenAiServer
    records: list[RunRecord] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def door(self, **changes):
        parts = {
            "name": "test-model",
            "base_url": self.server.base_url,
            "api_key": "sk-test",
            "timeout_seconds": 30.0,
            "sleep": self.pauses.append,
        }
        return ModelDoor(**{**parts, **changes})

    def ask(self, question, *replies, asker=None, is_private=True, door=None, **parts):
        self.server.plays(*replies)
        made = assistant(model=door or self.door(), record_run=self.records.append, **parts)
        more = {} if asker is None else {"asker": asker}
        return ask(question, assistant=made, is_private=is_private, **more)


@pytest.fixture
def model():
    with OpenAiServer().running() as server:
        yield Model(server)
