"""The door to a model: any server that speaks OpenAI's Chat Completions.

Light on purpose: who only holds the address of a model loads none of the vendor's libraries.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from tenacity.nap import sleep as nap

TRACING = ("LANGSMITH_", "LANGCHAIN_")
"""Variables by which langchain would upload prompts or go through a foreign gateway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDoor:
    """Where the model is and how patient to be with it.

    Making one takes the tracing variables out of this process, so that no prompt leaves for
    anywhere but `base_url`.
    """

    name: str
    base_url: str
    api_key: str | None = field(default=None, repr=False)
    """None for servers without keys."""
    timeout_seconds: float = 20.0
    """For one attempt of one call."""
    attempts: int = 3
    patience_seconds: float = 45.0
    """For a whole question, with all its calls, attempts and waits."""
    sleep: Callable[[float], None] = field(default=nap, repr=False)

    def __post_init__(self) -> None:
        """Takes tracing out of the environment."""
        clear_tracing()


def clear_tracing() -> tuple[str, ...]:
    """Removes the tracing variables; gives their names."""
    environment = os.environ  # noqa: TID251 — the vendor's library reads it behind our back
    found = tuple(name for name in environment if name.upper().startswith(TRACING))
    for name in found:
        del environment[name]
    return found
