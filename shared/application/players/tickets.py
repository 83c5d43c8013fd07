"""One-use tickets for opening a socket: a browser can't send a header with it."""

from __future__ import annotations

from datetime import timedelta

from shared.application.players.ports import EntryRefused, Ports, Ticket
from shared.application.players.secrets_hash import hashed
from shared.kernel.players import Identity

TICKET_LIVES = timedelta(seconds=30)


def issue_ticket(ports: Ports, identity: Identity) -> str:
    """Return a ticket that opens one socket within 30 seconds."""
    secret = ports.new_id()
    ports.tickets.issue(Ticket(hashed(secret), identity, ports.clock() + TICKET_LIVES))
    return secret


def redeem_ticket(ports: Ports, secret: str) -> Identity:
    """Return who the ticket was issued to; raise EntryRefused if it is forged, used or expired."""
    ticket = ports.tickets.redeem(hashed(secret)) if secret else None
    if ticket is None:
        raise EntryRefused("bad_ticket", "the ticket is unknown or was used")
    if ticket.expires <= ports.clock():
        raise EntryRefused("bad_ticket", "the ticket has expired")
    return ticket.identity
