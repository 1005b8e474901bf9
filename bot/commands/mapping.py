"""Mapping files: which column of somebody else's file is which of our fields."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agents.rules.fields import headings
from agents.rules.fields.texts import folded
from agents.words import Words


class MappingError(Exception):
    """The mapping is none, or does not fit the file; the text says why."""


class ImportMapping(BaseModel):
    """The content of a mapping file.

    With `columns`, only the columns named there are read. Without, headings are recognised.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str] = {}
    """Our field -> their column."""
    constants: dict[str, str] = {}
    """Our field -> the value that every row has."""
    values: dict[str, dict[str, str]] = {}
    """Our field -> their value -> ours."""
    date_formats: tuple[str, ...] = ()
    """strptime patterns, tried before the usual ways of writing a day."""
    decimal_mark: Literal[",", "."] | None = None
    """None: found out for each amount."""


def read_mapping(path: Path | None, w: Words) -> ImportMapping:
    """The mapping in a TOML file; an empty one where there is no file.

    Raises:
        MappingError: where the file is no mapping.
    """
    if path is None:
        return ImportMapping()
    try:
        return ImportMapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(f"{path}: {error}") from error
    except ValidationError as error:
        places = ", ".join(".".join(map(str, problem["loc"])) for problem in error.errors())
        raise MappingError(
            w.t("{file} is no mapping: look at {places}.", file=path, places=places)
        ) from error


def reader(
    mapping: ImportMapping, columns: list[str], ours: Mapping[str, str], w: Words
) -> Callable[[list[str]], dict[str, str]]:
    """What turns the cells of a row into our fields.

    Args:
        mapping: from the file, or empty.
        columns: the table's headings.
        ours: the fields there are, with the headings by which they are recognised.
        w: for what is wrong.

    Raises:
        MappingError: for a field or a column that does not exist.
    """
    places = _places(mapping, columns, ours, w)
    if not places:
        raise MappingError(
            w.t(
                "No heading of the file is known: {headings}. Name them with --map.",
                headings=", ".join(heading for heading in columns if heading),
            )
        )
    values = {
        field: {folded(theirs): text for theirs, text in table.items()}
        for field, table in mapping.values.items()
    }

    def read(cells: list[str]) -> dict[str, str]:
        fields = dict(mapping.constants)
        for field, place in places:
            if cells[place].strip() and field not in fields:
                fields[field] = cells[place]
        for field, table in values.items():
            if field in fields:
                fields[field] = table.get(folded(fields[field]), fields[field])
        return fields

    return read


def _places(
    mapping: ImportMapping, columns: list[str], ours: Mapping[str, str], w: Words
) -> list[tuple[str, int]]:
    """(our field, place of the column), in the order of the columns."""
    said = {*mapping.columns, *mapping.constants, *mapping.values}
    for field in sorted(said - set(ours)):
        raise MappingError(
            w.t(
                "The mapping names {field}, which is none of our fields: {fields}.",
                field=field,
                fields=", ".join(ours),
            )
        )
    for column in mapping.columns.values():
        if column not in columns:
            raise MappingError(
                w.t(
                    "The mapping names the column {column}, but the file has: {headings}.",
                    column=column,
                    headings=", ".join(columns),
                )
            )
    if mapping.columns:
        return [(field, columns.index(column)) for field, column in mapping.columns.items()]
    known = headings.named(columns, ours)
    return [(known[name], place) for place, name in enumerate(columns) if name in known]
