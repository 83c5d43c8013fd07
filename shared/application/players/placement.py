"""Where a player shall open a socket: the functions' API, or a gateway that is alive."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from msgspec import Struct

from shared.application.players.ports import Ports
from shared.application.ports import CacheUnavailable, Coordination

ALIVE = "gateway:alive"

ALIVE_MS = 5000
"""A gateway reports itself each second; one that could not for so long is sent nobody."""


class Policy(Struct, frozen=True):
    """The two homes' URLs, of which the second may be empty, and how a stage chooses.

    `auto` plays rooms of more than `size` players on gateways.
    """

    choice: Literal["serverless", "dedicated", "auto"]
    serverless: str
    dedicated: str
    size: int


def report_alive(coordination: Coordination) -> None:
    """Say that a gateway takes players; may raise CacheUnavailable."""
    coordination.put(ALIVE, b"1", ALIVE_MS)


def report_leaving(coordination: Coordination) -> None:
    """Say that a gateway takes nobody any more; another that does says so within a second."""
    with suppress(CacheUnavailable):
        coordination.put(ALIVE, b"1", 1)


def place(ports: Ports, policy: Policy, room: str) -> str:
    """Return the URL for a player of a room, or of none when it is empty.

    The serverless one is always there, so it is the answer to every doubt: it differs in cost.
    """
    if not policy.dedicated or policy.choice == "serverless":
        return policy.serverless
    try:
        wanted = policy.choice == "dedicated" or _is_large(ports, policy, room)
        alive = wanted and ports.coordination.get(ALIVE) is not None
    except CacheUnavailable:
        return policy.serverless
    return policy.dedicated if alive else policy.serverless


def _is_large(ports: Ports, policy: Policy, room: str) -> bool:
    return bool(room) and ports.leaderboard.size(room) > policy.size
