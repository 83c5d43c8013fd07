"""Players who wait for matches, on the whole application in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from functions.queues.default import work
from shared.application.commands.load import load
from shared.application.matchmaking.wait import Place, Wish, look, wait
from shared.games.match import MATCH
from shared.games.match.state import Gathering
from shared.kernel.moments import milliseconds
from tests.memory import MemoryApplication


class DiedError(Exception):
    """What a test does to a process."""


class Lobby:
    def __init__(self) -> None:
        self.app = MemoryApplication()

    def wait(
        self, who: str, queue: str = "duel", *, party: Iterable[str] = (), waited: int = 0
    ) -> Place:
        return wait(self.app, MATCH, who, Wish(queue, "eu", tuple(party), waited))

    def look(self, who: str) -> Place:
        return look(self.app, MATCH, who)

    def tick(self, *, sound: bool = True) -> None:
        """Let a second pass, and have the queue's messages handled."""
        self.app.time.pass_seconds(1)
        for body in self.app.queues.take("default"):
            done = work(self.app, {"Records": [self._record(body)]})
            assert done == {"batchItemFailures": []} or not sound, self.app.faults

    def opened(self) -> list[Any]:
        """Return the state of each match that was opened."""
        rooms = sorted(self.app.log._streams)
        states = [load(self.app.log, self.app.cache, MATCH, each).state for each in rooms]
        return [each for each in states if isinstance(each, Gathering)]

    def die_after(self, calls: int) -> None:
        """Let a tick die after so many writes to the cache or the log."""
        left = iter(range(calls + 1))
        room, log = self.app.waiting_room, self.app.log

        def dying(real: Any) -> Any:
            def call(*args: Any, **fields: Any) -> Any:
                if next(left, calls) == calls:
                    raise DiedError
                return real(*args, **fields)

            return call

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(room, "change", dying(room.change))
            patch.setattr(log, "append", dying(log.append))
            self.tick(sound=False)
        self.app.coordination.flush()  # leases of the dead end by themselves

    def _record(self, body: str) -> dict[str, Any]:
        sent = str(milliseconds(self.app.time.now))
        attributes = {"ApproximateReceiveCount": "1", "SentTimestamp": sent}
        return {"messageId": "m1", "body": body, "attributes": attributes}
