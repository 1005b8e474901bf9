"""POST /intake/forms/{form}: what a visitor typed becomes a durable delivery.

What is decided where:

- Before the body is read: unknown form 404, foreign page 403 (shield.py), too many 429, too
  large 413. Nothing of these is kept; there was nothing we could read.
- Here, while the visitor waits: an unreadable body (400, 415) or a field they can correct (422).
  They are told at the field, and the raw delivery is kept as refused with that reason, so that
  an operator can replay it and no wish is lost with a closed tab.
- Here, silently: a filled honeypot is answered like any other and kept as refused.
- Afterwards, by `process_delivery`: everything else, once the raw delivery is durable and
  acknowledged with 202.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from agents.decisions import FieldProblem
from agents.policy import FormPolicy
from agents.rules import hygiene
from agents.rules.fields import headings
from bot.web.bodies import read_body
from bot.web.door import Doors
from bot.web.refusals import WebRefusal
from bot.web.together import Together
from bot.workflows.intake import arrival, keep_deliveries
from bot.workflows.steps.reading import read_fields
from store.inbox import Arrival

PREFIX = "/intake/forms"
KEY_FIELD = "submission_id"
JSON = "application/json"
URLENCODED = "application/x-www-form-urlencoded"
MAX_KEY = 120
CHAT_KEYS = "chat:"
"""Keys of conversations (workflows/chat.py): a sender must not take the place of one."""
CORRECTABLE = frozenset({"phone_unreadable", "number_unreadable"})
"""Problems a person at a page is asked to correct; from a server the value is left out."""
UNREADABLE = {"unsupported_type": 415}
"""HTTP status of a body that gives no fields; 400 for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One post to a form, read but not yet looked at."""

    form: str
    policy: FormPolicy
    body: bytes
    content_type: str
    key: str | None
    """The sender's own idempotency key."""
    is_from_page: bool

    @property
    def door(self) -> str:
        """The inbox's name of this door."""
        return f"form:{self.form}"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A post as it is kept, and what its sender is told instead of a number."""

    arrival: Arrival
    refusal: WebRefusal | None = None


def routes(doors: Doors) -> APIRouter:
    """The door for forms."""
    router = APIRouter()

    together = Together(partial(_judge, doors), partial(_keep, doors))

    async def submit(request: Request) -> JSONResponse:
        """Keeps a submission and gives the number of its delivery."""
        sent = await _read(doors, request)
        return JSONResponse({"delivery": await together.do(sent)}, 202)

    # A plain route: FastAPI's own would look for parameters and check our answer, for as long
    # as a tenth of what a whole lead costs.
    router.add_route(f"{PREFIX}/{{form}}", submit, methods=["POST"])
    return router


async def _read(doors: Doors, request: Request) -> Submission:
    """The post, before anything of it is looked at.

    Raises:
        WebRefusal: for an unknown form, too many posts, or one that is too large.
    """
    form = request.path_params["form"]
    policy = doors.deps.policy.forms.get(form)
    if policy is None:
        raise WebRefusal(404, "unknown_form")
    doors.spend(doors.form_rates[form], f"form:{form}", request)
    return Submission(
        form=form,
        policy=policy,
        body=await read_body(request, limit=policy.max_bytes),
        content_type=request.headers.get("content-type", JSON).strip().lower()[:100],
        key=request.headers.get("idempotency-key") or None,
        is_from_page="origin" in request.headers,
    )


def _judge(doors: Doors, sent: Submission) -> _Judged:
    """What is kept of a post, and as what."""
    fields, unreadable = _fields(sent)
    key = _key(doors, sent, fields)
    if unreadable is not None:
        refusal = WebRefusal(UNREADABLE.get(unreadable.code, 400), unreadable.code)
        return _Judged(_refused(doors, sent, key, (unreadable,)), refusal)
    if fields.get(sent.policy.honeypot):
        trapped = FieldProblem(name=sent.policy.honeypot, code="honeypot")
        return _Judged(_refused(doors, sent, key, (trapped,)))
    problems = _to_correct(doors, sent, fields)
    if problems:
        shown = tuple(_as_sent(problem, sent, fields) for problem in problems)
        refusal = WebRefusal(422, "check_fields", fields=shown)
        return _Judged(_refused(doors, sent, key, problems), refusal)
    return _Judged(_arrival(doors, sent, key))


def _keep(doors: Doors, judged: Sequence[_Judged]) -> list[int | Exception]:
    """For each post the number of its durable delivery, or why its sender gets none.

    What the visitor can correct is a WebRefusal; its delivery is kept as refused.
    """
    kept = keep_deliveries(doors.deps, [one.arrival for one in judged])
    return [
        result if isinstance(result, Exception) else one.refusal or result.id
        for one, result in zip(judged, kept, strict=True)
    ]


def _refused(
    doors: Doors, sent: Submission, key: str, problems: tuple[FieldProblem, ...]
) -> Arrival:
    """It leaves the sender's key free: the corrected one may use it again."""
    own = f"{key}!{hashlib.sha256(sent.body).hexdigest()[:16]}"
    return _arrival(doors, sent, own, problems)


