"""The way in: a name, then a room of the game."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from cli.output import utc_now
from cli.outside import shown
from cli.paths import path_of
from cli.room_model import none_on
from cli.times import Phase, Times
from cli.trouble import TROUBLE, trouble_text
from client import Account, ProtocolError, Rumpus

NOT_FOUND = 404
LONGEST_NAME = 50
REFRESH_SECONDS = 2


@dataclass(frozen=True)
class Entered:
    """Who plays in which room."""

    account: Account
    room: str


class EntryScreen(Screen[Entered]):
    """Lets the player in and asks for a room; `noun` is what the game calls one."""

    def __init__(
        self,
        enter: Callable[[str], Awaitable[Account]],
        rumpus: Rumpus,
        *,
        player: str,
        last_player: str,
        room: str,
        game: str,
        noun: str,
    ) -> None:
        super().__init__()
        self._enter = enter
        self._rumpus = rumpus
        self._player = player
        self._last_player = last_player
        self._room = room
        self._path = path_of("rooms", game)
        self._noun = noun
        self._account: Account | None = None
        self._offered: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="entry"):
            yield Static("R U M P U S", id="banner")
            yield Static("What shall we call you?", id="ask", markup=False)
            yield Input(
                self._player or self._last_player, placeholder="name", max_length=LONGEST_NAME
            )
            yield OptionList(id="rooms", markup=False)
            yield Static("", id="trouble", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OptionList).display = False
        if self._player:
            self._sign_in(self._player)

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        if name := event.value.strip():
            self._sign_in(name)

    @work(exclusive=True)
    async def _sign_in(self, name: str) -> None:
        self._say("Coming in…")
        try:
            self._account = await self._enter(name)
        except TROUBLE as error:
            self._say(trouble_text(error))
            return
        missing = ""
        if self._room:
            if await self._exists(self._room):
                self.dismiss(Entered(self._account, self._room))
                return
            missing = f"There is no {self._noun} {self._room}. "
        self._say("")
        self.query_one(Input).display = False
        self.query_one("#ask", Static).update(f"Welcome, {name}. {missing}Which {self._noun}?")
        self.query_one(OptionList).display = True
        await self._offer()
        self.query_one(OptionList).focus()
        self.set_interval(REFRESH_SECONDS, self._offer)

    async def _exists(self, room: str) -> bool:
        """Any other trouble is for the room's screen to tell."""
        try:
            await self._rumpus.get(self._path + path_of(room).removeprefix("/v1"))
        except TROUBLE as error:
            return not (isinstance(error, ProtocolError) and error.status == NOT_FOUND)
        return True

    async def _offer(self) -> None:
        """Show the rooms that can be joined; the choice stays on the same one."""
        try:
            rooms = (await self._rumpus.get(self._path))["rooms"]
        except TROUBLE as error:
            self._say(trouble_text(error))
            return
        now = utc_now()
        rooms = [each for each in rooms if Times.of(each).phase(now) != Phase.ENDED]
        self._say("" if rooms else none_on(self._noun))
        listed = self.query_one(OptionList)
        at = listed.highlighted
        chosen = self._offered[at] if at is not None else ""
        self._offered = [each["room"] for each in rooms]
        listed.clear_options().add_options([_option(each) for each in rooms])
        if rooms:
            listed.highlighted = self._offered.index(chosen) if chosen in self._offered else 0

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if self._account is not None:
            self.dismiss(Entered(self._account, self._offered[event.option_index]))

    def _say(self, sentence: str) -> None:
        self.query_one("#trouble", Static).update(sentence)


def _option(room: dict[str, Any]) -> Option:
    when = Times.of(room).due(utc_now())
    return Option(
        Content.assemble(shown(room["title"]), (f"   {shown(room['room'])}, {when}", "dim"))
    )
