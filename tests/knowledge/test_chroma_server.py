"""The library with a real Chroma server, as several processes share it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from agents.vocabulary import Language, Visibility
from knowledge import index
from knowledge.library import LibrarySettings, PlaybookLibrary
from tests.knowledge.shelf import CountingEmbedder, write_playbook
from tests.ports import kept_port

TEAM = frozenset({Visibility.TEAM})


@retry(retry=retry_if_exception_type(OSError), stop=stop_after_delay(30), wait=wait_fixed(0.1))
def wait_for(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=1).close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    port = kept_port()
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--path", tmp_path / "data", "--host", "127.0.0.1", "--port"]
    with subprocess.Popen(
        [*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path
    ) as process:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def test_two_libraries_share_the_vectors_of_a_server(server: str, tmp_path: Path):
    write_playbook(tmp_path / "books")
    settings = LibrarySettings(
        chroma_url=server, playbook_folders=(tmp_path / "books",), with_shipped=False
    )
    first, second = CountingEmbedder(), CountingEmbedder()
    libraries = [PlaybookLibrary(settings, embedder=embedder) for embedder in (first, second)]
    assert (len(first.texts), len(second.texts)) == (1, 0)
    for library in libraries:
        (passage,) = library.search("cut roses", lang=Language.EN, visible=TEAM)
        assert passage.section_id == "garden#roses"
    assert (len(first.texts), len(second.texts)) == (2, 1)
    for library in libraries:
        library.close()


@pytest.mark.parametrize("is_silent", [False, True], ids=["refused", "silent"])
def test_without_the_server_letters_still_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_silent: bool
):
    monkeypatch.setattr(index, "_SERVER_TIMEOUT_SECONDS", 0.2)
    write_playbook(tmp_path / "books")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if is_silent:
            listener.listen()
        settings = LibrarySettings(
            chroma_url=f"http://127.0.0.1:{listener.getsockname()[1]}",
            playbook_folders=(tmp_path / "books",),
            with_shipped=False,
        )
        library = PlaybookLibrary(settings, embedder=CountingEmbedder())
    (passage,) = library.search("cut roses", lang=Language.EN, visible=TEAM)
    assert passage.section_id == "garden#roses"
    library.close()
