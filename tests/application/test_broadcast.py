"""Broadcast: one frame to all of a bucket; nobody's failure is another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shared.adapters.memory.sockets import InMemorySockets
from shared.application.channels.broadcast import broadcast
from shared.application.channels.ports import Subscriber
from shared.runtime.once import once
from tests.memory import MemoryStores

FRAME = b'{"type":"message"}'


def one_by_one(work: Callable[[Subscriber], None], members: Iterable[Subscriber]) -> None:
    for each in members:
        work(each)


class Channels(MemoryStores):
    def __init__(self) -> None:
        super().__init__()
        self.removed: list[str] = []

    @once
    def sockets(self) -> InMemorySockets:
        return InMemorySockets()

    def remove_stale(self, connection: str) -> None:
        self.removed.append(connection)


class TestBroadcast:
    def test_reaches_each_connection_once_over_all_buckets(self) -> None:
        app, board = Channels(), "codebattle/b/board"
        names = [f"k{number}" for number in range(50)]
        for name in names:
            app.subscriptions.add(Subscriber(board, name, name))
        for bucket in range(app.subscriptions.buckets(board)):
            broadcast(app, one_by_one, board, bucket, FRAME)
        assert app.sockets.sent == {name: [{"type": "message"}] for name in names}

    def test_reaps_who_is_gone(self) -> None:
        app = Channels()
        for name in ("a", "b"):
            app.subscriptions.add(Subscriber("account/x", name, name))
        app.sockets.gone.add("a")
        broadcast(app, one_by_one, "account/x", 0, FRAME)
        assert (app.removed, list(app.sockets.sent)) == (["a"], ["b"])
