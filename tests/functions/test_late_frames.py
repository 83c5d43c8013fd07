"""Frames that API Gateway runs beside the `$disconnect` of their connection, and after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from functions.queues import broadcast
from functions.ws import message
from shared.adapters.memory.sockets import InMemorySubscriptions
from tests.functions.api_gateway import BATTLE, ApiGateway, private
from tests.functions.battle_application import message as queued

PRESENCE = f"codebattle/{BATTLE}/presence"
STORES = ("coordination", "sessions", "subscriptions", "connections", "logins", "sockets")


class Interrupted:
    """A store that has something happen before its calls."""

    def __init__(self, store: Any, before: Callable[[], None]) -> None:
        self._store = store
        self._before = before

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._store, name)

        def called(*arguments: Any, **named: Any) -> Any:
            self._before()
            return call(*arguments, **named)

        return called if callable(call) else call


class Lagging(InMemorySubscriptions):
    """Its index shows what was there when it fell behind."""

    behind: dict[str, list[str]] | None = None

    def channels(self, connection: str) -> list[str]:
        known = super().channels(connection)
        return known if self.behind is None else self.behind.setdefault(connection, known)


@contextmanager
def interrupting(host: ApiGateway, nth: int) -> Iterator[list[int]]:
    """End ann's connection before the nth call of any store; yield how many calls there were."""
    calls, stores = [0], {name: getattr(host.app, name) for name in STORES}

    def before() -> None:
        calls[0] += 1
        if calls[0] == nth + 1:
            host.end("ann")

    host.app.__dict__ |= {name: Interrupted(each, before) for name, each in stores.items()}
    yield calls
    host.app.__dict__ |= stores


def connected() -> ApiGateway:
    host = ApiGateway()
    host.app.__dict__["subscriptions"] = Lagging()
    host.open("ann")
    host.ask("ann", "codebattle.join", room=BATTLE)
    return host


def send(host: ApiGateway, **frame: str) -> None:
    """What is answered reaches nobody."""
    message.serve(host.app, host._event("ann", "ann", "MESSAGE", json.dumps({"id": "c9", **frame})))


def left(host: ApiGateway) -> tuple[int, list[str], str | None]:
    """What is left of ann: who is present, what she listens to, her login."""
    present, _ = host.app.coordination.present(PRESENCE, host.app.time())
    channels = InMemorySubscriptions.channels(host.app.subscriptions, "ann")
    return present, channels, host.app.logins.current("p-ann")


def subscribes(host: ApiGateway) -> None:
    send(host, type="subscribe", channel=PRESENCE)


def subscribes_to_her_own(host: ApiGateway) -> None:
    send(host, type="subscribe", channel=private("ann"))


def renews(host: ApiGateway) -> None:
    host.app.time.pass_seconds(300)
    send(host, type="ping")


def unsubscribes(host: ApiGateway) -> None:
    send(host, type="unsubscribe", channel=PRESENCE)


@pytest.mark.parametrize("frame", [subscribes, subscribes_to_her_own, renews, unsubscribes])
class TestLateFrame:
    def test_leaves_nothing_whenever_the_connection_ends(
        self, frame: Callable[[ApiGateway], None]
    ) -> None:
        for nth in count():
            host = connected()
            if frame in {renews, unsubscribes}:
                subscribes(host)
            with interrupting(host, nth) as calls:
                frame(host)
            late = calls[0] > nth
            if not late:
                host.end("ann")
            assert left(host) == (0, [], None), f"ended before call {nth + 1}"
            if not late:
                break

    def test_writes_nothing_after_the_end(self, frame: Callable[[ApiGateway], None]) -> None:
        host = connected()
        host.end("ann")
        frame(host)
        assert left(host) == (0, [], None)


class TestLaggingIndex:
    def test_hides_nothing_from_the_first_post_to_who_is_gone(self) -> None:
        host = connected()
        lagging = host.app.subscriptions
        assert isinstance(lagging, Lagging)
        lagging.behind = {"ann": []}
        subscribes(host)
        host.end("ann")
        lagging.behind = None
        assert left(host) == (1, [PRESENCE], None)
        for bucket in range(host.app.subscriptions.buckets(PRESENCE)):
            body = json.dumps({"channel": PRESENCE, "bucket": bucket, "frame": {"type": "x"}})
            broadcast.work(host.app, queued(body))
        assert left(host) == (0, [], None)


class TestDelivery:
    def test_does_not_bring_back_a_subscriber_that_has_left(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        host = connected()
        subscribes_to_her_own(host)
        host.app.coordination.down = True
        send_ = host.app.sockets.send

        def send_and_end(connection: str, frame: bytes) -> None:
            send_(connection, frame)
            host.end("ann")

        monkeypatch.setattr(host.app.sockets, "send", send_and_end)
        send(host, type="codebattle.answer", room=BATTLE, question="q1", answer="!")
        assert left_subscriptions(host) == []


def left_subscriptions(host: ApiGateway) -> list[str]:
    return InMemorySubscriptions.channels(host.app.subscriptions, "ann")
