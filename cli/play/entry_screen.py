"""The way in: a name, then a battle."""

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

from cli.battle import due, phase_of
from cli.output import utc_now
from cli.outside import shown
from cli.paths import BATTLES, path_of
from cli.trouble import TROUBLE, trouble_text
from client import Account, ProtocolError, Rumpus

NOT_FOUND = 404
LONGEST_NAME = 50
REFRESH_SECONDS = 2


@dataclass(frozen=True)
class Entered:
    """Who plays which battle."""

    account: Account
    battle: str


class EntryScreen(Screen[Entered]):
    """Lets the player in and asks for a battle."""

    def __init__(
        self,
        enter: Callable[[str], Awaitable[Account]],
        rumpus: Rumpus,
        *,
        player: str,
        last_player: str,
        battle: str,
    ) -> None:
        super().__init__()
        self._enter = enter
        self._rumpus = rumpus
        self._player = player
        self._last_player = last_player
        self._battle = battle
        self._account: Account | None = None
        self._offered: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="entry"):
            yield Static("R U M P U S", id="banner")
            yield Static("What shall we call you?", id="ask", markup=False)
            yield Input(
                self._player or self._last_player, placeholder="name", max_length=LONGEST_NAME
            )
            yield OptionList(id="battles", markup=False)
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
        if self._battle:
            if await self._exists(self._battle):
                self.dismiss(Entered(self._account, self._battle))
                return
            missing = f"There is no battle {self._battle}. "
        self._say("")
        self.query_one(Input).display = False
        self.query_one("#ask", Static).update(f"Welcome, {name}. {missing}Which battle?")
        self.query_one(OptionList).display = True
        await self._offer()
        self.query_one(OptionList).focus()
        self.set_interval(REFRESH_SECONDS, self._offer)

    async def _exists(self, battle: str) -> bool:
        """Any other trouble is for the battle's screen to tell."""
        try:
            await self._rumpus.get(path_of(*BATTLES, battle))
        except TROUBLE as error:
            return not (isinstance(error, ProtocolError) and error.status == NOT_FOUND)
        return True

    async def _offer(self) -> None:
        """Show the battles that can be joined; the choice stays on the same battle."""
        try:
            battles = (await self._rumpus.get(path_of(*BATTLES)))["rooms"]
        except TROUBLE as error:
            self._say(trouble_text(error))
            return
        now = utc_now()
        battles = [each for each in battles if phase_of(each, now) != "ended"]
        self._say("" if battles else "No battle is on: create one with `rumpus battle create`.")
        listed = self.query_one(OptionList)
        at = listed.highlighted
        chosen = self._offered[at] if at is not None else ""
        self._offered = [each["room"] for each in battles]
        listed.clear_options().add_options([_option(each) for each in battles])
        if battles:
            listed.highlighted = self._offered.index(chosen) if chosen in self._offered else 0

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if self._account is not None:
            self.dismiss(Entered(self._account, self._offered[event.option_index]))

    def _say(self, sentence: str) -> None:
        self.query_one("#trouble", Static).update(sentence)


def _option(battle: dict[str, Any]) -> Option:
    when = due(battle, utc_now())
    return Option(
        Content.assemble(shown(battle["title"]), (f"   {shown(battle['room'])}, {when}", "dim"))
    )
