"""The server: all doors in one application, and what it takes to run it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.controls import CONTROLS, faults_on, switch_on
from bot.workspace.desk import Desk
from bot.workspace.doors import DOORS, Door
from bot.workspace.faults import Fault, Target
from bot.workspace.guard import LoopbackOnly
from bot.workspace.http_courier import HttpCourier
from bot.workspace.instant import Clock, Timing, now
from bot.workspace.journal import Journal
from bot.workspace.limits import Limits
from bot.workspace.lines import HungUp
from bot.workspace.links import SocketCourier
from bot.workspace.overview import boot, overview
from bot.workspace.refusal import PageRefusal, Refusal
from bot.workspace.responses import respond
from bot.workspace.seed import Manifest, Seed
from bot.workspace.socket import serve_link
from bot.workspace.web_api import serve_method
from bot.workspace.wire import JsonObject, compact

_PAGE = Path(__file__).parent / "page"
_GONE = ("expired_url", "used_url")
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a workspace is run."""

    seed: Seed
    manifest: Manifest
    data: Path | None = None
    """Where the journal is kept; None keeps everything in memory."""
    website: str | None = None
    tour: JsonObject | None = None
    request_url: str | None = None
    """Where the bot takes signed requests; None: it is reached by Socket Mode."""
    limits: bool = True
    timing: Timing = field(default_factory=Timing)
    clock: Clock = now


class Doors:
    """The handlers of one running workspace."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.desk = Desk(
            options.seed,
            options.manifest,
            journal=Journal(options.data),
            timing=options.timing,
            clock=options.clock,
        )
        self._sockets = SocketCourier(self.desk)
        self.desk.courier = self._sockets
        self._limits = Limits(on=options.limits)

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Take up what the journal still owes, and end in order."""
        self._deliver_by(self.options.request_url)
        yield
        for courier in {self.desk.courier, self._sockets}:
            await courier.close()
        self.desk.journal.close()

    def _deliver_by(self, request_url: str | None) -> None:
        """Go the way there is from now on, with what is owed still."""
        self.desk.courier = self._sockets
        if request_url is not None:
            self.desk.courier = HttpCourier(self.desk, request_url)
            self.desk.courier.start()
        self.desk.tell_connections()
        for body in list(self.desk.state.owed.values()):
            self.desk.courier.event(body)

    async def method(self, request: Request) -> Response:
        """`/api/{method}`."""
        return await serve_method(self.desk, self._limits, request)

    async def link(self, socket: WebSocket) -> None:
        """`/link/`."""
        await serve_link(self.desk, self._sockets, socket)

    async def response(self, request: Request) -> Response:
        """`/response/{id}`."""
        body = await _object(request)
        if self.desk.faults.strike(Fault.DOWN, target=Target(method="response_url")):
            return HungUp(self.desk.lines)
        if body is None:
            return PlainTextResponse("invalid_payload", status_code=400)
        try:
            respond(self.desk, request.path_params["id"], body)
        except Refusal as refusal:
            status = 404 if refusal.code in _GONE else 400
            return JSONResponse(refusal.body(), status_code=status)
        return PlainTextResponse("ok")

    async def boot(self, _: Request) -> Response:
        """`/_page/boot`."""
        extras = {"website": self.options.website, "tour": self.options.tour}
        return JSONResponse({**boot(self.desk), **extras})

    async def state(self, request: Request) -> Response:
        """`/_page/state`."""
        user = request.query_params.get("user", "")
        if user not in self.desk.state.users:
            return _refused(PageRefusal("user_not_found", "There is no such person."))
        return JSONResponse(overview(self.desk, user))

    async def journal(self, request: Request) -> Response:
        """`/_page/journal`."""
        after = request.query_params.get("after", "0")
        if not after.isdecimal():
            return _refused(PageRefusal("invalid_arguments", "`after` must be a number."))
        entries = self.desk.journal.after(int(after))
        following = entries[-1]["n"] if entries else int(after)
        return JSONResponse({"entries": entries, "next": following})

    async def door(self, request: Request) -> Response:
        """`/_page/{door}`."""
        handler = DOORS.get(request.path_params["door"])
        if handler is None:
            return _refused(PageRefusal("unknown_door", "There is no such door."), 404)
        return _answered(handler, self.desk, await _object(request))

    async def faults(self, request: Request) -> Response:
        """`/control/faults`: what is on, one more, or all off; with an id that one off."""
        if request.method == "DELETE":
            gone = self.desk.faults.clear(request.path_params.get("id"))
            return JSONResponse({"ok": True, "cleared": gone})
        if request.method == "POST":
            return _answered(switch_on, self.desk, await _object(request))
        return JSONResponse({"ok": True, **faults_on(self.desk)})

    async def control(self, request: Request) -> Response:
        """`/control/{name}`."""
        control = CONTROLS.get(request.path_params["name"])
        if control is None:
            return _refused(PageRefusal("unknown_door", "There is no such control."), 404)
        return _answered(control, self.desk, await _object(request))

    async def request_url(self, request: Request) -> Response:
        """`/control/request_url`: deliver there from now on, or by Socket Mode again."""
        body = await _object(request)
        url = None if body is None else body.get("url")
        if body is None or not isinstance(url, str | None):
            return _refused(PageRefusal("invalid_arguments", "`url` must be an address or null."))
        await self.desk.courier.close()
        self._deliver_by(url)
        return JSONResponse({"ok": True})

    async def pushes(self, socket: WebSocket) -> None:
        """`/_page/events`."""
        user = socket.query_params.get("user", "")
        await socket.accept()
        inbox = self.desk.hub.join(user)
        inbox.put_nowait({"type": "bot", "connected": self.desk.courier.connections()})

        async def send() -> None:
            while True:
                await socket.send_text(compact(await inbox.get()))

        sender = asyncio.create_task(send())
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            pass
        finally:
            self.desk.hub.leave(user, inbox)
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)


