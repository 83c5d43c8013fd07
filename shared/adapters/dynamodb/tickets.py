"""Stores tickets in the table `sockets`."""

from __future__ import annotations

from datetime import datetime

from msgspec.json import Decoder, encode

from shared.adapters.dynamodb.rows import Row, Rows, When
from shared.application.players.ports import Ticket

_read_ticket = Decoder(Ticket).decode

_THERE = When("attribute_exists(#pk)")
_FREE = When("attribute_not_exists(#pk)")


class DynamoDbTickets:
    """A conditional delete redeems a ticket, so only once."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def issue(self, ticket: Ticket) -> None:
        expires = int(ticket.expires.timestamp())
        body = encode(ticket).decode()
        self._rows.put(Row(_key(ticket.hash), body=body, expires=expires))

    def redeem(self, ticket_hash: str) -> Ticket | None:
        row = self._rows.find(_key(ticket_hash))
        if row is None or not self._rows.remove(row.pk, _THERE):
            return None
        return _read_ticket(row.body or "")

    def use(self, ticket_id: str, expires: datetime) -> bool:
        return self._rows.put(Row(_key(ticket_id), expires=int(expires.timestamp())), _FREE)


def _key(ticket_hash: str) -> str:
    return f"ticket#{ticket_hash}"
