"""`staffel people absence`, `staffel people leave` and own hours in the people file."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import system_clock
from store.models import Absence, Lead, Person
from store.session import Store
from tests.bot.commands.conftest import Cli
from tests.world import World

TODAY = system_clock().date()
HEAD = "slack_user_id,name,role,territory,hours,tz,cover,is_active\n"


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def day(count: int) -> str:
    return (TODAY + timedelta(days=count)).isoformat()


def test_an_absence_is_entered_listed_and_ended(cli: Cli, world: World) -> None:
    added = cli(
        *("people", "absence", "add", "U0LENA", "--from", day(2), "--to", day(6)),
        *("--cover", "U0JONAS", "--kind", "vacation", "--credit", "owner"),
    )
    assert added.exit_code == 0, added.output
    number = re.findall(r"\d+", added.output)[0]
    assert added.output == f"Absence {number} is entered.\n"
    with world.store.read() as session:
        row = session.get_one(Absence, int(number))
    assert row.ends_at is not None
    assert row.ends_at - row.starts_at >= timedelta(days=5, hours=-1), "the last day is whole"
    assert row.cover_id == world.person("U0JONAS").id
    listed = cli("people", "absence", "list").output
    assert re.search(rf"{number}\s+Lena Vogt\s+on vacation \(by command\)", listed), listed
    assert "Jonas Brandt" in listed
    assert cli("people", "absence", "end", number).output == f"Absence {number} is over.\n"
    assert "Lena Vogt" not in cli("people", "absence", "list").output
    again = cli("people", "absence", "end", number)
    assert again.exit_code == 1
    assert "absence" in again.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("U0NOBODY", "--from", day(1)), "Nobody here is U0NOBODY"),
        (("U0LENA", "--from", "morgen"), "morgen is no day such as 2026-08-03"),
        (("U0LENA", "--from", day(3), "--to", day(1)), "Error"),
        (("U0LENA", "--from", day(-9), "--to", day(-8)), "Error"),
        (("U0LENA", "--from", day(1), "--cover", "U0LENA"), "Error"),
    ],
)
def test_what_is_no_absence_is_said_and_not_kept(
    cli: Cli, world: World, words: tuple[str, ...], said: str
) -> None:
    result = cli("people", "absence", "add", *words)
    assert result.exit_code != 0
    assert said in result.output
    with world.store.read() as session:
        assert session.scalars(select(Absence.id)).all() == []


def test_an_absence_by_the_hour_without_an_end(cli: Cli, world: World) -> None:
    result = cli("people", "absence", "add", "U0AMY", "--from", f"{day(1)}T14:30")
    assert result.exit_code == 0, result.output
    with world.store.read() as session:
        (row,) = session.scalars(select(Absence)).all()
    assert row.ends_at is None
    assert row.starts_at.minute == 30


def test_who_leaves_hands_leads_and_deals_on(cli: Cli, world: World) -> None:
    ids = [
        world.receive("contact", email=f"p{one}@f{one}.example", company=f"F{one}").id
        for one in range(4)
    ]
    lena = world.person("U0LENA").id
    with world.store.begin() as session:
        sql = session.scalars(select(Lead).where(Lead.owner_id == lena)).first()
        assert sql is not None
        sql.handover, number = "qualified", sql.id
    left = cli("people", "leave", "u0lena")
    assert left.exit_code == 0, left.output
    assert "Lena Vogt is no longer in the team." in left.output
    assert "1 lead for Jonas Brandt" in left.output
    assert "1 qualified lead stays under this name; a manager is told." in left.output
    assert f"#{number}  F" in left.output
    wrong = cli("people", "leave", "U0JONAS", "--to", "U0JONAS")
    assert wrong.exit_code == 1
    left = cli("people", "leave", "U0JONAS", "--to", "U0AMY,U0MIRA")
    assert "Amy Carter" in left.output
    assert "Mira Sander" in left.output
    assert {world.lead(one).owner_id for one in ids if one != number} == {
        world.person("U0AMY").id,
        world.person("U0MIRA").id,
    }


def test_deals_go_to_who_is_named(cli: Cli, world: World) -> None:
    lead = world.receive()
    with world.store.begin() as session:
        session.get_one(Lead, lead.id).handover = "qualified"
    left = cli("people", "leave", "U0LENA", "--to", "U0JONAS")
    assert "1 qualified lead for Jonas Brandt" in left.output
    assert "stays" not in left.output
    assert world.lead(lead.id).owner_id == world.person("U0JONAS").id


def test_own_hours_come_by_file(cli: Cli, world: World, tmp_path: Path) -> None:
    rows = (
        'U0LENA,Lena Vogt,sdr,dach,"Mo-Do 9-12:30, 13:30-18; Fr 9-15",,U0JONAS,\n'
        "U0JONAS,Jonas Brandt,sdr,dach,Mo-Fr 8-16,America/New_York,,\n"
    )
    (tmp_path / "people.csv").write_text(HEAD + rows, encoding="utf-8")
    assert cli("people", "import", "people.csv").exit_code == 0
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    assert lena.hours is not None
    assert jonas.hours is not None
    assert (lena.hours.tz, lena.hours.week[0]) == ("Europe/Berlin", ((540, 750), (810, 1080)))
    assert (lena.hours.week[4], lena.hours.week[5]) == (((540, 900),), ())
    assert (jonas.hours.tz, lena.cover_id) == ("America/New_York", jonas.id)
    bad = "U0LENA,Lena Vogt,sdr,dach,immer,,,\nU0JONAS,Jonas Brandt,sdr,dach,,Mars,,\n"
    (tmp_path / "people.csv").write_text(HEAD + bad, encoding="utf-8")
    refused = cli("people", "import", "people.csv").output
    assert "are no hours such as" in refused
    assert "Mars" in refused
    assert world.person("U0LENA").hours == lena.hours
    with world.store.read() as session:
        wanted = select(Person.queue_revision).where(Person.slack_user_id == "U0LENA")
        assert session.scalar(wanted) == ""
