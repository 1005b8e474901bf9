"""CSV files as people have them: any usual encoding and delimiter, also damaged by Excel.

A table is read row by row; only its bytes are looked through once before, for the encoding, since
the first umlaut may stand in the last row.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

DELIMITERS = (",", ";", "\t", "|")
CHUNK = 1 << 20
SAMPLE_ROWS = 30
LEGACY = ("cp1252", "mac_roman", "cp850")
"""Eight-bit encodings of Windows, of old Macs and of DOS; the first wins a tie."""
LETTERS = {
    **dict.fromkeys("äöüß", 3),
    **dict.fromkeys("ÄÖÜ", 2),
    **dict.fromkeys("éèàçñáíóúëï", 1),
}
"""How much a character speaks for an encoding; every other one above ASCII speaks against it."""
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class TableError(Exception):
    """The file is no table; `code` says why: `empty` or `open_quote`."""

    def __init__(self, code: Literal["empty", "open_quote"]) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number without the headings, from 1, and its cells."""

    number: int
    cells: list[str]


class Table:
    """An open table with its headings; iterate it once."""

    def __init__(self, file: io.BufferedReader, encoding: str) -> None:
        self._file = file
        self.encoding = encoding
        text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
        self.delimiter = _skip_sep(text) or _delimiter(text)
        text.seek(0)
        _skip_sep(text)
        self._text = text
        self._records = self._read()
        self.headings = [cell.strip() for cell in next(self._records, [])]
        if not any(self.headings):
            raise TableError("empty")

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._file.tell()

    def rows(self) -> Iterator[Row]:
        """The rows in which something stands; short ones are filled up.

        Raises:
            TableError: where a quotation mark is never closed.
        """
        width = len(self.headings)
        for number, cells in enumerate(self._records, start=1):
            if any(cell.strip() for cell in cells):
                yield Row(number, cells + [""] * (width - len(cells)))

    def _read(self) -> Iterator[list[str]]:
        try:
            width = 0
            for cells in csv.reader(self._text, delimiter=self.delimiter):
                whole = cells if width == 1 else _unwrapped(cells, self.delimiter)
                width = width or len(whole)
                yield [_without_guard(cell) for cell in whole]
        except csv.Error as error:
            raise TableError("open_quote") from error


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """The table in a file, closed at the end.

    Raises:
        TableError: when there is nothing in it.
        OSError: when it cannot be read.
    """
    with path.open("rb") as file:
        encoding = detect_encoding(file)
        file.seek(0)
        yield Table(file, encoding)


def detect_encoding(file: io.BufferedReader) -> str:
    """The encoding of a file, from all of its bytes: by mark, by being valid, by its letters."""
    start = file.read(4)
    for mark, name in BOMS:
        if start.startswith(mark):
            return name
    if 0 in start:
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    file.seek(0)
    utf8, is_utf8, high = codecs.getincrementaldecoder("utf-8")(), True, Counter[int]()
    while chunk := file.read(CHUNK):
        high.update(byte for byte in chunk.translate(None, bytes(range(0x80))))
        is_utf8 = is_utf8 and _decodes(utf8, chunk, final=False)
    if is_utf8 and _decodes(utf8, b"", final=True):
        return "utf-8"
    return max(LEGACY, key=lambda name: _likeness(high, name))


def guarded(cell: str) -> str:
    """The cell so that a spreadsheet takes it for text, never for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _without_guard(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _likeness(high: Counter[int], encoding: str) -> int:
    return sum(
        count * LETTERS.get(bytes([byte]).decode(encoding, "replace"), -1)
        for byte, count in high.items()
    )


def _skip_sep(text: io.TextIOWrapper) -> str | None:
    """The delimiter in Excel's own first line `sep=;`, read over; else nothing is read."""
    first = text.readline().strip("\r\n ").strip('"')
    if first.lower().startswith("sep=") and first[4:] in DELIMITERS:
        return first[4:]
    text.seek(0)
    return None


def _delimiter(text: io.TextIOWrapper) -> str:
    lines = list(islice(text, SAMPLE_ROWS))
    return max(DELIMITERS, key=lambda mark: _fitness(lines, mark))


def _fitness(lines: list[str], mark: str) -> tuple[bool, float, int]:
    """How well a delimiter explains the first rows: as many cells in each as in the first."""
    try:
        rows = [_unwrapped(cells, mark) for cells in csv.reader(lines, delimiter=mark) if cells]
    except csv.Error:
        return False, 0.0, 0
    if not rows:
        return False, 0.0, 0
    width = len(rows[0])
    return width > 1, sum(len(row) == width for row in rows) / len(rows), width


def _unwrapped(cells: list[str], delimiter: str) -> list[str]:
    """The cells of a row that Excel put into one pair of quotation marks as a whole."""
    if len(cells) != 1 or delimiter not in cells[0]:
        return cells
    return next(csv.reader(io.StringIO(cells[0], newline=""), delimiter=delimiter), cells)
