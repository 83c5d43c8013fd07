"""Finds the players who get no reward for taking part: guests, if the stage says so.

Anybody can become a guest, so somebody could collect rewards as many of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.application.economy.ports import Ports


def unrewarded(ports: Ports, player_ids: Iterable[str]) -> set[str]:
    """Return those of the players who are not rewarded on this stage."""
    return set() if ports.rewards_guests else ports.players.guests(player_ids)
