"""Checks working time against cases: what `staffel due` answers, without files.

A case names a calendar and a `start`. With `duration_minutes` it asks when that much open time
is used up, with `end` how many working minutes lie between. A time without an offset is local
time of the calendar, `fold` 1 names the second of two equal times in autumn.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from agents.policy import CalendarPolicy
from agents.rules.working_time import WorkingTime, working_time

MINUTE = timedelta(minutes=1)


class CaseError(ValueError):
    """A calendar or a case that cannot be read; says what is wrong with it."""


def calendars(raw: object) -> dict[str, WorkingTime]:
    """The calendars of a parsed JSON object, by name.

    Raises:
        CaseError: naming the calendar that is none.
    """
    if not isinstance(raw, Mapping):
        raise CaseError("the calendars are not an object of name: calendar")
    return {str(name): _calendar(str(name), value) for name, value in raw.items()}


def answer(known: Mapping[str, WorkingTime], case: object) -> dict[str, object]:
    """The id with `due` (UTC, ending in Z) or `working_minutes` (int where whole).

    Raises:
        CaseError: saying which field is missing or wrong.
    """
    if not isinstance(case, Mapping):
        raise CaseError("not an object")
    if "id" not in case:
        raise CaseError("id is missing")
    calendar = known.get(str(case.get("calendar")))
    if calendar is None:
        raise CaseError(f"no calendar {case.get('calendar')!r}")
    start = _moment(case, "start", calendar=calendar)
    try:
        if "duration_minutes" in case:
            due = calendar.due(start, _minutes(case["duration_minutes"]))
            return {"id": case["id"], "due": due.isoformat().replace("+00:00", "Z")}
        worked = calendar.elapsed(start, _moment(case, "end", calendar=calendar)) / MINUTE
    except (ValueError, OverflowError) as error:
        raise CaseError(str(error)) from error
    return {"id": case["id"], "working_minutes": int(worked) if worked.is_integer() else worked}


def _calendar(name: str, value: object) -> WorkingTime:
    try:
        return working_time(CalendarPolicy.model_validate(value))
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise CaseError(f"calendar {name!r}: {place}: {problem['msg']}") from error
    except ValueError as error:
        raise CaseError(f"calendar {name!r}: {error}") from error


def _minutes(value: object) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CaseError(f"duration_minutes {value!r} is not a number")
    return value * MINUTE


def _moment(case: Mapping[str, object], name: str, *, calendar: WorkingTime) -> datetime:
    value = case.get(name)
    if not isinstance(value, str):
        missing = "duration_minutes or end" if name == "end" else name
        raise CaseError(f"{missing} is missing")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise CaseError(
            f"{name} {value!r} is not a moment such as 2026-03-24T09:00:00Z"
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=calendar.zone, fold=1 if case.get("fold") == 1 else 0)
    return moment.astimezone(UTC)
