"""`staffel people absence`: who is away."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import click
from rich.table import Table

from agents import sentences
from agents.facts import PersonFacts
from agents.rules import duty
from agents.vocabulary import AbsenceKind, AbsenceSource, CoverCredit
from bot.commands.context import Desk, console, lang_option, opened
from bot.errors import Refusal
from bot.workflows import absences
from bot.workflows.people import everybody

T = TypeVar("T")


@click.group()
def absence() -> None:
    """Enter, list and end absences."""


@absence.command("add")
@click.argument("slack_user", metavar="U…")
@click.option("--from", "begin", required=True, metavar="2026-08-03[T14:30]", help="First day.")
@click.option("--to", "end", metavar="2026-08-21[T12:00]", help="Last day; without it, open.")
@click.option("--cover", metavar="U…", help="Who stands in; without it the rules choose.")
@click.option("--kind", type=click.Choice([kind.value for kind in AbsenceKind]), default="away")
@click.option("--credit", type=click.Choice([one.value for one in CoverCredit]))
@lang_option
def add(  # noqa: PLR0917 — click hands over what was typed
    slack_user: str,
    begin: str,
    end: str | None,
    cover: str | None,
    kind: str,
    credit: str | None,
) -> None:
    """Enter an absence; times are in the person's own zone."""
    with opened() as desk:
        person = _person(desk, slack_user)
        zone = ZoneInfo(duty.zone_of(person, desk.policy))
        draft = absences.AbsenceDraft(
            person_id=person.id,
            starts_at=_moment(begin, zone),
            ends_at=None if end is None else _moment(end, zone, is_end=True),
            kind=AbsenceKind(kind),
            cover_id=None if cover is None else _person(desk, cover).id,
            credit=None if credit is None else CoverCredit(credit),
        )
        found = done(
            desk, lambda: absences.add(desk.deps, draft, by=None, source=AbsenceSource.COMMAND)
        )
        click.echo(desk.words.t("Absence {number} is entered.", number=found.id))


@absence.command("list")
@lang_option
def list_() -> None:
    """List absences that are not over."""
    with opened() as desk:
        w, names = desk.words, {one.id: one for one in everybody(desk.deps)}
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in ("#", w.t("name"), w.t("why"), w.t("from"), w.t("to"), w.t("cover")):
            table.add_column(heading)
        for person in names.values():
            zone = duty.zone_of(person, desk.policy)
            for one in person.absences:
                cover = names.get(one.cover_id or 0)
                table.add_row(
                    str(one.id),
                    person.name,
                    f"{sentences.absence(w, one.kind)} ({sentences.absence_source(w, one.source)})",
                    w.moment(one.starts_at, zone),
                    "" if one.ends_at is None else w.moment(one.ends_at, zone),
                    cover.name if cover is not None else "",
                )
        console().print(table)


@absence.command("end")
@click.argument("number", type=int)
@lang_option
def end_(number: int) -> None:
    """End an absence now; one that has not begun is taken back."""
    with opened() as desk:
        done(desk, lambda: absences.end(desk.deps, number, by=None))
        click.echo(desk.words.t("Absence {number} is over.", number=number))


def _person(desk: Desk, slack_user: str) -> PersonFacts:
    """A colleague by their Slack user.

    Raises:
        ClickException: there is none.
    """
    found = next((one for one in everybody(desk.deps) if one.slack_user_id == slack_user), None)
    if found is None:
        raise click.ClickException(desk.words.t("Nobody here is {user}.", user=slack_user))
    return found


def _moment(text: str, zone: ZoneInfo, *, is_end: bool = False) -> datetime:
    """A day or a moment in a zone; a day ends with its midnight.

    Raises:
        BadParameter: for anything else.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text} is no day such as 2026-08-03") from error
    is_day = "T" not in text and ":" not in text
    if is_day and is_end:
        found = datetime.combine(found.date() + timedelta(days=1), time())
    return found.replace(tzinfo=zone) if found.tzinfo is None else found


def done(desk: Desk, work: Callable[[], T]) -> T:
    """Does it; a refusal is said.

    Raises:
        ClickException: with the refusal's sentence.
    """
    try:
        return work()
    except Refusal as refusal:
        sentence = sentences.refusal(desk.words, refusal.code, refusal.params)
        raise click.ClickException(sentence) from refusal
