"""The public doors as one FastAPI application; made once by bootstrap, or by a test."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import structlog
from fastapi import FastAPI
from slack_bolt import App
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.deps import Deps
from bot.roles import ALL_ROLES, ProcessRole
from bot.settings import Settings
from bot.web import chat, consent_routes, events, intake, pages
from bot.web.door import Doors, open_doors
from bot.web.health import health
from bot.web.refusals import WebRefusal, answer
from bot.web.shield import DEFAULT_HEADERS, OriginGuard, OriginRule, SafeHeaders
from bot.web.slack import slack_routes
from bot.workflows.chat import ChatRefusal

STATUS_CODES = {404: "not_found", 405: "method_not_allowed"}

log = structlog.get_logger()

Handler = Callable[[Request, Exception], Awaitable[Response]]


def create_app(
    deps: Deps,
    settings: Settings,
    *,
    with_demo_site: bool = False,
    roles: frozenset[ProcessRole] = ALL_ROLES,
    slack: App | None = None,
) -> FastAPI:
    """The application.

    Args:
        deps: what the workflows are given.
        settings: the operator's.
        with_demo_site: also shows the website of a made-up company, for a trial.
        roles: what else this process does; /healthz says so.
        slack: takes signed requests from Slack; None where there is Socket Mode, or none.

    Raises:
        SettingsError: for a rate, a proxy or a secret that cannot be read.
    """
    doors = open_doors(deps, settings)
    app = FastAPI(title="Staffel", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(intake.routes(doors))
    app.include_router(events.routes(doors))
    app.include_router(chat.routes(doors))
    app.include_router(pages.widget())
    app.include_router(consent_routes.routes(doors))
    if slack is not None:
        app.include_router(slack_routes(slack, deps, settings))
    if with_demo_site:
        app.include_router(pages.demo_site(doors))
    app.get("/healthz")(health(doors, roles))
    app.add_middleware(
        OriginGuard,
        rules=_origin_rules(doors),
        reads=doors.words,
        admits_own_pages=with_demo_site,
    )
    app.add_middleware(SafeHeaders)
    handlers = _handlers(doors)
    app.add_exception_handler(WebRefusal, handlers[0])
    app.add_exception_handler(ChatRefusal, handlers[0])
    app.add_exception_handler(HTTPException, handlers[1])
    app.add_exception_handler(Exception, handlers[2])
    return app


def _origin_rules(doors: Doors) -> tuple[OriginRule, ...]:
    policy = doors.deps.policy
    forms = tuple(
        OriginRule(
            prefix=f"{intake.PREFIX}/{name}",
            origins=form.origins,
            methods=("POST",),
            headers=("Idempotency-Key",),
        )
        for name, form in policy.forms.items()
    )
    talk = OriginRule(
        prefix=chat.PREFIX,
        origins=policy.forms[policy.chat.form].origins,
        methods=("GET", "POST"),
        headers=("Authorization",),
    )
    return (*forms, talk)


def _handlers(doors: Doors) -> tuple[Handler, Handler, Handler]:
    async def refused(request: Request, error: Exception) -> Response:
        refusal = chat.as_web(error) if isinstance(error, ChatRefusal) else error
        assert isinstance(refusal, WebRefusal)
        return answer(refusal, doors.words(request.headers))

    async def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = STATUS_CODES.get(error.status_code, "not_readable")
        refusal = WebRefusal(error.status_code, code, headers=error.headers)
        return answer(refusal, doors.words(request.headers))

    async def failed(request: Request, error: Exception) -> Response:
        """Answers with an id only; this handler stands outside of the middleware."""
        error_id = uuid4().hex[:8]
        route = request.scope.get("route")
        path = getattr(route, "path", None)
        log.error("web_failed", error_id=error_id, error=type(error).__name__, route=path)
        refusal = WebRefusal(
            500, "internal_error", headers=DEFAULT_HEADERS, params={"error_id": error_id}
        )
        return answer(refusal, doors.words(request.headers))

    return refused, unknown, failed
