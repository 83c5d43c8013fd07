"""Has matches made soon: once, however many ask."""

from __future__ import annotations

from shared.application.ports import Ports
from shared.kernel.game import Game
from shared.wire.messages import MakeMatches

LEASE_MS = 5_000
"""For so long a tick that was lost keeps others from being scheduled."""


def schedule_tick(parts: Ports, game: Game) -> None:
    """Put one message, due in a second, unless one is under way."""
    token = parts.coordination.claim(tick_key(game.name), LEASE_MS)
    if token is None:
        return
    try:
        parts.queues.put("default", MakeMatches(game.name, token), delay=1)
    except Exception:
        parts.coordination.release(tick_key(game.name), token)
        raise


def tick_key(game: str) -> str:
    return f"make-matches:{game}"
