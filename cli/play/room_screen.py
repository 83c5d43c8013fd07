"""The screen of a room: how it stands, what happened, and how the connection is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, RichLog, Static

from cli.output import utc_now
from cli.play.lines import link_text, log_line
from cli.room_model import RoomModel
from cli.session import Session
from cli.trouble import TROUBLE, trouble_text
from client import Event, Link, Refused

DESCRIBE_SECONDS = 20.0
"""How often the room is looked up: an operator may have ended it early."""


class RoomScreen[R: RoomModel](Screen[None]):
    """Joins the room and shows it until the player quits.

    A game says with `body` what is between the bar and the footer, in which there is a `#log`, and
    a `#standing`. It draws the body with `draw`, and says with `line_of` what the log tells.
    """

    def __init__(self, session: Session[R]) -> None:
        super().__init__()
        self.game = session.game
        self._session = session
        self._link = "connecting"
        self._describing = False
        self._under_way: set[tuple[str, str]] = set()

    @abstractmethod
    def body(self) -> ComposeResult:
        """Yield what the game shows."""

    @abstractmethod
    def draw(self, now: datetime) -> None:
        """Show what the game is now; the clock calls it, too."""

    @abstractmethod
    def line_of(self, event: str, data: Mapping[str, Any]) -> str | None:
        """Say an event as a line of the log; None for one that needs no line."""

    def heard(self, event: str, data: Mapping[str, Any]) -> None:
        """Do what an event asks for beside its line."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="bar"):
            yield Static("", id="title", markup=False)
            yield Static("", id="time", markup=False)
            yield Static("", id="link")
        yield from self.body()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#log").border_title = "What happened"
        self.query_one("#log").can_focus = False
        self._play()
        self.redraw()
        self.set_interval(0.5, self.redraw)
        self.set_interval(DESCRIBE_SECONDS, self.describe)

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
            self.game.outside = True
            self._complain(error)

    @work
    async def describe(self) -> None:
        """Look the room up, unless that is under way."""
        if self._describing:
            return
        self._describing = True
        try:
            await self._session.describe()
        except TROUBLE as error:
            self._complain(error)
        finally:
            self._describing = False

    def send(self, kind: str, about: str = "", **fields: str | int) -> None:
        """Send it unless the same is under way: a key that is hit twice costs no second try."""
        if (kind, about) not in self._under_way:
            self._under_way.add((kind, about))
            self._send(kind, about, **fields)
            self.redraw()

    def is_under_way(self, kind: str, about: str = "") -> bool:
        return (kind, about) in self._under_way

    @work
    async def _send(self, kind: str, about: str, **fields: str | int) -> None:
        try:
            await self._session.send(kind, **fields)
        except TROUBLE as error:
            self._complain(error)
            if isinstance(error, Refused) and error.reason == self.game.over:
                self.describe()
        finally:
            self._under_way.discard((kind, about))

    def _take(self, happening: Event | Link) -> None:
        match happening:
            case Link(state=state):
                self._link = state
                if state != "connected":
                    self._write(f"! {link_text(state).plain[2:]}")
            case Event(name="unavailable", data=data):
                self._write(f"! {happening.channel} is not available: {data['message']}")
            case Event(name=name, data=data):
                self.heard(name, data)
                if line := self.line_of(name, data):
                    self._write(line)
        self.redraw()

    def redraw(self) -> None:
        if not self.query("#title"):  # the screen is being closed
            return
        now, game = utc_now(), self.game
        self.query_one("#title", Static).update(game.title or game.room)
        self.query_one("#time", Static).update(game.time_left(now))
        self.query_one("#link", Static).update(link_text(self._link))
        self.draw(now)

    def _write(self, text: str) -> None:
        for log in self.query(RichLog):  # none, once the screen is being closed
            log.write(log_line(utc_now(), text))

    def _complain(self, error: BaseException) -> None:
        sentence = trouble_text(error)
        self._write(f"! {sentence}")
        self.notify(sentence, severity="warning", timeout=4)
