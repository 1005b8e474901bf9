"""Who is at the door, by address, and how often they may knock."""

import threading
import time
from collections import deque
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil

from limits import RateLimitItem
from starlette.requests import Request

from bot.web.refusals import WebRefusal

MAX_REMEMBERED = 50_000
"""Counted addresses; a flood from more must not fill the memory."""
NEIGHBOURS = 64
"""One household or company has a /64 of IPv6: its addresses are counted as one."""


class Proxies:
    """The addresses whose X-Forwarded-For counts.

    Args:
        listed: addresses or networks, separated by commas.

    Raises:
        ValueError: for an entry that is neither.
    """

    def __init__(self, listed: str) -> None:
        entries = (entry.strip() for entry in listed.split(","))
        self._networks = tuple(ip_network(entry, strict=False) for entry in entries if entry)

    def address(self, request: Request) -> str:
        """The visitor's address: the last one in the chain that is not our own proxy's."""
        peer = _parsed(request.client.host if request.client else "")
        if peer is None:
            return "unknown"
        chain = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        for hop in reversed(chain):
            if not self._trusts(peer):
                break
            before = _parsed(hop)
            if before is None:
                break
            peer = before
        return _counted(peer)

    def _trusts(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._networks)


class Limits:
    """Moving windows in memory; each process counts by itself.

    The windows of the `limits` library start a thread every ten milliseconds to forget, which
    costs a busy door a fifth of its time. Here a window forgets when it is looked at.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._knocks: dict[tuple[str, ...], deque[float]] = {}

    def spend(self, rate: RateLimitItem, *who: str) -> None:
        """Counts one knock.

        Args:
            rate: how many in which time.
            who: the door and whoever knocks there; each door has one rate.

        Raises:
            WebRefusal: 429 with Retry-After, when there were too many.
        """
        now, window = time.monotonic(), rate.get_expiry()
        with self._lock:
            if len(self._knocks) > MAX_REMEMBERED:
                self._knocks.clear()
            knocks = self._knocks.setdefault(who, deque())
            while knocks and knocks[0] <= now - window:
                knocks.popleft()
            if len(knocks) < rate.amount:
                knocks.append(now)
                return
            free_in = knocks[0] + window - now
        seconds = max(1, ceil(free_in))
        headers = {"Retry-After": str(seconds)}
        raise WebRefusal(429, "too_many", headers=headers, params={"seconds": seconds})


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _counted(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address.packed, NEIGHBOURS), strict=False))
    return str(address)
