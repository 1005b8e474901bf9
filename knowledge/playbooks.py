"""Playbooks as files: one Markdown file for each playbook and language.

The head matter says who answers for the text, every section starts with
`## Heading {#slug}`, and `questions` lists per slug how people ask for it. A section is
`<playbook id>#<slug>` in every language, so that an answer can be given in the reader's.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

import frontmatter
import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from agents.facts import Passage
from agents.vocabulary import Language, Stage, Visibility

SHIPPED = Path(__file__).parent / "playbooks"
"""The product's own playbooks."""

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_HEADING = re.compile(rf"^##\s+(?P<heading>.+?)\s*\{{#(?P<slug>{_SLUG})\}}\s*$")
_Slug = Annotated[str, StringConstraints(pattern=rf"^{_SLUG}$")]
_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, strict=True)]


class PlaybookError(Exception):
    """One or more playbook files cannot be used; the message names file and field of each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Slug
    title: _Line
    lang: Language
    stage: Stage
    owner: _Line
    reviewed_on: date
    visibility: Visibility
    questions: dict[_Slug, list[_Line]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One answer of a playbook."""

    slug: str
    heading: str
    text: str
    questions: tuple[str, ...] = ()
    """How people ask for it; indexed, never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """One playbook in one language."""

    id: str
    title: str
    lang: Language
    stage: Stage | None = None
    owner: str | None = None
    reviewed_on: date | None = None
    visibility: Visibility = Visibility.TEAM
    path: str
    """Below the folder it came from."""
    sections: tuple[Section, ...] = field(default=())

    def section_id(self, section: Section) -> str:
        """The same in every language."""
        return f"{self.id}#{section.slug}"

    def passage(self, section: Section, *, evidence: float) -> Passage:
        """The section as an answer quotes it."""
        return Passage(
            section_id=self.section_id(section),
            title=self.title,
            heading=section.heading,
            text=section.text,
            lang=self.lang,
            path=self.path,
            owner=self.owner,
            reviewed_on=self.reviewed_on,
            visibility=self.visibility,
            evidence=evidence,
        )


def load_playbooks(folders: Iterable[Path]) -> tuple[Playbook, ...]:
    """All playbooks below the folders; README.md is for people and left out.

    A playbook in a later folder replaces the one with the same id of an earlier folder in
    every language, so a team overrides a shipped one without leaving half of it behind.

    Raises:
        PlaybookError: with every problem of every file at once.
    """
    problems: list[str] = []
    chosen: dict[str, list[Playbook]] = {}
    for folder in folders:
        if not folder.is_dir():
            problems.append(f"{folder}: is not a folder")
            continue
        own: dict[str, list[Playbook]] = {}
        for path in sorted(folder.rglob("*.md")):
            if path.name.lower() == "readme.md":
                continue
            try:
                playbook = parse_playbook(path, folder=folder)
            except PlaybookError as error:
                problems.extend(error.problems)
            else:
                own.setdefault(playbook.id, []).append(playbook)
        problems.extend(_clashes(own, folder))
        chosen |= own
    if problems:
        raise PlaybookError(problems)
    return tuple(playbook for editions in chosen.values() for playbook in editions)


def parse_playbook(path: Path, *, folder: Path) -> Playbook:
    """One file.

    Raises:
        PlaybookError: when head matter or sections are not as they must be.
    """
    try:
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
        head = _Head.model_validate(post.metadata)
    except UnicodeDecodeError as error:
        raise PlaybookError([f"{path}: is not UTF-8 (byte {error.start})"]) from error
    except yaml.YAMLError as error:
        raise PlaybookError(
            [f"{path}: head matter is not YAML: {' '.join(str(error).split())}"]
        ) from error
    except ValidationError as error:
        raise PlaybookError(_field_problems(path, error)) from error
    sections, problems = _sections(post.content, head.questions)
    if problems:
        raise PlaybookError([f"{path}: {problem}" for problem in problems])
    return Playbook(
        id=head.id,
        title=head.title,
        lang=head.lang,
        stage=head.stage,
        owner=head.owner,
        reviewed_on=head.reviewed_on,
        visibility=head.visibility,
        path=path.relative_to(folder).as_posix(),
        sections=sections,
    )


def _field_problems(path: Path, error: ValidationError) -> list[str]:
    return [
        f"{path}: {'.'.join(map(str, detail['loc']))}: {detail['msg']}"
        for detail in error.errors()
    ]


def _sections(
    body: str, questions: Mapping[str, Sequence[str]]
) -> tuple[tuple[Section, ...], list[str]]:
    problems: list[str] = []
    found: dict[str, tuple[str, list[str]]] = {}
    lines: list[str] | None = None
    for line in body.splitlines():
        if line.startswith("## "):
            match = _HEADING.match(line)
            lines = []
            if match is None:
                problems.append(f"heading without {{#slug}}: {line!r}")
            elif match["slug"] in found:
                problems.append(f"slug used twice: {match['slug']}")
            else:
                found[match["slug"]] = (match["heading"], lines)
        elif lines is not None:
            lines.append(line)
        elif line.strip():
            problems.append(f"text before the first '## Heading {{#slug}}': {line!r}")
            lines = []
    if not found and not problems:
        problems.append("has no section ('## Heading {#slug}')")
    sections = tuple(
        Section(
            slug=slug,
            heading=heading,
            text="\n".join(text).strip(),
            questions=tuple(questions.get(slug, ())),
        )
        for slug, (heading, text) in found.items()
    )
    problems.extend(
        f"section {section.slug}: is empty" for section in sections if not section.text
    )
    problems.extend(
        f"questions.{slug}: no section has this slug" for slug in questions if slug not in found
    )
    return sections, problems


def _clashes(editions_by_id: Mapping[str, Sequence[Playbook]], folder: Path) -> list[str]:
    problems = []
    for playbook_id, editions in editions_by_id.items():
        files = ", ".join(edition.path for edition in editions)
        if len({edition.lang for edition in editions}) < len(editions):
            problems.append(
                f"{folder}: lang: two files are {playbook_id!r} in one language: {files}"
            )
        # A translation must never show what the original keeps for managers.
        if len({edition.visibility for edition in editions}) > 1:
            problems.append(f"{folder}: visibility: differs between the editions {files}")
    return problems
