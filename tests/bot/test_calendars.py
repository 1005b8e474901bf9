"""Absences from a real CalDAV server: whole days, hours, repeats, zones, and a server that fails.

The server is Radicale on 127.0.0.1; calendars are written to it as a client would (issue C 6).
"""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse

import pytest
from radicale import Application, config
from sqlalchemy import select, update

from agents.facts import AbsenceFacts
from agents.vocabulary import AbsenceKind
from bot.errors import CalendarError
from bot.gateways.calendars import CalDavCalendars
from bot.workflows import absences, calendars, tick
from store.models import CalendarFeed, Person
from store.queries import people
from store.session import Store
from tests.world import World

LENAS = "/staffel/lena/"
COLLECTION = '{"tag": "VCALENDAR"}'


class Quiet(WSGIRequestHandler):
    """Writes no access log."""

    def log_message(self, *_: object) -> None:
        return


class Server:
    """A running server and the folder that it reads."""

    def __init__(self, folder: Path) -> None:
        self.calendar = folder / "collection-root" / "staffel" / "lena"
        self.calendar.mkdir(parents=True)
        (self.calendar / ".Radicale.props").write_text(COLLECTION)
        settings = config.load()
        settings.update(
            {
                "storage": {"filesystem_folder": str(folder), "_filesystem_fsync": "False"},
                "auth": {"type": "none"},
                "rights": {"type": "authenticated"},
                "logging": {"level": "critical"},
            },
            "test",
            privileged=True,
        )
        self._server: WSGIServer = make_server(
            "127.0.0.1", 0, Application(settings), handler_class=Quiet
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}{LENAS}"

    def write(self, name: str, *lines: str) -> None:
        body = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//staffel//test//EN", *ZONE)
        event = ("BEGIN:VEVENT", f"UID:{name}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT")
        text = "\r\n".join((*body, *event, "END:VCALENDAR", ""))
        (self.calendar / f"{name}.ics").write_text(text, encoding="utf-8")

    def delete(self, name: str) -> None:
        (self.calendar / f"{name}.ics").unlink()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:DAYLIGHT",
    "DTSTART:19810329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "calendars")
    yield running
    running.close()


@pytest.fixture
def world(sqlite_store: Store, server: Server) -> World:
    made = World(sqlite_store)
    made.hire()
    reader = CalDavCalendars(sqlite_store, user="staffel", password="x", timeout=5)
    made.deps = replace(made.deps, calendars=reader)
    lena = made.person("U0LENA")
    with made.store.begin() as session:
        session.add(CalendarFeed(person_id=lena.id, url=server.url, next_sync_at=made.clock()))
    return made


def known(world: World) -> list[AbsenceFacts]:
    return list(world.person("U0LENA").absences)


def again(world: World) -> int:
    world.clock.forward(minutes=15)
    return calendars.sync_calendars(world.deps)


def test_entries_become_absences_and_follow_the_calendar(world: World, server: Server) -> None:
    server.write(
        "vacation", "SUMMARY:Urlaub", "DTSTART;VALUE=DATE:20260401", "DTEND;VALUE=DATE:20260411"
    )
    server.write(
        "dentist",
        "SUMMARY:OOO Zahnarzt",
        "DTSTART;TZID=Europe/Berlin:20260330T140000",
        "DTEND;TZID=Europe/Berlin:20260330T153000",
    )
    server.write("fixe", "SUMMARY:Jour fixe", "DTSTART:20260325T090000Z", "DTEND:20260325T100000Z")
    server.write(
        "school",
        "SUMMARY:Seminar",
        "DTSTART;TZID=Europe/Berlin:20260305T150000",
        "DTEND;TZID=Europe/Berlin:20260305T170000",
        "RRULE:FREQ=WEEKLY;COUNT=6",
        "EXDATE;TZID=Europe/Berlin:20260402T150000",
    )
    server.write(
        "gone",
        "SUMMARY:Urlaub",
        "STATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20260501",
        "DTEND;VALUE=DATE:20260502",
    )
    assert calendars.sync_calendars(world.deps) == 1
    found = {one.starts_at: one for one in known(world)}
    assert sorted(found) == [
        datetime(2026, 3, 26, 14, tzinfo=UTC),  # winter time
        datetime(2026, 3, 30, 12, tzinfo=UTC),  # summer time
        datetime(2026, 3, 31, 22, tzinfo=UTC),
        datetime(2026, 4, 9, 13, tzinfo=UTC),
    ]
    vacation = found[datetime(2026, 3, 31, 22, tzinfo=UTC)]
    assert vacation.ends_at == datetime(2026, 4, 10, 22, tzinfo=UTC)
    assert vacation.kind is AbsenceKind.VACATION
    assert calendars.sync_calendars(world.deps) == 0  # not due yet
    server.delete("school")
    server.write(
        "vacation", "SUMMARY:Urlaub", "DTSTART;VALUE=DATE:20260401", "DTEND;VALUE=DATE:20260403"
    )
    assert again(world) == 1
    assert [one.ends_at for one in known(world)] == [
        datetime(2026, 3, 30, 13, 30, tzinfo=UTC),
        datetime(2026, 4, 2, 22, tzinfo=UTC),
    ]


