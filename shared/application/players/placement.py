"""Decides where a player opens a socket: at API Gateway, or at a live gateway."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from msgspec import Struct

from shared.application.players.ports import Ports
from shared.application.ports import CacheUnavailable, Coordination

ALIVE = "gateway:alive"

ALIVE_MS = 5000
"""Milliseconds without a report, due each second, after which a gateway is sent no players."""


class Policy(Struct, frozen=True):
    """The URLs of the two hosts, the second maybe empty, and how a stage chooses between them.

    `auto` sends rooms of more than `size` players to gateways.
    """

    choice: Literal["serverless", "dedicated", "auto"]
    serverless: str
    dedicated: str
    size: int


def report_alive(coordination: Coordination) -> None:
    """Report that a gateway takes players; may raise CacheUnavailable."""
    coordination.put(ALIVE, b"1", ALIVE_MS)


def report_leaving(coordination: Coordination) -> None:
    """Report that a gateway takes no more players; another one reports again within a second."""
    with suppress(CacheUnavailable):
        coordination.put(ALIVE, b"1", 1)


def place(ports: Ports, policy: Policy, room: str) -> str:
    """Return the URL for a player of a room, or of no room if `room` is empty.

    The serverless URL always works, so it is the answer whenever in doubt: the two differ in cost.
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
