"""Deals, targets, people, inbox, figures, and the command line as such."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from agents.vocabulary import Metric, Role
from bot.__main__ import COMMANDS, main
from bot.clock import system_clock
from store.models import Opportunity, Person, Target
from store.session import Store
from tests.bot.commands.conftest import ROOT, Cli
from tests.world import World

DEALS = (
    "Id;Bezeichnung;Wert;Währung;Phase;Erwarteter Abschluss;Abgeschlossen am\n"
    "1;Adler;100.000,00;EUR;offen;30.06.2026;\n"
    "2;Lindner;50.000;EUR;SQL;15.05.2026;\n"
    "3;Keller;80.000 €;;gewonnen;;02.04.2026\n"
    "4;Harbour;viel;EUR;offen;30.06.2026;\n"
)
TARGETS = "Name;Von;Bis;Ziel\n"
PEOPLE = "slack_user_id,name,role,language,territory,channels,weight\n"


def test_deals_are_known_by_their_number(cli: Cli, store: Store, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS)
    result = cli("import", "opportunities", "deals.csv")
    assert "3  taken" in result.output
    assert "row 4: the value is not a number" in result.output
    (tmp_path / "deals.csv").write_text(DEALS.replace("50.000;", "60.000;"))
    result = cli("import", "opportunities", "deals.csv")
    assert "1  merged into what was there" in result.output
    assert "2  there already" in result.output
    with store.read() as session:
        values = dict(session.execute(select(Opportunity.external_id, Opportunity.value)).all())
    assert {key: int(value) for key, value in values.items()} == {
        "1": 100_000,
        "2": 60_000,
        "3": 80_000,
    }


def test_a_lost_deal_says_why_or_its_row_is_refused(sqlite_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "Id;Wert;Phase;Abgeschlossen am;Verlustgrund\n"
        "1;100;verloren;02.04.2026;Kein Budget\n"
        "2;100;verloren;02.04.2026;price\n"
        "3;100;verloren;02.04.2026;Chemie\n"
    )
    result = sqlite_cli("import", "opportunities", "deals.csv")
    assert "2  taken" in result.output
    assert "row 3: the reason of the loss: Chemie is not known" in result.output


def test_targets_and_deals_make_the_coverage(cli: Cli, store: Store, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS)
    (tmp_path / "targets.csv").write_text("Name;Von;Bis;Wert\nQ2;01.04.2026;30.06.2026;130.000\n")
    cli("import", "opportunities", "deals.csv")
    assert cli("import", "targets", "targets.csv").exit_code == 0
    assert "1  there already" in cli("import", "targets", "targets.csv").output
    result = cli("kpi", "--json", "--metric", "coverage", "--as-of", "2026-05-01")
    figure = json.loads(result.output)
    assert figure["value"] == 3
    assert figure["n"] == 2
    assert figure["as_of"].startswith("2026-05-01T23:59:59")
    with store.read() as session:
        assert session.scalars(select(Target.name)).all() == ["Q2"]


def test_a_deal_closed_later_was_open_then(sqlite_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS)
    (tmp_path / "targets.csv").write_text("Name;Von;Bis;Wert\nQ2;01.03.2026;30.06.2026;230.000\n")
    sqlite_cli("import", "opportunities", "deals.csv")
    sqlite_cli("import", "targets", "targets.csv")
    run = sqlite_cli("kpi", "--json", "--metric", "coverage", "--as-of", "2026-04-01")
    assert json.loads(run.output)["n"] == 3


def test_people_are_added_changed_and_never_removed(
    cli: Cli, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(
        PEOPLE + "U0LENA,Lena Vogt,sdr,de,dach,C0A,1\nU0MIRA,Mira Sander,manager,de,,,\n"
    )
    assert "2  taken" in cli("people", "import", "people.csv").output
    (tmp_path / "people.csv").write_text(
        PEOPLE + "U0LENA,Lena Vogt,manager,,,,2\nlena,X,sdr,,,,\n"
    )
    result = cli("people", "import", "people.csv")
    assert "1  merged" in result.output
    assert "row 2: the Slack user id is not known" in result.output
    with store.read() as session:
        lena, mira = session.scalars(select(Person).order_by(Person.id))
    assert (lena.role, lena.weight, lena.territory, lena.channels) == (
        Role.MANAGER,
        2,
        "dach",
        ["C0A"],
    )
    assert mira.is_active
    listed = cli("people", "list").output
    assert "U0LENA" in listed
    assert "Mira Sander" in listed


def test_the_shipped_people_can_be_imported(sqlite_cli: Cli) -> None:
    result = sqlite_cli("people", "import", ROOT / "bot" / "demo" / "people.csv")
    assert "0  refused" in result.output


def test_the_inbox_says_why_and_nothing_about_whom(sqlite_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("E-Mail;Name;Firma\nkeine;Eva Sommer;Sommer AG\n")
    sqlite_cli("import", "leads", "--fresh", "leads.csv")
    listed = sqlite_cli("inbox", "list", "--refused").output
    assert "csv:leads.csv" in listed
    assert "invalid e-mail address" in listed
    assert "Sommer" not in listed
    assert "keine" not in listed
    assert "1: refused: invalid e-mail address" in sqlite_cli("inbox", "replay", "1").output
    assert "1: refused" in sqlite_cli("inbox", "replay", "--refused").output


def test_a_replay_is_a_new_try(sqlite_cli: Cli, tmp_path: Path, sqlite_store: Store) -> None:
    (tmp_path / "leads.csv").write_text("E-Mail;Name;Firma\na@b.example;Eva Sommer;Sommer AG\n")
    (tmp_path / "policy.toml").write_text(
        (ROOT / "policy.toml").read_text().replace("[forms.csv]", "[forms.list]")
    )
    sqlite_cli("import", "leads", "--fresh", "leads.csv")
    assert "1: done, lead 1" in sqlite_cli("inbox", "replay", "1").output


def test_what_cannot_be_replayed_is_told(sqlite_cli: Cli) -> None:
    result = sqlite_cli("inbox", "replay", "999")
    assert result.exit_code == 1
    assert "There is no delivery 999." in result.output
    assert "Nothing was refused." in sqlite_cli("inbox", "replay", "--refused").output
    assert sqlite_cli("inbox", "replay").exit_code == 2


def test_figures_of_an_empty_book(sqlite_cli: Cli) -> None:
    lines = [json.loads(line) for line in sqlite_cli("kpi", "--json").output.splitlines()]
    by_metric = {line["metric"]: line for line in lines}
    assert by_metric[Metric.COVERAGE]["note"] == "no_target"
    assert by_metric[Metric.MQL_TO_WON_RATE]["value"] is None
    assert "no target for this day" in sqlite_cli("kpi").output


def test_a_day_that_is_none_is_wrong_usage(sqlite_cli: Cli) -> None:
    result = sqlite_cli("kpi", "--as-of", "30.02.2018")
    assert result.exit_code == 2
    assert "30.02.2018 is not a date" in result.output


def test_an_empty_database_is_refused_and_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STAFFEL_POLICY_FILE", str(ROOT / "policy.toml"))
    run = CliRunner().invoke
    assert "staffel migrate" in run(main, ["kpi", "--lang", "de"]).output
    assert "hat jetzt die Tabellen" in run(main, ["--lang", "de", "migrate"]).output
    assert "schon" in run(main, ["migrate", "--lang", "de"]).output
    assert run(main, ["kpi"]).exit_code == 0


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("STAFFEL_DATABASE_URL", "nonsense", "is not the address of a database"),
        ("STAFFEL_DATABASE_URL", "postgresql+psycopg://u:geheim@127.0.0.1:1/x", "does not answer"),
        ("STAFFEL_POLICY_FILE", "nowhere.toml", "no policy at nowhere.toml"),
        ("STAFFEL_WEB_PORT", "eighty", "STAFFEL_WEB_PORT"),
    ],
)
def test_settings_that_do_not_fit_are_told(
    variable: str, value: str, sentence: str, sqlite_cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    result = sqlite_cli("kpi")
    assert result.exit_code == 1
    assert sentence in result.output
    assert "geheim" not in result.output


def test_the_shell_says_the_language_where_nobody_else_does(
    sqlite_cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STAFFEL_LANGUAGE")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "no target" in sqlite_cli("kpi").output
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "kein Ziel" in sqlite_cli("kpi").output


def test_help_loads_no_command() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom bot.__main__ import main\n"
        "out = CliRunner().invoke(main, ['--help']).output\n"
        "assert 'migrate' in out, out\n"
        "assert not {'sqlalchemy', 'pydantic', 'babel', 'rich'} & set(sys.modules)\n"
    )
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    assert time.perf_counter() - started < 5


def test_an_unknown_command_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["conquer"]).exit_code == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_the_table_exists(name: str) -> None:
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_quality_names_what_is_missing_by_form_with_its_owner(
    sqlite_cli: Cli, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(sqlite_store)
    world.clock.now = system_clock()
    world.hire()
    world.receive(phone="", company="")
    world.receive(email="b@b.example", phone="viele")
    monkeypatch.setenv("COLUMNS", "160")
    shown = sqlite_cli("quality")
    assert shown.exit_code == 0
    assert "2 leads, 0 of them complete and readable; undecided pairs: 0." in shown.output
    found = json.loads(sqlite_cli("quality", "--json").output)
    assert (found["leads"], found["clean"], found["undecided"]) == (2, 0, 0)
    gaps = {(gap["field"], gap["code"]): gap for gap in found["gaps"]}
    assert {("company", "missing"), ("phone", "phone_unreadable")} <= set(gaps), gaps
    lines = shown.output.splitlines()
    for field, code in gaps:
        assert any(f" {field} " in line and f" {code} " in line for line in lines), (field, code)
    assert gaps["company", "missing"]["form"] == "demo"
    assert (gaps["company", "missing"]["count"], gaps["company", "missing"]["of"]) == (1, 2)
