"""Questions from Slack to the answer that is owed, on both kinds of database."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from agents.answers import Answer, AnswerKind
from agents.assistant.answer import SalesAssistant
from agents.assistant.outputs import RunRecord
from agents.vocabulary import Language, RefusalCode
from bot.effects import PRIORITY_ANSWER
from bot.errors import Refusal
from bot.workflows import ask, books
from store.models import ModelRun, Owed, Question
from tests.agents.assistant.world import Ledger, Shelf
from tests.world import World

DACH, INTERNATIONAL, BOARD = "C0LEADSDACH", "C0LEADSINTL", "C0LEADBOARD"


@dataclass
class Repeating:
    """Answers with what it was asked, and remembers as whom."""

    world: World
    calls: list[tuple[str, str | None, bool]] = field(default_factory=list)
    fails: int = 0

    def answer(self, question, *, asker, language, is_private):
        assert not self.world.store.busy
        self.calls.append((question, asker.territory, is_private))
        if self.fails:
            self.fails -= 1
            raise ConnectionError("cut off")
        return Answer(kind=AnswerKind.HELP, text=question)


@pytest.fixture
def world(store):
    made = World(store)
    made.hire()
    return made


def with_assistant(world, assistant):
    return replace(world.deps, assistant=assistant)


def send(deps, world, text="Hilfe", *, who="U0LENA", channel="D1", external_id="Ev1"):
    return ask.ask(
        deps,
        person=world.person(who),
        text=text,
        channel=channel,
        thread_ts="1.0",
        is_private=channel.startswith("D"),
        external_id=external_id,
    )


def questions(world):
    with world.store.read() as session:
        return list(session.scalars(select(Question).order_by(Question.id)))


def test_a_question_is_kept_answered_and_its_answer_owed(world):
    question_id = send(with_assistant(world, Repeating(world)), world, "What is an MQL?")

    (row,) = questions(world)
    assert (row.id, row.text, row.language) == (question_id, "What is an MQL?", Language.EN)
    assert (row.channel, row.thread_ts, row.is_private) == ("D1", "1.0", True)
    assert Answer.model_validate(row.answer).text == "What is an MQL?"
    assert row.answered_at == world.clock.now
    assert row.delete_after == world.clock.now + timedelta(days=90)
    assert world.owed() == [("PostAnswer", {"question_id": question_id})]
    with world.store.read() as session:
        owed = session.scalars(select(Owed)).one()
    assert (owed.priority, owed.dedup_key) == (PRIORITY_ANSWER, "answer:Ev1")


def test_the_same_delivery_is_answered_once(world):
    repeating = Repeating(world)
    deps = with_assistant(world, repeating)

    first, second, other = (
        send(deps, world),
        send(deps, world),
        send(deps, world, external_id="Ev2"),
    )

    assert first == second != other
    assert len(repeating.calls) == 2
    assert len(world.owed()) == 2


def test_a_question_that_was_cut_off_is_answered_when_it_comes_again(world):
    repeating = Repeating(world, fails=1)
    deps = with_assistant(world, repeating)
    with pytest.raises(ConnectionError):
        send(deps, world)
    assert questions(world)[0].answered_at is None
    assert world.owed() == []

    question_id = send(deps, world)

    assert [row.id for row in questions(world)] == [question_id]
    assert world.owed() == [("PostAnswer", {"question_id": question_id})]


def test_without_an_assistant_the_person_is_told(world):
    with pytest.raises(Refusal) as refused:
        send(world.deps, world)

    assert refused.value.code is RefusalCode.TRY_AGAIN


@pytest.mark.parametrize(
    ("who", "channel", "seen"),
    [
        ("U0LENA", "D1", ("dach", True)),
        ("U0LENA", DACH, ("dach", False)),
        ("U0LENA", INTERNATIONAL, (None, False)),
        ("U0LENA", "C0GENERAL", ("dach", False)),
        ("U0LENA", BOARD, ("dach", False)),
        ("U0MIRA", "D1", (None, True)),
        ("U0MIRA", DACH, ("dach", False)),
        ("U0MIRA", INTERNATIONAL, ("international", False)),
        ("U0MIRA", "C0GENERAL", (None, False)),
        ("U0MIRA", BOARD, (None, True)),
    ],
)
def test_a_channel_sees_only_what_it_may(world, who, channel, seen):
    repeating = Repeating(world)
    send(with_assistant(world, repeating), world, who=who, channel=channel)

    assert repeating.calls[0][1:] == seen


@pytest.mark.parametrize(
    ("slack", "text"),
    [
        ("find R&amp;D GmbH", "find R&D GmbH"),
        ("kennen wir <mailto:a@b.example|a@b.example>?", "kennen wir a@b.example?"),
        ("find <http://acme.example|acme.example>", "find acme.example"),
        ("look at <https://acme.example>", "look at acme.example"),
        ("  3 &lt; 4 ", "3 < 4"),
    ],
)
def test_what_slack_wrapped_is_unwrapped(slack, text):
    assert ask.typed(slack) == text


def test_a_slash_command_keeps_nothing(world):
    deps = with_assistant(world, Repeating(world))

    found = ask.answer_now(deps, person=world.person("U0LENA"), text="Hilfe", is_private=True)

    assert found.text == "Hilfe"
    assert questions(world) == []
    assert world.owed() == []


def test_runs_of_the_model_are_kept_with_their_question(world):
    record = ask.run_recorder(world.store)
    run = RunRecord(
        prompt_id="answer",
        prompt_sha="a" * 64,
        model="m",
        input_tokens=10,
        output_tokens=None,
        took_ms=12,
        outcome="answered",
        policy_revision="r",
        run_at=world.clock.now,
    )

    class Recording(Repeating):
        def answer(self, question, **more):
            record(run)
            return super().answer(question, **more)

    question_id = send(with_assistant(world, Recording(world)), world)
    record(run)

    with world.store.read() as session:
        kept = list(session.scalars(select(ModelRun).order_by(ModelRun.id)))
    assert [row.question_id for row in kept] == [question_id, None]
    assert kept[0].delete_after == world.clock.now + timedelta(days=90)


def sales_assistant(world):
    return SalesAssistant(
        library=Shelf(),
        metrics=Ledger(),
        leads=books.stored_leads(world.store),
        policy=world.policy,
        clock=world.clock,
    )


@pytest.mark.parametrize(
    ("who", "channel", "count"),
    [
        ("U0LENA", "D1", 1),
        ("U0AMY", "D1", 0),
        ("U0MIRA", "D1", 1),
        ("U0MIRA", DACH, 1),
        ("U0MIRA", "C0GENERAL", 0),
        ("U0LENA", INTERNATIONAL, 0),
    ],
)
def test_leads_in_the_store_are_found_by_those_who_may_see_them(world, who, channel, count):
    lead = world.receive()
    deps = with_assistant(world, sales_assistant(world))

    for text in ("find Sommer Anlagenbau", f"lead {lead.id}", "show all open leads"):
        send(deps, world, text, who=who, channel=channel, external_id=text)

    for row in questions(world):
        leads = row.answer["leads"]
        assert [line["lead_id"] for line in leads] == [lead.id] * count
        named = [line for line in leads if "Eva Sommer" in line["line"]]
        assert bool(named) is (channel == "D1" and count > 0)


def test_a_search_is_not_cut_short_by_leads_of_others(world):
    for number in range(8):
        world.receive(email=f"a{number}@acme.example", company="Acme Ltd", country="GB")
    mine = world.receive(email="b@acme-dach.example", company="Acme Ltd", country="DE")
    for number in range(8):
        world.receive(email=f"c{number}@acme.example", company="Acme Ltd", country="GB")

    found = sales_assistant(world).answer(
        "find Acme Ltd", asker=world.person("U0LENA"), language=Language.EN, is_private=True
    )

    assert [line.lead_id for line in found.leads] == [mine.id]
