"""Expected refusals: what a person asked for and may not have, as a code that words.py says."""

from agents.vocabulary import RefusalCode


class Refusal(Exception):  # noqa: N818 — a refusal is an answer, not a fault
    """Something was not done, for a reason the person is told.

    Args:
        code: which reason.
        params: names and moments the sentence needs.
    """

    def __init__(self, code: RefusalCode, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: dict[str, str | int] = params


class NothingToSay(Exception):  # noqa: N818 — an answer, not a fault
    """The state has moved on and an owed message says nothing any more; `code` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SettingsError(Exception):
    """The installation's settings do not fit together; `problems` says each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class CalendarError(Exception):
    """A colleague's calendar cannot be read now; `code` says what kind of fault it was."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
