"""Rate limits: a token bucket for each caller, kept in the cache."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from shared.application.ports import CacheUnavailable, Ports


class Limit(Struct, frozen=True):
    """A burst of requests, and after it one every `every_ms` milliseconds."""

    name: str
    burst: int
    every_ms: int


WRITES = Limit("writes", burst=40, every_ms=100)
"""Writes of a player over HTTP: as many as frames over a socket."""

ORDERS = Limit("orders", burst=60, every_ms=1500)
"""Orders of a player to the economy, over HTTP and sockets together: 60 in 90 seconds."""

READS = Limit("reads", burst=120, every_ms=500)
"""Reads of a player over HTTP of economy, rooms and streams: 120 at once, then 2 a second."""

REFRESHES = Limit("refreshes", burst=20, every_ms=120_000)
"""Refreshes of a player: a session token lives 15 minutes, and each refresh is kept for 30 days."""

FRIENDS = Limit("friends", burst=30, every_ms=10_000)
"""Friend requests of a player, as they reach others unasked: 30 at once, then 6 a minute."""

GUESTS = Limit("guests", burst=240, every_ms=500)
"""New guests of an IP address.

This and the next three are generous, as a hall of players may share one.
"""

SESSIONS = Limit("sessions", burst=600, every_ms=100)
"""Sign-ins and refreshes of an address."""

PUBLIC = Limit("public", burst=2400, every_ms=5)
"""Reads of an address without a token."""

REQUESTS = Limit("requests", burst=6000, every_ms=2)
"""Requests of an address with a token, whichever players' tokens they are."""


class TooFast(Exception):  # noqa: N818 - a fact: this caller has to wait
    """The caller exceeded its rate, and nothing was done; it may retry after `wait_ms`."""

    def __init__(self, wait_ms: int) -> None:
        super().__init__(f"wait {wait_ms} ms")
        self.wait_ms = wait_ms


type CheckRate = Callable[[Ports, Limit, str], None]
"""Counts one request of a caller, or raises TooFast."""


def check_rate(ports: Ports, limit: Limit, who: str, at_once: int = 1) -> None:
    """Count some requests of a caller, or raise TooFast; without the store nobody is limited."""
    burst, every_ms = limit.burst // at_once, limit.every_ms * at_once
    try:
        wait_ms = ports.coordination.spend(f"{limit.name}:{who}", burst, every_ms, ports.clock())
    except CacheUnavailable:
        return
    if wait_ms:
        raise TooFast(wait_ms)
