"""A client of API Gateway's management API, which posts to connections and ends them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from shared.adapters.aws.caller import Caller
from shared.adapters.aws.response import Response
from shared.adapters.aws.signing import Message


class ManagementApi:
    """A thread-safe client; calls have botocore's names and raise what `Caller.call` does.

    It tries each call once, as a retry would wait for a client that does not read. Only a frame
    that went into a dead connection is sent again, so a client may get it twice.
    """

    def __init__(self, caller: Caller, stage: str) -> None:
        """Make a client; `stage` is the path of the stage's URL."""
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
    """Read an answer: those of both calls are empty."""
