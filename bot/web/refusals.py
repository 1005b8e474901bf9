"""What a public door answers when it does not do what it was asked."""

from collections.abc import Mapping

from fastapi.responses import JSONResponse

from agents.decisions import FieldProblem, Params
from agents.sentences.visitors import sentence, worded
from agents.words import Words


class WebRefusal(Exception):  # noqa: N818 — a refusal is an answer, not a fault
    """Something was not done; the reader is told why, in their language.

    Args:
        status: the HTTP status.
        code: which reason (wording.py).
        fields: what is wrong with single fields.
        headers: further headers of the answer.
        params: numbers the sentence needs.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        fields: tuple[FieldProblem, ...] = (),
        headers: Mapping[str, str] | None = None,
        params: Params | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.fields = fields
        self.headers = dict(headers or {})
        self.params: Params = params or {}


def answer(refusal: WebRefusal, w: Words) -> JSONResponse:
    """The refusal as JSON: `code` for machines, `message` for people, `fields` for the form."""
    content: dict[str, object] = {
        "code": refusal.code,
        "message": sentence(w, refusal.code, refusal.params),
    }
    if refusal.fields:
        content["fields"] = worded(w, refusal.fields)
    headers = {"Content-Language": w.language.value, **refusal.headers}
    return JSONResponse(content, status_code=refusal.status, headers=headers)
