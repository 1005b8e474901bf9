"""`staffel import leads` as people type it."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.models import Clock, Contact, Delivery, Lead, LeadStage, Owed
from store.session import Store
from tests.bot.commands.conftest import Cli
from tests.bot.commands.test_tables import EXPECTED, FILES

EXPECTATION = json.loads(
    (Path(__file__).parents[2] / "data" / "csv" / "csv_expected.json").read_text()
)["expected"]
HISTORY = "id;Datum;Herkunft;E-Mail;mql_at;won_at\n"


def count(store: Store, model: type) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("name", EXPECTED)
def test_every_encoding_gives_the_same_leads(
    name: str, sqlite_cli: Cli, sqlite_store: Store, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    result = sqlite_cli("import", "leads", "--fresh", name)
    said = [line.split(maxsplit=1) for line in result.output.splitlines()]
    assert said[0] == [str(EXPECTATION["rows"]), "rows"]
    assert [str(EXPECTATION["imported"]), "taken"] in said
    assert [str(EXPECTATION["incomplete"]), "taken, but incomplete"] in said
    assert [str(EXPECTATION["merged_as_duplicate"]), "merged into what was there"] in said
    assert [str(EXPECTATION["rejected"]), "refused"] in said
    assert "row 5: invalid e-mail address; impossible date 30.02.2026" in result.output
    with sqlite_store.read() as session:
        names = set(session.scalars(select(Contact.last_name)))
        first_names = set(session.scalars(select(Contact.first_name)))
        dates = {moment.date().isoformat() for moment in session.scalars(select(Lead.created_at))}
    assert names >= {"Müller", "Groß"}
    assert "Zoë" in first_names
    assert "2025-12-31" in dates


def test_the_refused_rows_stand_in_a_file_that_can_be_mended(
    sqlite_cli: Cli, sqlite_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "leads.csv").write_text("E-Mail;Name;Firma\n=1+1;@Eva Sommer;+Sommer\n")
    result = sqlite_cli("import", "leads", "--fresh", "leads.csv")
    assert result.exit_code == 1
    refused = tmp_path / "leads.refused.csv"
    with refused.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows == [
        ["E-Mail", "Name", "Firma", "row", "reason"],
        ["'=1+1", "'@Eva Sommer", "'+Sommer", "1", "invalid e-mail address"],
    ]
    refused.write_text(refused.read_text("utf-8-sig").replace("'=1+1", "eva@sommer.example"))
    assert sqlite_cli("import", "leads", "--fresh", refused.name).exit_code == 0
    assert count(sqlite_store, Lead) == 1


def test_a_list_imported_again_changes_nothing(cli: Cli, store: Store, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_bytes(FILES["comma_utf8_lf.csv"])
    cli("import", "leads", "--fresh", "leads.csv")
    before = count(store, Lead), count(store, Delivery)
    result = cli("import", "leads", "--fresh", "leads.csv")
    assert "5  there already" in result.output
    assert (count(store, Lead), count(store, Delivery)) == before


def test_a_day_in_the_mappings_own_format(
    sqlite_cli: Cli, sqlite_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "leads.csv").write_text("E-Mail;Name;Firma;Datum\na@b.example;A;B;03/04/2025\n")
    (tmp_path / "map.toml").write_text('date_formats = ["%d/%m/%Y"]\n')
    sqlite_cli("import", "leads", "--fresh", "leads.csv", "--map", "map.toml")
    with sqlite_store.read() as session:
        assert session.scalars(select(Lead.created_at)).one().date().isoformat() == "2025-04-03"


def test_history_tells_nobody(cli: Cli, store: Store, tmp_path: Path) -> None:
    (tmp_path / "past.csv").write_text(
        HISTORY
        + "1;2018-01-02;social;eva@sommer.example;2018-01-03;\n"
        + "2;2018-01-02;;;2018-01-02;2018-03-01 10:00\n"
        + "3;30.02.2018;;;;\n"
    )
    result = cli("import", "leads", "past.csv")
    assert result.exit_code == 0
    assert "2  taken" in result.output
    assert "row 3: impossible date 30.02.2018" in result.output
    assert count(store, Lead) == 2
    assert count(store, LeadStage) == 5
    assert [count(store, model) for model in (Clock, Owed, Delivery)] == [0, 0, 0]


def test_a_mapping_names_columns_values_and_constants(
    sqlite_cli: Cli, sqlite_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "crm.csv").write_text("Nr,Seit,Lage\n7,02/01/2018,In Arbeit\n")
    (tmp_path / "map.toml").write_text(
        'date_formats = ["%d/%m/%Y"]\n'
        '[columns]\nexternal_id = "Nr"\ndate = "Seit"\nstage = "Lage"\n'
        '[constants]\nsource = "linkedin"\norigin = "crm"\n'
        '[values.stage]\n"in arbeit" = "sal"\n'
    )
    assert sqlite_cli("import", "leads", "crm.csv", "--map", "map.toml").exit_code == 0
    with sqlite_store.read() as session:
        lead = session.scalars(select(Lead)).one()
    assert (lead.source, lead.origin, lead.stage) == ("linkedin", "crm", "sal")
    assert lead.created_at.date().isoformat() == "2018-01-02"


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("[columns", "map.toml"),
        ("[wrong]\n", "is no mapping: look at wrong"),
        ('[columns]\nshoe_size = "id"\n', "shoe_size, which is none of our fields"),
        ('[columns]\nexternal_id = "Nummer"\n', "the column Nummer, but the file has: id"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(
    mapping: str, sentence: str, sqlite_cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "past.csv").write_text("id;Datum\n1;2018-01-02\n")
    (tmp_path / "map.toml").write_text(mapping)
    result = sqlite_cli("import", "leads", "past.csv", "--map", "map.toml")
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty."),
        ("Farbe;Form\nrot;rund\n", "No heading of the file is known: Farbe, Form."),
    ],
)
def test_a_file_that_is_no_list_is_told(
    content: str, sentence: str, sqlite_cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "file.csv").write_text(content)
    result = sqlite_cli("import", "leads", "file.csv")
    assert result.exit_code == 1
    assert sentence in result.output


def test_a_row_that_is_too_long_is_not_guessed_at(sqlite_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("E-Mail,Firma\na@b.example,ACME, Inc.\n")
    result = sqlite_cli("import", "leads", "--fresh", "leads.csv")
    assert "row 1: the row has more cells than headings" in result.output


def test_a_file_that_is_not_there_is_wrong_usage(sqlite_cli: Cli) -> None:
    assert sqlite_cli("import", "leads", "nowhere.csv").exit_code == 2
