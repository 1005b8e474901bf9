"""Leads of the past: one row one lead, any order, any number of times; nobody is told."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from agents.rules.history import HistoryRow, read_history
from agents.vocabulary import ConsentPurpose, Handover, LeadSource, Stage
from bot.workflows.import_history import import_history
from store.models import Account, Clock, Consent, Contact, Lead, LeadStage, Owed, RoutingLedger
from store.session import Store
from tests.world import World

NOW = datetime(2026, 3, 24, 9, tzinfo=UTC)


def row(**fields: str) -> HistoryRow:
    read, problems = read_history({"date": "2018-01-02", **fields}, received_at=NOW)
    assert read is not None, problems
    return read


def deal(**fields: str) -> HistoryRow:
    return row(**{"date": "", **fields})


def fates(world: World, *rows: HistoryRow) -> list[str]:
    return [fate.fate for fate in import_history(world.deps, rows)]


def stages(store: Store, external_id: str) -> dict[Stage, datetime]:
    with store.read() as session:
        found = session.execute(
            select(LeadStage.stage, LeadStage.reached_at)
            .join(Lead, Lead.id == LeadStage.lead_id)
            .where(Lead.external_id == external_id)
        )
        return dict(found.all())


def lead(store: Store, external_id: str = "1") -> Lead:
    with store.read() as session:
        return session.scalars(select(Lead).where(Lead.external_id == external_id)).one()


def count(store: Store, model: type) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_lead_is_taken_once_and_nobody_is_told(store: Store) -> None:
    world = World(store)
    one = row(external_id="1", mql_at="2018-01-05", origin="social", email="a@b.example")
    assert fates(world, one) == ["taken"]
    assert fates(world, one) == ["unchanged"]
    kept = lead(store)
    assert (kept.stage, kept.handover, kept.is_history) == (Stage.MQL, Handover.NONE, True)
    assert kept.created_at == datetime(2018, 1, 2, tzinfo=UTC)
    assert kept.delete_after > world.clock()
    assert set(stages(store, "1")) == {Stage.LEAD, Stage.MQL}
    assert [count(store, model) for model in (Clock, Owed, RoutingLedger)] == [0, 0, 0]


def test_a_deal_adds_to_the_lead_that_is_there(store: Store) -> None:
    world = World(store)
    fates(world, row(external_id="1", mql_at="2018-01-05"))
    assert fates(world, deal(external_id="1", won_at="2018-03-01")) == ["merged"]
    assert fates(world, deal(external_id="1", won_at="2018-03-01")) == ["unchanged"]
    assert (lead(store).stage, lead(store).handover) == (Stage.WON, Handover.CLOSED)
    assert stages(store, "1")[Stage.WON] == datetime(2018, 3, 1, tzinfo=UTC)


def test_an_older_file_takes_nothing_back(store: Store) -> None:
    world = World(store)
    fates(world, row(external_id="1", won_at="2018-03-01"))
    assert fates(world, row(external_id="1", mql_at="2018-01-05")) == ["merged"]
    assert lead(store).stage is Stage.WON
    assert set(stages(store, "1")) == {Stage.LEAD, Stage.MQL, Stage.WON}


def test_the_first_stamp_counts(store: Store) -> None:
    world = World(store)
    fates(world, row(external_id="1", won_at="2018-03-01"))
    assert fates(world, row(external_id="1", won_at="2019-03-01")) == ["unchanged"]
    assert stages(store, "1")[Stage.WON].year == 2018


def test_a_deal_without_its_lead_is_refused_with_its_reason(store: Store) -> None:
    (fate,) = import_history(World(store).deps, [deal(external_id="9", won_at="2018-03-01")])
    assert fate.fate == "refused"
    assert [problem.code for problem in fate.problems] == ["lead_unknown"]
    assert count(store, Lead) == 0


def test_rows_of_one_lead_in_one_file_are_put_together(store: Store) -> None:
    rows = row(external_id="1", mql_at="2018-01-05"), deal(external_id="1", won_at="2018-03-01")
    assert fates(World(store), *rows) == ["taken", "merged"]
    assert set(stages(store, "1")) == {Stage.LEAD, Stage.MQL, Stage.WON}
    assert lead(store).stage is Stage.WON


def test_a_number_belongs_to_its_source(store: Store) -> None:
    rows = row(external_id="1"), row(external_id="1", source="linkedin")
    assert fates(World(store), *rows) == ["taken", "taken"]


def test_one_address_is_one_person_and_one_domain_one_company(store: Store) -> None:
    world = World(store)
    fates(
        world,
        row(external_id="1", email="Eva@Sommer.example", name="Eva Sommer", consent="nein"),
        row(external_id="2", email="eva@sommer.example"),
        row(external_id="3", email="max@sommer.example", company="Sommer AG"),
        row(external_id="4", company="Ohne Mail KG", name="Ida Berg"),
        row(external_id="5", company="Ohne Mail KG"),
        row(external_id="6"),
    )
    fates(world, row(external_id="7", email="eva@sommer.example", company="Sommer AG"))
    assert count(store, Contact) == 3
    assert count(store, Account) == 2
    assert lead(store, "1").subject_id == lead(store, "2").subject_id
    assert lead(store, "7").contact_id == lead(store, "1").contact_id
    assert lead(store, "6").contact_id is None
    with store.read() as session:
        consent = session.scalars(select(Consent)).one()
    assert consent.purpose is ConsentPurpose.MARKETING_EMAIL
    assert consent.subject_id == lead(store, "1").subject_id


def test_a_company_of_the_past_is_known_by_the_same_marks_as_everywhere(store: Store) -> None:
    """S-034: another spelling, another legal form's spelling, and one that was joined to another."""
    world = World(store)
    world.hire()
    now = world.receive(company="Sommer Förder-Anlagen GmbH", industry="")
    with store.begin() as session:
        kept_id = session.get_one(Lead, now.id).account_id
        gone = Account(name="Altwerk AG", created_at=NOW, merged_into_id=kept_id)
        session.add(gone)
    fates(
        world,
        row(external_id="1", company="SOMMER FOERDERANLAGEN GmbH", industry="Logistik"),
        row(external_id="2", company="Altwerk Aktiengesellschaft"),
        row(external_id="3", company="Ganz Andere GmbH"),
    )
    assert lead(store, "1").account_id == kept_id
    assert lead(store, "2").account_id == kept_id
    assert lead(store, "3").account_id != kept_id
    assert world.lead(now.id).company.industry == "logistics", "it learns what it did not know"


