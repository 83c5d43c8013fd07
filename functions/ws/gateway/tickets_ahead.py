"""Gives players tickets for their next sockets, so that a crowd that is cut off needs no HTTP."""

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
    """A socket gets none until it has lasted for a while, and then one every so many seconds."""

    def __init__(self, parts: Application, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._until: dict[str, datetime] = {}
        self._due: dict[str, float] = {}

    def opened(self, session: Session, until: datetime, now: float) -> None:
        """Note until when a player is known; operators ask for each of their tickets."""
        if not is_operator(session.identity):
            self._until[session.connection] = until
            self._due[session.connection] = now + self._limits.first_ticket_seconds

    def gone(self, session: Session) -> None:
        self._until.pop(session.connection, None)
        self._due.pop(session.connection, None)

    def give(self, socket: PlayerSocket, session: Session, now: float) -> None:
        """Send a ticket if it is time for one."""
        until = self._until.get(session.connection)
        if until is None or now < self._due[session.connection] or socket.slow:
            return
        ticket = ticket_ahead(self._parts, session.identity, until)
        if ticket is not None:
            self._due[session.connection] = now + self._limits.ticket_seconds
            left = int((ticket.expires - self._parts.clock()).total_seconds())
            socket.reply(Ticket(self._parts.tokens.sign_ticket(ticket), left))
