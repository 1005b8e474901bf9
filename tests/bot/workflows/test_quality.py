"""The weekly data-quality list: what it counts, who owns it, when it comes."""

from dataclasses import replace

import pytest

from agents.policy.quality import QualityPolicy
from agents.rules import quality as rules
from agents.vocabulary import LeadField, Stage
from bot.workflows import quality
from store.session import Store
from tests.world import World


@pytest.fixture
def world(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.hire()
    return made


def test_gaps_are_counted_by_form_and_have_an_owner(world: World) -> None:  # S-018, S-019
    world.receive()
    world.receive(form="contact", email="x@mailinator.com", phone="keine", company="")
    world.receive(form="contact", email="y@y.example", country="Atlantis", company="Y AG")
    facts = quality.report(world.deps, until=world.clock())
    assert facts.leads == 3
    found = {(gap.form, gap.field, gap.code): (gap.count, gap.of, gap.owner) for gap in facts.gaps}
    assert found["contact", "phone", "phone_unreadable"] == (1, 2, "revops")
    assert found["contact", "email", "email_disposable"] == (1, 2, "revops")
    assert found["contact", "country", "unknown_value"] == (1, 2, "revops")


def test_an_address_that_the_team_holds_for_thrown_away_is_a_gap_and_no_company(
    world: World,
) -> None:
    """As if everybody knew the domain: whoever writes from there are no colleagues."""
    negative = world.policy.score.negative.model_copy(
        update={"disposable_domains": ("Wurf.example",)}
    )
    score = world.policy.score.model_copy(update={"negative": negative})
    policy = world.policy.model_copy(update={"score": score})
    world.deps = replace(world.deps, policy=policy)
    lead = world.receive(email="a@wurf.example", company="")
    assert lead.company.domain is None
    found = quality.report(world.deps, until=world.clock())
    assert ("email", "email_disposable") in {(gap.field, gap.code) for gap in found.gaps}


def test_a_stage_needs_more_than_its_form(world: World) -> None:
    lead = world.receive(job_title="")
    policy = QualityPolicy(
        required={Stage.LEAD: (LeadField.JOB_TITLE,), Stage.WON: (LeadField.EMPLOYEES,)}
    )
    assert rules.missing(lead, policy=policy) == (LeadField.JOB_TITLE,)


def test_the_list_comes_once_a_week_however_many_bots_there_are(world: World) -> None:
    world.receive()
    assert quality.post_weekly(world.deps) == 0  # nothing had come by the last Monday
    world.clock.forward(days=7)
    assert quality.post_weekly(world.deps) == 1
    assert quality.post_weekly(world.deps) == 0
    owed = [payload for kind, payload in world.owed() if kind == "PostQuality"]
    assert [payload["channel"] for payload in owed] == ["C0LEADBOARD"]
    world.clock.forward(days=7)
    assert quality.post_weekly(world.deps) == 1


def test_it_is_due_on_the_day_and_minute_of_the_policy(world: World) -> None:
    due = rules.due_at(world.clock(), policy=world.policy)  # a Tuesday, 09:00 UTC
    assert due.isoformat() == "2026-03-23T08:00:00+00:00"
