"""Players' connections behind API Gateway."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from msgspec.json import encode

from shared.adapters.answering import answering
from shared.application.channels.ports import ConnectionGone
from shared.application.unavailable import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

GONE = "GoneException"
BUFFER_FULL = "LimitExceededException"
"""The client does not read what it is sent. Too many calls of ours have other codes."""


class ApiGatewaySockets:
    """Posts through the management API, which can't choose close codes: a frame says them first.

    A slow consumer, whose buffer at API Gateway is full, is disconnected and gone: nobody waits for
    it, and it resumes where it was when it connects again. Give it a client that tries once, for a
    repeat would be such a wait. Raises Unavailable when API Gateway throttles or does not answer.
    """

    def __init__(self, client: ApiGatewayManagementApiClient) -> None:
        self._client = client

    def send(self, connection: str, frame: bytes) -> None:
        try:
            with answering():
                self._client.post_to_connection(ConnectionId=connection, Data=frame)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code == BUFFER_FULL:
                self._drop(connection)
            elif not _is_gone(error):
                raise
            raise ConnectionGone(connection) from error

    def close(self, connection: str, code: int, reason: str) -> None:
        closing = encode({"type": "closing", "code": code, "reason": reason})
        try:
            self.send(connection, closing)
            with answering():
                self._client.delete_connection(ConnectionId=connection)
        except ConnectionGone:
            return
        except ClientError as error:
            if not _is_gone(error):
                raise

    def _drop(self, connection: str) -> None:
        """Disconnect; one that stays after all is turned away when it sends its next frame."""
        with suppress(Unavailable, ClientError), answering():
            self._client.delete_connection(ConnectionId=connection)


def _is_gone(error: ClientError) -> bool:
    response = error.response
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status == 410 or response.get("Error", {}).get("Code") == GONE  # noqa: PLR2004 - HTTP
