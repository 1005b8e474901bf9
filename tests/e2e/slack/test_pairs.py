"""`/staffel quality`: a pair is asked about, answered and taken back, by buttons (issue C 1)."""

import json
from typing import Any

from sqlalchemy import select

from agents.vocabulary import Match
from bot.workflows import pairs
from store.models import Lead, MatchPair
from tests.e2e.slack.office import TEAM, Office

KEY = {"email": "m.kay@kay.example", "first_name": "Mira", "last_name": "Kay", "company": "Kay AG"}


def test_a_pair_is_said_to_be_the_same_and_parted_again(office: Office) -> None:
    first = office.new_lead(**KEY)
    second = office.new_lead(**{**KEY, "email": "kay@kay.example", "first_name": "M."})
    assert pairs.look(office.world.deps) == 1
    before = _contact(office, first.id), _contact(office, second.id)
    assert before[0] != before[1]
    office.ended(office.workspace.command("U0MIRA", TEAM, "/staffel quality"))
    office.told("U0MIRA", "Datenqualität")
    question = _question(office, "Ist das dieselbe Person?")
    office.ended(office.workspace.click("U0MIRA", TEAM, question["ts"], "pair_same"))
    answered = _question(office, "beide Geschichten stehen jetzt beieinander")
    assert "Mira Sander hat entschieden" in _said(answered)
    assert "pair_same" not in _said(answered)
    assert _verdict(office) is Match.SAME
    assert _contact(office, second.id) == before[0]
    office.ended(office.workspace.click("U0MIRA", TEAM, answered["ts"], "pair_undo"))
    assert "pair_same" in _said(_question(office, "Ist das dieselbe Person?"))
    assert _verdict(office) is Match.UNCERTAIN
    assert (_contact(office, first.id), _contact(office, second.id)) == before


def test_an_sdr_is_told_that_the_list_is_not_theirs(office: Office) -> None:
    office.ended(office.workspace.command("U0LENA", TEAM, "/staffel quality"))
    office.told("U0LENA", "Deine Rolle darf das nicht.")


def _question(office: Office, part: str) -> dict[str, Any]:
    """The pair, as only who asked for the list sees it."""

    def found() -> dict[str, Any] | None:
        seen = office.workspace.messages("U0MIRA", TEAM)
        return next((one for one in seen if one.get("is_ephemeral") and part in _said(one)), None)

    return office.workspace.wait_for(found)


def _said(payload: Any) -> str:
    return json.dumps(payload, ensure_ascii=False)


def _contact(office: Office, lead_id: int) -> int | None:
    with office.world.store.read() as session:
        return session.get_one(Lead, lead_id).contact_id


def _verdict(office: Office) -> Match:
    with office.world.store.read() as session:
        return session.scalars(select(MatchPair.verdict)).one()
