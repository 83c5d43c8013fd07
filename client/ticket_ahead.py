"""The ticket for the next socket that a host has given over this one."""

from __future__ import annotations

from math import inf

from client.frames import Frame

TRIES = 3
"""With one ticket: a host that is full does not use it up, and a browser can't tell why not."""


class TicketAhead:
    """With it a client that is cut off comes back without asking the HTTP API."""

    def __init__(self) -> None:
        self._url = self._ticket = ""
        self._until = -inf
        self._tries = 0

    def came_by(self, url: str) -> None:
        """Note where a socket was opened, or tried for."""
        self._url = url.partition("?")[0]

    def heard(self, frame: Frame, now: float) -> None:
        """Keep a ticket in the place of the one before."""
        self._ticket, self._until = frame["ticket"], now + frame["expires_in"]
        self._tries = TRIES

    def drop(self) -> None:
        """It was used."""
        self._tries = 0

    def url(self, now: float) -> str:
        """Return where to connect to once more with it; nothing if it is not good any more."""
        if not self._tries or now >= self._until:
            return ""
        self._tries -= 1
        return f"{self._url}?ticket={self._ticket}"
