"""Whether this process can serve: a real round trip through a worker to the log."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket

STREAM = "health"
"""A stream that nobody writes: what is asked is whether the log answers."""


class Health:
    """Answers GET /health/ws: 200, or 503 with what is wrong."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def check(self, socket: PlayerSocket) -> None:
        """Answer a check; one that ends sends nobody here."""
        if self._host.draining:
            socket.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "draining")
        else:
            work = partial(self._host.parts.log.latest, STREAM, 1)
            self._host.later(work, partial(self._answer, socket))

    def _answer(self, socket: PlayerSocket, result: object) -> None:
        if isinstance(result, Exception):
            self._host.parts.on_fault(result)
            socket.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "the log does not answer")
        else:
            socket.refuse(HTTPStatus.OK, f"{len(self._host.sockets)} sockets")
