"""Opens and closes players' connections: one live login each, and the newer one supersedes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from shared.application.channels.presence import is_presence, leave_presence
from shared.application.players.ports import Connection, Ports
from shared.application.ports import CacheUnavailable
from shared.kernel.players import Identity

SUPERSEDED = 4001


def connect(ports: Ports, connection: str, identity: Identity) -> None:
    """Open the player's live connection and close the one before it."""
    ports.connections.open(Connection(connection, identity, ports.clock()))
    take_over(ports, connection, identity)


def take_over(
    ports: Ports,
    connection: str,
    identity: Identity,
    is_open: Callable[[], bool] = lambda: True,
) -> None:
    """Make this the player's live connection and close the one before it, on whichever host it is.

    `is_open` is called after the login was read and before it is written; a closed connection takes
    no login. Once the login is written the player is in: a later failure is only reported.
    """
    previous = ports.logins.take_over(identity.player_id, connection, is_open)
    if previous is None:
        return
    try:
        supersede(ports, previous)
    except Exception as fault:  # noqa: BLE001 - or neither connection would serve the player
        ports.on_fault(fault)


def supersede(ports: Ports, connection: str) -> None:
    """Close a connection in favour of a newer one of its player.

    A connection that can't be closed is forgotten all the same, and its next frame is refused.
    """
    _end(ports, connection)
    try:
        ports.sockets.close(connection, SUPERSEDED, "superseded")
    finally:
        disconnect(ports, connection)


def is_live(ports: Ports, connection: str, identity: Identity) -> bool:
    """Return whether no newer connection has superseded this one."""
    return ports.logins.current(identity.player_id) == connection


def disconnect(ports: Ports, connection: str, wrote: Sequence[str] = ()) -> None:
    """Forget a connection that has ended; a repeat changes nothing.

    First it is marked as over, so that no later frame writes for it. `wrote` are channels that it
    may be subscribed to beyond those already in the index of its subscriptions. A player who has
    moved stays present where the newer connection is subscribed.
    """
    _end(ports, connection)
    known = ports.connections.close(connection)
    for channel in wrote:
        ports.subscriptions.remove(channel, connection)
    channels = {*ports.subscriptions.remove_all(connection), *wrote}
    if known is None:
        return
    who = known.identity
    ports.logins.leave(who.player_id, connection)
    presences = {each for each in channels if is_presence(each)}
    newer = ports.logins.current(who.player_id) if presences else None
    kept = ports.subscriptions.channels(newer) if newer is not None else ()
    for channel in presences.difference(kept):
        leave_presence(ports.coordination, ports.queues, channel, who.username)


def undo_late(ports: Ports, connection: str, wrote: Sequence[str]) -> None:
    """Undo what a frame wrote on channels for a connection that has ended meanwhile.

    API Gateway runs `$disconnect` concurrently with frames. A frame that comes after it is not
    served; a frame that was being served checks here, after its writes, whether the connection is
    over.
    """
    with suppress(CacheUnavailable):
        if wrote and ports.sessions.is_over(connection):
            disconnect(ports, connection, wrote)


def _end(ports: Ports, connection: str) -> None:
    with suppress(CacheUnavailable):
        ports.sessions.end(connection)
