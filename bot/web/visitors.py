"""Who is at the door, by address, and how often they may knock."""

import time
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from bot.web.refusals import WebRefusal

MAX_REMEMBERED = 50_000
"""Counted addresses; the library never forgets one, so that a flood would fill the memory."""
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
    """Moving windows in memory; each process counts by itself."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._windows = MovingWindowRateLimiter(self._storage)

    def spend(self, rate: RateLimitItem, *who: str) -> None:
        """Counts one knock.

        Raises:
            WebRefusal: 429 with Retry-After, when there were too many.
        """
        if len(self._storage.events) > MAX_REMEMBERED:
            self._storage.reset()
        if self._windows.hit(rate, *who):
            return
        # The library counts by the wall clock, so the wait is told by the same clock.
        free_at = self._windows.get_window_stats(rate, *who).reset_time
        seconds = max(1, ceil(free_at - time.time()))
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
