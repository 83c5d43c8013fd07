"""Parts of a crowd that share no room: a large one is rehearsed a cell after the other.

What is partitioned, such as owners, gateways and rooms, is exact by that. What all of an account
share, such as a quota, is given to the cells by their share of the players, and is added up again.
"""

from __future__ import annotations

from math import ceil

from msgspec.structs import replace

from cli.load.profiles import Profile

MOST = 25_000
"""Players of a cell."""


def cells(profile: Profile) -> list[Profile]:
    """Return profiles of equal parts; a room is never divided, however large it is."""
    room, players = profile.room_players, profile.players
    if players <= MOST or (not room and profile.game != "match"):
        return [profile]
    rooms = ceil(players / (room or 8))
    many = min(rooms, ceil(players / MOST))
    parts = [rooms * (n + 1) // many - rooms * n // many for n in range(many)]
    sizes = [each * (room or 8) for each in parts]
    sizes[-1] -= sum(sizes) - players
    return [replace(profile, players=each) for each in sizes]
