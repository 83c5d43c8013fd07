"""Tells other processes through Valkey's sharded publish and subscribe: fast, and maybe lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from redis.exceptions import RedisClusterException, RedisError

from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client

LOOK_SECONDS = 0.02
"""How long a topic that is to be followed waits at most."""

PAUSE_SECONDS = 0.5


class ValkeyFeed:
    """Share the breaker with the boards: they are in the same store."""

    def __init__(self, client: Client, breaker: Breaker) -> None:
        self._client = client
        self._breaker = breaker

    def tell(self, topic: str, message: bytes) -> int:
        return int(self._breaker.call(self._client.execute_command, "SPUBLISH", topic, message))


class ValkeyListener:
    """Follows topics in a thread of its own, over one connection.

    `heard(topic, message)` and `lost()` are called from that thread; `lost` says that messages may
    have been missed: once when the connection breaks, and once when all is heard again.
    """

    def __init__(
        self,
        subscriber: Callable[[], Any],
        heard: Callable[[str, bytes], None],
        lost: Callable[[], None],
    ) -> None:
        self._subscriber = subscriber
        self._heard = heard
        self._lost = lost
        self._topics: set[str] = set()
        self._hears = True
        self._unconfirmed = 0
        self._wanted: SimpleQueue[tuple[str, bool]] = SimpleQueue()
        self._ended = Event()
        self._thread = Thread(target=self._run, name="feed")

    def start(self) -> None:
        self._thread.start()

    def follow(self, topic: str) -> None:
        self._wanted.put((topic, True))

    def unfollow(self, topic: str) -> None:
        self._wanted.put((topic, False))

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            with suppress(RedisError, RedisClusterException, OSError):
                self._listen()
            if self._hears and not self._ended.is_set():
                self._hears = False
                self._lost()
            self._ended.wait(PAUSE_SECONDS)

    def _listen(self) -> None:
        subscriber = self._subscriber()
        try:
            self._unconfirmed = len(self._topics)
            for topic in self._topics:
                subscriber.ssubscribe(topic)
            while not self._ended.is_set():
                self._follow_wanted(subscriber)
                message = self._next(subscriber)
                if message is not None:
                    self._take(message)
        finally:
            subscriber.close()

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "smessage":
            self._heard(message["channel"].decode(), message["data"])
        elif message["type"] == "ssubscribe":
            self._unconfirmed -= 1
            if not self._hears and self._unconfirmed <= 0:
                self._hears = True
                self._lost()

    def _next(self, subscriber: Any) -> Any:
        if not self._topics:
            self._ended.wait(LOOK_SECONDS)
            return None
        if hasattr(subscriber, "get_sharded_message"):  # of a cluster
            return subscriber.get_sharded_message(timeout=LOOK_SECONDS)
        return subscriber.get_message(timeout=LOOK_SECONDS)

    def _follow_wanted(self, subscriber: Any) -> None:
        with suppress(Empty):
            while True:
                topic, wanted = self._wanted.get_nowait()
                if wanted == (topic in self._topics):
                    continue
                if not wanted:
                    self._topics.remove(topic)
                    subscriber.sunsubscribe(topic)
                else:
                    self._topics.add(topic)  # whatever becomes of this connection
                    self._unconfirmed += 1
                    subscriber.ssubscribe(topic)
