"""How often one may ask: a bucket of tokens each, kept in the cache."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from shared.application.ports import CacheUnavailable, Ports


class Limit(Struct, frozen=True):
    """So many at once, and after that one every so many milliseconds."""

    name: str
    burst: int
    every_ms: int


WRITES = Limit("writes", burst=40, every_ms=100)
"""Of a player over HTTP: as many as frames over a socket."""

ORDERS = Limit("orders", burst=60, every_ms=1500)
"""Of a player to the economy, over HTTP and sockets together: 60 in 90 seconds."""

READS = Limit("reads", burst=120, every_ms=500)
"""Of a player over HTTP, from the economy, rooms, streams: 120 at once, then 2 a second."""

REFRESHES = Limit("refreshes", burst=20, every_ms=120_000)
"""Of a player: a session token lives 15 minutes, and each refresh is kept for 30 days."""

FRIENDS = Limit("friends", burst=30, every_ms=10_000)
"""Of a player: asks reach others, who did not ask for them. 30 at once, then 6 a minute."""

GUESTS = Limit("guests", burst=240, every_ms=500)
"""Of an address, as the next three: a hall full of players is behind one."""

SESSIONS = Limit("sessions", burst=600, every_ms=100)
"""Sign-ins and refreshes."""

PUBLIC = Limit("public", burst=2400, every_ms=5)
"""Reads without a token."""

REQUESTS = Limit("requests", burst=6000, every_ms=2)
"""All that comes with a token, whosever it is."""


class TooFast(Exception):  # noqa: N818 - a fact: this caller has to wait
    """Nothing was done; `wait_ms` is when to try again."""

    def __init__(self, wait_ms: int) -> None:
        super().__init__(f"wait {wait_ms} ms")
        self.wait_ms = wait_ms


type CheckRate = Callable[[Ports, Limit, str], None]
"""Counts one more of somebody, or raises TooFast."""


def check_rate(ports: Ports, limit: Limit, who: str, at_once: int = 1) -> None:
    """Count some more of somebody, or raise TooFast; without the store everybody may."""
    burst, every_ms = limit.burst // at_once, limit.every_ms * at_once
    try:
        wait_ms = ports.coordination.spend(f"{limit.name}:{who}", burst, every_ms, ports.clock())
    except CacheUnavailable:
        return
    if wait_ms:
        raise TooFast(wait_ms)
