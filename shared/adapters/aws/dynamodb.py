"""A client of DynamoDB with botocore's calls and answers, at a twentieth of their cost.

Requests and answers are DynamoDB's own JSON, whose names are botocore's keywords. Binary values are
passed as bytes, and returned as on the wire, in base64. docs/decisions/0022-own-aws-client.md says
why Rumpus has its own.
"""

from __future__ import annotations

from typing import Any

from msgspec import MsgspecError
from msgspec.json import Decoder, encode

from shared.adapters.aws.caller import Caller
from shared.adapters.aws.errors import NoAnswer
from shared.adapters.aws.response import Response
from shared.adapters.aws.signing import Message

CONTENT_TYPE = "application/x-amz-json-1.0"
_VERSION = "DynamoDB_20120810"

_decode = Decoder(dict[str, Any]).decode


class DynamoDb:
    """A thread-safe client; calls raise what `Caller.call` does.

    Every request here may be retried: a transaction has a token, and the caller of a conditional
    write has to recognise its own earlier write.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get_item(self, **request: Any) -> dict[str, Any]:
        return self._call("GetItem", request)

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        return self._call("BatchGetItem", request)

    def put_item(self, **request: Any) -> dict[str, Any]:
        return self._call("PutItem", request)

    def update_item(self, **request: Any) -> dict[str, Any]:
        return self._call("UpdateItem", request)

    def delete_item(self, **request: Any) -> dict[str, Any]:
        return self._call("DeleteItem", request)

    def query(self, **request: Any) -> dict[str, Any]:
        return self._call("Query", request)

    def batch_execute_statement(self, **request: Any) -> dict[str, Any]:
        return self._call("BatchExecuteStatement", request)

    def transact_write_items(self, **request: Any) -> dict[str, Any]:
        request.setdefault("ClientRequestToken", self._caller.new_id())
        return self._call("TransactWriteItems", request)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._caller.close()

    def _call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        target = f"{_VERSION}.{operation}"
        return self._caller.call(Message("POST", "/", encode(request), CONTENT_TYPE, target), _read)


def _read(response: Response) -> dict[str, Any]:
    try:
        return _decode(response.body)
    except MsgspecError as error:
        raise NoAnswer(f"the answer is not DynamoDB's: {error}") from error
