"""The alert of an attack (S4-90)."""

from __future__ import annotations

import time
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

SECONDS = 4.0
"""An alert goes by itself, so that a crowd of attackers can't keep a player from playing."""

QUIET_SECONDS = 10.0
"""After an alert, attacks go to the log alone for so long."""


class Alert(ModalScreen[None]):
    """Says who attacked; any key closes it, and so does time."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._more = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="alert"):
            yield Static(self._text, id="attacked", markup=False)
            yield Static("any key to go on", id="close")

    def on_mount(self) -> None:
        self.set_timer(SECONDS, self._close)

    def add(self) -> None:
        """Count another attack while the alert is open."""
        self._more += 1
        self.query_one("#attacked", Static).update(f"{self._text}\n… and {self._more} more.")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self._close()

    def _close(self) -> None:
        if self.is_current:
            self.dismiss()


class Alerts:
    """At most one alert at a time, and not one after the other."""

    def __init__(self) -> None:
        self._quiet_until = 0.0

    def tell(self, app: App[Any], text: str) -> None:
        """Alert the player, unless that was done a moment ago."""
        if isinstance(app.screen, Alert):
            app.screen.add()
        elif (now := time.monotonic()) >= self._quiet_until:
            self._quiet_until = now + SECONDS + QUIET_SECONDS
            app.push_screen(Alert(text))
