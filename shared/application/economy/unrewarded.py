"""Who gets nothing for taking part: guests, where a stage says so.

A guest is anybody who asks; somebody who wants rewards only could come as many of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.application.economy.ports import Ports


def unrewarded(ports: Ports, player_ids: Iterable[str]) -> set[str]:
    """Return those of the players who are not rewarded, as the stage is now."""
    return set() if ports.rewards_guests else ports.players.guests(player_ids)
