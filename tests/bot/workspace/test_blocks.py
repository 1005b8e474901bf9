"""The block checker: every limit of Slack's that it knows, and the surfaces."""

from typing import Any

import pytest

from bot.workspace.blocks import problems_of, too_long, with_ids
from bot.workspace.refusal import Refusal
from bot.workspace.view_rules import check_view
from tests.bot.workspace.block_cases import (
    ACCEPTED,
    CARD,
    IMAGE,
    REFUSED,
    RICH,
    VIDEO,
    Block,
    asks,
    carousel,
    chart,
    container,
    context,
    feedback,
    header,
    table,
)
from tests.bot.workspace.conftest import (
    DIVIDER,
    actions,
    button,
    home,
    input_block,
    modal,
    mrkdwn,
    plain,
    section,
)


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_slack_takes_is_taken(name: str) -> None:
    assert problems_of(ACCEPTED[name], "message") == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_slack_refuses_is_refused_with_its_place(name: str) -> None:
    blocks, words, pointer = REFUSED[name]
    problems = problems_of(blocks, "message")
    assert any(words in p and p.endswith(f"[json-pointer:{pointer}]") for p in problems), problems


ONE_OF_EACH: dict[str, Block] = {
    "actions": actions(button()),
    "alert": {"type": "alert", "text": plain("x"), "level": "warning"},
    "card": CARD,
    "carousel": carousel(1),
    "container": container(DIVIDER),
    "context": context(mrkdwn("x")),
    "context_actions": {"type": "context_actions", "elements": [feedback()]},
    "data_table": table(2, kind="data_table"),
    "data_visualization": chart(),
    "divider": DIVIDER,
    "header": header("x"),
    "image": IMAGE,
    "input": asks(),
    "markdown": {"type": "markdown", "text": "x"},
    "plan": {"type": "plan", "title": "p"},
    "rich_text": RICH,
    "section": section(),
    "table": table(),
    "task_card": {"type": "task_card", "task_id": "1", "title": "t"},
    "video": VIDEO,
}
NOT_ON: dict[Any, set[str]] = {
    "message": {"alert"},
    "modal": {
        "card",
        "carousel",
        "container",
        "context_actions",
        "data_visualization",
        "markdown",
        "plan",
        "table",
        "task_card",
    },
    "home": {
        "alert",
        "context_actions",
        "data_visualization",
        "markdown",
        "plan",
        "table",
        "task_card",
    },
}


@pytest.mark.parametrize("surface", NOT_ON)
@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_every_block_stands_only_on_its_surfaces(kind: str, surface: Any) -> None:
    problems = problems_of([ONE_OF_EACH[kind]], surface)
    assert bool(problems) == (kind in NOT_ON[surface]), problems


@pytest.mark.parametrize(
    ("element", "surface", "fits"),
    [
        ({"type": "file_input"}, "modal", True),
        ({"type": "file_input"}, "message", False),
        ({"type": "file_input"}, "home", False),
    ],
)
def test_elements_stand_only_on_their_surfaces(element: Block, surface: Any, fits: bool) -> None:
    assert (problems_of([input_block(element)], surface) == []) == fits


def test_a_table_inside_a_container_counts() -> None:
    assert problems_of([container(table()), table()], "message")
    assert problems_of([container(table())], "home")


def test_modals_and_home_take_a_hundred_blocks() -> None:
    assert problems_of([DIVIDER] * 100, "home") == []
    assert problems_of([DIVIDER] * 101, "modal") == [
        "no more than 100 items allowed [json-pointer:/blocks]"
    ]


def test_the_size_of_all_blocks_is_limited() -> None:
    assert not too_long([section("x" * 3000)] * 4)
    assert too_long([section("x" * 3000)] * 5)


def test_ids_are_given_where_the_app_gave_none() -> None:
    blocks = with_ids(
        [actions({"type": "button", "text": plain("x")}), {**DIVIDER, "block_id": "b"}]
    )
    assert len(blocks[0]["block_id"]) == 5
    assert len(blocks[0]["elements"][0]["action_id"]) == 5
    assert blocks[1]["block_id"] == "b"


VIEWS: dict[str, tuple[Any, str]] = {
    "no object": ("x", "must be a modal view [json-pointer:/view]"),
    "home instead": (home(), "must be a modal view [json-pointer:/view]"),
    "title 25": (modal(title=plain("x" * 25)), "less than 25 characters"),
    "title mrkdwn": (modal(title=mrkdwn("x")), "valid enum"),
    "no title": ({"type": "modal", "blocks": [DIVIDER]}, "missing required field: title"),
    "submit 25": (modal(submit=plain("x" * 25)), "less than 25 characters"),
    "close 25": (modal(close=plain("x" * 25)), "less than 25 characters"),
    "input without submit": (modal(asks(), submit=None), "`submit` is required"),
    "no blocks": ({**modal(), "blocks": []}, "no less than 1 items"),
    "101 blocks": (modal(*[DIVIDER] * 101), "no more than 100 items"),
    "private_metadata 3001": (modal(private_metadata="x" * 3001), "less than 3001"),
    "callback_id 256": (modal(callback_id="x" * 256), "less than 256"),
    "external_id 256": (modal(external_id="x" * 256), "less than 256"),
    "unknown key": (modal(color="red"), "invalid additional property: color"),
    "block inside": (modal(header("x" * 151)), "[json-pointer:/view/blocks/0/text/text]"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_views_keep_the_rules(name: str) -> None:
    view, words = VIEWS[name]
    with pytest.raises(Refusal) as caught:
        check_view(view, "modal")
    assert caught.value.code == "invalid_arguments"
    assert any(words in problem for problem in caught.value.problems), caught.value.problems


def test_a_home_has_no_title_or_submit() -> None:
    check_view(home(), "home")
    with pytest.raises(Refusal, match="invalid_arguments"):
        check_view(home(submit=plain("x")), "home")


def test_a_view_of_more_than_250_kb_is_too_large() -> None:
    big = modal(*[section("x" * 2900)] * 90)
    with pytest.raises(Refusal, match="view_too_large"):
        check_view(big, "modal")
