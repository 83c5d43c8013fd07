"""The client's half of the protocol without any I/O: frames in, frames and events out.

Whoever has a socket sends what stands in `outgoing`, and calls `opened`, `receive`, `tick` and
`lost`; times are seconds of one clock that never goes back.
"""

from __future__ import annotations

from asyncio import Future
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from client.channels import Channel, Event, tracker
from client.errors import RumpusError
from client.requests import REPEAT_AFTER, Frame, Request

KEEP_ALIVE = 540.0
"""Seconds of silence after which a ping is sent: API Gateway hangs up after ten minutes."""


class Core:
    """Requests under way and channels listened to, over as many sockets as it takes."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self.outgoing: deque[Frame] = deque()
        self.channels: dict[str, Channel] = {}
        self._new_id = new_id
        self._requests: dict[str, Request] = {}
        self._behind_since: dict[str, float] = {}
        self._open = False
        self._spoke = 0.0

    def ask(
        self, kind: str, now: float, answer: Future[Frame] | None = None, /, **fields: Any
    ) -> str:
        """Send a frame, now or when there is a socket; return its id, which `fields` may set."""
        request = Request({"type": kind, "id": self._new_id()} | fields, answer)
        self._requests[request.frame["id"]] = request
        if request.channel is not None:
            self.channels.setdefault(request.channel, tracker(request.channel))
        if self._open:
            self._send(request, now)
        return str(request.frame["id"])

    def forget(self, frame_id: str) -> None:
        """Nobody waits for the answer any more."""
        self._requests.pop(frame_id, None)

    def leave(self, channel: str) -> None:
        """Drop a channel's messages from now on."""
        self.channels.pop(channel, None)

    def opened(self, now: float) -> None:
        """There is a socket: all that is unanswered goes again, and channels go on."""
        self._open = True
        self._spoke = now
        for request in list(self._requests.values()):
            self._send(request, now)
        self._resubscribe(now)

    def lost(self) -> None:
        """The socket is gone, with what was on its way."""
        self._open = False
        self.outgoing.clear()
        self._behind_since.clear()
        for frame_id, request in list(self._requests.items()):
            if request.answer is None:
                self.forget(frame_id)
        for channel in self.channels.values():
            channel.disconnected()

    def over(self, error: RumpusError) -> None:
        """Nothing that is under way will be answered."""
        for request in self._requests.values():
            if request.answer is not None and not request.answer.done():
                request.answer.set_exception(error)
        self._requests.clear()

    def receive(self, frame: Frame, now: float) -> Iterator[Event]:
        """Take a frame from the server; yield what the application shall see, to the end."""
        if frame["type"] == "message":
            channel = self.channels.get(frame["channel"])
            if channel is not None:
                yield from channel.message(frame)
        else:
            yield from self._answered(frame, now)
        self._resubscribe(now)

    def tick(self, now: float) -> None:
        """Send again what was not answered in time, ask for what stays away, keep alive."""
        for request in list(self._requests.values()):
            if now >= request.due:
                self._send(request, now)
        for name, channel in self.channels.items():
            if not channel.behind:
                self._behind_since.pop(name, None)
            elif now - self._behind_since.setdefault(name, now) > REPEAT_AFTER:
                channel.wants = True
                del self._behind_since[name]
        self._resubscribe(now)
        if now - self._spoke > KEEP_ALIVE:
            self.ask("ping", now)

    def _answered(self, frame: Frame, now: float) -> Iterator[Event]:
        request = self._requests.get(str(frame.get("id")))
        if request is None or request.put_off(frame, now):
            return
        self.forget(request.frame["id"])
        if request.channel is not None:
            yield from self._subscription(request, frame)
        if request.answer is not None and not request.answer.done():
            request.answer.set_result(frame)

    def _subscription(self, request: Request, frame: Frame) -> Iterator[Event]:
        """A channel that is refused is told of in an event when nobody waits for the answer."""
        name = str(request.channel)
        channel = self.channels.get(name)
        if channel is None:
            return
        if frame["type"] == "subscribed":
            yield from channel.subscribed(frame)
            return
        self.leave(name)
        if request.answer is None:
            data = {"code": frame.get("code"), "message": frame.get("message")}
            yield Event(name, "unavailable", data, 0)

    def _resubscribe(self, now: float) -> None:
        if not self._open:
            return
        asked = {request.channel for request in self._requests.values()}
        for name, channel in self.channels.items():
            if channel.wants and name not in asked:
                self.ask("subscribe", now, channel=name)

    def _send(self, request: Request, now: float) -> None:
        """A subscription goes on from where its channel is when it is sent."""
        if request.channel is not None and request.channel in self.channels:
            head = {"type": "subscribe", "id": request.frame["id"]}
            request.frame = head | self.channels[request.channel].request()
        request.due = now + REPEAT_AFTER
        self._spoke = now
        self.outgoing.append(request.frame)
