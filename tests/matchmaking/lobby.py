"""Players who wait for matches, on the whole application in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import pytest

from functions.queues.default import work
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.load import load
from shared.application.matchmaking.wait import WaitStatus, Wish, look, wait
from shared.games.inbox import INBOX
from shared.games.match import MATCH
from shared.games.match.state import Gathering
from shared.kernel.moments import milliseconds
from tests.memory import MemoryApplication


class Died(BaseException):
    """What a test does to a process: nothing in it goes on."""


class Lobby:
    def __init__(self) -> None:
        self.app = MemoryApplication()

    def wait(
        self, who: str, queue: str = "duel", *, party: Iterable[str] = (), waited: int = 0
    ) -> WaitStatus:
        return wait(self.app, MATCH, who, Wish(queue, "eu", tuple(party), waited))

    def look(self, who: str) -> WaitStatus:
        return look(self.app, MATCH, who)

    def tick(self) -> None:
        """Let a second pass, and have the queue's messages handled."""
        self.app.time.pass_seconds(1)
        for body in self.app.queues.take("default"):
            done = work(self.app, {"Records": [self._record(body)]})
            assert done == {"batchItemFailures": []}, self.app.faults

    def flush(self) -> None:
        """Lose all that is in the cache."""
        self.app.waiting_room.flush()
        self.app.coordination.flush()

    def opened(self) -> list[Any]:
        """Return the state of each match that was opened."""
        assert isinstance(self.app.log, InMemoryLog)
        rooms = sorted(self.app.log._streams)
        states = [load(self.app.log, self.app.cache, MATCH, each).state for each in rooms]
        return [each for each in states if isinstance(each, Gathering)]

    def notices(self, who: str) -> list[Any]:
        inbox = load(self.app.log, self.app.cache, INBOX, f"{INBOX.name}/{who}").state
        return [each.notice for each in inbox.kept] if inbox else []

    def die_after(self, calls: int) -> None:
        """Let a tick die after so many writes to the cache, the views or the log."""
        left = iter(range(calls + 1))
        room, log, views = self.app.waiting_room, self.app.log, self.app.views

        def dying(real: Any) -> Any:
            def call(*args: Any, **fields: Any) -> Any:
                if next(left, calls) == calls:
                    raise Died
                return real(*args, **fields)

            return call

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(room, "change", dying(room.change))
            patch.setattr(log, "append", dying(log.append))
            patch.setattr(views, "put", dying(views.put))
            with suppress(Died):
                self.tick()
        self.app.coordination.flush()  # leases of the dead end by themselves

    def before_a_change(self, patch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
        """Have something happen just before the next change of the waiting room."""
        room, real = self.app.waiting_room, self.app.waiting_room.change

        def first(*args: Any, **fields: Any) -> bool:
            patch.setattr(room, "change", real)
            act()
            return real(*args, **fields)

        patch.setattr(room, "change", first)

    def _record(self, body: str) -> dict[str, Any]:
        sent = str(milliseconds(self.app.time.now))
        attributes = {"ApproximateReceiveCount": "1", "SentTimestamp": sent}
        return {"messageId": "m1", "body": body, "attributes": attributes}
