"""What Slack takes and refuses, block by block, with the place that it names."""

from typing import Any

from tests.bot.workspace.conftest import (
    DIVIDER,
    actions,
    button,
    input_block,
    mrkdwn,
    plain,
    section,
    text_input,
)

Block = dict[str, Any]

OPTION = {"text": plain("One"), "value": "1"}
CONFIRM = {"title": plain("t"), "text": mrkdwn("t"), "confirm": plain("y"), "deny": plain("n")}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
CARD = {"type": "card", "title": plain("Card")}
CELL = {"type": "raw_text", "text": "x"}
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}
PIE = {"type": "pie", "segments": [{"label": "a", "value": 1}]}
AXES = {"categories": ["Mo"], "x_label": "Day"}
SERIES = {"name": "Leads", "data": [{"label": "Mo", "value": 3}]}
VIDEO = {
    "type": "video",
    "alt_text": "v",
    "title": plain("v"),
    "thumbnail_url": "https://example.com/t.png",
    "video_url": "https://example.com/v",
}


def options(n: int) -> list[Block]:
    return [{"text": plain(f"Option {i}"), "value": str(i)} for i in range(n)]


def select(n: int = 1, **more: Any) -> Block:
    return {"type": "static_select", "action_id": "s", "options": options(n), **more}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def context(*elements: Block) -> Block:
    return {"type": "context", "elements": list(elements)}


def table(rows: int = 1, columns: int = 1, kind: str = "table") -> Block:
    block = {"type": kind, "rows": [[dict(CELL)] * columns] * rows}
    return block | ({"caption": "c"} if kind == "data_table" else {})


def chart(**more: Any) -> Block:
    return {"type": "data_visualization", "title": "Leads", "chart": {**PIE, **more}}


def bars(*series: Block, axes: Block = AXES) -> Block:
    drawn = {"type": "bar", "series": list(series), "axis_config": axes}
    return {"type": "data_visualization", "title": "Leads", "chart": drawn}


def container(*blocks: Block, **more: Any) -> Block:
    return {"type": "container", "title": plain("c"), "child_blocks": list(blocks), **more}


def carousel(n: int) -> Block:
    return {"type": "carousel", "elements": [CARD] * n}


def feedback(text: str = "Good", value: str = "1") -> Block:
    one = {"text": plain(text), "value": value}
    both = {"positive_button": one, "negative_button": one}
    return {"type": "feedback_buttons", "action_id": "f", **both}


def asks(**more: Any) -> Block:
    return input_block(text_input(**more))


ACCEPTED: dict[str, list[Block]] = {
    "nothing": [],
    "50 blocks": [DIVIDER] * 50,
    "header 150": [header("x" * 150)],
    "section 3000": [section("x" * 3000)],
    "10 fields of 2000": [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}],
    "25 actions": [actions(*(button(f"a{i}") for i in range(25)))],
    "10 context elements": [context(*[mrkdwn("x")] * 9, IMAGE)],
    "5 context actions": [
        {
            "type": "context_actions",
            "elements": [{**feedback(), "action_id": f"f{i}"} for i in range(5)],
        }
    ],
    "icon button": [
        {
            "type": "context_actions",
            "elements": [
                {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "i"}
            ],
        }
    ],
    "100 options": [actions(select(100))],
    "100 groups": [
        actions(
            {
                "type": "static_select",
                "option_groups": [{"label": plain("g"), "options": [OPTION]}] * 100,
            }
        )
    ],
    "5 overflow options": [section(accessory={"type": "overflow", "options": options(5)})],
    "10 checkboxes": [actions({"type": "checkboxes", "options": options(10)})],
    "button 75 and value 2000": [actions(button(value="v" * 2000, text=plain("x" * 75)))],
    "button with confirm and url": [actions(button(confirm=CONFIRM, url="https://a.example"))],
    "initial option": [actions(select(2, initial_option=options(2)[1]))],
    "same action_id in two blocks": [actions(button("a")), actions(button("a"))],
    "markdown 12000": [{"type": "markdown", "text": "x" * 12_000}],
    "table 100 x 20": [table(100, 20)],
    "data table 101 rows": [table(101, 20, "data_table")],
    "10 cards": [carousel(10)],
    "card with 2 buttons": [{**CARD, "actions": [button("a"), button("b")]}],
    "container of 10": [container(*[DIVIDER] * 10, width="wide")],
    "collapsed container": [container(DIVIDER, is_collapsible=True, default_collapsed=True)],
    "plan": [{"type": "plan", "title": "p", "tasks": [{"task_id": "1", "title": "t"}]}],
    "task card": [{"type": "task_card", "task_id": "1", "title": "t", "status": "complete"}],
    "2 charts": [chart(), bars(SERIES)],
    "rich text": [RICH],
    "video": [VIDEO],
    "image": [{**IMAGE, "title": plain("x" * 2000)}],
    "input in a message": [asks()],
    "null is absent": [{**section(), "accessory": None}],
}

