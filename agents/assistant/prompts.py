"""Prompts are files: read strictly, rendered strictly, and known by the hash of their content."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import frontmatter
from pydantic import BaseModel, ConfigDict, Field

_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class PromptError(ValueError):
    """A prompt file is wrong, or is rendered with other inputs than it declares."""


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z_]+$")
    purpose: str = Field(min_length=1)
    inputs: tuple[str, ...]
    output: str
    model: Literal["small", "large"]
    max_tokens: int = Field(ge=1)


class Prompt(_Head):
    """One prompt with its body; `sha` is the SHA-256 of the whole file."""

    body: str
    sha: str

    def render(self, **values: str) -> str:
        """The body with every place filled; a value is never read for places itself.

        Raises:
            PromptError: when an input is missing or is not declared.
        """
        missing, unknown = set(self.inputs) - set(values), set(values) - set(self.inputs)
        if missing or unknown:
            raise PromptError(f"{self.id}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        return _PLACE.sub(lambda place: values[place[1]], self.body)


def parse(text: str) -> Prompt:
    """A prompt file.

    Raises:
        PromptError: when its head or its places are not as declared.
    """
    post = frontmatter.loads(text)
    try:
        head = _Head.model_validate(post.metadata)
    except ValueError as error:
        raise PromptError(str(error)) from error
    places = set(_PLACE.findall(post.content))
    if places != set(head.inputs):
        raise PromptError(f"{head.id}: declares {sorted(head.inputs)}, uses {sorted(places)}")
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(**head.model_dump(), body=post.content, sha=sha)


def load(prompt_id: str) -> Prompt:
    """A shipped prompt.

    Raises:
        PromptError: when it is missing or wrong.
    """
    return shipped()[prompt_id]


@cache
def shipped() -> Mapping[str, Prompt]:
    """All prompts of the package `prompts`, by id.

    Raises:
        PromptError: when one is wrong, or its id is not its file's name.
    """
    found = {}
    for file in files("prompts").iterdir():
        if not file.name.endswith(".md"):
            continue
        prompt = parse(file.read_text(encoding="utf-8"))
        if f"{prompt.id}.md" != file.name:
            raise PromptError(f"{file.name}: its id is {prompt.id!r}")
        found[prompt.id] = prompt
    return found
