"""The vectors of the playbooks, in Chroma: own folder or a server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from agents.ports import Embedder
from agents.vocabulary import Visibility
from knowledge.chunking import Chunk
from knowledge.lock import FolderLock

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_Item = TypeVar("_Item")

COLLECTION = "playbooks"
_EMBED_BATCH = 8
"""Few enough that a first start keeps most of its work when it is interrupted, and that whoever
ends the process waits less than a second (539 chunks take about twenty)."""
_DELETE_BATCH = 5000
"""Chroma refuses more than 5,461 at once."""
_SERVER_TIMEOUT_SECONDS = 10.0


class VectorsUnavailableError(Exception):
    """Chroma cannot be reached or refuses."""


class IndexStoppedError(Exception):
    """The process ends while vectors were being made; the next start makes the others."""


class VectorIndex:
    """Keeps one vector for each chunk and finds the nearest; `sync` comes first.

    Raises:
        FolderInUseError: when another process owns the folder.
    """

    def __init__(self, *, folder: Path | None, server_url: str | None, embedder: Embedder) -> None:
        if (folder is None) == (server_url is None):
            raise ValueError("Give either the Chroma folder or the address of a Chroma server.")
        self._folder = folder
        self._server = _address(server_url) if server_url else None
        self._embedder = embedder
        self._lock = FolderLock(folder) if folder else None
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None
        self._stopped = Event()

    def sync(self, chunks: Sequence[Chunk]) -> int:
        """Make the collection hold exactly these chunks; returns how many were embedded.

        A chunk whose fingerprint is known keeps its vector.

        Raises:
            EmbeddingUnavailableError: with what was embedded so far kept.
            VectorsUnavailableError: when Chroma fails.
            IndexStoppedError: after `stop`, with what was embedded so far kept.
        """
        with _reported():
            self._client = self._client or self._connect()
            collection = self._open_collection(self._client)
            stored = collection.get(include=["metadatas"])
            metadatas = stored["metadatas"] or []
            known = {
                chunk_id: metadata["fingerprint"]
                for chunk_id, metadata in zip(stored["ids"], metadatas, strict=True)
            }
            wanted = {chunk.id for chunk in chunks}
            for stale in _batches([each for each in known if each not in wanted], _DELETE_BATCH):
                collection.delete(ids=list(stale))
            new = [chunk for chunk in chunks if known.get(chunk.id) != chunk.fingerprint]
            for batch in _batches(new, _EMBED_BATCH):
                if self._stopped.is_set():
                    raise IndexStoppedError
                vectors: Any = self._embedder.embed([chunk.text for chunk in batch])
                collection.upsert(
                    ids=[chunk.id for chunk in batch],
                    embeddings=vectors,
                    metadatas=[_metadata(chunk) for chunk in batch],
                )
            self._collection = collection
            return len(new)

    def similarities(
        self, question: str, *, visible: frozenset[Visibility], limit: int
    ) -> dict[str, float]:
        """The best cosine of each section among the nearest `limit` visible chunks.

        Raises:
            EmbeddingUnavailableError: when the question cannot be embedded.
            VectorsUnavailableError: when Chroma fails or was never synced.
        """
        if self._collection is None:
            raise VectorsUnavailableError("Chroma: not synced yet")
        vector: Any = self._embedder.embed([question])
        seen: Any = {"visibility": {"$in": [item.value for item in sorted(visible)]}}
        with _reported():
            found = self._collection.query(
                query_embeddings=vector,
                n_results=limit,
                where=seen,
                include=["metadatas", "distances"],
            )
        best: dict[str, float] = {}
        metadatas, distances = found["metadatas"] or [[]], found["distances"] or [[]]
        for metadata, distance in zip(metadatas[0], distances[0], strict=True):
            section = str(metadata["section_id"])
            best[section] = max(best.get(section, -1.0), 1.0 - distance)
        return best

    def stop(self) -> None:
        """End a `sync` under way after its batch; does not wait."""
        self._stopped.set()

    def close(self) -> None:
        """Give the folder back."""
        client: Any = self._client
        if client is not None:
            if self._server is not None:
                for session in _sessions(client):
                    session.close()
            client.close()
        self._client = self._collection = None
        if self._lock:
            self._lock.release()

    def _connect(self) -> "ClientAPI":
        # Chroma takes a second to load: only where playbooks are searched.
        import chromadb  # noqa: PLC0415
        from chromadb.config import Settings  # noqa: PLC0415

        settings = Settings(anonymized_telemetry=False)
        if self._server is None:
            return chromadb.PersistentClient(self._folder or Path(), settings=settings)
        import httpx  # noqa: PLC0415

        # Chroma's client waits for ever, already while it is made, and offers no setting.
        host, port, ssl = self._server
        heartbeat = f"{'https' if ssl else 'http'}://{host}:{port}/api/v2/heartbeat"
        httpx.get(heartbeat, timeout=_SERVER_TIMEOUT_SECONDS).raise_for_status()
        client = chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=settings)
        for session in _sessions(client):
            session.timeout = _SERVER_TIMEOUT_SECONDS
        return client

    def _open_collection(self, client: "ClientAPI") -> "Collection":
        """The collection of this embedder; one that another model made is thrown away."""
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        # Without embedding_function=None Chroma would download a model of its own.
        try:
            found = client.get_collection(COLLECTION, embedding_function=None)
        except NotFoundError:
            pass
        else:
            if (found.metadata or {}).get("embedder") == self._embedder.name:
                return found
            client.delete_collection(COLLECTION)
        return client.create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
            metadata={"embedder": self._embedder.name},
            get_or_create=True,  # another process may have been first
        )


def _sessions(client: Any) -> tuple[Any, Any]:
    """The HTTP sessions of a server's client, which Chroma itself never closes (1.5.9)."""
    return client._server._session, client._admin_client._server._session  # noqa: SLF001


def _address(url: str) -> tuple[str, int, bool]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"Not the address of a Chroma server: {url!r}")
    ssl = parts.scheme == "https"
    return parts.hostname, parts.port or (443 if ssl else 8000), ssl


def _metadata(chunk: Chunk) -> dict[str, str]:
    return {
        "section_id": chunk.section_id,
        "visibility": chunk.visibility.value,
        "fingerprint": chunk.fingerprint,
    }


@contextmanager
def _reported() -> Iterator[None]:
    """Chroma's failures, and those of the HTTP client it uses, as one error."""
    import httpx  # noqa: PLC0415 - Chroma's own, loaded with it
    from chromadb.errors import ChromaError  # noqa: PLC0415

    try:
        yield
    except (ChromaError, httpx.HTTPError) as error:
        raise VectorsUnavailableError(f"Chroma: {type(error).__name__}: {error}") from error


def _batches(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
