"""What a player has asked and is not answered yet; asked again under the same id."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from cli.load.heard import Heard
from cli.load.recorder import Recorder
from cli.load.results import Kind

REPEAT_AFTER = 10.0
"""Seconds without an answer after which a try counts as a fault, and the frame goes again."""

TRIES = 8
LATER = frozenset({"too_fast", "busy", "fault", "overloaded"})


@dataclass(slots=True)
class Request:
    """`began` is when it was first sent; it goes again when it is `due`."""

    kind: Kind
    frame: dict[str, Any]
    began: float
    due: float
    asked_later: bool = False
    tries: int = 1
    socket: int = 0
    """The number of the socket that it was sent over last."""


class Requests:
    """The requests of one player under way."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._pending: dict[str, Request] = {}
        self._last = 0

    def __len__(self) -> int:
        return len(self._pending)

    def new(self, kind: Kind, frame: dict[str, Any], now: float) -> Request:
        self._last += 1
        frame["id"] = f"c{self._last}"
        request = Request(kind, frame, now, now + REPEAT_AFTER)
        self._pending[frame["id"]] = request
        return request

    def answered(self, frame: Heard, now: float) -> Request | None:
        """Return the request that is over with this answer, if one is."""
        request = self._pending.get(frame.id)
        if request is None:
            return None
        if frame.type == "error":
            self._recorder.failed(request.kind, str(frame.code))
            if frame.code in LATER and request.tries < TRIES:
                request.due, request.asked_later = now + frame.retry_after, True
                return None
        else:
            self._recorder.answered(request.kind, now - request.began, frame.reason)
        return self._pending.pop(frame.id)

    def due(self, now: float) -> Iterator[Request]:
        """Yield what is to be sent again; give up what was tried too often."""
        for request in [each for each in self._pending.values() if each.due <= now]:
            if not request.asked_later:
                self._recorder.failed(request.kind, "no_answer")
            if request.tries >= TRIES:
                del self._pending[request.frame["id"]]
                continue
            request.tries += 1
            request.due, request.asked_later = now + REPEAT_AFTER, False
            yield request

    def forget_subscriptions(self) -> None:
        """A new socket asks for them anew."""
        kept = [each for each in self._pending.values() if each.frame["type"] != "subscribe"]
        self._pending = {each.frame["id"]: each for each in kept}

    def orphans(self, sockets: Container[int], now: float) -> list[Request]:
        """Return what none of these sockets will answer, to be sent again now."""
        found = [each for each in self._pending.values() if each.socket not in sockets]
        for each in found:
            each.due = now + REPEAT_AFTER
        return found

    def expects(self, socket: int) -> bool:
        """Whether an answer may come over that socket, or a subscription is under way."""
        return any(
            each.socket == socket or each.frame["type"] == "subscribe"
            for each in self._pending.values()
        )

    def fail(self, code: str) -> None:
        """Count all that is under way as failed, and forget it."""
        for each in self._pending.values():
            self._recorder.failed(each.kind, code)
        self._pending.clear()
