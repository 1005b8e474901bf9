"""`staffel check` against a workspace, a database and a model: what is wrong, and what to do."""

import copy
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.bot.commands.conftest import ROOT, Cli
from tests.mail_server import MailServer
from tests.workspace_server import APP_TOKEN, BOT_TOKEN, MANIFEST, SEED, RunningWorkspace

NOBODY = "http://127.0.0.1:9"
UNKNOWN_TOKEN = ("Slack says invalid_auth.", "Slack sagt invalid_auth.")
PEOPLE = (
    "slack_user_id,name,role,language,territory\n"
    "U0LENA,Lena Vogt,sdr,de,dach\n"
    "U0MARA,Mara Klein,manager,de,\n"
)


@pytest.fixture(scope="module")
def workspace() -> Iterator[RunningWorkspace]:
    with RunningWorkspace(_seed()) as running:
        yield running


@pytest.fixture
def good(
    sqlite_cli: Cli, workspace: RunningWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Cli:
    """An installation in which all is well."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    monkeypatch.setenv("SLACK_API_URL", workspace.api_url)
    monkeypatch.setenv("STAFFEL_POLICY_FILE", str(tmp_path / "policy.toml"))
    channels(tmp_path)
    team(sqlite_cli, tmp_path, PEOPLE)
    return sqlite_cli


def _seed() -> dict[str, Any]:
    """The tests' company, with a managers' channel that the bot is in, and one that is closed."""
    seed = copy.deepcopy(SEED)
    seed["channels"].append(
        {"id": "C0CHIEFS", "name": "chiefs", "is_private": True, "members": ["U0STAFFEL"]}
    )
    return seed


def channels(folder: Path, **changed: str) -> None:
    """Writes the policy with these channels."""
    wanted = {
        "C0LEADSDACH": "C0TEAM",
        "C0LEADSINTL": "C0ALL",
        "C0LEADBOARD": "C0CHIEFS",
        **changed,
    }
    text = (ROOT / "policy.toml").read_text(encoding="utf-8")
    for old, new in wanted.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    (folder / "policy.toml").write_text(text, encoding="utf-8")


def team(cli: Cli, folder: Path, rows: str) -> None:
    (folder / "people.csv").write_text(rows, encoding="utf-8")
    assert cli("people", "import", "people.csv").exit_code == 0


def bad(result: Result) -> list[str]:
    """What is to be mended; the last line counts it."""
    assert result.exit_code == 1, result.output
    found = [line[3:].strip() for line in result.output.splitlines() if line.startswith("!!")]
    assert f"{len(found)} " in result.output.splitlines()[-1]
    return [re.sub(r"^\S+ +", "", line) for line in found]


def test_all_is_well(good: Cli) -> None:
    result = good("check")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "Everything is in order."
    for part in (
        r"ok  database   sqlite",
        r"ok  people     2 people",
        r"ok  slack      Staffel Demo",
        r"ok  slack      3 channels are ready",
        r"ok  slack      2 colleagues are in Slack",
        r"ok  model      none: the rules answer",
        r"ok  playbooks  \d+ playbooks",
    ):
        assert re.search(part, result.output, re.IGNORECASE), part


def test_all_is_well_in_german(good: Cli) -> None:
    result = good("check", "--lang", "de")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "Alles ist in Ordnung."
    assert re.search(r"ok  Datenbank +sqlite", result.output)
    assert "3 Channels sind bereit" in result.output
    assert "2 Personen des Teams sind in Slack" in result.output


@pytest.mark.parametrize(
    ("channel", "english", "german"),
    [
        (
            "C0NOWHERE",
            "I see no channel C0NOWHERE (dach).",
            "Ich sehe keinen Channel C0NOWHERE (dach).",
        ),
        ("C0BOARD", "I see no channel C0BOARD (dach).", "Ich sehe keinen Channel C0BOARD (dach)."),
        ("C0OPEN", "I am not in #random (dach).", "Ich bin nicht in #random (dach)."),
        (
            "C0SHARED",
            "Other companies read #partner (dach).",
            "#partner (dach) lesen auch andere Firmen mit.",
        ),
    ],
)
def test_a_channel_that_cannot_be_used(
    channel: str, english: str, german: str, good: Cli, tmp_path: Path
) -> None:
    channels(tmp_path, C0LEADSDACH=channel)
    assert bad(good("check")) == [english]
    assert bad(good("check", "--lang", "de")) == [german]


def test_the_way_into_a_channel_is_named(good: Cli, tmp_path: Path) -> None:
    channels(tmp_path, C0LEADBOARD="C0OPEN")
    said = good("check").output
    assert "I am not in #random (dach, international)." in said
    assert "→ Type /invite @staffel in the channel." in said


@pytest.mark.parametrize(
    ("user", "english", "german"),
    [
        ("U0NOBODY", "is not in this Slack.", "ist nicht in diesem Slack."),
        (
            "U0GUEST",
            "is a guest, and guests see no leads.",
            "ist Gast, und Gäste sehen keine Leads.",
        ),
        ("U0OUTSIDE", "belongs to another company.", "gehört zu einer anderen Firma."),
        ("U0STAFFEL", "is a bot.", "ist ein Bot."),
    ],
)
def test_a_colleague_who_cannot_use_it(
    user: str, english: str, german: str, good: Cli, tmp_path: Path
) -> None:
    rows = PEOPLE.replace("language,territory", "language,territory,is_active")
    someone = f"{user},Kai Lund,sdr,de,dach"
    team(good, tmp_path, f"{rows}{someone},yes\n")
    assert bad(good("check")) == [f"Kai Lund ({user}) {english}"]
    assert bad(good("check", "--lang", "de")) == [f"Kai Lund ({user}) {german}"]
    team(good, tmp_path, f"{rows}{someone},no\n")
    assert good("check").exit_code == 0


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong", UNKNOWN_TOKEN),
        ("SLACK_APP_TOKEN", "xapp-wrong", UNKNOWN_TOKEN),
        (
            "SLACK_APP_TOKEN",
            "",
            (
                "SLACK_BOT_TOKEN or SLACK_APP_TOKEN is missing.",
                "SLACK_BOT_TOKEN oder SLACK_APP_TOKEN fehlt.",
            ),
        ),
        (
            "SLACK_API_URL",
            f"{NOBODY}/api/",
            (
                f"{NOBODY}/api/ does not answer (URLError).",
                f"{NOBODY}/api/ antwortet nicht (URLError).",
            ),
        ),
    ],
)
def test_slack_does_not_let_us_in(
    variable: str, value: str, says: tuple[str, str], good: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    for language, sentence in zip(("en", "de"), says, strict=True):
        assert bad(good("check", "--lang", language)) == [sentence]


def test_an_app_that_may_too_little(good: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = copy.deepcopy(MANIFEST)
    manifest["oauth_config"]["scopes"]["bot"].remove("groups:read")
    with RunningWorkspace(_seed(), manifest) as small:
        monkeypatch.setenv("SLACK_API_URL", small.api_url)
        result = good("check")
    assert bad(result) == ["Slack says missing_scope."]
    assert "Install the app again with manifest.json" in result.output


def test_a_missing_policy(good: Cli, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").unlink()
    file = tmp_path / "policy.toml"
    assert bad(good("check")) == [f"There is no policy at {file}."]
    assert bad(good("check", "--lang", "de")) == [f"Unter {file} gibt es kein Regelwerk."]


@pytest.mark.parametrize("wrong", [b'[score]\nthreshold = "much"\n', b"name = \xff\n", b"= 3"])
def test_a_wrong_policy_is_named_and_the_rest_is_looked_at(
    wrong: bytes, good: Cli, tmp_path: Path
) -> None:
    (tmp_path / "policy.toml").write_bytes(wrong)
    result = good("check")
    assert bad(result)
    assert "Mend" in result.output
    assert "2 colleagues are in Slack" in result.output
    assert "berichtigen" in good("check", "--lang", "de").output


def test_the_examples_channels_are_named_once(good: Cli, tmp_path: Path) -> None:
    shutil.copyfile(ROOT / "policy.toml", tmp_path / "policy.toml")
    assert bad(good("check")) == [
        "C0LEADSDACH (dach) is only the example's channel.",
        "C0LEADBOARD (dach, international) is only the example's channel.",
        "C0LEADSINTL (international) is only the example's channel.",
    ]


def test_an_unmigrated_database(
    good: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAFFEL_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    result = good("check")
    assert bad(result) == ["It does not have this version's tables."]
    assert "→ staffel migrate" in result.output
    german = bad(good("check", "--lang", "de"))
    assert german == ["Sie hat die Tabellen dieser Version nicht."]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("postgresql+psycopg://u:geheim@127.0.0.1:9/x", "OperationalError"),
        ("sqlite:////nowhere/at/all.db", "OperationalError"),
        ("nonsense", "ArgumentError"),
    ],
)
def test_a_database_that_does_not_answer(
    url: str, kind: str, good: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAFFEL_DATABASE_URL", url)
    result = good("check")
    assert bad(result) == [f"It does not answer ({kind})."]
    assert "geheim" not in result.output
    assert bad(good("check", "--lang", "de")) == [f"Sie antwortet nicht ({kind})."]


def test_nobody_is_there(
    good: Cli, tmp_path: Path, sqlite_migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(sqlite_migrated, tmp_path / "nobody.db")
    monkeypatch.setenv("STAFFEL_DATABASE_URL", f"sqlite:///{tmp_path / 'nobody.db'}")
    result = good("check")
    assert len(bad(result)) == 2
    assert result.output.count("Nobody has the role") == 2
    assert "staffel people import" in result.output
    assert "Niemand hat die Rolle" in good("check", "--lang", "de").output


def test_a_model_that_does_not_answer(good: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFFEL_MODEL", "some-model")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{NOBODY}/v1")
    assert bad(good("check")) == [f"{NOBODY}/v1 does not answer (APIConnectionError)."]
    german = bad(good("check", "--lang", "de"))
    assert german == [f"{NOBODY}/v1 antwortet nicht (APIConnectionError)."]


def test_a_playbook_that_cannot_be_read(
    good: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "own.md").write_text("no head matter\n", encoding="utf-8")
    monkeypatch.setenv("STAFFEL_PLAYBOOKS", str(tmp_path / "books"))
    (said,) = bad(good("check"))
    assert "own.md" in said


def test_a_setting_that_cannot_be_read(good: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFFEL_WEB_PORT", "eighty")
    result = good("check")
    assert result.exit_code == 1
    assert "STAFFEL_WEB_PORT" in result.output


def test_mail_that_works_and_mail_that_does_not(
    good: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAFFEL_MAIL_FROM", "staffel@firma.example")
    with MailServer() as server:
        monkeypatch.setenv("STAFFEL_SMTP_URL", server.url)
        named = bad(good("check"))
        assert named == ["Nobody is named who is told when Slack takes nothing."]
        monkeypatch.setenv("STAFFEL_OPERATOR_MAIL", "ops@firma.example")
        assert re.search("ok  mail +the mail server lets me in", good("check").output)
        assert server.taken == []
        monkeypatch.setenv("STAFFEL_SMTP_URL", server.url.replace("//", "//x:geheim@"))
        refused = good("check")
        assert bad(refused) == ["The mail server does not let me in (login_not_offered)."]
        assert "geheim" not in refused.output
    assert bad(good("check")) == ["The mail server does not let me in (ConnectionRefusedError)."]
    monkeypatch.setenv("STAFFEL_SMTP_URL", "mail.firma.example")
    (said,) = bad(good("check", "--lang", "de"))
    assert said.startswith("STAFFEL_SMTP_URL ist keine Adresse eines Mailservers")
