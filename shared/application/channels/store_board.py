"""Stores a board for times without the cache: once in ten seconds, however many versions it has."""

from __future__ import annotations

from functools import partial

from shared.application.channels.ports import Ports
from shared.application.channels.values import STORED_EVERY, Snapshot, board_now
from shared.application.ports import Coordination, Queues
from shared.application.put_once import put_once
from shared.kernel.moments import milliseconds
from shared.wire.messages import StoreBoard


def store_soon(coordination: Coordination, queues: Queues, room: str) -> None:
    """Queue one message for the board, unless one is under way."""
    key, lease_ms, make = _key(room), 1000 * STORED_EVERY, partial(StoreBoard, room)
    put_once(coordination, queues, key, lease_ms, "default", make, delay=STORED_EVERY)


def store_board(ports: Ports, room: str, token: str) -> None:
    """Store the current board; an incomplete one is stored with its next version.

    Raises CacheUnavailable.
    """
    ports.coordination.release(_key(room), token)
    at, snapshot = ports.clock(), board_now(ports.leaderboard, room)
    if snapshot is not None:
        view: Snapshot = snapshot | {"at": at.isoformat()}
        ports.views.put("board", room, view, position=milliseconds(at))


def _key(room: str) -> str:
    return f"store-due:{room}"
