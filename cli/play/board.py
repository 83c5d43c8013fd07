"""The board, live: the own row stands out, and so does who rises or falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable

from cli.game import Game, Row

NAME_WIDTH = 16


class Board(DataTable[Text]):
    """Shows the first ranks; Enter attacks the chosen player."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,a", "select_cursor", "Attack")]

    @dataclass
    class Attacked(Message):
        """The player wants to attack."""

        target: str

    def __init__(self) -> None:
        super().__init__(id="board", cursor_type="row", cell_padding=0, zebra_stripes=False)
        self._names: list[str] = []

    def on_mount(self) -> None:
        for label, width in (("  #", 4), (" ±", 4), ("player", NAME_WIDTH), ("points", 7)):
            self.add_column(label, width=width)

    def show(self, game: Game) -> None:
        """Draw the rows; while it is in use, the cursor stays with the player that it is on."""
        chosen = self.chosen() if self.has_focus else None
        if self.row_count > len(game.rows):
            self.clear()
        while self.row_count < len(game.rows):
            self.add_row(*(Text() for _ in range(4)))
        for row in game.rows:
            for column, cell in enumerate(_cells(row, own=row.username == game.username)):
                self.update_cell_at(Coordinate(row.rank - 1, column), cell)
        self._names = [row.username for row in game.rows]
        if chosen in self._names:
            self.move_cursor(row=self._names.index(chosen))

    def chosen(self) -> str | None:
        """The player under the cursor."""
        at = self.cursor_row
        return self._names[at] if at < len(self._names) else None

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if event.cursor_row < len(self._names):
            self.post_message(self.Attacked(self._names[event.cursor_row]))


def _cells(row: Row, *, own: bool) -> tuple[Text, ...]:
    style = "bold yellow" if own else ""
    name = row.username if len(row.username) <= NAME_WIDTH else row.username[: NAME_WIDTH - 1] + "…"
    return (
        Text(f"{row.rank:>3}", style),
        _moved(row.moved),
        Text(name, style),
        Text(f"{row.points:>6}", style),
    )


def _moved(moved: int) -> Text:
    if moved > 0:
        return Text(f" ▲{moved}", "green")
    return Text(f" ▼{-moved}", "red") if moved < 0 else Text("")