def test_an_address_that_turned_out_to_be_somebodys_is_theirs_in_the_past_too(
    store: Store,
) -> None:
    world = World(store)
    fates(world, row(external_id="1", email="eva@sommer.example"))
    fates(world, row(external_id="2", email="e.sommer@sommer.example"))
    fates(world, row(external_id="3", email="es@sommer.example"))
    with store.begin() as session:
        one, two, three = session.scalars(select(Contact).order_by(Contact.id))
        three.merged_into_id, two.merged_into_id = two.id, one.id
    fates(world, row(external_id="4", email="es@sommer.example"))
    assert lead(store, "4").contact_id == lead(store, "1").contact_id
    assert lead(store, "4").subject_id == lead(store, "1").subject_id


def test_a_lead_at_work_keeps_its_place(store: Store) -> None:
    world = World(store)
    fates(world, row(external_id="1"))
    with store.begin() as session:
        known = session.scalars(select(Lead)).one()
        known.is_history, known.handover = False, Handover.ACCEPTED
    fates(world, deal(external_id="1", won_at="2018-03-01"))
    assert (lead(store).stage, lead(store).handover) == (Stage.WON, Handover.ACCEPTED)


def test_a_change_is_seen_by_whoever_read_before(store: Store) -> None:
    world = World(store)
    fates(world, row(external_id="1", source=LeadSource.CSV))
    before = lead(store).version
    fates(world, deal(external_id="1", won_at="2018-03-01"))
    assert lead(store).version == before + 1
