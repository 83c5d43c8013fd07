"""Broadcast: one frame to all of a bucket; nobody's failure is another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shared.adapters.memory.sockets import InMemorySockets, InMemorySubscriptions
from shared.application.channels.broadcast import broadcast
from shared.application.channels.ports import Subscriber

FRAME = b'{"type":"message"}'


def one_by_one(work: Callable[[Subscriber], None], members: Iterable[Subscriber]) -> None:
    for each in members:
        work(each)


class TestBroadcast:
    def test_reaches_each_connection_once_over_all_buckets(self) -> None:
        sockets, subscriptions = InMemorySockets(), InMemorySubscriptions()
        names = [f"k{number}" for number in range(50)]
        for name in names:
            subscriptions.add(Subscriber("codebattle/b/board", name, name))
        for bucket in range(subscriptions.buckets("codebattle/b/board")):
            broadcast(
                subscriptions,
                sockets,
                names.remove,
                one_by_one,
                channel="codebattle/b/board",
                bucket=bucket,
                frame=FRAME,
            )
        assert sockets.sent == {name: [{"type": "message"}] for name in names}

    def test_reaps_who_is_gone(self) -> None:
        sockets, subscriptions = InMemorySockets(), InMemorySubscriptions()
        removed: list[str] = []
        for name in ("a", "b"):
            subscriptions.add(Subscriber("account/x", name, name))
        sockets.gone.add("a")
        broadcast(
            subscriptions,
            sockets,
            removed.append,
            one_by_one,
            channel="account/x",
            bucket=0,
            frame=FRAME,
        )
        assert (removed, list(sockets.sent)) == (["a"], ["b"])
