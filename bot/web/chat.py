"""The website chat over HTTP: a bearer token instead of a cookie, so that there is no CSRF.

    POST /chat/sessions                    {"language": "de"}    -> token, turns, step
    POST /chat/sessions/current/answers    {"text": "…"} | {"option": 2} | {"skip": true}
    GET  /chat/sessions/current            the whole conversation, for a page loaded again

`step` says what is asked now. An answer may name the `field` it answers: a double click then
finds its question answered (409) instead of answering the next one.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends
from limits import parse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.requests import Request

from agents.rules.dialogue import Given, Step
from agents.sentences import visitors as sentences
from agents.vocabulary import Language
from agents.words import in_language
from bot.web.bodies import read_body
from bot.web.door import Doors
from bot.web.refusals import WebRefusal
from bot.workflows import chat
from bot.workflows.chat import ChatRefusal
from bot.workflows.steps.talk import Conversation

PREFIX = "/chat/sessions"
MAX_BYTES = 8_192
STARTS = parse("12/minute")
"""New conversations of one address."""
READS = parse("60/minute")
ANSWERS = parse("30/minute")
"""Of one visitor; those of one address have the rate of the chat's form."""
MAX_TOKEN = 100
STATUS = {"no_session": 401, "stale_answer": 409, "ended": 409}

Sent = TypeVar("Sent", bound=BaseModel)


class Begin(BaseModel):
    """What begins a conversation; None: the language the browser accepts."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    language: Language | None = None


class Reply(BaseModel):
    """One answer: words, an option's number, or nothing (skipped)."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    text: str | None = None
    option: Annotated[int, Field(strict=True, ge=0, le=999)] | None = None
    skip: bool = False
    field: str | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Reply":
        said = [self.text is not None, self.option is not None, self.skip]
        if sum(said) != 1:
            raise ValueError("one of text, option and skip is expected")
        return self


def routes(doors: Doors) -> APIRouter:
    """The doors of the chat."""
    router = APIRouter(prefix=PREFIX)
    form = doors.deps.policy.chat.form

    def visitor(request: Request) -> str:
        """The token, its knock counted by address and by visitor."""
        token = _token(request)
        rate = READS if request.method == "GET" else doors.form_rates[form]
        doors.spend(rate, f"chat:{request.method}", request)
        doors.limits.spend(ANSWERS, "chat:visitor", request.method, token)
        return token

    def begun(request: Request) -> None:
        doors.spend(STARTS, "chat:start", request)

    @router.post("", status_code=201, dependencies=[Depends(begun)])
    def start(
        sent: Annotated[Begin, Depends(_reading(Begin))], request: Request
    ) -> dict[str, Any]:
        """Begins a conversation."""
        language = sent.language or doors.words(request.headers).language
        token, conversation = chat.start(doors.deps, language)
        return {"token": token, **_shown(conversation)}

    @router.post("/current/answers")
    def answer(
        token: Annotated[str, Depends(visitor)],
        sent: Annotated[Reply, Depends(_reading(Reply))],
    ) -> dict[str, Any]:
        """Takes an answer and gives the lines it added."""
        said = Given(text=sent.text, option=sent.option)
        return _shown(chat.answer(doors.deps, token, said, field=sent.field))

    @router.get("/current")
    def look(token: Annotated[str, Depends(visitor)]) -> dict[str, Any]:
        """The whole conversation."""
        return _shown(chat.look(doors.deps, token))

    return router


def _reading(kind: type[Sent]) -> Callable[[Request], Awaitable[Sent]]:
    async def read(request: Request) -> Sent:
        body = await read_body(request, limit=MAX_BYTES)
        try:
            return kind.model_validate_json(body or b"{}")
        except ValidationError as error:
            raise WebRefusal(422, "not_readable") from error

    return read


def _token(request: Request) -> str:
    """The bearer token of a request.

    Raises:
        ChatRefusal: no_session, when there is none.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= MAX_TOKEN or not token.isascii():
        raise ChatRefusal("no_session")
    return token


def as_web(refusal: ChatRefusal) -> WebRefusal:
    """A refusal of the conversation as its HTTP answer."""
    headers = {"WWW-Authenticate": "Bearer"} if refusal.code == "no_session" else None
    return WebRefusal(STATUS[refusal.code], refusal.code, headers=headers)


def _shown(conversation: Conversation) -> dict[str, Any]:
    """A conversation as the widget reads it."""
    problem = conversation.problem
    return {
        "language": conversation.language.value,
        "expires_at": conversation.expires_at.isoformat(),
        "turns": [
            {"from": "visitor" if turn.is_visitor else "assistant", "text": turn.text}
            for turn in conversation.turns
        ],
        "step": _step(conversation.step, conversation.language),
        "problem": {"name": problem.name, "code": problem.code} if problem else None,
    }


def _step(step: Step, language: Language) -> dict[str, Any]:
    labels = step.options
    if step.kind == "consent":
        labels = sentences.consent_options(in_language(language))
    return {
        "kind": step.kind,
        "field": step.field,
        "text": step.text,
        "options": [
            {"option": number, "label": label} for number, label in enumerate(labels, start=1)
        ],
        "may_skip": step.may_skip,
    }
