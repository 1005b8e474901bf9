"""What all parts of the policy share: frozen models, times of day, zones, shares."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60


class Frozen(BaseModel):
    """A part of the policy: never changed, and without fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _minute_of_day(value: object) -> int:
    """Minute of the day of "09:30"; "24:00" is the day's end.

    Raises:
        ValueError: for anything that is not a time of day.
    """
    if isinstance(value, int):
        return value
    hour, colon, minute = str(value).partition(":")
    if not (colon and hour.isdigit() and minute.isdigit()):
        raise ValueError(f"{value!r} is not a time such as 09:30")
    total = int(hour) * 60 + int(minute)
    if not 0 <= total <= MINUTES_A_DAY or int(minute) > 59:  # noqa: PLR2004 — minutes of an hour
        raise ValueError(f"{value!r} is not a time of day")
    return total


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is not a time zone such as Europe/Berlin") from error
    return name


def _country(name: str) -> str:
    country, _, part = name.partition("-")
    try:
        holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known for {name!r}; use DE or DE-BY") from error
    return name


MinuteOfDay = Annotated[int, BeforeValidator(_minute_of_day)]
ZoneName = Annotated[str, AfterValidator(_zone)]
CountryName = Annotated[str, AfterValidator(_country)]
Blocks = tuple[tuple[MinuteOfDay, MinuteOfDay], ...]
Share = Annotated[float, Field(gt=0, le=1)]
Points = Annotated[int, Field(ge=0, le=100)]


def _ordered(blocks: Blocks) -> Blocks:
    """The blocks of a day, checked to be in order and apart."""
    last = 0
    for opens, closes in blocks:
        if not last <= opens < closes:
            raise ValueError("the blocks of a day must be in order and must not overlap")
        last = closes
    return blocks


DayBlocks = Annotated[Blocks, AfterValidator(_ordered)]
