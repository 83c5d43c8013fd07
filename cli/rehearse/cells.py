"""Splits a large crowd into cells that share no room, which are rehearsed one after another.

Owners, gateways and rooms belong to one cell, so they are modelled exactly. A resource of the whole
account, such as a quota, is divided among the cells by their players, and its use is added up.
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