def test_what_vanishes_while_it_runs_ends(world: World, server: Server) -> None:
    server.write("today", "SUMMARY:OOO", "DTSTART:20260324T080000Z", "DTEND:20260324T180000Z")
    calendars.sync_calendars(world.deps)
    assert world.person("U0LENA").absence(world.clock()) is not None
    server.delete("today")
    again(world)
    absences.end_absences(world.deps)
    assert known(world) == []


def test_a_server_that_fails_loses_no_absence_and_is_shown(world: World, server: Server) -> None:
    server.write(
        "vacation", "SUMMARY:Urlaub", "DTSTART;VALUE=DATE:20260401", "DTEND;VALUE=DATE:20260411"
    )
    calendars.sync_calendars(world.deps)
    with world.store.begin() as session:
        nowhere = update(CalendarFeed).values(url="http://127.0.0.1:9/staffel/lena/")
        session.execute(nowhere)
    assert again(world) == 0
    assert len(known(world)) == 1
    with world.store.read() as session:
        (feed,) = people.feeds(session)
    assert feed.failed_at == world.clock()
    assert feed.failure
    with world.store.begin() as session:
        session.execute(update(CalendarFeed).values(url=server.url))
    assert again(world) == 1
    with world.store.read() as session:
        (feed,) = people.feeds(session)
    assert feed.failed_at is None


def test_what_is_no_calendar_is_said(sqlite_store: Store, server: Server) -> None:
    reader = CalDavCalendars(sqlite_store, user="staffel", password="x", timeout=5)
    begin = datetime(2026, 3, 24, tzinfo=UTC)
    with pytest.raises(CalendarError):
        reader.entries(server.url + "nothing/", begin=begin, end=begin + timedelta(days=1))


def test_who_is_back_before_their_calendar_says_so_stays_back(
    world: World, server: Server
) -> None:
    """The entry is still there; that neither sends them away again nor stops the reading."""
    server.write("today", "SUMMARY:OOO", "DTSTART:20260324T080000Z", "DTEND:20260324T180000Z")
    calendars.sync_calendars(world.deps)
    absences.back(world.deps, world.person("U0LENA"))
    server.write("next", "SUMMARY:OOO", "DTSTART:20260326T080000Z", "DTEND:20260326T180000Z")
    assert again(world) == 1
    assert [one.starts_at.day for one in known(world)] == [26]


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_calendar_that_ends_an_absence_earlier_brings_the_mornings_list_back(
    world: World, server: Server, *, is_gone: bool
) -> None:
    until = "DTEND;VALUE=DATE:20260411"
    server.write("leave", "SUMMARY:Urlaub", "DTSTART;VALUE=DATE:20260324", until)
    calendars.sync_calendars(world.deps)
    tick.greet_mornings(world.deps)
    if is_gone:
        server.delete("leave")
    else:
        until = "DTEND;VALUE=DATE:20260325"
        server.write("leave", "SUMMARY:Urlaub", "DTSTART;VALUE=DATE:20260324", until)
    again(world)
    absences.end_absences(world.deps)
    tick.greet_mornings(world.deps)
    with world.store.read() as session:
        lena = session.scalars(select(Person).where(Person.slack_user_id == "U0LENA")).one()
    assert lena.next_queue_at == datetime(2026, 3, 25, 8, 1, tzinfo=UTC)


def nonsense(environ: dict[str, object], start: StartResponse) -> list[bytes]:
    """A server that answers, with what is no XML."""
    del environ
    start("207 Multi-Status", [("Content-Type", "application/xml")])
    return [b"<<< no calendar >>>"]


def test_a_calendar_that_is_broken_holds_up_no_other(world: World, server: Server) -> None:
    server.write("today", "SUMMARY:OOO", "DTSTART:20260324T080000Z", "DTEND:20260324T180000Z")
    assert calendars.sync_calendars(world.deps) == 1
    broken = make_server("127.0.0.1", 0, nonsense, handler_class=Quiet)
    thread = threading.Thread(target=broken.serve_forever, args=(0.05,))
    thread.start()
    jonas = world.person("U0JONAS")
    with world.store.begin() as session:
        before = world.clock() - timedelta(hours=1)
        url = f"http://127.0.0.1:{broken.server_port}/jonas/"
        session.add(CalendarFeed(person_id=jonas.id, url=url, next_sync_at=before))
    assert again(world) == 1, "Lena's is read, though Jonas's comes first"
    broken.shutdown()
    broken.server_close()
    thread.join()
    with world.store.read() as session:
        found = {feed.person_id: feed.failure for feed in people.feeds(session)}
    assert found[jonas.id]
    assert found[world.person("U0LENA").id] is None
    assert len(known(world)) == 1


def test_who_left_is_not_read(world: World) -> None:
    with world.store.begin() as session:
        session.execute(update(Person).values(is_active=False))
        assert session.scalars(select(CalendarFeed)).one().synced_at is None
    assert calendars.sync_calendars(world.deps) == 0
