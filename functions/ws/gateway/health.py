"""Whether this process can serve: a real round trip through a worker to the log."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket

STREAM = "health"
"""A stream that nobody writes: what is asked is whether the log answers."""


def check_health(host: Host, socket: PlayerSocket) -> None:
    """Answer GET /health/ws: 200, or 503 with what is wrong; a host that ends sends nobody here."""

    def answer(result: object) -> None:
        if isinstance(result, Exception):
            host.parts.on_fault(result)
            socket.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "the log does not answer")
        else:
            socket.refuse(HTTPStatus.OK, f"{len(host.sockets)} sockets")

    if host.draining:
        socket.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "draining")
    else:
        host.later(partial(host.parts.log.latest, STREAM, 1), answer)
