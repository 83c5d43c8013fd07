"""What processes tell each other: one suite for the twin in memory and for real Valkey."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from uuid import uuid4

import pytest

from shared.adapters.memory.feed import InMemoryFeed
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import connect, subscriber
from shared.adapters.valkey.feed import ValkeyFeed, ValkeyListener
from shared.application.channels.ports import Feed, Listener
from shared.application.ports import CacheUnavailable
from tests.ports.valkey_server import free_port, valkey_server


def eventually(look: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, "it never was so"
        Event().wait(0.01)


IS_HEARD = b"?"


@dataclass
class Ear:
    """What one process heard, and how often it may have missed something."""

    heard: list[tuple[str, bytes]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    losses: int = 0

    def hear(self, topic: str, message: bytes) -> None:
        if message == IS_HEARD:
            self.asked.add(topic)
        else:
            self.heard.append((topic, message))

    def lose(self) -> None:
        self.losses += 1


type Tuned = Callable[[Ear], Listener]


@dataclass(frozen=True)
class Air:
    """A feed, and what makes an ear on it."""

    feed: Feed
    listener: Tuned

    @contextmanager
    def listening(self, *topics: str) -> Iterator[Ear]:
        """Listen, and go on when all topics are heard."""
        ear = Ear()
        listener = self.listener(ear)
        for topic in topics:
            listener.follow(topic)
        listener.start()
        try:

            def all_are_heard() -> bool:
                for topic in set(topics) - ear.asked:
                    self.feed.tell(topic, IS_HEARD)
                return ear.asked == set(topics)

            eventually(all_are_heard)
            yield ear
        finally:
            listener.stop()


def on(url: str) -> Air:
    feed = ValkeyFeed(connect(url, timeout=2.0), Breaker(time.monotonic, seconds=0.05))
    return Air(feed, lambda ear: ValkeyListener(subscriber(url), ear.hear, ear.lose))


@pytest.fixture(params=["memory", "valkey", "valkey_cluster"])
def air(request: pytest.FixtureRequest) -> Air:
    if request.param == "memory":
        twin = InMemoryFeed()
        return Air(twin, lambda ear: twin.listener(ear.hear))
    return on(request.getfixturevalue(f"{request.param}_url"))


def topic_of(kind: str = "feed") -> str:
    return f"{kind}:{{{uuid4().hex}}}"


class TestFeed:
    def test_tells_all_who_follow_in_order(self, air: Air) -> None:
        topic = topic_of()
        messages = [b"%d" % number for number in range(100)]
        with air.listening(topic) as one, air.listening(topic) as other:
            for each in messages:
                assert air.feed.tell(topic, each) == 2
            for ear in (one, other):
                eventually(partial(has_heard, ear, 100))
                assert ear.heard == [(topic, each) for each in messages]
                assert ear.losses == 0

    def test_keeps_bytes_as_they_are(self, air: Air) -> None:
        topic, message = topic_of(), bytes(range(256)) * 100
        with air.listening(topic) as ear:
            air.feed.tell(topic, message)
            eventually(lambda: ear.heard == [(topic, message)])

    def test_tells_nobody_else(self, air: Air) -> None:
        mine, other = topic_of(), topic_of()
        assert air.feed.tell(other, b"nobody") == 0
        with air.listening(mine) as ear:
            assert air.feed.tell(other, b"nobody") == 0
            air.feed.tell(mine, b"last")
            eventually(lambda: bool(ear.heard))
            assert ear.heard == [(mine, b"last")]


class TestListener:
    def test_follows_more_topics_while_it_hears(self, air: Air) -> None:
        first, second = topic_of("host"), topic_of()
        ear = Ear()
        listener = air.listener(ear)
        listener.start()
        for topic in (first, second, first):
            listener.follow(topic)
            eventually(partial(is_told, air, topic))
        listener.stop()
        eventually(lambda: air.feed.tell(first, b"late") == 0)
        assert ear.heard == []

    def test_hears_no_more_of_a_topic_that_it_unfollows(self, air: Air) -> None:
        gone, kept = topic_of(), topic_of()
        ear = Ear()
        listener = air.listener(ear)
        listener.follow(gone)
        listener.follow(kept)
        listener.start()
        try:
            eventually(lambda: is_told(air, gone) and is_told(air, kept))
            for _ in range(2):
                listener.unfollow(gone)
                eventually(lambda: air.feed.tell(gone, b"nobody") == 0)
            assert is_told(air, kept)
            listener.unfollow(kept)
            listener.follow(gone)
            eventually(partial(is_told, air, gone))
            eventually(lambda: air.feed.tell(kept, b"nobody") == 0)
            assert ear.losses == 0
        finally:
            listener.stop()

    def test_the_last_call_of_many_counts(self, air: Air) -> None:
        kept, gone = topic_of(), topic_of()
        ear = Ear()
        listener = air.listener(ear)
        for _ in range(50):
            listener.follow(gone)
            listener.unfollow(gone)
            listener.unfollow(kept)
            listener.follow(kept)
        listener.start()
        try:
            eventually(partial(is_told, air, kept))
            eventually(lambda: air.feed.tell(gone, b"nobody") == 0)
            eventually(lambda: kept in ear.asked)
            assert ear.losses == 0
        finally:
            listener.stop()

    def test_may_end_without_having_followed(self, air: Air) -> None:
        listener = air.listener(Ear())
        listener.start()
        listener.stop()


@pytest.mark.parametrize("cluster", [False, True], ids=["valkey", "valkey_cluster"])
class TestBreak:
    def test_of_a_connection_is_told_when_all_is_heard_again(self, cluster: bool) -> None:
        with valkey_server(cluster=cluster) as url:
            air, topics = on(url), [topic_of("host"), topic_of()]
            with air.listening(*topics) as ear:
                connect(url.partition("?")[0]).execute_command("CLIENT", "KILL", "TYPE", "pubsub")
                eventually(lambda: ear.losses >= 2)
                assert [air.feed.tell(topic, b"again") for topic in topics] == [1, 1]
                eventually(lambda: len(ear.heard) >= 2)
                assert sorted(ear.heard) == sorted((topic, b"again") for topic in topics)
                assert ear.losses == 2

    def test_of_the_server_loses_no_topic(self, cluster: bool) -> None:
        port, early, late = free_port(), topic_of(), topic_of()
        suffix = "?cluster=1" if cluster else ""
        air, ear = on(f"redis://127.0.0.1:{port}{suffix}"), Ear()
        listener = air.listener(ear)
        listener.follow(early)
        listener.start()
        try:
            with pytest.raises(CacheUnavailable):
                air.feed.tell(early, b"too early")
            with valkey_server(port, cluster=cluster):
                eventually(lambda: told(air, early) == 1)
            eventually(lambda: ear.losses >= 1)
            listener.follow(late)
            with valkey_server(port, cluster=cluster):
                eventually(lambda: told(air, early) == told(air, late) == 1)
                eventually(lambda: ear.asked == {early, late})
        finally:
            listener.stop()


def has_heard(ear: Ear, count: int) -> bool:
    return len(ear.heard) >= count


def is_told(air: Air, topic: str) -> bool:
    return air.feed.tell(topic, IS_HEARD) == 1


def told(air: Air, topic: str) -> int:
    try:
        return air.feed.tell(topic, IS_HEARD)
    except CacheUnavailable:
        return 0
