"""What a fault makes of a call of the Web API, before or after it was stored."""

import asyncio
from collections.abc import Callable

from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.workspace.faults import Fault, On
from bot.workspace.lines import HungUp, Lines

_STORED = {Fault.DROP_AFTER, Fault.ERROR_500_STORED, Fault.LATE, Fault.LATE_ANSWER}
_HANGS_UP = {Fault.DOWN, Fault.DROP_BEFORE, Fault.DROP_AFTER}
_BREAKS = {Fault.ERROR_500, Fault.ERROR_500_STORED}


async def happen(struck: On, answer: Callable[[], Response], lines: Lines) -> Response:
    """Answer a call that a fault happens to.

    Args:
        struck: The switch.
        answer: Does the call: what it changes is stored then.
        lines: The connections, to drop this one.
    """
    fault = struck.fault
    if fault is Fault.LATE:
        await asyncio.sleep(struck.seconds)
    stored = answer() if fault in _STORED else None
    if fault is Fault.LATE_ANSWER:
        await asyncio.sleep(struck.seconds)
    if fault in _HANGS_UP:
        return HungUp(lines)
    if fault in _BREAKS:
        return PlainTextResponse("Internal Server Error", status_code=500)
    return _refused(struck) if stored is None else stored


def _refused(struck: On) -> Response:
    if struck.fault is Fault.RATE_LIMITED:
        retry = {"Retry-After": str(max(1, round(struck.seconds)))}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, retry)
    is_revoked = struck.fault is Fault.TOKEN_REVOKED
    code = "token_revoked" if is_revoked else "service_unavailable"
    return JSONResponse({"ok": False, "error": code})
