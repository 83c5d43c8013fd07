"""One-use tickets for opening a socket, because a browser can't send a header with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.application.players.ports import EntryRefused, Ports, Ticket, TicketAhead
from shared.application.players.secrets_hash import hashed
from shared.kernel.players import Identity

TICKET_LIVES = timedelta(seconds=30)

AHEAD_LIVES = timedelta(minutes=10)
"""Lifetime of a ticket that an open socket is given for the next one."""

SIGN_IN_LASTS = timedelta(hours=2)
"""Time for which each socket may open the next by a ticket ahead; then the HTTP API is needed."""


def issue_ticket(ports: Ports, identity: Identity) -> str:
    """Return a ticket that opens one socket within 30 seconds."""
    secret = ports.new_id()
    ports.tickets.issue(Ticket(hashed(secret), identity, ports.clock() + TICKET_LIVES))
    return secret


def redeem_ticket(ports: Ports, secret: str) -> Identity:
    """Return the ticket's player; raise EntryRefused if it is forged, used or expired."""
    ticket = ports.tickets.redeem(hashed(secret)) if secret else None
    if ticket is None:
        raise EntryRefused("bad_ticket", "the ticket is unknown or was used")
    if ticket.expires <= ports.clock():
        raise EntryRefused("bad_ticket", "the ticket has expired")
    return ticket.identity


def ticket_ahead(ports: Ports, identity: Identity, until: datetime) -> TicketAhead | None:
    """Return the right to open the next socket, or None if the client must sign in again by now."""
    now = ports.clock()
    if until <= now:
        return None
    return TicketAhead(ports.new_id(), identity, min(now + AHEAD_LIVES, until), until)


def use_ticket_ahead(ports: Ports, text: str) -> TicketAhead:
    """Return a ticket's content, once; raise EntryRefused if it is forged, used or expired."""
    ticket = ports.tokens.verify_ticket(text, ports.clock())
    if not ports.tickets.use(ticket.id, ticket.expires):
        raise EntryRefused("bad_ticket", "the ticket was used")
    return ticket