def application(doors: Doors) -> Starlette:
    """Put the doors into one ASGI application."""
    routes = [
        Route("/api/{method}", doors.method, methods=["GET", "POST"]),
        WebSocketRoute("/link/", doors.link),
        Route("/response/{id}", doors.response, methods=["POST"]),
        Route("/_page/boot", doors.boot),
        Route("/_page/state", doors.state),
        Route("/_page/journal", doors.journal),
        WebSocketRoute("/_page/events", doors.pushes),
        Route("/_page/{door}", doors.door, methods=["POST"]),
        Route("/control/faults", doors.faults, methods=["GET", "POST", "DELETE"]),
        Route("/control/faults/{id}", doors.faults, methods=["DELETE"]),
        Route("/control/request_url", doors.request_url, methods=["POST"]),
        Route("/control/{name}", doors.control, methods=["POST"]),
        Route("/", _index),
        Route("/archives/{path:path}", _index),
        Mount("/static", StaticFiles(directory=_PAGE, check_dir=False)),
    ]
    app = Starlette(routes=routes, lifespan=doors.lifespan)
    app.add_middleware(LoopbackOnly)
    return app


def _answered(door: Door, desk: Desk, body: JsonObject | None) -> Response:
    if body is None:
        return _refused(PageRefusal("invalid_json", "The body must be a JSON object."))
    try:
        return JSONResponse({"ok": True, **door(desk, body)})
    except PageRefusal as refusal:
        return _refused(refusal)


async def _object(request: Request) -> JsonObject | None:
    """The body as a JSON object; None when it is something else."""
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


async def _index(_: Request) -> Response:
    return FileResponse(_PAGE / "index.html", headers={"Cache-Control": "no-cache"})


def _refused(refusal: PageRefusal, status: int = 200) -> Response:
    return JSONResponse(refusal.body(), status_code=status)
