"""Inputs of modals."""

from bot.slack.blocks import kit
from bot.slack.blocks.text import cut
from bot.slack.ids import INPUT
from bot.slack.viewmodels import (
    Block,
    ChecksInput,
    ChoiceInput,
    DateInput,
    Input,
    Option,
    SearchInput,
    TextInput,
    UserInput,
)

OPTIONS_MOST = 100


def field(wanted: Input) -> Block:
    """An input of a modal; its block's id says which it is."""
    built: Block = {
        "type": "input",
        "block_id": wanted.block,
        "label": kit.plain_text(wanted.label),
        "element": {"action_id": INPUT, **_input(wanted)},
    }
    if wanted.hint:
        built["hint"] = kit.plain_text(wanted.hint)
    if isinstance(wanted, ChecksInput) or (
        isinstance(wanted, TextInput | ChoiceInput) and wanted.is_optional
    ):
        built["optional"] = True
    return built


def _input(wanted: Input) -> Block:
    match wanted:
        case DateInput():
            built: Block = {"type": "datepicker", "initial_date": wanted.initial}
        case UserInput():
            built = {"type": "users_select"}
        case ChecksInput():
            options = [kit.option(one) for one in wanted.options]
            built = {"type": "checkboxes", "options": options}
        case ChoiceInput():
            built = _choice(wanted)
        case SearchInput():
            built = _search(wanted)
        case TextInput():
            built = _text(wanted)
    return built


def _text(wanted: TextInput) -> Block:
    if wanted.is_email:
        return {"type": "email_text_input"}
    if wanted.is_number:
        return {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}
    typed: Block = {"type": "plain_text_input", "max_length": wanted.max_length}
    if wanted.is_long:
        typed["multiline"] = True
    if wanted.initial:
        typed["initial_value"] = cut(wanted.initial, wanted.max_length)
    return typed


def found(options: tuple[Option, ...]) -> list[Block]:
    """What a listener answers to whoever types into a search."""
    return [kit.option(one) for one in options[:OPTIONS_MOST]]


def _search(wanted: SearchInput) -> Block:
    """Asked for at once, also before anything is typed."""
    initial = {} if wanted.initial is None else {"initial_option": kit.option(wanted.initial)}
    return {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": kit.plain_text(wanted.placeholder),
        **initial,
    }


def _choice(wanted: ChoiceInput) -> Block:
    options = [kit.option(one) for one in wanted.options[:OPTIONS_MOST]]
    chosen = next((one for one in options if one["value"] == wanted.initial), None)
    initial = {} if chosen is None else {"initial_option": chosen}
    return {"type": "static_select", "options": options, **initial}
