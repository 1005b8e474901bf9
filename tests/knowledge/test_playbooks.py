from collections import defaultdict
from pathlib import Path

import pytest

from agents.vocabulary import Language, Visibility
from knowledge.playbooks import SHIPPED, PlaybookError, load_playbooks
from tests.knowledge.shelf import write_playbook


def test_the_shipped_playbooks_have_the_same_sections_in_both_languages():
    sections: dict[str, dict[Language, list[str]]] = defaultdict(dict)
    for playbook in load_playbooks([SHIPPED]):
        sections[playbook.id][playbook.lang] = [section.slug for section in playbook.sections]
    assert len(sections) >= 10
    for editions in sections.values():
        assert editions[Language.DE] == editions[Language.EN]


def test_every_shipped_section_says_how_people_ask_for_it_and_fits_the_model():
    for playbook in load_playbooks([SHIPPED]):
        assert playbook.owner
        assert playbook.reviewed_on
        for section in playbook.sections:
            assert len(section.questions) >= 2, playbook.section_id(section)
            assert len(section.text.split()) <= 180, playbook.section_id(section)


def test_discounts_are_for_managers_only():
    closed = {
        playbook.id
        for playbook in load_playbooks([SHIPPED])
        if playbook.visibility is Visibility.MANAGERS
    }
    assert closed == {"discounts"}


def test_a_playbook_is_read_with_its_head_and_sections(tmp_path: Path):
    write_playbook(tmp_path / "flowers", questions="{roses: [When do I cut?]}")
    (playbook,) = load_playbooks([tmp_path])
    (section,) = playbook.sections
    assert playbook.path == "flowers/garden.en.md"
    assert playbook.section_id(section) == "garden#roses"
    assert (section.heading, section.text) == ("Roses", "Cut the roses in March.")
    assert section.questions == ("When do I cut?",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lang": "fr"}, "lang: Input should be 'de' or 'en'"),
        ({"id_": "Not A Slug"}, "id: String should match pattern"),
        ({"title": "''"}, "title: String should have at least 1 character"),
        ({"visibility": "everyone"}, "visibility: Input should be 'team' or 'managers'"),
        ({"questions": "{tulips: [When?]}"}, "questions.tulips: no section has this slug"),
        ({"questions": "{roses: [no]}"}, "questions.roses.0: Input should be a valid string"),
        ({"questions": "[roses]"}, "questions: Input should be a valid dictionary"),
        ({"questions": "{roses: ["}, "head matter is not YAML"),
        ({"body": "## Roses\n\nCut.\n"}, "heading without {#slug}: '## Roses'"),
        ({"body": "## R {#r}\n\nA.\n## S {#r}\n\nB.\n"}, "slug used twice: r"),
        ({"body": "## Roses {#roses}\n\n"}, "section roses: is empty"),
        ({"body": "Lost words.\n"}, "text before the first '## Heading {#slug}': 'Lost words.'"),
        ({"body": "\n"}, "has no section"),
    ],
)
def test_a_broken_file_is_named_with_its_field(
    tmp_path: Path, changes: dict[str, str], expected: str
):
    path = write_playbook(tmp_path, **changes)
    with pytest.raises(PlaybookError) as caught:
        load_playbooks([tmp_path])
    assert f"{path}: {expected}" in str(caught.value)


def test_a_file_without_head_or_in_another_encoding_is_named(tmp_path: Path):
    bare, latin = tmp_path / "bare.md", tmp_path / "latin.md"
    bare.write_text("## Roses {#roses}\n\nCut.\n", encoding="utf-8")
    latin.write_bytes("---\nid: grün\n---\n".encode("cp1252"))
    with pytest.raises(PlaybookError) as caught:
        load_playbooks([tmp_path])
    assert f"{bare}: id: Field required" in caught.value.problems
    assert f"{latin}: is not UTF-8 (byte 10)" in caught.value.problems


def test_all_problems_are_told_at_once(tmp_path: Path):
    write_playbook(tmp_path, "a.md", lang="fr")
    write_playbook(tmp_path, "b.md", visibility="nobody")
    with pytest.raises(PlaybookError) as caught:
        load_playbooks([tmp_path, tmp_path / "missing"])
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        str(tmp_path / "a.md"),
        str(tmp_path / "b.md"),
        str(tmp_path / "missing"),
    ]


def test_two_files_for_one_playbook_and_language_clash(tmp_path: Path):
    write_playbook(tmp_path, "a.md")
    write_playbook(tmp_path, "b.md")
    with pytest.raises(PlaybookError, match=r"lang: two files are 'garden'.*a\.md, b\.md"):
        load_playbooks([tmp_path])


def test_a_translation_must_not_open_what_is_for_managers(tmp_path: Path):
    write_playbook(tmp_path, "a.md", visibility="managers")
    write_playbook(tmp_path, "b.md", lang="de")
    with pytest.raises(PlaybookError, match=r"visibility: differs between the editions a\.md, b"):
        load_playbooks([tmp_path])


def test_a_teams_playbook_replaces_the_earlier_one_in_every_language(tmp_path: Path):
    write_playbook(tmp_path / "shipped", "a.md")
    write_playbook(tmp_path / "shipped", "b.md", lang="de")
    write_playbook(tmp_path / "own", lang="de", title="Unser Garten")
    playbooks = load_playbooks([tmp_path / "shipped", tmp_path / "own"])
    assert [playbook.title for playbook in playbooks] == ["Unser Garten"]


def test_a_readme_beside_the_playbooks_is_for_people(tmp_path: Path):
    write_playbook(tmp_path)
    (tmp_path / "README.md").write_text("How we write.", encoding="utf-8")
    assert len(load_playbooks([tmp_path])) == 1
