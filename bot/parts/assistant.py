"""The assistant and its library: heavy, so they load at the first question, never before."""

import threading
from typing import TYPE_CHECKING

import structlog
from pydantic import SecretStr

from agents.answers import Answer
from agents.facts import PersonFacts
from agents.vocabulary import Language
from bot.deps import Deps
from bot.settings import Settings

if TYPE_CHECKING:
    from agents.assistant.answer import SalesAssistant
    from agents.ports import Embedder, Library
    from knowledge.library import PlaybookLibrary

EVEN = dict.fromkeys(Language, 1.0)
"""A configured embedding model is taken to read both languages."""

log = structlog.get_logger()


class LazyAssistant:
    """Loads library and model at the first question, or when warmed; the first card never waits.

    Args:
        settings: the operator's.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._deps: Deps | None = None
        self._lock = threading.Lock()
        self._loaded: SalesAssistant | None = None
        self._library: PlaybookLibrary | None = None
        self._is_closed = False

    def bind(self, deps: Deps) -> None:
        """Gives the parts that are made after this one."""
        self._deps = deps

    def load(self) -> "SalesAssistant":
        """The assistant, made once; its library answers by letters until it is warm."""
        with self._lock:
            if self._loaded is None:
                assert self._deps is not None
                self._library = _library(self._settings)
                self._loaded = _assistant(self._settings, self._deps, self._library)
            return self._loaded

    def run(self) -> None:
        """Loads, then brings the library's vectors up to date, which may take a while."""
        try:
            self.load()
            assert self._library is not None
            self._library.refresh()
        except Exception:
            if self._is_closed:  # its folder was given back while it was being read
                log.info("library_closed")
            else:
                log.exception("library_not_loaded")

    def stop(self) -> None:
        """Ends the warming after the batch it is at."""
        self._is_closed = True
        if self._library is not None:
            self._library.stop()

    def close(self) -> None:
        """Gives the library's folder back, also while it is being warmed."""
        self._is_closed = True
        if self._library is not None:
            self._library.close()

    def answer(
        self, question: str, *, asker: PersonFacts, language: Language, is_private: bool
    ) -> Answer:
        """See `agents.assistant.answer.SalesAssistant.answer`."""
        return self.load().answer(question, asker=asker, language=language, is_private=is_private)


def _library(settings: Settings) -> "PlaybookLibrary":
    from knowledge.library import MINILM_DENSE_WEIGHT, LibrarySettings, PlaybookLibrary

    return PlaybookLibrary(
        LibrarySettings(
            chroma_folder=None if settings.chroma_url else settings.chroma_path,
            chroma_url=settings.chroma_url,
            playbook_folders=(settings.playbooks,) if settings.playbooks else (),
            dense_weight=EVEN if settings.embedding_model else MINILM_DENSE_WEIGHT,
        ),
        embedder=_embedder(settings),
        with_vectors=False,
    )


def _assistant(settings: Settings, deps: Deps, library: "Library") -> "SalesAssistant":
    """Library, figures, lead book and, where configured, the model."""
    from agents.assistant.answer import SalesAssistant
    from agents.assistant.model import ModelDoor
    from bot.workflows.ask import run_recorder
    from bot.workflows.books import stored_leads
    from bot.workflows.figures import StoreMetrics

    door = None
    if settings.model is not None:
        door = ModelDoor(
            name=settings.model,
            base_url=settings.openai_base_url,
            api_key=_secret(settings.openai_api_key),
            timeout_seconds=settings.model_timeout,
        )
    return SalesAssistant(
        library=library,
        metrics=StoreMetrics(deps.store, deps.policy),
        leads=stored_leads(deps.store),
        policy=deps.policy,
        clock=deps.clock,
        model=door,
        record_run=run_recorder(deps.store),
    )


def _embedder(settings: Settings) -> "Embedder":
    """The configured embedding model, or the one that is shipped."""
    from agents.assistant.embeddings import MiniLmEmbedder, OpenAiEmbedder

    if settings.embedding_model is None:
        return MiniLmEmbedder()
    return OpenAiEmbedder(
        model=settings.embedding_model,
        base_url=settings.openai_base_url,
        api_key=_secret(settings.openai_api_key) or "none",
    )


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()
