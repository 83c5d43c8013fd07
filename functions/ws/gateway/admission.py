"""Lets a player in, by a one-use ticket or by a session token, which browsers can't send."""

from __future__ import annotations

from shared.application.connect import take_over
from shared.application.ports import Identity
from shared.application.tickets import redeem_ticket
from shared.gateway.upgrade import Request
from shared.runtime.bootstrap import Application


def admit(parts: Application, connection: str, request: Request) -> Identity:
    """Return who comes, with the connection as its only live one; raise EntryRefused."""
    scheme, _, token = request.fields.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        identity = parts.tokens.verify(token.strip(), parts.clock())
    else:
        identity = redeem_ticket(parts, request.argument("ticket"))
    take_over(parts, connection, identity)
    return identity
