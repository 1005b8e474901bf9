"""The team's policy as a file; read at every start, by the bot and by commands."""

from pathlib import Path

from agents.policy import PolicyError, SalesPolicy, parse
from agents.words import Words
from bot.errors import SettingsError


def read_policy(file: Path, w: Words) -> SalesPolicy:
    """The policy in a file.

    Raises:
        SettingsError: when it is missing or wrong, with every problem.
    """
    try:
        return parse(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError((w.t("There is no policy at {file}.", file=file),)) from error
    except (PolicyError, UnicodeDecodeError) as error:
        problems = error.problems if isinstance(error, PolicyError) else (str(error),)
        raise SettingsError(tuple(f"{file}: {problem}" for problem in problems)) from error
