"""The terminal client: from a name to a room, and through it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import PurePath
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from cli.accounts import Accounts
from cli.failure import Failed
from cli.play.entry_screen import Entered, EntryScreen
from cli.room_model import RoomModel
from cli.session import Session
from client import Rumpus


class PlayApp[R: RoomModel](App[None]):
    """Asks for what was not given, then shows the room on the screen of its game."""

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = "play.tcss"
    TITLE = "rumpus"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012 - as it is inherited
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "Quit", priority=True)]

    def __init__(
        self,
        url: str,
        accounts: Accounts,
        kind: type[R],
        screen: Callable[[Session[R]], Screen[None]],
        *,
        player: str = "",
        room: str = "",
    ) -> None:
        super().__init__()
        self._kind = kind
        self._screen = screen
        self._url = url
        self._accounts = accounts
        self._rumpus = Rumpus(url)
        self._player = player
        self._room = room
        self._entered: Entered | None = None
        self.failure: Failed | None = None
        """The error to print once the terminal is back in its normal mode."""

    async def on_mount(self) -> None:
        entry = EntryScreen(
            lambda name: self._accounts.enter(self._rumpus, self._url, name),
            self._rumpus,
            player=self._player,
            last_player=self._accounts.last_name(self._url),
            room=self._room,
            game=self._kind.GAME,
            noun=self._kind.NOUN,
        )
        await self.push_screen(entry, self._enter)

    async def _enter(self, entered: Entered | None) -> None:
        if entered is None:
            self.exit()
            return
        self._entered = entered
        room = self._kind(entered.room, entered.account.username)
        await self.push_screen(self._screen(Session(self._rumpus, entered.account, room)))

    def play(self) -> None:
        """Run until the player quits; raise what is to be said then.

        Textual reads stdin and draws on stderr. Without a terminal there it would wait for ever.
        """
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Failed("A player needs a terminal: `rumpus bots` plays without one.")
        self.run()
        if self.failure is not None:
            raise self.failure

    async def on_unmount(self) -> None:
        if self._entered is not None:
            account = self._entered.account
            try:
                self._accounts.keep(self._url, account.username, account)
            except Failed as failure:
                self.failure = failure
        await self._rumpus.close()
