"""Has gateways ready before a room's crowd arrives: when it comes, the calendar says."""

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
"""A task serves about a minute after it was asked for, a hundred of them in some more."""

ARRIVED = timedelta(minutes=10)
"""After the start: who comes has come by then, or so slowly that scaling by load keeps up."""


class Fleet(Protocol):
    """The servers that stand behind one load balancer."""

    def keep(self, fewest: int) -> None:
        """Let no fewer be left by scaling in, and start at once what is missing to that number."""


class Plan(Struct, frozen=True):
    """How many gateways there may be, and how many players each of them bears with ease.

    `placement` says which rooms gateways play, as `placement.Policy` does; `expected` is the
    crowd of a room that may yet come.
    """

    fewest: int
    most: int
    sockets: int
    placement: Literal["serverless", "dedicated", "auto"]
    placement_size: int
    expected: int = 20_000


def prescale(ports: Ports, fleet: Fleet, plan: Plan) -> int:
    """Keep as many gateways as the rooms of now and soon need; return how many.

    Safe to repeat: it says what shall be, each time, and says less once fewer are needed.
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
    """Who has joined is counted as far as it matters; owners of slots are not asked for that."""
    enough = max(plan.most * plan.sockets, plan.placement_size + 1)
    game = ports.games.of(row.room)
    is_owned = ports.owners is not None and game is not None and game.log == "journal"
    streams: Iterable[str] = () if is_owned else ports.log.streams(roster(row.room))
    joined = sum(1 for _ in islice(streams, enough))
    if now < row.starts_at + ARRIVED:
        return max(plan.expected, joined)
    is_small = plan.placement == "auto" and joined <= plan.placement_size
    return 0 if is_small else joined
