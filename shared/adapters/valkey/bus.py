"""Implements the message bus by Valkey's sharded publish and subscribe. Messages may be lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from hiredis import HiredisError

from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client
from shared.adapters.valkey.subscriber import Command, Subscriber

LOOK_SECONDS = 0.02
"""Maximum seconds until the thread sees a new subscription."""

PAUSE_SECONDS = 0.5

MOST_UNCONFIRMED = 1_000
"""Maximum requests without an answer: Valkey closes a connection with 32 MB of pending answers."""

SUBSCRIBE, UNSUBSCRIBE = "SSUBSCRIBE", "SUNSUBSCRIBE"


class ValkeyBus:
    """Shares its breaker with the boards, which are in the same store."""

    def __init__(self, client: Client, breaker: Breaker) -> None:
        self._client = client
        self._breaker = breaker

    def publish(self, topic: str, message: bytes) -> int:
        return int(self._breaker.call(self._client.execute_command, "SPUBLISH", topic, message))


class ValkeySubscriber:
    """Subscribes to topics in a thread of its own, over one connection to each node.

    That thread calls `receive(topic, message)` and `lost()`. `lost` says that messages may have
    been missed: it is called once when a connection breaks or a topic leaves its node, and once
    when all subscriptions are active again.
    """

    def __init__(
        self,
        connect: Callable[[], Subscriber],
        receive: Callable[[str, bytes], None],
        lost: Callable[[], None],
    ) -> None:
        self._connect = connect
        self._receive = receive
        self._lost = lost
        self._topics: set[str] = set()
        self._active = True
        self._again: list[str] = []
        self._unconfirmed: Counter[tuple[bytes, bytes]] = Counter()
        self._wanted: SimpleQueue[tuple[str, bool]] = SimpleQueue()
        self._ended = Event()
        self._thread = Thread(target=self._run, name="bus")

    def start(self) -> None:
        self._thread.start()

    def subscribe(self, topic: str) -> None:
        self._wanted.put((topic, True))

    def unsubscribe(self, topic: str) -> None:
        self._wanted.put((topic, False))

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            with suppress(HiredisError, OSError):
                self._run_connection()
            if self._active and not self._ended.is_set():
                self._active = False
                self._lost()
            self._ended.wait(PAUSE_SECONDS)

    def _run_connection(self) -> None:
        self._again = list(self._topics)
        self._unconfirmed.clear()
        with closing(self._connect()) as subscriber:
            while not self._ended.is_set():
                self._ask(subscriber)
                for kind, topic, data in subscriber.receive(LOOK_SECONDS):
                    self._take(kind, topic, data)
                if not self._active and not self._again and not self._unconfirmed:
                    self._active = True
                    self._lost()

    def _take(self, kind: bytes, topic: bytes, data: Any) -> None:
        if kind == b"smessage":
            self._receive(topic.decode(), data)
            return
        answered = (kind, topic)
        if answered not in self._unconfirmed:
            raise ConnectionResetError("a topic has left its node")
        self._unconfirmed[answered] -= 1
        if not self._unconfirmed[answered]:
            del self._unconfirmed[answered]

    def _ask(self, subscriber: Subscriber) -> None:
        """Subscribe and unsubscribe, with at most `MOST_UNCONFIRMED` requests unanswered."""
        commands: list[Command] = []
        while len(self._unconfirmed) < MOST_UNCONFIRMED:
            command = self._next_command()
            if command is None:
                break
            commands.append(command)
            name, topic = command
            self._unconfirmed[name.lower().encode(), topic.encode()] += 1
        subscriber.send(commands)

    def _next_command(self) -> Command | None:
        if self._again:
            return SUBSCRIBE, self._again.pop()
        while not self._wanted.empty():
            topic, wanted = self._wanted.get_nowait()
            if wanted and topic not in self._topics:
                self._topics.add(topic)  # kept even if this connection breaks
                return SUBSCRIBE, topic
            if not wanted and topic in self._topics:
                self._topics.remove(topic)
                return UNSUBSCRIBE, topic
        return None
