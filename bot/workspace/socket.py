"""Socket Mode connections: tickets, `hello`, frames out and acknowledgements in."""

import asyncio
import json

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.desk import Desk
from bot.workspace.links import Frame, Link, SocketCourier
from bot.workspace.wire import JsonObject, compact

_POLICY_VIOLATION = 1008


async def serve_link(desk: Desk, courier: SocketCourier, socket: WebSocket) -> None:
    """Carry one connection from its ticket to its end."""
    ticket = socket.query_params.get("ticket", "")
    is_used = desk.courier is courier and not desk.faults.is_gone()
    if not is_used or not desk.permissions.use_ticket(ticket, desk.clock()):
        await socket.close(_POLICY_VIOLATION)
        return
    await socket.accept()
    if not courier.has_room():
        await socket.send_text(compact({"type": "disconnect", "reason": "too_many_websockets"}))
        await socket.close()
        return
    link = Link(drop=lambda: desk.lines.drop(socket.scope))
    link.frames.put_nowait(Frame(compact(_hello(desk, courier.connections() + 1))))
    courier.join(link)
    sender = asyncio.create_task(_send(desk, socket, link))
    try:
        await _receive(socket, courier)
    finally:
        courier.leave(link)
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)


async def _send(desk: Desk, socket: WebSocket, link: Link) -> None:
    while True:
        frame = await link.frames.get()
        if frame is None:
            await socket.close()
            return
        await socket.send_text(frame.text)
        if frame.sent is not None:
            frame.sent(desk.clock())


async def _receive(socket: WebSocket, courier: SocketCourier) -> None:
    while True:
        try:
            text = await socket.receive_text()
        except WebSocketDisconnect:
            return
        try:
            message = json.loads(text)
        except ValueError:
            continue
        if isinstance(message, dict):
            courier.acknowledge(message)


def _hello(desk: Desk, connections: int) -> JsonObject:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": 3600},
        "connection_info": {"app_id": desk.seed.app.app_id},
    }
