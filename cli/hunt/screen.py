"""The hunt on the screen: the map, the seeker, the board, and what happened."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Input, RichLog, Static

from cli.hunt.land_view import LandView
from cli.hunt.lines import board_text, event_text, hint, standing
from cli.hunt.session import Session
from cli.output import span, utc_now
from cli.play.lines import link_text, log_line
from cli.trouble import TROUBLE, trouble_text
from client import Event, Link

KEYS = "arrows walk · s search · d dig · c claim · Esc leaves a riddle"
STEPS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}
DESCRIBE_SECONDS = 20.0
"""How often the hunt is looked up: an operator may have changed it."""


class HuntScreen(Screen[None]):
    """Joins the hunt and shows it until the player quits."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *[Binding(key, f"step('{key}')", show=False) for key in STEPS],
        Binding("s", "do('search')", "Search"),
        Binding("d", "do('dig')", "Dig"),
        Binding("c", "claim", "Claim"),
        Binding("escape", "map", "Map", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._game = session.game
        self._link = "connecting"

    def compose(self) -> ComposeResult:
        with Horizontal(id="bar"):
            yield Static("", id="title", markup=False)
            yield Static("", id="time", markup=False)
            yield Static("", id="link")
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
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#log").border_title = "What happened"
        self.query_one("#log").can_focus = False
        self._play()
        self._draw()
        self.set_interval(0.5, self._draw)
        self.set_interval(DESCRIBE_SECONDS, self._describe)

    async def on_unmount(self) -> None:
        await self._session.close()

    @work
    async def _play(self) -> None:
        """Hold the connection and take in what it tells, to its end."""
        try:
            async with self._session:
                self._arrive()
                async for happening in self._session.happenings():
                    self._take(happening)
        except TROUBLE as error:
            self._link = "closed"
            self._complain(error)

    @work
    async def _arrive(self) -> None:
        try:
            await self._session.arrive()
        except TROUBLE as error:
            self._complain(error)

    @work(exclusive=True, group="describe")
    async def _describe(self) -> None:
        try:
            await self._session.describe()
        except TROUBLE as error:
            self._complain(error)

    @work
    async def _send(self, kind: str, **fields: str | int) -> None:
        try:
            await self._session.send(kind, **fields)
        except TROUBLE as error:
            self._complain(error)

    def action_step(self, key: str) -> None:
        """Go one cell; where the seeker is, the stage says."""
        x, y = STEPS[key]
        self._send("move", x=self._game.x + x, y=self._game.y + y)

    def action_do(self, kind: str) -> None:
        self._send(kind)

    def action_claim(self) -> None:
        """Claim what lies open here."""
        if here := self._game.here():
            self._send("claim", treasure=here.treasure)

    def action_map(self) -> None:
        """Leave the riddle, so that the arrows move again."""
        self.set_focus(None)

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        here = self._game.here()
        if here and event.value.strip():
            self._send("solve", treasure=here.treasure, answer=event.value)
        event.input.value = ""

    def _take(self, happening: Event | Link) -> None:
        match happening:
            case Link(state=state):
                self._link = state
            case Event(name="unavailable", data=data):
                self._write(f"! {happening.channel} is not available: {data['message']}")
            case Event(name=name, data=data):
                if line := event_text(name, data):
                    self._write(line)
                if name in {"hunt.ended", "hunt.rules_changed"}:
                    self._describe()
        self._draw()

    def _draw(self) -> None:
        """Show what the hunt is now; the clock calls it, too."""
        game = self._game
        self.query_one("#title", Static).update(game.title or game.hunt)
        self.query_one("#time", Static).update(self._time())
        self.query_one("#link", Static).update(link_text(self._link))
        self.query_one(LandView).show(game)
        self.query_one("#hint", Static).update(hint(game))
        self.query_one("#standing").border_title = game.username
        self.query_one("#standing", Static).update(standing(game, utc_now()))
        here = f" · {game.present} here" if game.present else ""
        self.query_one("#ranks").border_title = f"Board of {game.size}{here}"
        self.query_one("#ranks", Static).update(board_text(game))
        self._show_riddle()

    def _time(self) -> str:
        game, now = self._game, utc_now()
        if game.starts_at is None or game.ends_at is None:
            return ""
        match game.phase(now):
            case "scheduled":
                return f"starts in {span(game.starts_at - now)}"
            case "running":
                return f"{span(game.ends_at - now)} left"
            case _:
                return "over"

    def _show_riddle(self) -> None:
        """Ask for an answer as soon as a riddle lies here, and no longer."""
        here, line = self._game.here(), self.query_one("#riddle", Input)
        asked = bool(here and here.riddle and here.stage == "unearthed")
        if asked != line.display:
            line.display = asked
            self.set_focus(line if asked else None)

    def _write(self, text: str) -> None:
        self.query_one(RichLog).write(log_line(utc_now(), text))

    def _complain(self, error: BaseException) -> None:
        self._write(f"! {trouble_text(error)}")
