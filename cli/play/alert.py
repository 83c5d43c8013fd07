"""The alert of an attack."""

from __future__ import annotations

import time

from textual.widgets import Static

SECONDS = 4.0
"""How long an attack is shown."""

QUIET_SECONDS = 10.0
"""For so long, a crowd's further attacks are in the log alone."""


class Alert(Static):
    """Stands over the battle for a while; it takes no keys, so nobody can be kept from playing."""

    def __init__(self) -> None:
        super().__init__("", id="alert", markup=False)
        self._first = ""
        self._more = 0
        self._quiet_until = 0.0

    def on_mount(self) -> None:
        self.display = False
        self.border_subtitle = "Esc"

    def tell(self, text: str) -> None:
        """Show an attack, or count it when one is shown; then keep quiet for a while."""
        if self.display:
            self._more += 1
            self.update(f"{self._first}\n… and {self._more} more.")
        elif (now := time.monotonic()) >= self._quiet_until:
            self._first, self._more = text, 0
            self._quiet_until = now + SECONDS + QUIET_SECONDS
            self.update(text)
            self.display = True
            self.set_timer(SECONDS, self.close)

    def close(self) -> None:
        self.display = False
