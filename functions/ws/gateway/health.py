"""Checks whether this process can serve: by a real round trip through a worker to the log."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket

STREAM = "health"
"""A stream that is never written: the check is whether the log answers."""


def check_health(host: Host, socket: PlayerSocket) -> None:
    """Answer GET /health/ws: 200, or 503 with the fault; a stopping host answers 503 too."""

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
