"""Gives players tickets for their next sockets, so that a disconnected crowd needs no HTTP."""

from __future__ import annotations

from datetime import datetime

from functions.ws.gateway.limits import Limits
from functions.ws.gateway.player_socket import PlayerSocket
from shared.application.players.tickets import ticket_ahead
from shared.kernel.players import is_operator
from shared.realtime.session import Session
from shared.runtime.bootstrap import Application
from shared.wire.frames import Ticket


class TicketsAhead:
    """Gives a socket its first ticket after it has lasted a while, and then one per interval."""

    def __init__(self, parts: Application, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._until: dict[str, datetime] = {}
        self._due: dict[str, float] = {}

    def opened(self, session: Session, until: datetime, now: float) -> None:
        """Note until when a player's sign-in lasts; operators get no tickets ahead."""
        if not is_operator(session.identity):
            self._until[session.connection] = until
            self._due[session.connection] = now + self._limits.first_ticket_seconds

    def gone(self, session: Session) -> None:
        self._until.pop(session.connection, None)
        self._due.pop(session.connection, None)

    def give(self, socket: PlayerSocket, session: Session, now: float) -> None:
        """Send a ticket if one is due."""
        until = self._until.get(session.connection)
        if until is None or now < self._due[session.connection] or socket.slow:
            return
        ticket = ticket_ahead(self._parts, session.identity, until)
        if ticket is not None:
            self._due[session.connection] = now + self._limits.ticket_seconds
            left = int((ticket.expires - self._parts.clock()).total_seconds())
            socket.reply(Ticket(self._parts.tokens.sign_ticket(ticket), left))
