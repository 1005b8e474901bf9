"""What blocks are built from: words that are ready to be shown, and nothing else.

Strings named `…_text` are shown as they are (plain text); all others are mrkdwn that present
has already escaped.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.slack.ids import ActionId, CallbackId

Block = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: blocks, and the text for notifications and screen readers."""

    text: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Slack's own "are you sure?"."""

    title: str
    text: str
    confirm: str
    deny: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button; with `url` it opens a page."""

    action: ActionId
    label: str
    value: str | None = None
    url: str | None = None
    is_primary: bool = False
    confirm: Confirm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A line of a select."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A select among buttons; its options stand in named groups."""

    action: ActionId
    placeholder: str
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What is wanted seldom, behind "⋯"; where there is too much for that, behind a select."""

    action: ActionId
    placeholder: str
    options: tuple[Option, ...]


Control = Button | Select | Menu


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A line of a conversation, or a quoted text: never read as mrkdwn."""

    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCard:
    """The living card, top to bottom."""

    title_text: str
    paragraphs: tuple[str, ...]
    fields: tuple[tuple[str, str], ...] = ()
    """Label and value, side by side."""
    quote: Spoken | None = None
    chat_title: str = ""
    chat: tuple[Spoken, ...] = ()
    history: str | None = None
    """What colleagues did with it."""
    control_rows: tuple[tuple[Control, ...], ...] = ()
    control_key: str = ""
    """Makes the rows new to Slack when it changes, so that a select shows its placeholder."""
    small_print: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """A thread reply that asks somebody to act."""

    line: str
    detail: str
    controls: tuple[Button | Select, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A titled list of lines in a modal or on the start page."""

    title: str
    lines: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInput:
    """A line, or several, to type into."""

    block: str
    label: str
    hint: str | None = None
    initial: str | None = None
    is_long: bool = False
    is_optional: bool = False
    is_email: bool = False
    is_number: bool = False
    max_length: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class DateInput:
    """A day to choose."""

    block: str
    label: str
    initial: str
    """ISO 8601."""
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceInput:
    """One of a few options to choose."""

    block: str
    label: str
    options: tuple[Option, ...]
    initial: str | None = None
    is_optional: bool = False
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchInput:
    """One of many to choose: what fits to what is typed is asked of a listener."""

    block: str
    label: str
    placeholder: str
    initial: Option | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInput:
    """A member of the Slack workspace to choose."""

    block: str
    label: str
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksInput:
    """Boxes to tick; none need be."""

    block: str
    label: str
    options: tuple[Option, ...]
    hint: str | None = None


Input = TextInput | DateInput | ChoiceInput | SearchInput | UserInput | ChecksInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Modal:
    """A modal; without `callback` it only shows."""

    title: str
    close: str
    submit: str | None = None
    callback: CallbackId | None = None
    metadata: str = ""
    intro: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    rows: tuple[tuple[str, Button], ...] = ()
    """A line with a button at its end."""
    controls: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """A lead in a list: what it is, and the way to its card; `link` may be a button that asks."""

    line: str
    link: Button | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadList:
    """Several waiting leads in one message."""

    title_text: str
    rows: tuple[LeadRow, ...]
    small_print: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSection:
    """A titled list of leads."""

    title_text: str
    rows: tuple[LeadRow, ...] = ()
    empty: str = ""
    more: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A person's start page."""

    greeting_text: str
    lead: str
    counts: tuple[tuple[str, str], ...] = ()
    sections: tuple[HomeSection, ...] = ()
    controls: tuple[Control, ...] = ()
    control_key: str = ""
    """Makes the row new to Slack when it changes, so that a select shows its placeholder."""
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """A figure with what makes it defensible."""

    title: str
    value: str
    definition: str
    parts: tuple[tuple[str, str], ...] = ()
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """The playbook's own words and where they stand."""

    quote: Spoken
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """An answer to a question."""

    line: str
    figures: tuple[ShownFigure, ...] = ()
    passages: tuple[ShownPassage, ...] = ()
    rows: tuple[LeadRow, ...] = ()
    footer: str | None = None
    controls: tuple[Button, ...] = field(default=())
