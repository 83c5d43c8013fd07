"""Keeps the ticket for the next socket, which the host sends over the present one."""

from __future__ import annotations

from math import inf

from client.frames import Frame

TRIES = 3
"""Maximum tries with one ticket: a full host does not use it up, and browsers can't see why."""


class TicketAhead:
    """Lets a client that lost its socket reconnect without the HTTP API."""

    def __init__(self) -> None:
        self._url = self._ticket = ""
        self._until = -inf
        self._tries = 0

    def came_by(self, url: str) -> None:
        """Note the URL at which a socket was opened or tried."""
        self._url = url.partition("?")[0]

    def heard(self, frame: Frame, now: float) -> None:
        """Keep a ticket, replacing the previous one."""
        self._ticket, self._until = frame["ticket"], now + frame["expires_in"]
        self._tries = TRIES

    def drop(self) -> None:
        """Drop the ticket, which was used."""
        self._tries = 0

    def url(self, now: float) -> str:
        """Return the URL for one more try with the ticket; empty if it is no longer valid."""
        if not self._tries or now >= self._until:
            return ""
        self._tries -= 1
        return f"{self._url}?ticket={self._ticket}"
