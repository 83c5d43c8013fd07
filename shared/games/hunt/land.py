"""The map: the cost of a step, and the distance of cells."""

from __future__ import annotations

from shared.games.hunt.rules import Rules, Treasure


def cost(rules: Rules, x: int, y: int) -> int | None:
    """Return the energy of a step onto a cell; None if nobody can stand on it."""
    if not 0 <= y < len(rules.land) or not 0 <= x < len(rules.land[y]):
        return None
    return rules.terrain.get(rules.land[y][x])


def steps(x: int, y: int, treasure: Treasure) -> int:
    """Return the distance to a treasure in steps, regardless of terrain."""
    return abs(treasure.x - x) + abs(treasure.y - y)


def cell(rules: Rules, x: int, y: int) -> int:
    """Number a cell, row by row."""
    return y * len(rules.land[0]) + x
