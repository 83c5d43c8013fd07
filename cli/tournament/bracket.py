"""Draws a tournament: the winners' bracket as a tree, other rounds as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli.outside import shown

WIDTH = 14
"""Characters of a name; longer ones are cut."""

ROUNDS = 4
"""Rounds of a tree, the last ones: one more would have 31 more lines."""

COLUMN = WIDTH + 3

type Match = Mapping[str, Any]


class Canvas:
    """Lines of characters, written at any place."""

    def __init__(self, height: int, width: int) -> None:
        self._lines = [[" "] * width for _ in range(height)]

    def write(self, row: int, column: int, text: str) -> None:
        self._lines[row][column : column + len(text)] = text

    def __str__(self) -> str:
        return "\n".join("".join(line).rstrip() for line in self._lines).strip("\n")


def tree(matches: Iterable[Match], count: int) -> str:
    """Draw the winners' bracket of so many entrants, from the matches that are known."""
    by_key = {each["key"]: each for each in matches}
    rounds = max(1, (count - 1).bit_length())
    first = max(1, rounds - ROUNDS + 1)
    columns = rounds - first + 2
    canvas = Canvas(2**columns - 1, columns * COLUMN)
    for depth in range(columns):
        names = _slots(by_key, first + depth, rounds)
        rows = [2**depth - 1 + place * 2 ** (depth + 1) for place in range(len(names))]
        for row, name in zip(rows, names, strict=True):
            canvas.write(row, depth * COLUMN, name[:WIDTH])
        for place in range(0, len(names) - 1, 2):
            if names[place] or names[place + 1]:
                _join(canvas, rows[place], rows[place + 1], depth * COLUMN + WIDTH + 1)
    return str(canvas)


def _join(canvas: Canvas, upper: int, lower: int, column: int) -> None:
    for row in range(upper, lower + 1):
        middle = "├" if row == (upper + lower) // 2 else "│"
        canvas.write(row, column, {upper: "┐", lower: "┘"}.get(row, middle))


def _slots(by_key: Mapping[str, Match], number: int, rounds: int) -> list[str]:
    """Return who stands in a round, as far as it is known; after the last one the winner."""
    if number > rounds:
        final = by_key.get(f"W{rounds}.0")
        return [winner(final) if final else ""]
    names: list[str] = []
    for place in range(2 ** (rounds - number)):
        match = by_key.get(f"W{number}.{place}")
        before = [by_key.get(f"W{number - 1}.{2 * place + side}") for side in (0, 1)]
        known = [winner(each) if each else "" for each in before]
        names += [shown(who) for who in match["sides"]] if match else known
    return names


def winner(match: Match) -> str:
    """Return who won; nobody where nobody did, or it is not over."""
    first = [who for who, place in zip(match["sides"], match["places"], strict=False) if place == 1]
    return shown(first[0]) if first else ""


def table(matches: Sequence[Match], first: int = 0) -> list[tuple[str, str, str, str]]:
    """Return a row a match: its number, its name in the tournament, who plays, how it ended."""
    return [
        (str(first + place), each["key"], "  ".join(map(shown, each["sides"])), _result(each))
        for place, each in enumerate(matches)
    ]


def _result(match: Match) -> str:
    if match["disputed_by"]:
        return f"disputed by {shown(match['disputed_by'])}"
    if not match["places"]:
        return "open"
    if match["by"] == "bye":
        return "bye"
    first = [who for who, place in zip(match["sides"], match["places"], strict=True) if place == 1]
    how = {"no_show": ", nobody came", "forfeit": " by forfeit", "operator": " by ruling"}
    told = " = ".join(map(shown, first)) or "nobody"
    return told + how.get(match["by"], "")
