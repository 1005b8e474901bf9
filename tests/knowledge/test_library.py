"""The library on a real Chroma folder, with an embedder that needs no model."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agents.ports import Library
from agents.vocabulary import Language, Visibility
from knowledge.index import IndexStoppedError
from knowledge.library import LibrarySettings, PlaybookLibrary
from knowledge.lock import FolderInUseError, FolderLock
from knowledge.playbooks import PlaybookError
from tests.knowledge.shelf import CountingEmbedder, write_playbook

TEAM = frozenset({Visibility.TEAM})
EVERYONE = frozenset(Visibility)

Opener = Callable[..., PlaybookLibrary]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    write_playbook(folder)
    write_playbook(
        folder,
        "garden.de.md",
        lang="de",
        title="Garten",
        body="## Rosen {#roses}\n\nSchneiden Sie die Rosen im März.\n",
    )
    write_playbook(
        folder,
        "secret.en.md",
        id_="secret",
        title="Secret",
        visibility="managers",
        body="## Rose discount {#rebate}\n\nRoses may be sold at a rebate of a third.\n",
    )
    return folder


@pytest.fixture
def open_library(tmp_path: Path, books: Path) -> Iterator[Opener]:
    opened: list[PlaybookLibrary] = []

    def opener(embedder: CountingEmbedder, *folders: Path) -> PlaybookLibrary:
        settings = LibrarySettings(
            chroma_folder=tmp_path / "chroma",
            playbook_folders=folders or (books,),
            with_shipped=False,
        )
        opened.append(PlaybookLibrary(settings, embedder=embedder))
        return opened[-1]

    yield opener
    for library in opened:
        library.close()


def ids(library: Library, question: str, *, visible: frozenset[Visibility] = TEAM) -> list[str]:
    return [
        passage.section_id
        for passage in library.search(question, lang=Language.EN, visible=visible)
    ]


def test_a_passage_comes_with_its_source_in_the_language_asked_for(open_library: Opener):
    library = open_library(CountingEmbedder())
    (english,) = library.search("cut roses", lang=Language.EN, visible=TEAM)
    (german,) = library.search("cut roses", lang=Language.DE, visible=TEAM)
    assert (english.text, english.path) == ("Cut the roses in March.", "garden.en.md")
    assert (german.text, german.path) == ("Schneiden Sie die Rosen im März.", "garden.de.md")
    assert english.section_id == german.section_id == "garden#roses"
    assert english.owner == "Sales Enablement"
    assert str(english.reviewed_on) == "2026-11-16"
    assert 0.38 <= english.evidence <= 1


def test_what_the_asker_may_not_see_is_not_ranked(open_library: Opener):
    library = open_library(CountingEmbedder())
    assert ids(library, "rebate on roses", visible=EVERYONE)[0] == "secret#rebate"
    assert "secret#rebate" not in ids(library, "rebate on roses")
    assert ids(library, "rebate on roses", visible=frozenset()) == []


def test_a_section_kept_from_the_team_is_closed_with_the_next_refresh(
    open_library: Opener, books: Path
):
    library = open_library(CountingEmbedder())
    for lang in ("de", "en"):
        path = books / f"garden.{lang}.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("visibility: team", "visibility: managers"), encoding="utf-8")
    library.refresh()
    assert ids(library, "cut roses") == []
    assert ids(library, "cut roses", visible=EVERYONE) == ["garden#roses"]


@pytest.mark.parametrize("question", ["", "   ", "???", "how is that", "quantum chromodynamics"])
def test_nothing_in_the_playbook_is_an_empty_answer(open_library: Opener, question: str):
    assert ids(open_library(CountingEmbedder()), question) == []


def test_a_second_start_embeds_nothing_but_what_changed(open_library: Opener, books: Path):
    embedder = CountingEmbedder()
    open_library(embedder).close()
    assert len(embedder.texts) == 3
    open_library(embedder).close()
    assert len(embedder.texts) == 3
    write_playbook(books, body="## Roses {#roses}\n\nCut the roses in April.\n")
    library = open_library(embedder)
    assert embedder.texts[3:] == ["Gardening: Roses\nCut the roses in April."]
    assert library.search("cut roses", lang=Language.EN, visible=TEAM)[0].text.endswith("April.")


def test_another_model_rebuilds_the_collection(open_library: Opener):
    open_library(CountingEmbedder("small@1", size=64)).close()
    other = CountingEmbedder("large@1", size=128)
    library = open_library(other)
    assert len(other.texts) == 3
    assert ids(library, "cut roses") == ["garden#roses"]


def test_a_section_that_is_gone_is_forgotten(open_library: Opener, books: Path, tmp_path: Path):
    library = open_library(CountingEmbedder())
    (books / "secret.en.md").unlink()
    library.refresh()
    assert "secret#rebate" not in ids(library, "rebate on roses", visible=EVERYONE)
    library.close()
    assert stored_ids(tmp_path / "chroma") == {"garden#roses@de/0", "garden#roses@en/0"}


def stored_ids(folder: Path) -> set[str]:
    import chromadb  # noqa: PLC0415 — only this test looks inside
    from chromadb.config import Settings  # noqa: PLC0415

    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    found = client.get_collection("playbooks", embedding_function=None).get()["ids"]
    client.close()
    return set(found)


def test_a_broken_file_leaves_the_library_as_it_was(open_library: Opener, books: Path):
    library = open_library(CountingEmbedder())
    write_playbook(books, lang="fr")
    with pytest.raises(PlaybookError):
        library.refresh()
    assert ids(library, "cut roses") == ["garden#roses"]


def test_without_the_model_letters_still_find_and_a_refresh_brings_vectors_back(
    open_library: Opener,
):
    embedder = CountingEmbedder()
    embedder.is_down = True
    library = open_library(embedder)
    assert ids(library, "cut roses") == ["garden#roses"]
    embedder.is_down = False
    library.refresh()
    assert len(embedder.texts) == 3
    embedder.is_down = True
    assert ids(library, "cut roses") == ["garden#roses"]


def test_a_first_start_that_is_ended_keeps_its_batches_and_goes_on_later(
    open_library: Opener, books: Path
):
    write_playbook(
        books,
        "long.en.md",
        id_="long",
        body="".join(f"## Part {n} {{#p{n}}}\n\nText {n}.\n" for n in range(30)),
    )

    class Interrupted(CountingEmbedder):
        def embed(self, texts):
            if self.texts:
                library.stop()
            return super().embed(texts)

    first = Interrupted()
    first.is_down = True
    library = open_library(first)
    first.is_down = False
    with pytest.raises(IndexStoppedError):
        library.refresh()
    assert 0 < len(first.texts) < 33
    library.close()
    second = CountingEmbedder()
    open_library(second)
    assert not set(first.texts) & set(second.texts), "nothing is embedded twice"
    assert second.texts


def test_two_libraries_in_one_process_cannot_share_a_folder(open_library: Opener):
    open_library(CountingEmbedder())
    with pytest.raises(FolderInUseError, match="in use by process"):
        open_library(CountingEmbedder())


def test_a_second_process_is_refused_by_name_and_welcome_afterwards(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from knowledge.lock import FolderLock;"
        "lock = FolderLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(FolderInUseError, match=rf"in use by process {other.pid} on "):
            FolderLock(tmp_path)
        other.kill()
        other.wait()
    lock = FolderLock(tmp_path)
    lock.release()
    lock.release()


def test_the_settings_name_one_place_for_the_vectors(tmp_path: Path):
    both = LibrarySettings(chroma_folder=tmp_path, chroma_url="http://127.0.0.1:1")
    with pytest.raises(ValueError, match="either the Chroma folder or"):
        PlaybookLibrary(both, embedder=CountingEmbedder())
    wrong = LibrarySettings(chroma_url="chroma.local")
    with pytest.raises(ValueError, match="Not the address of a Chroma server"):
        PlaybookLibrary(wrong, embedder=CountingEmbedder())
