"""Personal data stays here: a model sees marks such as [mail-1] instead.

Marks are turned back only into arguments of tools, which run on this side of the wire, and in
the answer only where the asker typed the value.
"""

import re
from collections.abc import Callable, Iterable

from agents.facts import LeadFacts

_MAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,+])(?:\+|00|\(?0)[\d][\d\s()/.\u00a0-]{5,18}\d(?!\d)")
_BANK = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"(?<![\d.,])\d{4}(?:[ -]?\d{4}){2,3}(?![\d.,])")
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_KINDS = (("mail", _MAIL), ("account", _BANK), ("card", _CARD), ("phone", _PHONE))
MARK = re.compile(r"\[(?:mail|account|card|phone|name)-\d+\]")
"""What a model sees instead."""
SHORTEST_NAME = 3


class Redactor:
    """Replaces personal data by marks for one question, the same value by the same mark."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}
        self._names: list[str] = []
        self._typed: set[str] = set()

    def learn(self, leads: Iterable[LeadFacts]) -> None:
        """Names of these leads' persons are hidden too, longest first."""
        for lead in leads:
            contact = lead.contact
            for known in (contact.full_name, contact.last_name, contact.first_name):
                if known and len(known) >= SHORTEST_NAME and known not in self._names:
                    self._names.append(known)
        self._names.sort(key=len, reverse=True)

    def hide(self, text: str, *, is_typed: bool = False) -> str:
        """The text with marks; `is_typed` says that the asker wrote it."""
        for kind, pattern in _KINDS:
            text = pattern.sub(self._marker(kind, is_typed=is_typed), text)
        for known in self._names:
            pattern = re.compile(rf"(?<!\w){re.escape(known)}(?!\w)", re.IGNORECASE)
            text = pattern.sub(self._marker("name", is_typed=is_typed), text)
        return text

    def reveal(self, text: str) -> str:
        """The marks turned back, for a tool on this side of the wire."""
        values = {mark: value for value, mark in self._marks.items()}
        return MARK.sub(lambda found: values.get(found[0], found[0]), text)

    def reveal_typed(self, text: str) -> str:
        """The marks of what the asker typed turned back; of the others only that they were."""
        values = {mark: value for value, mark in self._marks.items() if value in self._typed}
        return MARK.sub(lambda found: values.get(found[0], "[…]"), text)

    def _marker(self, kind: str, *, is_typed: bool) -> Callable[[re.Match[str]], str]:
        return lambda found: self._mark(found[0], kind, is_typed=is_typed)

    def _mark(self, value: str, kind: str, *, is_typed: bool) -> str:
        if kind == "phone" and _DATE.fullmatch(value.strip()):
            return value
        if is_typed:
            self._typed.add(value)
        if value not in self._marks:
            self._marks[value] = f"[{kind}-{len(self._marks) + 1}]"
        return self._marks[value]
