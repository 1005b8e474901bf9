"""Block elements: which there are, what they hold, and where they may stand."""

from typing import Any

from bot.workspace.grammar import (
    Check,
    Surface,
    Walk,
    boolean,
    by_type,
    exactly_one,
    listing,
    one_of,
    shape,
    string,
    url,
    whole,
)
from bot.workspace.parts import (
    ACTION_ID,
    CHOICE,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    IMAGE,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    RICH_TEXT,
    STYLE,
    initial_is_offered,
    plain,
)

_DATE = string(pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = string(pattern=r"([01]\d|2[0-3]):[0-5]\d")
_DECIMAL = string(pattern=r"-?\d+(\.\d+)?")
_IDS = listing(string(), 1)
_COMMON: dict[str, Check] = {
    "action_id": ACTION_ID,
    "confirm": CONFIRM,
    "focus_on_load": boolean,
    "placeholder": PLACEHOLDER,
}
_TYPED: dict[str, Check] = {
    "action_id": ACTION_ID,
    "dispatch_action_config": DISPATCH,
    "focus_on_load": boolean,
    "placeholder": PLACEHOLDER,
}
_MENU: dict[str, Check] = {
    "options": listing(OPTION, 1, 100),
    "option_groups": listing(OPTION_GROUP, 1, 100),
}
_MULTI: dict[str, Check] = {"max_selected_items": whole(1, 10**6)}
_ANSWERING: dict[str, Check] = {"response_url_enabled": boolean}
_CONVERSATIONS: dict[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}


def _element(kind: str, optional: dict[str, Check], **required: Check) -> Check:
    return shape({"type": one_of(kind), **required}, optional)


def _menu_rule(walk: Walk, element: dict[str, Any], at: str) -> None:
    exactly_one("options", "option_groups")(walk, element, at)
    initial_is_offered(walk, element, at)


def _menu(kind: str, extra: dict[str, Check]) -> Check:
    return shape({"type": one_of(kind)}, {**_COMMON, **_MENU, **extra}, _menu_rule)


def _boxes(kind: str, extra: dict[str, Check]) -> Check:
    return shape(
        {"type": one_of(kind), "options": listing(CHOICE, 1, 10)},
        {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean, **extra},
        initial_is_offered,
    )


def _bounds(low: str, high: str) -> Any:
    def rule(walk: Walk, element: dict[str, Any], at: str) -> None:
        least, most = element.get(low), element.get(high)
        if least is not None and most is not None and float(least) > float(most):
            walk.say(f"{low} must not be greater than {high}", at)

    return rule


_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
_BUTTON_EXTRAS: dict[str, Check] = {
    "action_id": ACTION_ID,
    "value": string(2000),
    "confirm": CONFIRM,
    "accessibility_label": string(75),
}
_WORKFLOW = shape(
    {
        "trigger": shape(
            {"url": url()},
            {
                "customizable_input_parameters": listing(
                    shape({"name": string(), "value": lambda *_: None}), 0
                )
            },
        )
    }
)

BUTTON = _element(
    "button",
    {**_BUTTON_EXTRAS, "url": url(), "style": STYLE, "agent_prompt": string(4000)},
    text=plain(75),
)

CHOOSERS: dict[str, Check] = {
    "checkboxes": _boxes("checkboxes", {"initial_options": listing(CHOICE, 1, 10)}),
    "radio_buttons": _boxes("radio_buttons", {"initial_option": CHOICE}),
    "datepicker": _element("datepicker", {**_COMMON, "initial_date": _DATE}),
    "timepicker": _element("timepicker", {**_COMMON, "initial_time": _TIME, "timezone": string()}),
    "static_select": _menu("static_select", {"initial_option": OPTION}),
    "multi_static_select": _menu(
        "multi_static_select", {"initial_options": listing(OPTION, 1, 100), **_MULTI}
    ),
    "external_select": _element(
        "external_select",
        {**_COMMON, "initial_option": OPTION, "min_query_length": whole(0, 10**6)},
    ),
    "multi_external_select": _element(
        "multi_external_select",
        {
            **_COMMON,
            **_MULTI,
            "initial_options": listing(OPTION, 1, 100),
            "min_query_length": whole(0, 10**6),
        },
    ),
    "users_select": _element("users_select", {**_COMMON, "initial_user": string()}),
    "multi_users_select": _element(
        "multi_users_select", {**_COMMON, **_MULTI, "initial_users": _IDS}
    ),
    "channels_select": _element(
        "channels_select", {**_COMMON, **_ANSWERING, "initial_channel": string()}
    ),
    "multi_channels_select": _element(
        "multi_channels_select", {**_COMMON, **_MULTI, "initial_channels": _IDS}
    ),
    "conversations_select": _element(
        "conversations_select",
        {**_COMMON, **_ANSWERING, **_CONVERSATIONS, "initial_conversation": string()},
    ),
    "multi_conversations_select": _element(
        "multi_conversations_select",
        {**_COMMON, **_MULTI, **_CONVERSATIONS, "initial_conversations": _IDS},
    ),
}
_DATETIME: dict[str, Check] = {
    "datetimepicker": _element(
        "datetimepicker",
        {
            "action_id": ACTION_ID,
            "confirm": CONFIRM,
            "focus_on_load": boolean,
            "initial_date_time": whole(10**9, 10**10 - 1),
        },
    ),
}
_PUSHED: dict[str, Check] = {
    "button": BUTTON,
    "overflow": shape(
        {"type": one_of("overflow"), "options": listing(OVERFLOW_OPTION, 1, 5)},
        {"action_id": ACTION_ID, "confirm": CONFIRM},
    ),
    "workflow_button": _element(
        "workflow_button",
        {"style": STYLE, "accessibility_label": string(75)},
        text=plain(75),
        workflow=_WORKFLOW,
        action_id=ACTION_ID,
    ),
}
_WRITTEN: dict[str, Check] = {
    "plain_text_input": shape(
        {"type": one_of("plain_text_input")},
        {
            **_TYPED,
            "initial_value": string(3000, least=0),
            "multiline": boolean,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        _bounds("min_length", "max_length"),
    ),
    "email_text_input": _element("email_text_input", {**_TYPED, "initial_value": string()}),
    "url_text_input": _element("url_text_input", {**_TYPED, "initial_value": string()}),
    "number_input": shape(
        {"type": one_of("number_input"), "is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": _DECIMAL, "min_value": _DECIMAL, "max_value": _DECIMAL},
        _bounds("min_value", "max_value"),
    ),
    "rich_text_input": _element(
        "rich_text_input", {**_TYPED, "initial_value": RICH_TEXT}, action_id=ACTION_ID
    ),
    "file_input": _element(
        "file_input",
        {"action_id": ACTION_ID, "filetypes": listing(string(), 1), "max_files": whole(1, 10)},
    ),
}

_MESSAGE: frozenset[Surface] = frozenset({"message"})
_MODAL: frozenset[Surface] = frozenset({"modal"})
_BOUND = {"workflow_button": _MESSAGE, "file_input": _MODAL}

IN_ACTIONS = by_type({**CHOOSERS, **_DATETIME, **_PUSHED}, _BOUND)
IN_SECTION = by_type({**CHOOSERS, **_PUSHED, "image": IMAGE}, _BOUND)
IN_INPUT = by_type({**CHOOSERS, **_DATETIME, **_WRITTEN}, _BOUND)
IN_CONTEXT_ACTIONS = by_type(
    {
        "feedback_buttons": _element(
            "feedback_buttons",
            {"action_id": ACTION_ID},
            positive_button=_FEEDBACK,
            negative_button=_FEEDBACK,
        ),
        "icon_button": _element(
            "icon_button",
            {**_BUTTON_EXTRAS, "visible_to_user_ids": _IDS},
            icon=one_of("trash"),
            text=plain(75),
        ),
    },
    {},
)