def _arrival(
    doors: Doors, sent: Submission, key: str, problems: tuple[FieldProblem, ...] = ()
) -> Arrival:
    return arrival(
        doors.deps,
        door=sent.door,
        external_id=key,
        body=sent.body,
        content_type=sent.content_type,
        problems=problems,
    )


def _fields(sent: Submission) -> tuple[dict[str, str], FieldProblem | None]:
    if sent.content_type.partition(";")[0].strip() not in {JSON, URLENCODED}:
        return {}, FieldProblem(name="body", code="unsupported_type")
    return read_fields(sent.body, sent.content_type)


def _key(doors: Doors, sent: Submission, fields: Mapping[str, str]) -> str:
    """What makes the submission the same: the sender's key, or its content within the day.

    The day is UTC's: whoever sends the same words again tomorrow asks again.
    """
    given = sent.key or fields.get(KEY_FIELD)
    if not given:
        return f"{doors.deps.clock():%Y-%m-%d}:{hashlib.sha256(sent.body).hexdigest()}"
    is_plain = len(given) <= MAX_KEY and given.isascii() and given.isprintable()
    if is_plain and not given.startswith(CHAT_KEYS):
        return given
    return hashlib.sha256(given.encode(errors="surrogatepass")).hexdigest()


def _to_correct(
    doors: Doors, sent: Submission, fields: Mapping[str, str]
) -> tuple[FieldProblem, ...]:
    draft, problems = hygiene.clean(
        fields, form=sent.policy, form_name=sent.form, received_at=doors.deps.clock()
    )
    if draft is None:
        # The rule stops where nobody could be answered; a person wants to hear it all at once.
        noted = {problem.name for problem in problems}
        empty = (name for name in sent.policy.required if not _has(fields, name, sent.policy))
        return (
            *problems,
            *(FieldProblem(name=name, code="missing") for name in empty if name not in noted),
        )
    asked = CORRECTABLE | {"missing"} if sent.is_from_page else {"missing"}
    return tuple(problem for problem in problems if problem.code in asked)


def _has(fields: Mapping[str, str], name: str, policy: FormPolicy) -> bool:
    """Whether something stands in a field, under our name or theirs; a whole name counts as both."""
    ours = headings.renamed(fields, headings.named(fields, headings.LEAD, given=policy.fields))
    whole = ours.get("name", "") if name in {"first_name", "last_name"} else ""
    return bool((ours.get(name, "") or whole).strip())


def _as_sent(problem: FieldProblem, sent: Submission, fields: Mapping[str, str]) -> FieldProblem:
    """The problem under the field's name in the sender's form, where it has another one."""
    named = headings.named(fields, headings.LEAD, given=sent.policy.fields)
    theirs = next((raw for raw, ours in named.items() if ours == problem.name), None)
    if theirs is None:
        given = sent.policy.fields.items()
        theirs = next((raw for raw, ours in given if ours == problem.name), problem.name)
    return FieldProblem(name=theirs, code=problem.code, params=problem.params)
