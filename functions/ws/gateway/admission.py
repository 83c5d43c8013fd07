"""Lets players in, by a one-use ticket or by a session token, which browsers can't send.

A ticket comes from the HTTP API, or ahead of time from the player's previous socket.

A socket becomes the player's only one once it is open, and not before: a client that is refused, or
has hung up, takes nobody's place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from math import ceil

from functions.ws.gateway.host import Host
from functions.ws.gateway.limits import TRY_AGAIN
from functions.ws.gateway.phase import Phase
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.work_queue import WorkQueue
from shared.application.players.connect import take_over
from shared.application.players.ports import EntryRefused
from shared.application.players.tickets import SIGN_IN_LASTS, redeem_ticket, use_ticket_ahead
from shared.application.ports import Overloaded
from shared.kernel.players import Identity
from shared.realtime.session import Session, opened
from shared.realtime.upgrade import Request
from shared.runtime.bootstrap import Application
from shared.wire.bus import connection_of

AHEAD = "."
"""A character that only signed tickets contain."""


def identify(parts: Application, request: Request) -> tuple[Identity, datetime]:
    """Return the identity, and until when it may use tickets ahead; raise EntryRefused."""
    until = parts.clock() + SIGN_IN_LASTS
    scheme, _, token = request.fields.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return parts.tokens.verify(token.strip(), parts.clock()), until
    ticket = request.argument("ticket")
    if AHEAD in ticket:
        ahead = use_ticket_ahead(parts, ticket)
        return ahead.identity, ahead.until
    return redeem_ticket(parts, ticket), until


def _is_there(socket: PlayerSocket) -> bool:
    """Whether the peer has not hung up, as far as this process knows."""
    return socket.transport is not None and not socket.transport.is_closing()


def _turn_away(socket: PlayerSocket, why: str, seconds: float) -> None:
    socket.refuse(HTTPStatus.SERVICE_UNAVAILABLE, why, f"Retry-After: {ceil(seconds)}")


class Admission:
    """Admits players; `open_socket` answers a request with a socket."""

    def __init__(
        self, host: Host, open_socket: Callable[[PlayerSocket, Session, Request, datetime], None]
    ) -> None:
        self._host = host
        self._open_socket = open_socket
        self._count = 0
        self._queue = WorkQueue(host, host.limits.upgrades)

    def take(self, socket: PlayerSocket, request: Request) -> None:
        """Let a player in, or answer why not."""
        self._count += 1
        connection = connection_of(self._host.name, self._count)
        self._host.claiming.add(connection)
        work = partial(self._admit, socket, connection, request)
        then = partial(self._admitted, socket, connection)
        self._queue.enter(work, then, partial(_is_there, socket))

    def turn_away(self, socket: PlayerSocket, why: str) -> None:
        """Refuse a socket for now, with the seconds until a retry."""
        _turn_away(socket, why, self._queue.come_back())

    def _admit(self, socket: PlayerSocket, connection: str, request: Request) -> None:
        """Admit a player, in a worker.

        Until the socket is open, a store's answer may still refuse it.
        """
        parts, loop = self._host.parts, self._host.loop
        identity, until = identify(parts, request)
        session = opened(connection, identity, parts.clock())

        def is_open() -> bool:
            return asyncio.run_coroutine_threadsafe(
                self._open(socket, session, request, until), loop
            ).result()

        take_over(parts, connection, identity, is_open)

    async def _open(
        self, socket: PlayerSocket, session: Session, request: Request, until: datetime
    ) -> bool:
        """Open the socket, unless it is open; return whether it is open now."""
        if socket.phase is Phase.WAITING and _is_there(socket):
            if self._host.takes_players:
                self._open_socket(socket, session, request, until)
            else:
                self.turn_away(socket, "full, or about to end")
        return socket.is_open

    def _admitted(self, socket: PlayerSocket, connection: str, result: Exception | None) -> None:
        self._host.claiming.discard(connection)
        if isinstance(result, EntryRefused):
            socket.refuse(HTTPStatus.FORBIDDEN, result.code)
        elif isinstance(result, Overloaded):
            _turn_away(socket, "too many at once", result.seconds)
        elif result is not None:
            self._host.parts.on_fault(result)
            self.turn_away(socket, "a store does not answer")
            socket.close(TRY_AGAIN)
        if socket.session is not None and not _is_there(socket):
            self._host.leave(socket.session)
