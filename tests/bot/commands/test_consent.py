"""`staffel consent`: what a data protection officer asks (S-103, S-108)."""

from agents.facts.standing import suppression
from agents.vocabulary import ConsentPurpose
from store.session import Store
from tests.bot.commands.conftest import Cli
from tests.world import HOT, World

EVA = str(HOT["email"])


def test_shown_withdrawn_and_objected(cli: Cli, store: Store) -> None:
    world = World(store)
    world.hire()
    lead = world.receive("demo")
    shown = cli("consent", "show", "--email", EVA.upper())
    assert "marketing e-mails" in shown.output
    assert "form-2026-11" in shown.output
    assert "granted" in shown.output
    done = cli("consent", "withdraw", "--email", EVA, "--evidence", "letter of May 3")
    assert done.output.startswith("Locked from now on: marketing e-mails, marketing calls")
    again = cli("consent", "show", "--email", EVA)
    assert "letter of May 3" in again.output
    assert "On the suppression list: marketing e-mails" in again.output
    assert world.lead(lead.id).version > lead.version


def test_an_objection_of_somebody_unknown_is_kept_for_the_day_they_come(
    sqlite_cli: Cli, sqlite_store: Store
) -> None:
    done = sqlite_cli("consent", "object", "--all", "--email", EVA)
    assert "it is on the suppression list all the same" in done.output
    shown = sqlite_cli("consent", "show", "--email", EVA)
    assert "Nothing is recorded for this address." in shown.output
    assert "an answer to this request" in shown.output
    assert EVA not in shown.output
    world = World(sqlite_store)
    world.hire()
    lead = world.receive("whitepaper")
    assert {one.evidence for one in lead.consents} == {"suppression list", None}


def test_an_objection_of_a_teams_mailbox_holds_for_all_who_write_from_it(
    cli: Cli, store: Store
) -> None:
    world = World(store)
    world.hire()
    mailbox = "info@sommer-anlagen.example"
    ids = [
        world.receive(email=mailbox, first_name=name, last_name="Sommer", phone="").id
        for name in ("Eva", "Ralf")
    ]
    shown = cli("consent", "show", "--email", mailbox)
    assert shown.output.count("form-2026-11") >= len(ids)
    cli("consent", "object", "--email", mailbox)
    for lead_id in ids:
        no = suppression(world.lead(lead_id).consents, ConsentPurpose.MARKETING_EMAIL)
        assert no is not None


def test_a_list_proves_its_consents(sqlite_cli: Cli, sqlite_store: Store, tmp_path) -> None:
    (tmp_path / "messe.csv").write_text(
        "email,last_name,company,consent\nzoe@x.example,Zander,X GmbH,ja\n"
    )
    result = sqlite_cli("import", "leads", "--fresh", "messe.csv")
    assert result.exit_code == 0, result.output
    (lead,) = [World(sqlite_store).lead(1)]
    (consent,) = lead.consents
    assert consent.evidence is not None
    assert consent.evidence.startswith("messe.csv, 20")
    assert (consent.source, consent.text_version) == ("csv:csv", "csv-import")
