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
    seconds: float  # maximum wait in line


class Limits(Struct, frozen=True):
    """Seconds, bytes and counts of one process."""

    sockets: int = 35_000
    sockets_of_address: int = 2_000  # a hall full of players may share one address
    head_seconds: float = 5.0  # from the connection to a complete request
    linger_seconds: float = 2.0  # for the peer's close, and at shutdown for commands
    ping_every: int = 25  # ticks; a load balancer drops a connection idle for 350 s
    first_ticket_seconds: float = 20.0  # age of a socket at its first ticket ahead
    ticket_seconds: float = 300.0  # between two tickets ahead; each lives twice as long
    frames_of_tick: int = 100  # read of one socket in a tick, frames of any kind
    bytes_of_tick: int = 128 * 1024  # a single read of up to 256 KB may exceed it
    throttled_ticks: int = 10  # between two pings, in which a peer sends above these bounds
    silent_seconds: float = 60.0
    unsent_bytes: int = 64 * 1024  # in a socket's buffer, above which it is slow
    slow_seconds: float = 30.0
    commands: int = 5_000
    commands_of_stream: int = 1_000
    moves_a_second: int = 1_000  # of sockets; a process took in 2,380 without TLS
    upgrades: Bounds = Bounds(16, 10_000, 6.0)  # a client waits for about ten seconds
    subscriptions: Bounds = Bounds(
        12, 50_000, 6.0
    )  # several per player, of a crowd that comes at once
    orders: Bounds = Bounds(8, 500, 1.0)  # a second's work of a healthy database
    wishes: Bounds = Bounds(4, 2_000, 2.0)  # waiting players repeat theirs every few seconds
    departures: Bounds = Bounds(4, 35_000, 60.0)
    tick_seconds: float = 1.0
    settle_seconds: float = 5.0  # after lost messages; an open breaker waits three
    logins_every: int = 300  # ticks for comparing all sockets with the logins
    stale_seconds: float = 5.0  # without a look at a board, before it is marked stale
    drain_seconds: float = 90.0
