"""What processes publish to each other: one suite for the bus in memory and for real Valkey."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from uuid import uuid4

import pytest

from localstack.ports import free_port
from shared.adapters.memory.bus import InMemoryBus
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.bus import ValkeyBus, ValkeySubscriber
from shared.adapters.valkey.client import subscriber
from shared.application.channels.ports import BusSubscriber, MessageBus
from shared.application.ports import CacheUnavailable
from tests.ports.valkey_server import patient, valkey_server


def eventually(look: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, "it never was so"
        Event().wait(0.01)


PROBE = b"?"


@dataclass
class Recorder:
    """What one process received, and how often it may have missed something."""

    received: list[tuple[str, bytes]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    losses: int = 0

    def receive(self, topic: str, message: bytes) -> None:
        if message == PROBE:
            self.asked.add(topic)
        else:
            self.received.append((topic, message))

    def lose(self) -> None:
        self.losses += 1


type Connect = Callable[[Recorder], BusSubscriber]


@dataclass(frozen=True)
class BusUnderTest:
    """A bus, and what makes a subscriber to it."""

    bus: MessageBus
    bus_subscriber: Connect

    @contextmanager
    def subscribed(self, *topics: str) -> Iterator[Recorder]:
        """Subscribe, and go on when all subscriptions are active."""
        recorder = Recorder()
        subscription = self.bus_subscriber(recorder)
        for topic in topics:
            subscription.subscribe(topic)
        subscription.start()
        try:

            def all_answer() -> bool:
                for topic in set(topics) - recorder.asked:
                    self.bus.publish(topic, PROBE)
                return recorder.asked == set(topics)

            eventually(all_answer)
            yield recorder
        finally:
            subscription.stop()


def on(url: str) -> BusUnderTest:
    bus = ValkeyBus(patient(url), Breaker(time.monotonic, seconds=0.05))
    return BusUnderTest(
        bus, lambda recorder: ValkeySubscriber(subscriber(url), recorder.receive, recorder.lose)
    )


@pytest.fixture(params=["memory", "valkey", "valkey_cluster"])
def made(request: pytest.FixtureRequest) -> BusUnderTest:
    if request.param == "memory":
        bus = InMemoryBus()
        return BusUnderTest(bus, lambda recorder: bus.bus_subscriber(recorder.receive))
    return on(request.getfixturevalue(f"{request.param}_url"))


def topic_of(kind: str = "bus") -> str:
    return f"{kind}:{{{uuid4().hex}}}"


class TestBus:
    def test_publishes_to_all_subscribers_in_order(self, made: BusUnderTest) -> None:
        topic = topic_of()
        messages = [b"%d" % number for number in range(100)]
        with made.subscribed(topic) as one, made.subscribed(topic) as other:
            for each in messages:
                assert made.bus.publish(topic, each) == 2
            for recorder in (one, other):
                eventually(partial(has_received, recorder, 100))
                assert recorder.received == [(topic, each) for each in messages]
                assert recorder.losses == 0

    def test_keeps_bytes_as_they_are(self, made: BusUnderTest) -> None:
        topic, message = topic_of(), bytes(range(256)) * 100
        with made.subscribed(topic) as recorder:
            made.bus.publish(topic, message)
            eventually(lambda: recorder.received == [(topic, message)])

    def test_publishes_to_nobody_else(self, made: BusUnderTest) -> None:
        mine, other = topic_of(), topic_of()
        assert made.bus.publish(other, b"nobody") == 0
        with made.subscribed(mine) as recorder:
            assert made.bus.publish(other, b"nobody") == 0
            made.bus.publish(mine, b"last")
            eventually(lambda: bool(recorder.received))
            assert recorder.received == [(mine, b"last")]


class TestSubscriber:
    def test_subscribes_to_more_topics_while_it_receives(self, made: BusUnderTest) -> None:
        first, second = topic_of("host"), topic_of()
        recorder = Recorder()
        subscription = made.bus_subscriber(recorder)
        subscription.start()
        for topic in (first, second, first):
            subscription.subscribe(topic)
            eventually(partial(is_reached, made, topic))
        subscription.stop()
        eventually(lambda: made.bus.publish(first, b"late") == 0)
        assert recorder.received == []

    def test_receives_no_more_of_a_topic_after_unsubscribing(self, made: BusUnderTest) -> None:
        gone, kept = topic_of(), topic_of()
        recorder = Recorder()
        subscription = made.bus_subscriber(recorder)
        subscription.subscribe(gone)
        subscription.subscribe(kept)
        subscription.start()
        try:
            eventually(lambda: is_reached(made, gone) and is_reached(made, kept))
            for _ in range(2):
                subscription.unsubscribe(gone)
                eventually(lambda: made.bus.publish(gone, b"nobody") == 0)
            assert is_reached(made, kept)
            subscription.unsubscribe(kept)
            subscription.subscribe(gone)
            eventually(partial(is_reached, made, gone))
            eventually(lambda: made.bus.publish(kept, b"nobody") == 0)
            assert recorder.losses == 0
        finally:
            subscription.stop()

    def test_the_last_call_of_many_counts(self, made: BusUnderTest) -> None:
        kept, gone = topic_of(), topic_of()
        recorder = Recorder()
        subscription = made.bus_subscriber(recorder)
        for _ in range(50):
            subscription.subscribe(gone)
            subscription.unsubscribe(gone)
            subscription.unsubscribe(kept)
            subscription.subscribe(kept)
        subscription.start()
        try:
            eventually(partial(is_reached, made, kept))
            eventually(lambda: made.bus.publish(gone, b"nobody") == 0)
            eventually(lambda: kept in recorder.asked)
            assert recorder.losses == 0
        finally:
            subscription.stop()

    def test_may_end_without_a_subscription(self, made: BusUnderTest) -> None:
        subscription = made.bus_subscriber(Recorder())
        subscription.start()
        subscription.stop()


@pytest.mark.parametrize("cluster", [False, True], ids=["valkey", "valkey_cluster"])
class TestBreak:
    def test_of_a_connection_is_a_loss_when_all_subscriptions_are_back(self, cluster: bool) -> None:
        with valkey_server(cluster=cluster) as url:
            made, topics = on(url), [topic_of("host"), topic_of()]
            with made.subscribed(*topics) as recorder:
                patient(url.partition("?")[0]).execute_command("CLIENT", "KILL", "TYPE", "pubsub")
                eventually(lambda: recorder.losses >= 2)
                assert [made.bus.publish(topic, b"again") for topic in topics] == [1, 1]
                eventually(lambda: len(recorder.received) >= 2)
                assert sorted(recorder.received) == sorted((topic, b"again") for topic in topics)
                assert recorder.losses == 2

    def test_of_the_server_loses_no_topic(self, cluster: bool) -> None:
        port, early, late = free_port(), topic_of(), topic_of()
        suffix = "?cluster=1" if cluster else ""
        made, recorder = on(f"redis://127.0.0.1:{port}{suffix}"), Recorder()
        subscription = made.bus_subscriber(recorder)
        subscription.subscribe(early)
        subscription.start()
        try:
            with pytest.raises(CacheUnavailable):
                made.bus.publish(early, b"too early")
            with valkey_server(port, cluster=cluster):
                eventually(lambda: count_of(made, early) == 1)
            eventually(lambda: recorder.losses >= 1)
            subscription.subscribe(late)
            with valkey_server(port, cluster=cluster):
                eventually(lambda: count_of(made, early) == count_of(made, late) == 1)
                eventually(lambda: recorder.asked == {early, late})
        finally:
            subscription.stop()


def has_received(recorder: Recorder, count: int) -> bool:
    return len(recorder.received) >= count


def is_reached(made: BusUnderTest, topic: str) -> bool:
    return made.bus.publish(topic, PROBE) == 1


def count_of(made: BusUnderTest, topic: str) -> int:
    try:
        return made.bus.publish(topic, PROBE)
    except CacheUnavailable:
        return 0
