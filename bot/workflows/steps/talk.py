"""One conversation of the website chat inside an open block: what is said, and what it leaves."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.decisions import FieldProblem
from agents.facts import ChatTurnFacts
from agents.policy import SalesPolicy
from agents.rules import dialogue
from agents.rules.dialogue import Answers, Given, Step
from agents.sentences import visitors as sentences
from agents.vocabulary import Language
from agents.words import in_language
from store import inbox
from store.models import ChatSession, ChatTurn

TOKEN_LIFE = timedelta(hours=2)
MAX_TURNS = 120
"""Lines of one conversation; then it has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation, or what an answer added to it, as its visitor may see it."""

    language: Language
    step: Step
    turns: tuple[ChatTurnFacts, ...]
    expires_at: datetime
    problem: FieldProblem | None = None
    """Why the last answer was not taken."""


class Talk:
    """One conversation inside an open block."""

    def __init__(
        self, session: Session, row: ChatSession, policy: SalesPolicy, now: datetime
    ) -> None:
        self.session = session
        self.row = row
        self.chat = policy.chat
        self.required = policy.forms[policy.chat.form].required
        self.keep_for = policy.retention.inbox
        self.now = now
        self._w = in_language(row.language)
        self.new: list[ChatTurn] = []

    @property
    def answers(self) -> Answers:
        """What was said so far."""
        return {name: Given(**given) for name, given in self.row.answers.items()}

    def step(self) -> Step:
        """What is asked now."""
        if self.row.ended_at is not None:
            return Step(kind="done")
        return dialogue.next_question(
            self.chat, self.answers, self.row.language, required=self.required
        )

    def is_full(self) -> bool:
        """Whether it has gone on for so long that nobody means it."""
        lines = select(func.count()).where(ChatTurn.session_id == self.row.id)
        return (self.session.scalar(lines) or 0) >= MAX_TURNS

    def greet(self) -> None:
        """Says what the assistant is, and asks the first question."""
        days = (self.row.delete_after - self.row.started_at) // timedelta(days=1)
        for line in sentences.greeting(self._w, days=days):
            self.say(line)
        self.ask()

    def say(self, text: str, *, is_visitor: bool = False) -> None:
        """Adds a line."""
        turn = ChatTurn(
            session_id=self.row.id,
            subject_id=self.row.subject_id,
            is_visitor=is_visitor,
            text=text,
            said_at=self.now,
            delete_after=self.row.delete_after,
        )
        self.session.add(turn)
        self.session.flush()
        self.new.append(turn)

    def ask(self) -> None:
        """Says the next question, if there is one."""
        step = self.step()
        if step.kind == "question":
            self.say(step.text)
        elif step.kind == "consent":
            self.say(sentences.consent_question(self._w, step.text))

    def hear(self, said: Given, step: Step) -> FieldProblem | None:
        """Takes an answer, and goes on; or says what is wrong with it."""
        taken = dialogue.accept_answer(
            self.chat, self.answers, said, self.row.language, required=self.required
        )
        if isinstance(taken, FieldProblem):
            self.say(self._echo(said), is_visitor=True)
            self.say(sentences.sentence(self._w, taken.code, taken.params))
            return taken
        assert step.field is not None
        given = taken[step.field]
        self.say(self._echo(given, step), is_visitor=True)
        self.row.answers = {name: asdict(item) for name, item in taken.items()}
        if self.step().kind == "done":
            self.end()
        else:
            self.ask()
        return None

    def _echo(self, said: Given, step: Step | None = None) -> str:
        """The visitor's line as the conversation keeps it."""
        if step is not None and step.kind == "consent":
            return sentences.consent_options(self._w)[0 if said.option == dialogue.YES else 1]
        if said.text is None and said.option is not None:
            return str(said.option)
        return dialogue.tidy(said.text or "")[: dialogue.MAX_TEXT] or sentences.skipped(self._w)

    def end(self) -> None:
        """Says goodbye and makes the delivery, in the transaction of the last answer."""
        agreed = dialogue.consent_given(self.answers) is True
        self.say(sentences.farewell(self._w, agreed=agreed))
        self._deliver()
        self.row.ended_at = self.now

    def _deliver(self) -> None:
        answers = self.answers
        fields: dict[str, str | int | bool] = {
            question.field: text
            for question in self.chat.questions
            if (text := answers.get(question.field, Given()).text) is not None
        }
        fields |= {"language": self.row.language.value, "chat_session": self.row.id}
        agreed = dialogue.consent_given(answers)
        if agreed is not None:
            fields["consent"] = agreed
        meant = dialogue.activity(self.chat, answers)
        if meant is not None:
            fields["activity"] = meant.value
        inbox.keep(
            self.session,
            door=f"form:{self.chat.form}",
            external_id=f"chat:{self.row.id}",
            body=json.dumps(fields, ensure_ascii=False).encode(),
            now=self.now,
            keep_for=self.keep_for,
        )

    def shown(self, problem: FieldProblem | None = None) -> Conversation:
        """What the visitor may see of it."""
        turns = tuple(
            ChatTurnFacts(is_visitor=turn.is_visitor, text=turn.text, said_at=turn.said_at)
            for turn in self.new
        )
        return Conversation(
            language=self.row.language,
            step=self.step(),
            turns=turns,
            expires_at=self.row.started_at + TOKEN_LIFE,
            problem=problem,
        )
