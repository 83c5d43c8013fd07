"""Tickets in the table `sockets`."""

from __future__ import annotations

from functools import partial

from msgspec.json import decode, encode

from shared.adapters.dynamodb.models import Row, answering_rows, find, write
from shared.application.players.ports import Ticket


class DynamoDbTickets:
    """A ticket is redeemed by deleting it on condition that it is there: once."""

    def __init__(self, rows: type[Row]) -> None:
        self._rows = rows

    def issue(self, ticket: Ticket) -> None:
        expires = int(ticket.expires.timestamp())
        with answering_rows():
            self._rows(_key(ticket.hash), body=encode(ticket).decode(), expires=expires).save()

    def redeem(self, ticket_hash: str) -> Ticket | None:
        row = find(self._rows, _key(ticket_hash))
        if row is None or not write(partial(row.delete, condition=self._rows.pk.exists())):
            return None
        return decode(row.body or "", type=Ticket)


def _key(ticket_hash: str) -> str:
    return f"ticket#{ticket_hash}"
