"""The same table in every encoding, delimiter and damage that people's files have."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.tables import TableError, guarded, open_table

SHIPPED = Path(__file__).parents[2] / "data" / "csv" / "excel_de_semicolon_cp1252.csv"
GERMAN = SHIPPED.read_bytes().decode("cp1252")
ROWS = list(csv.reader(io.StringIO(GERMAN, newline=""), delimiter=";"))


def written(rows: list[list[str]], delimiter: str, *, quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)
    return out.getvalue()


def damaged(text: str) -> str:
    """Each line one quoted field, as Excel leaves them."""
    lines = (line.replace('"', '""') for line in text.splitlines())
    return "".join(f'"{line}"\n' for line in lines)


FILES: dict[str, bytes] = {
    "excel_de_semicolon_cp1252.csv": GERMAN.encode("cp1252"),
    "excel_de_semicolon_utf8_bom.csv": GERMAN.encode("utf-8-sig"),
    "comma_utf8_lf.csv": written(ROWS, ",").encode(),
    "tab_utf16.txt": written(ROWS, "\t").encode("utf-16"),
    "all_quoted_utf8.csv": damaged(written(ROWS, ",")).encode(),
    "every_cell_quoted.csv": written(ROWS, ",", quoting=csv.QUOTE_ALL).encode(),
    "damaged_cp1252.csv": damaged(GERMAN).encode("cp1252"),
    "headings_whole.csv": (written(ROWS[:1], ",") + damaged(written(ROWS[1:], ","))).encode(),
    "old_mac.csv": GERMAN.encode("mac_roman"),
    "dos.csv": GERMAN.encode("cp850"),
    "pipe.csv": written(ROWS, "|").encode(),
    "sep_line.csv": ("sep=;\r\n" + GERMAN).encode("utf-16-le"),
    "utf16_be_without_mark.csv": GERMAN.encode("utf-16-be"),
}
EXPECTED = (
    "excel_de_semicolon_cp1252.csv",
    "excel_de_semicolon_utf8_bom.csv",
    "comma_utf8_lf.csv",
    "tab_utf16.txt",
    "all_quoted_utf8.csv",
    "every_cell_quoted.csv",
)
Read = Callable[[bytes], tuple[list[str], list[tuple[int, list[str]]]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def of(content: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
        path = tmp_path / "table.csv"
        path.write_bytes(content)
        with open_table(path) as table:
            return table.headings, [(row.number, row.cells) for row in table.rows()]

    return of


@pytest.mark.parametrize("name", FILES)
def test_every_file_holds_the_same_table(name: str, read: Read) -> None:
    headings, rows = read(FILES[name])
    assert headings == ROWS[0]
    assert rows == list(enumerate(ROWS[1:], start=1))


def test_the_last_umlaut_decides_as_the_first(read: Read) -> None:
    filler = b"anna@muster.example;Muster\r\n" * 60_000
    headings, rows = read(b"E-Mail;Firma\r\n" + filler + "a@b.example;Groß\r\n".encode("cp1252"))
    assert headings == ["E-Mail", "Firma"]
    assert rows[-1][1] == ["a@b.example", "Groß"]


def test_empty_rows_count_but_say_nothing(read: Read) -> None:
    _, rows = read(b"email;name\n\na@b.example;A\n;;\nc@d.example\n")
    assert rows == [(2, ["a@b.example", "A"]), (4, ["c@d.example", ""])]


def test_one_column_is_a_table_too(read: Read) -> None:
    assert read(b'email\n"a@b.example, besser"\n') == (["email"], [(1, ["a@b.example, besser"])])


def test_a_cell_may_hold_lines(read: Read) -> None:
    _, rows = read(b'email;message\na@b.example;"one\ntwo; three"\n')
    assert rows == [(1, ["a@b.example", "one\ntwo; three"])]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_nothing_is_no_table(content: bytes, read: Read) -> None:
    with pytest.raises(TableError) as caught:
        read(content)
    assert caught.value.code == "empty"


def test_a_quotation_mark_that_is_never_closed_is_told(read: Read) -> None:
    with pytest.raises(TableError) as caught:
        read(b'email;name\n"a@b.example;A\n' + b"c@d.example;C\n" * 20_000)
    assert caught.value.code == "open_quote"


@given(st.text(max_size=20))
def test_a_guarded_cell_is_no_formula(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_our_own_guard_is_taken_off_again(read: Read) -> None:
    _, rows = read(f"phone;name\n{guarded('+49 30 1')};'quoted'\n".encode())
    assert rows == [(1, ["+49 30 1", "'quoted'"])]
