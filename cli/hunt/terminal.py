"""The terminal client of hunts."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

from textual.screen import Screen

from cli.hunt.screen import HuntScreen
from cli.hunt.session import Session
from cli.play.app import PlayApp
from cli.play.entry_screen import Entered
from client import Rumpus


class HuntApp(PlayApp):
    """Asks for what was not given, then shows the hunt."""

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        "../play/play.tcss",
        "hunt.tcss",
    ]
    GAME = "hunt"
    NOUN = "hunt"

    def screen_of(self, rumpus: Rumpus, entered: Entered) -> Screen[None]:
        return HuntScreen(Session(rumpus, entered.account, entered.room))
