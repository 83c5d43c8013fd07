"""Schedules one tick of the matchmaker, however many callers ask."""

from __future__ import annotations

from functools import partial

from shared.application.ports import Ports
from shared.application.put_once import put_once
from shared.kernel.game import Game
from shared.wire.messages import MakeMatches

LEASE_MS = 5_000
"""Time after which a lost tick no longer keeps others from being scheduled."""


def schedule_tick(parts: Ports, game: Game) -> None:
    """Queue one message, due in a second, unless one is under way."""
    key, make = tick_key(game.name), partial(MakeMatches, game.name)
    put_once(parts.coordination, parts.queues, key, LEASE_MS, "default", make, delay=1)


def tick_key(game: str) -> str:
    return f"make-matches:{game}"
