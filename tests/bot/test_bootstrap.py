"""Settings that do not fit are said at the start, not found out by silence."""

import socket
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.bootstrap import Bot, make_deps
from bot.errors import SettingsError
from bot.parts.sending import pace_of
from bot.roles import ProcessRole
from bot.settings import Settings

POLICY = Path(__file__).parents[2] / "policy.toml"


@pytest.mark.parametrize(("lease", "timeout"), [(30, 10.1), (60, 0.5), (10, 15)])
def test_a_relay_that_could_never_send_is_refused(lease: float, timeout: float) -> None:
    with pytest.raises(SettingsError, match="STAFFEL_RELAY_TIMEOUT"):
        pace_of(Settings(_env_file=None, relay_lease=lease, relay_timeout=timeout))


def test_the_default_times_fit() -> None:
    pace = pace_of(Settings(_env_file=None))
    assert pace.lease > pace.timeout * 3 - pace.margin


def test_a_port_that_somebody_has_is_named(sqlite_url: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = Settings(
            _env_file=None,
            database_url=sqlite_url,
            policy_file=POLICY,
            web_port=other.getsockname()[1],
        )
        deps = make_deps(settings)
        with pytest.raises(SettingsError, match="STAFFEL_WEB_PORT"):
            Bot(settings=settings, deps=deps).start()
        deps.store.close()


def test_a_missing_policy_and_an_old_database_are_said(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None, database_url=f"sqlite:///{tmp_path / 'x.db'}", policy_file=POLICY
    )
    with pytest.raises(SettingsError, match="staffel migrate"):
        make_deps(settings)
    nowhere = settings.model_copy(update={"policy_file": tmp_path / "none.toml"})
    with pytest.raises(SettingsError, match=r"none\.toml"):
        make_deps(nowhere)


def test_slack_by_requests_needs_the_web_door_in_its_process(sqlite_url: str) -> None:
    settings = Settings(
        _env_file=None,
        database_url=sqlite_url,
        policy_file=POLICY,
        slack_bot_token=SecretStr("xoxb-test"),
        slack_signing_secret=SecretStr("secret"),
    )
    roles = frozenset({ProcessRole.SLACK, ProcessRole.RELAY})
    deps = make_deps(settings, roles=roles)
    with pytest.raises(SettingsError, match="web und slack"):
        Bot(settings=settings, deps=deps, roles=roles).start()
    deps.store.close()


def test_only_who_answers_questions_opens_the_library(sqlite_url: str) -> None:
    settings = Settings(_env_file=None, database_url=sqlite_url, policy_file=POLICY)
    for role in ProcessRole:
        deps = make_deps(settings, roles=frozenset({role}))
        assert (deps.assistant is not None) == (role is ProcessRole.SLACK)
        deps.store.close()
