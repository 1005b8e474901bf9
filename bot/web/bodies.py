"""Reading a request's body, never beyond its limit and never for longer than it may take."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from bot.web.refusals import WebRefusal

BODY_SECONDS = 15.0
CLOSE = {"Connection": "close"}
"""The rest of an unread body is not read for the next request either."""


async def read_body(request: Request, *, limit: int) -> bytes:
    """The whole body.

    Args:
        request: whose body.
        limit: bytes; more are not read.

    Raises:
        WebRefusal: 413, 408 or 400 (cut off).
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise WebRefusal(413, "too_large", headers=CLOSE, params={"limit": limit})
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise WebRefusal(413, "too_large", headers=CLOSE, params={"limit": limit})
    except TimeoutError as error:
        raise WebRefusal(408, "too_slow", headers=CLOSE) from error
    except ClientDisconnect as error:
        raise WebRefusal(400, "cut_off", headers=CLOSE) from error
    return bytes(body)
