"""The limits of one process of the gateway."""

from __future__ import annotations

from msgspec import Struct

from shared.wire.frames import Closing

TOO_MANY_SOCKETS = Closing(4008, "too_many_connections")
TOO_SLOW = Closing(4009, "too_slow")
RESTART = Closing(1012, "restart")
TRY_AGAIN = Closing(1013, "try_again")


class Bounds(Struct, frozen=True):
    """Bounds of one kind of work that waits for a store."""

    at_once: int
    in_line: int
    seconds: float  # in line


class Limits(Struct, frozen=True):
    """Seconds, bytes and counts of one process."""

    sockets: int = 35_000
    sockets_of_address: int = 2_000  # a hall of players may be behind one
    head_seconds: float = 5.0  # from the connection to a whole request
    linger_seconds: float = 2.0  # for the peer's half of a close, and in the end for commands
    ping_every: int = 25  # a load balancer drops what is idle for 350 s
    first_ticket_seconds: float = 20.0  # that a socket has lasted
    ticket_seconds: float = 300.0  # between two tickets ahead, which live for twice as long
    frames_of_tick: int = 100  # that are read of one socket, of whatever kind
    bytes_of_tick: int = 128 * 1024  # one read of up to 256 KB may go beyond
    throttled_ticks: int = 10  # between two of our pings, in which a peer sends more than is read
    silent_seconds: float = 60.0
    unsent_bytes: int = 64 * 1024  # in a socket's buffer before it counts as slow
    slow_seconds: float = 30.0
    commands: int = 5_000
    commands_of_stream: int = 1_000
    moves_a_second: int = 1_000  # of sockets to another process, which took 2,380 without TLS
    upgrades: Bounds = Bounds(16, 10_000, 6.0)  # a client waits for about ten seconds
    subscriptions: Bounds = Bounds(12, 50_000, 6.0)  # several of each player, who all come at once
    orders: Bounds = Bounds(8, 500, 1.0)  # a second's work of a database that is well
    wishes: Bounds = Bounds(4, 2_000, 2.0)  # of those who wait for a match, each few seconds
    departures: Bounds = Bounds(4, 35_000, 60.0)
    tick_seconds: float = 1.0
    settle_seconds: float = 5.0  # after a loss of messages; a breaker that has opened waits three
    logins_every: int = 300  # ticks in which all sockets are compared with the logins
    stale_seconds: float = 5.0  # without a look at a board: a short absence goes unseen
    drain_seconds: float = 90.0
