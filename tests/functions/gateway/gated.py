"""Stores that answer when a test tells them to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Event

from shared.adapters.memory.entry import InMemoryLogins, InMemoryTickets
from shared.adapters.memory.log import InMemoryLog
from shared.application.players.ports import Ticket
from shared.kernel.facts import Commit
from tests.codec import CODEC


class Gate:
    """`asked` says that somebody waits, `times` how many have come, `answers` lets all through."""

    def __init__(self) -> None:
        self.times = 0
        self.asked, self.answers = Event(), Event()

    def wait(self) -> None:
        self.times += 1
        self.asked.set()
        assert self.answers.wait(60)


class SlowTickets(InMemoryTickets, Gate):
    def __init__(self) -> None:
        InMemoryTickets.__init__(self)
        Gate.__init__(self)

    def redeem(self, ticket_hash: str) -> Ticket | None:
        self.wait()
        return super().redeem(ticket_hash)


class SlowLogins(InMemoryLogins, Gate):
    """Slow to write; `fails` says that a write gets no answer."""

    def __init__(self) -> None:
        InMemoryLogins.__init__(self)
        Gate.__init__(self)
        self.fails = False

    def take_over(
        self, player_id: str, connection: str, is_open: Callable[[], bool] = lambda: True
    ) -> str | None:
        if not is_open():
            return None
        self.wait()
        if self.fails:
            raise ConnectionError
        return super().take_over(player_id, connection, is_open)


class SlowLog(InMemoryLog, Gate):
    """Slow to read, once it `holds`."""

    def __init__(self) -> None:
        InMemoryLog.__init__(self, CODEC)
        Gate.__init__(self)
        self.holds = False

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        if self.holds:
            self.wait()
        return super().latest(stream, limit)

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        if self.holds:
            self.wait()
        return super().read(stream, after, limit)
