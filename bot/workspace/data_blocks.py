"""Blocks that hold data and progress: tables, charts, plans and task cards."""

from typing import Any

from bot.workspace.grammar import (
    Check,
    Rule,
    Walk,
    boolean,
    by_type,
    listing,
    number,
    one_of,
    shape,
    string,
    url,
    whole,
)
from bot.workspace.parts import BLOCK_ID, RICH_TEXT, plain

_TABLE_CHARACTERS = 10_000


def block(
    kind: str,
    required: dict[str, Check],
    optional: dict[str, Check] | None = None,
    rule: Rule | None = None,
) -> Check:
    """A block of this type; every one may have a `block_id`."""
    more = {"block_id": BLOCK_ID, **(optional or {})}
    return shape({"type": one_of(kind), **required}, more, rule)


_RAW_TEXT = shape({"type": one_of("raw_text"), "text": string(least=0)})
_RAW_NUMBER = shape({"type": one_of("raw_number"), "value": number}, {"text": string()})
_CELL = by_type({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT}, {})
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column(walk: Walk, value: Any, at: str) -> None:
    if value is not None:
        _COLUMN(walk, value, at)


def _length(cell: Any) -> int:
    """Characters of a cell, however deep they lie."""
    if isinstance(cell, dict):
        own = len(cell["text"]) if isinstance(cell.get("text"), str) else 0
        return own + sum(_length(part) for key, part in cell.items() if key != "text")
    if isinstance(cell, list):
        return sum(_length(part) for part in cell)
    return 0


def _table_rule(walk: Walk, table: dict[str, Any], at: str) -> None:
    if _length(table["rows"]) > _TABLE_CHARACTERS:
        walk.say(f"no more than {_TABLE_CHARACTERS} characters allowed in a table", f"{at}/rows")


def _data_table_rule(walk: Walk, table: dict[str, Any], at: str) -> None:
    _table_rule(walk, table, at)
    rows = table["rows"]
    if any(cell["type"] == "rich_text" for cell in rows[0]):
        walk.say("header cells must not be rich_text", f"{at}/rows/0")
    for i, row in enumerate(rows):
        if len(row) != len(rows[0]):
            walk.say("all rows must have the same number of cells", f"{at}/rows/{i}")
    if table.get("row_header_column_index", 0) >= len(rows[0]):
        walk.say("must be an existing column", f"{at}/row_header_column_index")


_LABEL = string(20)
_POINT = shape({"label": _LABEL, "value": number})
_SERIES = shape({"name": _LABEL, "data": listing(_POINT, 1, 20)})
_AXES = shape(
    {"categories": listing(_LABEL, 0, 20)}, {"x_label": string(50), "y_label": string(50)}
)


def _series_rule(walk: Walk, chart: dict[str, Any], at: str) -> None:
    categories = sorted(chart["axis_config"]["categories"])
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        walk.say("series names must be unique", f"{at}/series")
    for i, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != categories:
            walk.say("must have one data point per category", f"{at}/series/{i}/data")


def _positive(walk: Walk, segment: dict[str, Any], at: str) -> None:
    if segment["value"] <= 0:
        walk.say("must be greater than 0", f"{at}/value")


def _cartesian(kind: str) -> Check:
    return shape(
        {"type": one_of(kind), "series": listing(_SERIES, 1, 6), "axis_config": _AXES},
        rule=_series_rule,
    )


_CHART = by_type(
    {
        "line": _cartesian("line"),
        "bar": _cartesian("bar"),
        "area": _cartesian("area"),
        "pie": shape(
            {
                "type": one_of("pie"),
                "segments": listing(
                    shape({"label": _LABEL, "value": number}, rule=_positive), 1, 6
                ),
            }
        ),
    },
    {},
)
_STATUS = one_of("pending", "in_progress", "complete", "error")
_SOURCE = shape({"type": one_of("url"), "url": url(), "text": string()})
_TASK_KEYS: dict[str, Check] = {
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": listing(_SOURCE, 0),
    "status": _STATUS,
}
_TASK = shape(
    {"task_id": string(), "title": string()},
    {"type": one_of("task_card"), "block_id": BLOCK_ID, **_TASK_KEYS},
)


def _plan_title(walk: Walk, value: Any, at: str) -> None:
    (string() if isinstance(value, str) else plain())(walk, value, at)


TABLE = block(
    "table",
    {"rows": listing(listing(_CELL, 1, 20), 1, 100)},
    {"column_settings": listing(_column, 0, 20)},
    _table_rule,
)
DATA_KINDS: dict[str, Check] = {
    "data_table": block(
        "data_table",
        {"caption": string(), "rows": listing(listing(_CELL, 1, 20), 2, 101)},
        {"page_size": whole(1, 100), "row_header_column_index": whole(0, 19)},
        _data_table_rule,
    ),
    "data_visualization": block("data_visualization", {"title": string(50), "chart": _CHART}),
    "plan": block("plan", {"title": _plan_title}, {"tasks": listing(_TASK, 0)}),
    "task_card": block("task_card", {"task_id": string(), "title": string()}, _TASK_KEYS),
}
