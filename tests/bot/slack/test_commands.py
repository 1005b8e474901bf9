"""The slash command's table: words in both languages, roles, and everything else a question."""

import pytest

from agents.vocabulary import Language, Role
from agents.words import in_language
from bot.slack.ids import COMMAND
from bot.slack.listeners.commands import COMMANDS, away, find, finding, new, team, trying, why


def test_no_word_means_two_things() -> None:
    words = [word for one in COMMANDS for word in one.words]
    assert len(words) == len(set(words))
    assert all(word == word.casefold() and " " not in word for word in words)


@pytest.mark.parametrize(
    "typed",
    ["Team West?", "wie ist die abdeckung", "people who wait", "help me with Nordwerk"],
)
def test_other_words_stay_a_question(typed: str) -> None:
    assert find(typed) == (None, typed)


@pytest.mark.parametrize("typed", ["people", "Leute", "TEAM"])
def test_a_word_alone_is_a_command_in_both_languages(typed: str) -> None:
    assert find(typed) == (team.COMMAND, "")


@pytest.mark.parametrize("typed", ["", "?", "Hilfe", "help"])
def test_help_is_found_however_it_is_asked_for(typed: str) -> None:
    found, _ = find(typed)
    assert found is COMMANDS[-1]


@pytest.mark.parametrize("language", list(Language))
def test_every_command_says_what_it_does(language: Language) -> None:
    w = in_language(language)
    assert all(one.help(w) and one.may_use(Role.MANAGER) for one in COMMANDS), COMMAND
    assert not team.COMMAND.may_use(Role.SDR)


@pytest.mark.parametrize("role", [Role.SDR, Role.AE, Role.MANAGER])
def test_whoever_owns_leads_may_type_what_their_start_page_offers(role: Role) -> None:
    theirs = (finding, new, trying, why)
    assert all(one.COMMAND.may_use(role) for one in theirs)
    assert away.AWAY.may_use(role)
    assert away.BACK.may_use(role)
