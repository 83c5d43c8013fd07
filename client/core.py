"""The client's half of the protocol without any I/O: frames in, frames and events out.

Whoever has a socket sends what stands in `outgoing`, and calls `opened`, `receive`, `tick` and
`lost`; times are seconds of one clock that never goes back. Sockets have numbers: `outgoing` is
for the newest one, and an older one beside it may still answer what was sent over it.
"""

from __future__ import annotations

from asyncio import Future
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from client.channels import Channel, Event, NoticeChannel, StreamChannel, ValueChannel, tracker
from client.errors import ProtocolError, RumpusError
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
        self._heard: dict[str, int] = {}
        self._newest = 0
        self._open: set[int] = set()
        self._spoke = 0.0

    @property
    def _linked(self) -> bool:
        return self._newest in self._open

    def ask(
        self, kind: str, now: float, answer: Future[Frame] | None = None, /, **fields: Any
    ) -> str:
        """Send a frame, now or when there is a socket; return its id, which `fields` may set."""
        request = Request({"type": kind, "id": self._new_id()} | fields, answer)
        self._requests[request.frame["id"]] = request
        if request.channel is not None:
            self.channels.setdefault(request.channel, tracker(request.channel))
        if self._linked:
            self._send(request, now)
        return str(request.frame["id"])

    def forget(self, frame_id: str) -> None:
        """Nobody waits for the answer any more."""
        self._requests.pop(frame_id, None)

    def leave(self, channel: str) -> None:
        """Drop a channel's messages from now on, and what asks for them."""
        self.channels.pop(channel, None)
        self._behind_since.pop(channel, None)
        for frame_id, request in list(self._requests.items()):
            if request.channel == channel:
                self.forget(frame_id)
                request.fail(ProtocolError("unsubscribed", f"{channel} was left meanwhile"))

    def opened(self, now: float) -> int:
        """There is a socket, perhaps beside an older one; return its number.

        Channels go on over it, and so does what nobody answers any more; a command that was sent
        over an older socket waits there, lest two answers to it differ.
        """
        unsent = {frame["id"] for frame in self.outgoing}
        self.outgoing.clear()
        self._newest += 1
        self._open.add(self._newest)
        self._spoke = now
        for channel in self.channels.values():
            channel.wants = True
        for frame_id, request in list(self._requests.items()):
            if frame_id in unsent or request.of_socket or request.socket not in self._open:
                self._send(request, now)
        self._resubscribe(now)
        return self._newest

    def lost(self, socket: int | None = None) -> None:
        """A socket is gone, the newest unless told otherwise, with what was on its way.

        What an older one left unanswered is sent with the next `tick`.
        """
        gone = self._newest if socket is None else socket
        self._open.discard(gone)
        for frame_id, request in list(self._requests.items()):
            if request.socket == gone:
                request.due = 0.0
                if request.answer is None:
                    self.forget(frame_id)
        if not self._linked:
            self.outgoing.clear()
            self._behind_since.clear()
            for channel in self.channels.values():
                channel.disconnected()

    def awaits(self, socket: int) -> bool:
        """Whether an older socket may be of use: for an answer, or until channels have gone on."""
        return any(
            request.socket == socket or request.channel is not None
            for request in self._requests.values()
        ) or any(channel.wants or channel.behind for channel in self.channels.values())

    def over(self, error: RumpusError) -> None:
        """Nothing that is under way will be answered."""
        for request in self._requests.values():
            request.fail(error)
        self._requests.clear()

    def receive(self, frame: Frame, now: float, socket: int | None = None) -> Iterator[Event]:
        """Take a frame, of the newest socket unless told otherwise; yield what it brings about.

        To be run to its end.
        """
        source = self._newest if socket is None else socket
        if frame["type"] == "message":
            yield from self._message(frame, source)
        else:
            yield from self._answered(frame, now, source)
        self._resubscribe(now)

    def tick(self, now: float) -> None:
        """Send again what was not answered in time, ask for what stays away, keep alive."""
        if not self._linked:
            return
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

    def _message(self, frame: Frame, source: int) -> Iterator[Event]:
        name = frame["channel"]
        channel = self.channels.get(name)
        if channel is not None and not self._late(channel, frame, source):
            self._heard[name] = source
            yield from channel.message(frame)

    def _late(self, channel: Channel, frame: Frame, source: int) -> bool:
        """What an older socket says may be of an older epoch, or be said anew on the newest."""
        match channel:
            case ValueChannel():
                return source < self._heard.get(channel.name, 0)
            case StreamChannel():
                return source < self._newest and frame["event"] == "snapshot"
            case NoticeChannel():
                return False

    def _answered(self, frame: Frame, now: float, source: int) -> Iterator[Event]:
        """A subscription counts where it was asked for last; a command's answer does anywhere."""
        request = self._requests.get(str(frame.get("id")))
        if request is None or (request.channel is not None and request.socket != source):
            return
        if request.put_off(frame, now):
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
        self.channels.pop(name)
        if request.answer is None:
            data = {"code": frame.get("code"), "message": frame.get("message")}
            yield Event(name, "unavailable", data, 0)

    def _resubscribe(self, now: float) -> None:
        if not self._linked:
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
        request.socket = self._newest
        request.due = now + REPEAT_AFTER
        self._spoke = now
        self.outgoing.append(request.frame)
