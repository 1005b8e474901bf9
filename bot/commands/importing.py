"""One way to import a table: read, map, clean, take in by batches, report, keep the refused."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TextIO, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from agents.decisions import FieldProblem
from agents.words import Words
from bot.commands.mapping import ImportMapping, MappingError, read_mapping, reader
from bot.commands.problems import sentences
from bot.commands.tables import Row, Table, TableError, guarded, open_table
from bot.workflows.fates import RowFate, refused

Draft = TypeVar("Draft")
BATCH = 1_000
SHOWN = 20
"""Refused rows that are shown; all of them stand in the file of the refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Draft]):
    """What is imported: its fields, how a row is cleaned, and who takes it in."""

    ours: Mapping[str, str]
    clean: Callable[
        [Mapping[str, str], ImportMapping], tuple[Draft | None, tuple[FieldProblem, ...]]
    ]
    take: Callable[[Sequence[Draft]], Sequence[RowFate]]
    batch: int = BATCH


@dataclass(slots=True)
class Report:
    """What became of the rows."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)
    """(row, reasons) of the first refused ones."""
    refused_file: Path | None = None

    def lines(self, w: Words) -> Iterator[str]:
        """The report in sentences."""
        yield w.n("{count} row", "{count} rows", self.counts.total())
        for fate, line in _fates(w).items():
            if self.counts[fate] or fate in {"taken", "refused"}:
                yield f"  {w.number(self.counts[fate]):>9}  {line}"
        for number, reasons in self.refused:
            yield w.t("row {number}: {reasons}", number=number, reasons=reasons)
        if self.refused_file is not None:
            yield w.t("The refused rows stand in {file}.", file=self.refused_file)


class _Refused:
    """The file of the refused rows, made when the first one comes."""

    def __init__(self, path: Path, table: Table, w: Words) -> None:
        self.path = path
        self._table = table
        self._extra = [w.t("row"), w.t("reason")]
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: Row, reasons: str) -> None:
        """Writes a row with its number and reasons, so that no cell becomes a formula."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._write([*self._table.headings, *self._extra])
        self._write([*row.cells[: len(self._table.headings)], str(row.number), reasons])

    def _write(self, cells: list[str]) -> None:
        assert self._file is not None
        out = csv.writer(self._file, delimiter=self._table.delimiter, lineterminator="\r\n")
        out.writerow(guarded(cell) for cell in cells)


def import_file(file: Path, map_file: Path | None, kind: Kind[Draft], w: Words) -> Report:
    """Imports a file; shows its progress on the error stream where somebody watches.

    Raises:
        click.ClickException: where the file is no table, or the mapping does not fit it.
    """
    try:
        mapping = read_mapping(map_file, w)
        with open_table(file) as table:
            return _import(file, table, mapping, kind, w)
    except TableError as error:
        raise click.ClickException(f"{file}: {_no_table(error, w)}") from error
    except MappingError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error


def finish(report: Report, w: Words) -> None:
    """Says what became of the rows; the exit code is 1 where all of them were refused."""
    for line in report.lines(w):
        click.echo(line)
    if report.counts["refused"] and report.counts["refused"] == report.counts.total():
        raise SystemExit(1)


def _import(
    file: Path, table: Table, mapping: ImportMapping, kind: Kind[Draft], w: Words
) -> Report:
    read = reader(mapping, table.headings, kind.ours, w)
    report = Report()
    path = _beside(file)
    with _Refused(path, table, w) as keeper, _progress() as progress:
        task = progress.add_task(file.name, total=file.stat().st_size)
        for rows in _batches(table.rows(), kind.batch):
            for row, fate in _take(rows, read, mapping, kind, len(table.headings)):
                report.counts[fate.fate] += 1
                if fate.fate == "refused":
                    reasons = sentences(w, fate.problems)
                    keeper.add(row, reasons)
                    report.refused_file = path
                    if len(report.refused) < SHOWN:
                        report.refused.append((row.number, reasons))
            progress.update(task, completed=table.position)
    return report


def _take(
    rows: list[Row],
    read: Callable[[list[str]], dict[str, str]],
    mapping: ImportMapping,
    kind: Kind[Draft],
    width: int,
) -> Iterator[tuple[Row, RowFate]]:
    """Each row with what became of it, in order."""
    clean: list[tuple[Row, Draft]] = []
    fates: dict[int, RowFate] = {}
    for row in rows:
        if any(cell.strip() for cell in row.cells[width:]):
            fates[row.number] = refused(FieldProblem(name="row", code="too_many_cells"))
            continue
        draft, problems = kind.clean(read(row.cells), mapping)
        if draft is None:
            fates[row.number] = refused(*problems)
        else:
            clean.append((row, draft))
    taken = kind.take([draft for _, draft in clean]) if clean else []
    fates |= {row.number: fate for (row, _), fate in zip(clean, taken, strict=True)}
    for row in rows:
        yield row, fates[row.number]


def _batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while batch := list(islice(rows, size)):
        yield batch


def _progress() -> Progress:
    console = Console(stderr=True)
    columns: Iterable[BarColumn | MofNCompleteColumn | TextColumn | TimeElapsedColumn] = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _beside(file: Path) -> Path:
    """Where the refused rows go: beside the file, else into the current folder."""
    path = file.with_suffix(".refused.csv")
    return path if os.access(file.parent, os.W_OK) else Path(path.name)


def _no_table(error: TableError, w: Words) -> str:
    return {
        "empty": w.t("The file is empty."),
        "open_quote": w.t("A quotation mark is opened in the file and never closed."),
    }[error.code]


def _fates(w: Words) -> dict[str, str]:
    return {
        "taken": w.t("taken"),
        "incomplete": w.t("taken, but incomplete"),
        "merged": w.t("merged into what was there"),
        "unchanged": w.t("there already"),
        "refused": w.t("refused"),
    }
