"""The client's half of the protocol without any I/O: frames in, frames and events out.

The owner of the sockets sends the frames in `outgoing`, and calls `opened`, `receive`, `tick` and
`lost`; times are seconds of one monotonic clock. Sockets have numbers: `outgoing` is for the newest
one, and an older one beside it may still answer requests that were sent over it.
"""

from __future__ import annotations

from asyncio import Future
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from client.channels import Channel, Event, tracker
from client.errors import ProtocolError, RumpusError
from client.frames import Frame, Message
from client.frames import request as request_frame
from client.requests import REPEAT_AFTER, Request

KEEP_ALIVE = 540.0
"""Seconds of silence after which a ping is sent: API Gateway hangs up after ten minutes."""


class Core:
    """Tracks pending requests and subscribed channels, over one socket after another.

    `track` makes the trackers of channels. A subclass may count calls of `answered` and `failed`.
    """

    def __init__(
        self,
        new_id: Callable[[], str],
        chance: Callable[[], float],
        track: Callable[[str], Channel] = tracker,
    ) -> None:
        self.outgoing: deque[Frame] = deque()
        self.channels: dict[str, Channel] = {}
        self._new_id = new_id
        self._chance = chance
        self._track = track
        self._requests: dict[str, Request] = {}
        self._behind_since: dict[str, float] = {}
        self._newest = 0
        self._open: set[int] = set()
        self._spoke = 0.0

    @property
    def linked(self) -> bool:
        """Whether the newest socket is open."""
        return self._newest in self._open

    @property
    def pending(self) -> int:
        """Return the number of pending requests."""
        return len(self._requests)

    def ask(
        self, kind: str, now: float, answer: Future[Frame] | None = None, /, **fields: Any
    ) -> str:
        """Send a frame, now or once there is a socket; return its id, which `fields` may set."""
        frame = request_frame(kind, self._new_id(), fields)
        channel = frame["channel"] if kind == "subscribe" else None
        asked = Request(kind, frame, now, answer, channel)
        frame_id: str = frame["id"]
        self._requests[frame_id] = asked
        if channel is not None:
            self.listen(channel)
        if self.linked:
            self._send(asked, now)
        return frame_id

    def listen(self, channel: str) -> None:
        """Subscribe to a channel when the next frame comes, or with the next socket."""
        if channel not in self.channels:
            self.channels[channel] = self._track(channel)
            self.channels[channel].opened(self._newest)

    def forget(self, frame_id: str) -> None:
        """Note that no caller waits for the answer any more."""
        self._requests.pop(frame_id, None)

    def leave(self, channel: str) -> None:
        """Drop a channel's messages from now on, and pending requests for them."""
        self.channels.pop(channel, None)
        self._behind_since.pop(channel, None)
        for frame_id, request in list(self._requests.items()):
            if request.channel == channel:
                self.forget(frame_id)
                request.fail(ProtocolError("unsubscribed", f"{channel} was left meanwhile"))

    def opened(self, now: float) -> int:
        """Add a socket, perhaps beside an older one; return its number.

        Channels go on over it, and so do requests without a socket; a command that was sent over an
        older socket waits for its answer there, so that two answers can't differ.
        """
        unsent = {frame["id"] for frame in self.outgoing}
        self.outgoing.clear()
        self.outgoing = deque()
        self._newest += 1
        self._open.add(self._newest)
        self._spoke = now
        for channel in self.channels.values():
            channel.opened(self._newest)
        for frame_id, request in list(self._requests.items()):
            if request.of_socket:
                request.began = now
            if frame_id in unsent or request.of_socket or request.socket not in self._open:
                self._send(request, now)
        self._resubscribe(now)
        return self._newest

    def lost(self, socket: int | None = None) -> None:
        """Remove a socket, by default the newest, whose frames in flight are lost.

        Unanswered requests of an older socket are sent again with the next `tick`.
        """
        gone = self._newest if socket is None else socket
        self._open.discard(gone)
        for frame_id, request in list(self._requests.items()):
            if request.socket == gone:
                request.state, request.due = "later", 0.0
                if request.answer is None and request.of_socket:
                    self.forget(frame_id)
        if not self.linked:
            self.outgoing.clear()
            self._behind_since.clear()
            for channel in self.channels.values():
                channel.disconnected()

    def awaits(self, socket: int) -> bool:
        """Return whether an older socket is needed: for an answer, or until channels have moved."""
        return any(
            request.socket == socket or request.channel is not None
            for request in self._requests.values()
        ) or any(channel.wants or channel.behind for channel in self.channels.values())

    def over(self, error: RumpusError) -> None:
        """Fail all pending requests."""
        for request in self._requests.values():
            request.fail(error)
        self._requests.clear()

    def receive(
        self, frame: Message | Frame, now: float, socket: int | None = None
    ) -> Sequence[Event]:
        """Take a frame, by default of the newest socket; return the events that it causes."""
        source = self._newest if socket is None else socket
        if not isinstance(frame, Message):
            events = self._answered(frame, now, source)
            self._resubscribe(now)
            return events
        channel = self.channels.get(frame.channel)
        if channel is None:
            return ()
        events = tuple(channel.message(frame, source))
        if channel.wants:
            self._resubscribe(now)
        return events

    def answered(self, request: Request, frame: Frame, now: float) -> None:
        """End a request with this answer."""

    def failed(self, request: Request, code: str) -> None:
        """Note a failed try; the request is over or will be sent again."""

    def tick(self, now: float) -> None:
        """Retry requests without an answer, ask for missing messages, and keep the socket alive."""
        if not self.linked:
            return
        for request in [each for each in self._requests.values() if now >= each.due]:
            if request.state == "sent":
                self.failed(request, "no_answer")
            self._send(request, now)
        self._want_again(now)
        self._resubscribe(now)
        if now - self._spoke > KEEP_ALIVE:
            self.ask("ping", now)

    def _want_again(self, now: float) -> None:
        """Request again messages that have been missing for long."""
        for name, channel in self.channels.items():
            if not channel.behind:
                if self._behind_since:
                    self._behind_since.pop(name, None)
            elif now - self._behind_since.setdefault(name, now) > REPEAT_AFTER:
                channel.wants = True
                del self._behind_since[name]

    def _answered(self, frame: Frame, now: float, source: int) -> Sequence[Event]:
        """Handle an answer: a subscription's only from the latest socket, a command's from any."""
        if frame["type"] == "unsubscribed" and not frame["id"]:
            return self._unavailable(frame["channel"], "not_allowed", "it is shown to you no more")
        request = self._requests.get(str(frame.get("id")))
        if request is None or (request.channel is not None and request.socket != source):
            return ()
        if frame["type"] == "error":
            self.failed(request, str(frame["code"]))
        if request.put_off(frame, now, self._chance()):
            return ()
        self.forget(request.frame["id"])
        events = () if request.channel is None else self._subscription(request, frame)
        self.answered(request, frame, now)
        if request.answer is not None and not request.answer.done():
            request.answer.set_result(frame)
        return events

    def _subscription(self, request: Request, frame: Frame) -> Sequence[Event]:
        """Handle a subscription's answer; if no caller waits, an event reports a refusal."""
        name = str(request.channel)
        channel = self.channels.get(name)
        if channel is None:
            return ()
        if frame["type"] == "subscribed":
            return tuple(channel.subscribed(frame))
        if request.answer is None:
            return self._unavailable(name, frame.get("code"), frame.get("message"))
        self.channels.pop(name)
        return ()

    def _unavailable(self, name: str, code: Any, message: Any) -> Sequence[Event]:
        """Forget a channel, and return an event if it was subscribed."""
        if self.channels.pop(name, None) is None:
            return ()
        self._behind_since.pop(name, None)
        return (Event(name, "unavailable", {"code": code, "message": message}, 0),)

    def _resubscribe(self, now: float) -> None:
        wanting = [name for name, channel in self.channels.items() if channel.wants]
        if wanting and self.linked:
            asked = {request.channel for request in self._requests.values()}
            for name in wanting:
                if name not in asked:
                    self.ask("subscribe", now, channel=name)

    def _send(self, request: Request, now: float) -> None:
        """Send a request; a subscription resumes from its channel's offset at that time."""
        if request.channel is not None and request.channel in self.channels:
            fields = self.channels[request.channel].request()
            request.frame = request_frame("subscribe", request.frame["id"], fields)
        request.sent(self._newest, now)
        self._spoke = now
        self.outgoing.append(request.frame)
