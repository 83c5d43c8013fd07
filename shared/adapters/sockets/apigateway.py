"""Players' connections behind API Gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from msgspec.json import encode

from shared.application.ports import ConnectionGone

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


class ApiGatewaySockets:
    """Posts through the management API, which can't choose close codes: a frame says them first."""

    def __init__(self, client: ApiGatewayManagementApiClient) -> None:
        self._client = client

    def send(self, connection: str, frame: bytes) -> None:
        try:
            self._client.post_to_connection(ConnectionId=connection, Data=frame)
        except ClientError as error:
            raise _gone(error) or error from None

    def close(self, connection: str, code: int, reason: str) -> None:
        closing = encode({"type": "closing", "code": code, "reason": reason})
        try:
            self.send(connection, closing)
            self._client.delete_connection(ConnectionId=connection)
        except ConnectionGone:
            return
        except ClientError as error:
            if _gone(error) is None:
                raise


def _gone(error: ClientError) -> ConnectionGone | None:
    response = error.response
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    code = response.get("Error", {}).get("Code")
    return ConnectionGone() if status == 410 or code == "GoneException" else None  # noqa: PLR2004 - HTTP 410