REFUSED: dict[str, tuple[list[Any], str, str]] = {
    "51 blocks": ([DIVIDER] * 51, "no more than 50 items allowed", "/blocks"),
    "no object": (["x"], "must provide an object", "/blocks/0"),
    "no type": ([{}], "missing required field: type", "/blocks/0"),
    "unknown type": ([{"type": "banner"}], "unsupported type: banner", "/blocks/0/type"),
    "unknown key": ([{**DIVIDER, "color": "red"}], "invalid additional property: color", "/blocks/0"),
    "block_id 256": ([{**DIVIDER, "block_id": "x" * 256}], "less than 256", "/blocks/0/block_id"),
    "header mrkdwn": ([{"type": "header", "text": mrkdwn("x")}], "valid enum", "/blocks/0/text/type"),
    "header 151": ([header("x" * 151)], "less than 151 characters", "/blocks/0/text/text"),
    "header empty": ([header("")], "more than 0 characters", "/blocks/0/text/text"),
    "section without": ([{"type": "section"}], "must define either", "/blocks/0"),
    "section 3001": ([section("x" * 3001)], "less than 3001 characters", "/blocks/0/text/text"),
    "section text string": ([{"type": "section", "text": "x"}], "an object", "/blocks/0/text"),
    "mrkdwn with emoji": ([{"type": "section", "text": {**mrkdwn("x"), "emoji": True}}],
                          "invalid additional property: emoji", "/blocks/0/text"),
    "11 fields": ([{"type": "section", "fields": [mrkdwn("x")] * 11}],
                  "no more than 10 items allowed", "/blocks/0/fields"),
    "field 2001": ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
                   "less than 2001 characters", "/blocks/0/fields/0/text"),
    "26 actions": ([actions(*(button(f"a{i}") for i in range(26)))],
                   "no more than 25 items allowed", "/blocks/0/elements"),
    "no actions": ([actions()], "no less than 1 items", "/blocks/0/elements"),
    "11 context": ([context(*[mrkdwn("x")] * 11)], "no more than 10", "/blocks/0/elements"),
    "button in context": ([context(button())], "unsupported type: button",
                          "/blocks/0/elements/0/type"),
    "6 context actions": ([{"type": "context_actions", "elements": [
        {**feedback(), "action_id": f"f{i}"} for i in range(6)]}],
        "no more than 5", "/blocks/0/elements"),
    "feedback 76": ([{"type": "context_actions", "elements": [feedback("x" * 76)]}],
                    "less than 76", "/blocks/0/elements/0/positive_button/text/text"),
    "button mrkdwn": ([actions(button(text=mrkdwn("x")))], "valid enum",
                      "/blocks/0/elements/0/text/type"),
    "button 76": ([actions(button(text=plain("x" * 76)))], "less than 76 characters",
                  "/blocks/0/elements/0/text/text"),
    "button value 2001": ([actions(button(value="v" * 2001))], "less than 2001",
                          "/blocks/0/elements/0/value"),
    "button url 3001": ([actions(button(url="https://" + "x" * 3000))], "less than 3001",
                        "/blocks/0/elements/0/url"),
    "button url": ([actions(button(url="nowhere"))], "valid URL", "/blocks/0/elements/0/url"),
    "button style": ([actions(button(style="green"))], "valid enum",
                     "/blocks/0/elements/0/style"),
    "disabled button": ([actions(button(disabled=True))], "invalid additional property: disabled",
                        "/blocks/0/elements/0"),
    "agent_prompt 4001": ([actions(button(agent_prompt="x" * 4001))], "less than 4001",
                          "/blocks/0/elements/0/agent_prompt"),
    "action_id 256": ([actions(button("a" * 256))], "less than 256",
                      "/blocks/0/elements/0/action_id"),
    "confirm title 101": ([actions(button(confirm={**CONFIRM, "title": plain("x" * 101)}))],
                          "less than 101", "/blocks/0/elements/0/confirm/title/text"),
    "confirm text 301": ([actions(button(confirm={**CONFIRM, "text": plain("x" * 301)}))],
                         "less than 301", "/blocks/0/elements/0/confirm/text/text"),
    "confirm deny 31": ([actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)}))],
                        "less than 31", "/blocks/0/elements/0/confirm/deny/text"),
    "101 options": ([actions(select(101))], "no more than 100", "/blocks/0/elements/0/options"),
    "no options": ([actions({"type": "static_select"})], "exactly one of",
                   "/blocks/0/elements/0"),
    "options and groups": ([actions(select(option_groups=[
        {"label": plain("g"), "options": [OPTION]}]))], "exactly one of", "/blocks/0/elements/0"),
    "option 76": ([actions({"type": "static_select", "options": [
        {"text": plain("x" * 76), "value": "1"}]})], "less than 76",
        "/blocks/0/elements/0/options/0/text/text"),
    "option value 151": ([actions({"type": "static_select", "options": [
        {"text": plain("x"), "value": "x" * 151}]})], "less than 151",
        "/blocks/0/elements/0/options/0/value"),
    "option mrkdwn": ([actions({"type": "static_select", "options": [
        {"text": mrkdwn("x"), "value": "1"}]})], "valid enum",
        "/blocks/0/elements/0/options/0/text/type"),
    "placeholder 151": ([actions(select(placeholder=plain("x" * 151)))], "less than 151",
                        "/blocks/0/elements/0/placeholder/text"),
    "initial option elsewhere": ([actions(select(initial_option=options(9)[8]))],
                                 "must match one of the options", "/blocks/0/elements/0"),
    "6 overflow": ([section(accessory={"type": "overflow", "options": options(6)})],
                   "no more than 5", "/blocks/0/accessory/options"),
    "11 checkboxes": ([actions({"type": "checkboxes", "options": options(11)})],
                      "no more than 10", "/blocks/0/elements/0/options"),
    "date": ([actions({"type": "datepicker", "initial_date": "1.2.2026"})], "expected format",
             "/blocks/0/elements/0/initial_date"),
    "text input in actions": ([actions(text_input())], "unsupported type: plain_text_input",
                              "/blocks/0/elements/0/type"),
    "button in input": ([input_block(button())], "unsupported type: button",
                        "/blocks/0/element/type"),
    "input label mrkdwn": ([{**asks(), "label": mrkdwn("x")}], "valid enum",
                           "/blocks/0/label/type"),
    "input label 2001": ([{**asks(), "label": plain("x" * 2001)}], "less than 2001",
                         "/blocks/0/label/text"),
    "input hint 2001": ([{**asks(), "hint": plain("x" * 2001)}], "less than 2001",
                        "/blocks/0/hint/text"),
    "max_length 3001": ([asks(max_length=3001)], "less than 3001",
                        "/blocks/0/element/max_length"),
    "min over max": ([asks(min_length=9, max_length=3)], "must not be greater",
                     "/blocks/0/element"),
    "number bounds": ([input_block({"type": "number_input", "is_decimal_allowed": False,
                                    "min_value": "9", "max_value": "3"})],
                      "must not be greater", "/blocks/0/element"),
    "image url 3001": ([{**IMAGE, "image_url": "https://" + "x" * 3000}], "less than 3001",
                       "/blocks/0/image_url"),
    "image alt 2001": ([{**IMAGE, "alt_text": "x" * 2001}], "less than 2001",
                       "/blocks/0/alt_text"),
    "image without source": ([{"type": "image", "alt_text": "a"}], "exactly one of", "/blocks/0"),
    "markdown 12001": ([{"type": "markdown", "text": "x" * 12_001}], "less than 12001",
                       "/blocks/0/text"),
    "markdown together": ([{"type": "markdown", "text": "x" * 7000}] * 2,
                          "less than 12001 characters in all", "/blocks"),
    "table rows 101": ([table(101)], "no more than 100", "/blocks/0/rows"),
    "table columns 21": ([table(1, 21)], "no more than 20", "/blocks/0/rows/0"),
    "table characters": ([{"type": "table", "rows": [[{**CELL, "text": "x" * 10_001}]]}],
                         "no more than 10000 characters", "/blocks/0/rows"),
    "two tables": ([table(), table(2, kind="data_table")], "only one table", "/blocks"),
    "data table 102 rows": ([table(102, kind="data_table")], "no more than 101",
                            "/blocks/0/rows"),
    "data table 1 row": ([table(1, kind="data_table")], "no less than 2", "/blocks/0/rows"),
    "data table ragged": ([{"type": "data_table", "caption": "c", "rows": [[CELL], [CELL, CELL]]}],
                          "same number of cells", "/blocks/0/rows/1"),
    "data table rich header": ([{"type": "data_table", "caption": "c", "rows": [[RICH], [CELL]]}],
                               "must not be rich_text", "/blocks/0/rows/0"),
    "data table no caption": ([{"type": "data_table", "rows": [[CELL], [CELL]]}],
                              "missing required field: caption", "/blocks/0"),
    "data table page": ([{**table(2, kind="data_table"), "page_size": 101}], "less than 101",
                        "/blocks/0/page_size"),
    "chart title 51": ([{**chart(), "title": "x" * 51}], "less than 51", "/blocks/0/title"),
    "3 charts": ([chart()] * 3, "no more than 2 data_visualization", "/blocks"),
    "7 segments": ([chart(segments=[{"label": "a", "value": 1}] * 7)], "no more than 6",
                   "/blocks/0/chart/segments"),
    "empty segment": ([chart(segments=[{"label": "a", "value": 0}])], "greater than 0",
                      "/blocks/0/chart/segments/0/value"),
    "label 21": ([chart(segments=[{"label": "x" * 21, "value": 1}])], "less than 21",
                 "/blocks/0/chart/segments/0/label"),
    "7 series": ([bars(*({**SERIES, "name": str(i)} for i in range(7)))], "no more than 6",
                 "/blocks/0/chart/series"),
    "series names": ([bars(SERIES, SERIES)], "must be unique", "/blocks/0/chart/series"),
    "series points": ([bars(SERIES, axes={"categories": ["Mo", "Di"]})], "one data point",
                      "/blocks/0/chart/series/0/data"),
    "11 cards": ([carousel(11)], "no more than 10", "/blocks/0/elements"),
    "no card": ([carousel(0)], "no less than 1", "/blocks/0/elements"),
    "card body 201": ([{**CARD, "body": plain("x" * 201)}], "less than 201",
                      "/blocks/0/body/text"),
    "card title 151": ([{"type": "card", "title": plain("x" * 151)}], "less than 151",
                       "/blocks/0/title/text"),
    "card 3 buttons": ([{**CARD, "actions": [button(c) for c in "abc"]}], "no more than 2",
                       "/blocks/0/actions"),
    "empty card": ([{"type": "card"}], "must define either", "/blocks/0"),
    "container of 11": ([container(*[DIVIDER] * 11)], "no more than 10",
                        "/blocks/0/child_blocks"),
    "container in container": ([container(container(DIVIDER))], "unsupported type: container",
                               "/blocks/0/child_blocks/0/type"),
    "container title 151": ([container(DIVIDER, title=plain("x" * 151))], "less than 151",
                            "/blocks/0/title/text"),
    "container width": ([container(DIVIDER, width="huge")], "valid enum", "/blocks/0/width"),
    "task status": ([{"type": "task_card", "task_id": "1", "title": "t", "status": "done"}],
                    "valid enum", "/blocks/0/status"),
    "two plans": ([{"type": "plan", "title": "p"}] * 2, "only one plan", "/blocks"),
    "video title 200": ([{**VIDEO, "title": plain("x" * 200)}], "less than 200",
                        "/blocks/0/title/text"),
    "rich text leaf": ([{"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "bold"}]}]}],
        "unsupported type: bold", "/blocks/0/elements/0/elements/0/type"),
    "duplicate block_id": ([{**DIVIDER, "block_id": "b"}] * 2, "`block_id` already exists: b",
                           "/blocks"),
    "duplicate block_id inside": ([container({**DIVIDER, "block_id": "b"}),
                                   {**DIVIDER, "block_id": "b"}],
                                  "`block_id` already exists: b", "/blocks"),
    "duplicate action_id": ([actions(button("a"), button("a"))],
                            "`action_id` already exists: a", "/blocks"),
    "two in focus": ([asks(focus_on_load=True), asks(focus_on_load=True)], "focus_on_load",
                     "/blocks"),
    "response_url in a message": ([input_block({"type": "channels_select",
                                                "response_url_enabled": True})],
                                  "response_url_enabled", "/blocks"),
}  # fmt: skip
