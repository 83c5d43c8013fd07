"""The map: the land, the seeker, and what it knows to be where."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from cli.hunt.model import Hunt

COLOURS = {"~": "#1d4e89", ",": "#c2a86a", ".": "#4f7d3a", "T": "#2c5530", "^": "#6d6d6d"}
"""Letters that documents may use; any other land is of one colour."""

LAND = "#5a6b4a"
MARKS = {
    "found": ("◆ ", "bold #ffd75f"),
    "unearthed": ("▣ ", "bold #ffaf5f"),
    "solved": ("▣ ", "bold #ff875f"),
    "taken": ("✔ ", "bold #e8e8e8"),
}
SEEKER, HOLE = ("☻ ", "bold #1a1a1a on #ffd75f"), ("• ", "#202020")


class LandView(Static):
    """Two letters wide is a cell, so that it is nearly square."""

    def show(self, hunt: Hunt) -> None:
        self.update(land_text(hunt))


def land_text(hunt: Hunt) -> Text:
    """Draw the whole map; who wants a larger one needs a larger window."""
    marks = _marks(hunt)
    text = Text(no_wrap=True)
    for y, row in enumerate(hunt.land):
        for x, letter in enumerate(row):
            mark, style = marks.get((x, y), ("  ", ""))
            ground = "" if " on " in style else f" on {COLOURS.get(letter, LAND)}"
            text.append(mark, f"{style}{ground}".strip())
        text.append("\n" * (y + 1 < len(hunt.land)))
    return text


def _marks(hunt: Hunt) -> dict[tuple[int, int], tuple[str, str]]:
    width = len(hunt.land[0]) if hunt.land else 1
    marks = {(cell % width, cell // width): HOLE for cell in hunt.dug}
    marks |= {(each.x, each.y): MARKS[each.stage] for each in hunt.clues.values()}
    return marks | ({(hunt.x, hunt.y): SEEKER} if hunt.known else {})
