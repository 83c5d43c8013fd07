"""Sends frames to players' connections behind API Gateway."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Protocol

from shared.adapters.answering import answering, code_of, status_of
from shared.application.channels.ports import ConnectionGone
from shared.application.ports import Unavailable
from shared.wire.frames import Closing, encode_server

BUFFER_FULL = "LimitExceededException"
"""Error code for a client that does not read; throttling of our own calls has other codes."""


class ManagementClient(Protocol):
    """Botocore's client of the management API, or the one of `shared.adapters.aws`."""

    @property
    def post_to_connection(self) -> Callable[..., Any]: ...
    @property
    def delete_connection(self) -> Callable[..., Any]: ...


class ApiGatewaySockets:
    """Posts through the management API, which can't set close codes: a frame says them first.

    It disconnects a slow consumer, whose buffer at API Gateway is full, instead of waiting for it;
    the client connects again and resumes. So the API's client must not retry. Raises Unavailable if
    API Gateway throttles or does not answer.
    """

    def __init__(self, client: ManagementClient) -> None:
        self._client = client

    def send(self, connection: str, frame: bytes) -> None:
        try:
            with answering():
                self._client.post_to_connection(ConnectionId=connection, Data=frame)
        except Exception as error:
            if code_of(error) == BUFFER_FULL:
                self._drop(connection)
            elif status_of(error) != HTTPStatus.GONE:
                raise
            raise ConnectionGone(connection) from error

    def close(self, connection: str, code: int, reason: str) -> None:
        closing = encode_server(Closing(code, reason))
        with suppress(ConnectionGone):
            self.send(connection, closing)
            self._delete(connection)

    def _drop(self, connection: str) -> None:
        """Disconnect; if that fails, the connection is turned away at its next frame."""
        try:
            self._delete(connection)
        except Exception as error:
            if not (isinstance(error, Unavailable) or status_of(error)):
                raise

    def _delete(self, connection: str) -> None:
        try:
            with answering():
                self._client.delete_connection(ConnectionId=connection)
        except Exception as error:
            if status_of(error) != HTTPStatus.GONE:
                raise
