"""Tickets in the table `sockets`."""

from __future__ import annotations

from msgspec.json import decode, encode
from pynamodb.exceptions import DeleteError

from shared.adapters.dynamodb.models import CONDITION_FAILED, Row
from shared.application.entry_ports import Ticket


class DynamoDbTickets:
    """A ticket is redeemed by deleting it on condition that it is there: once."""

    def __init__(self, rows: type[Row]) -> None:
        self._rows = rows

    def issue(self, ticket: Ticket) -> None:
        expires = int(ticket.expires.timestamp())
        self._rows(_key(ticket.hash), body=encode(ticket).decode(), expires=expires).save()

    def redeem(self, ticket_hash: str) -> Ticket | None:
        try:
            row = self._rows.get(_key(ticket_hash), "-", consistent_read=True)
            row.delete(condition=self._rows.pk.exists())
        except self._rows.DoesNotExist:
            return None
        except DeleteError as error:
            if error.cause_response_code == CONDITION_FAILED:
                return None
            raise
        return decode(row.body or "", type=Ticket)


def _key(ticket_hash: str) -> str:
    return f"ticket#{ticket_hash}"
