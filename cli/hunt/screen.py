"""The hunt on the screen: the map, the seeker, the board, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, override

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, RichLog, Static

from cli.hunt.land_view import LandView
from cli.hunt.lines import board_text, event_text, hint, standing
from cli.hunt.model import Hunt
from cli.play.room_screen import RoomScreen

KEYS = "arrows walk · s search · d dig · c claim · Esc leaves a riddle"
STEPS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


class HuntScreen(RoomScreen[Hunt]):
    """The map beside the seeker and the board."""

    CSS_PATH = "hunt.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *[Binding(key, f"step('{key}')", show=False) for key in STEPS],
        Binding("s", "do('search')", "Search"),
        Binding("d", "do('dig')", "Dig"),
        Binding("c", "claim", "Claim"),
        Binding("escape", "map", "Map", show=False),
    ]

    @override
    def body(self) -> ComposeResult:
        with Horizontal(id="hunt"):
            with Vertical(id="place"):
                yield LandView(id="land")
                yield Static("", id="hint", markup=False)
                yield Input(id="riddle", placeholder="your answer", compact=True)
                yield Static(KEYS, id="keys", markup=False)
            with Vertical(id="side"):
                yield Static("", id="standing")
                yield Static("", id="ranks")
                yield RichLog(id="log", wrap=True, max_lines=500, min_width=0)

    @override
    def line_of(self, event: str, data: Mapping[str, Any]) -> str | None:
        return event_text(event, data)

    @override
    def heard(self, event: str, data: Mapping[str, Any]) -> None:
        if event in {"hunt.ended", "hunt.rules_changed"}:
            self.describe()

    @override
    def draw(self, now: datetime) -> None:
        game = self.game
        self.query_one(LandView).show(game)
        self.query_one("#hint", Static).update(hint(game))
        self.query_one("#standing").border_title = game.username
        self.query_one("#standing", Static).update(standing(game, now))
        self.query_one("#ranks").border_title = game.board_title
        self.query_one("#ranks", Static).update(board_text(game))
        self._show_riddle()

    def _show_riddle(self) -> None:
        """Ask for an answer as soon as a riddle lies here, and no longer."""
        here, line = self.game.here(), self.query_one("#riddle", Input)
        asked = bool(here and here.riddle and here.stage == "unearthed")
        if asked != line.display:
            line.display = asked
            self.set_focus(line if asked else None)

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        here = self.game.here()
        if here and event.value.strip():
            self.send("solve", here.treasure, treasure=here.treasure, answer=event.value)
        event.input.value = ""

    def action_step(self, key: str) -> None:
        """Go one cell; where the seeker is, the stage says."""
        x, y = self.game.x + STEPS[key][0], self.game.y + STEPS[key][1]
        self.send("move", f"{x},{y}", x=x, y=y)

    def action_do(self, kind: str) -> None:
        self.send(kind)

    def action_claim(self) -> None:
        """Claim what lies open here."""
        if here := self.game.here():
            self.send("claim", here.treasure, treasure=here.treasure)

    def action_map(self) -> None:
        """Leave the riddle, so that the arrows move again."""
        self.set_focus(None)
