"""Starts gateways before a room's crowd arrives, by the rooms' scheduled starts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal, Protocol

from msgspec import Struct

from shared.application.lifecycle.list_rooms import RoomRow, open_until
from shared.application.lifecycle.ports import Ports
from shared.kernel.names import roster

AHEAD = timedelta(minutes=10)
"""Lead time: one task serves about a minute after the request, a hundred of them some later."""

ARRIVED = timedelta(minutes=10)
"""Time after the start by which the crowd has come, or comes slowly enough for scaling by load."""


class Fleet(Protocol):
    """The servers behind one load balancer."""

    def keep(self, fewest: int) -> None:
        """Set the minimum that scaling in leaves, and at once start what is missing to it."""


class Plan(Struct, frozen=True):
    """The maximum number of gateways, and how many players each serves with ease.

    `placement` says which rooms gateways serve, as `placement.Policy` does; `expected` is the crowd
    assumed for a room before it starts.
    """

    fewest: int
    most: int
    sockets: int
    placement: Literal["serverless", "dedicated", "auto"]
    placement_size: int
    expected: int = 20_000


def prescale(ports: Ports, fleet: Fleet, plan: Plan) -> int:
    """Keep as many gateways as current and upcoming rooms need; return how many.

    Safe to repeat: each call sets the target anew, and a lower one once fewer are needed.
    """
    players = 0 if plan.placement == "serverless" else _players(ports, plan)
    fewest = min(max(plan.fewest, -(-players // plan.sockets)), plan.most)
    fleet.keep(fewest)
    return fewest


def _players(ports: Ports, plan: Plan) -> int:
    now = ports.clock()
    rows = [row for game in ports.games for row in open_until(ports.views, game, now + AHEAD)]
    return sum(_crowd(ports, plan, row, now) for row in rows if _is_soon(row, now))


def _is_soon(row: RoomRow, now: datetime) -> bool:
    return row.starts_at - AHEAD <= now < row.ends_at and row.end_announced_at is None


def _crowd(ports: Ports, plan: Plan, row: RoomRow, now: datetime) -> int:
    """Return the expected crowd of a room; joined players are counted only as far as needed.

    In a room whose streams have owners, they are not counted.
    """
    enough = max(plan.most * plan.sockets, plan.placement_size + 1)
    game = ports.games.of(row.room)
    is_owned = ports.owners is not None and game is not None and game.log == "journal"
    streams: Iterable[str] = () if is_owned else ports.log.streams(roster(row.room))
    joined = sum(1 for _ in islice(streams, enough))
    if now < row.starts_at + ARRIVED:
        return max(plan.expected, joined)
    is_small = plan.placement == "auto" and joined <= plan.placement_size
    return 0 if is_small else joined
