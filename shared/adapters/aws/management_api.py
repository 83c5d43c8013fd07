"""The management API of API Gateway, by which a connection is posted to and ended."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from shared.adapters.aws.caller import Caller
from shared.adapters.aws.response import Response
from shared.adapters.aws.signing import Message


class ManagementApi:
    """A client that threads share; calls have botocore's names and raise what `Caller.call` does.

    Each is tried once, for a repeat would be a wait for a client that does not read. A frame that
    went into a dead connection is sent again, so a client may see it twice.
    """

    def __init__(self, caller: Caller, stage: str) -> None:
        """`stage` is the path of the stage's URL."""
        self._caller = caller
        self._connections = f"{quote(stage.rstrip('/'))}/@connections/"

    def post_to_connection(self, **request: Any) -> None:
        path = self._path(request["ConnectionId"])
        self._call(Message("POST", path, request["Data"]))

    def delete_connection(self, **request: Any) -> None:
        self._call(Message("DELETE", self._path(request["ConnectionId"]), b""))

    def _path(self, connection: str) -> str:
        return self._connections + quote(connection, safe="")

    def _call(self, message: Message) -> None:
        self._caller.call(message, _read, tries=1)


def _read(_answer: Response) -> None:
    """Both answers are empty."""
