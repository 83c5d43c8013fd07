"""The HTTP API as a task runs it, or with `bare` one empty route on the same server.

It is run by its path, in the tree that PYTHONPATH names: so an older one stands beside this one.
Its log writes to DynamoDB and reads from memory, and its limits are counted but never reached.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any

import uvloop
from fastapi import FastAPI

from functions.http import __main__ as entry
from shared.adapters.memory.log import InMemoryLog
from shared.runtime.bootstrap import application

if TYPE_CHECKING:
    from shared.application.commands.ports import Log
    from shared.kernel.facts import Commit

NEVER = 10**9


class _Beside:
    """Writes to DynamoDB too; reads are of the log in memory."""

    def __init__(self, memory: Log, written: Log) -> None:
        self._memory, self._written = memory, written
        self.latest, self.read, self.streams = memory.latest, memory.read, memory.streams

    def append(self, *commits: Commit) -> None:
        self._written.append(*commits)
        self._memory.append(*commits)

    def append_each(self, appends: Any) -> Any:
        failures = self._written.append_each(appends)
        assert not any(failures)
        return self._memory.append_each(appends)


class _OneEach:
    """A client whose batches are answered as long as they are; the stand-in answers 25 always."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def batch_execute_statement(self, **request: Any) -> Any:
        answer = self._client.batch_execute_statement(**request)
        return {"Responses": answer["Responses"][: len(request["Statements"])]}


def _bare() -> None:
    from functions.http.server import serve  # noqa: PLC0415 - an older tree has none

    app = FastAPI()
    app.get("/bare")(lambda: {"ok": True})
    port = int(os.environ["RUMPUS_GATEWAY_PORT"])
    uvloop.run(serve(app, asyncio.Event().wait(), host="127.0.0.1", port=port))


def _whole() -> None:
    parts: Any = application()
    vars(parts)["_dynamodb"] = _OneEach(parts._dynamodb)  # noqa: SLF001 - beneath its adapters
    vars(parts)["log"] = _Beside(InMemoryLog(parts.codec), parts.log)
    spend = parts.coordination.spend
    parts.coordination.spend = lambda key, _burst, _every, now: spend(key, NEVER, 1, now)
    entry.main()


if __name__ == "__main__":
    if sys.argv[1:] == ["bare"]:
        _bare()
    else:
        _whole()
