"""The client's half of the protocol without any I/O: frames in, frames and events out.

Whoever has a socket sends what stands in `outgoing`, and calls `opened`, `receive`, `tick` and
`lost`; times are seconds of one clock that never goes back. Sockets have numbers: `outgoing` is
for the newest one, and an older one beside it may still answer what was sent over it.
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
    """Requests under way and channels listened to, over as many sockets as it takes.

    `track` makes the trackers of channels. A subclass may count what `answered` and `failed` tell.
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
        """How many requests are under way."""
        return len(self._requests)

    def ask(
        self, kind: str, now: float, answer: Future[Frame] | None = None, /, **fields: Any
    ) -> str:
        """Send a frame, now or when there is a socket; return its id, which `fields` may set."""
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
        """Ask for a channel with the next frame that comes, or with the next socket."""
        if channel not in self.channels:
            self.channels[channel] = self._track(channel)
            self.channels[channel].opened(self._newest)

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
        """A socket is gone, the newest unless told otherwise, with what was on its way.

        What an older one left unanswered is sent with the next `tick`.
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

    def receive(
        self, frame: Message | Frame, now: float, socket: int | None = None
    ) -> Sequence[Event]:
        """Take a frame, of the newest socket unless told otherwise; return what it brings about."""
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
        """A request is over with this answer."""

    def failed(self, request: Request, code: str) -> None:
        """A try has failed; the request is over or will be sent again."""

    def tick(self, now: float) -> None:
        """Send again what was not answered in time, ask for what stays away, keep alive."""
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
        """Have asked for again what stays away for long."""
        for name, channel in self.channels.items():
            if not channel.behind:
                if self._behind_since:
                    self._behind_since.pop(name, None)
            elif now - self._behind_since.setdefault(name, now) > REPEAT_AFTER:
                channel.wants = True
                del self._behind_since[name]

    def _answered(self, frame: Frame, now: float, source: int) -> Sequence[Event]:
        """A subscription counts where it was asked for last; a command's answer does anywhere."""
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
        """A channel that is refused is told of in an event when nobody waits for the answer."""
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
        """Forget a channel, and tell of it if it was listened to."""
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
        """A subscription goes on from where its channel is when it is sent."""
        if request.channel is not None and request.channel in self.channels:
            fields = self.channels[request.channel].request()
            request.frame = request_frame("subscribe", request.frame["id"], fields)
        request.sent(self._newest, now)
        self._spoke = now
        self.outgoing.append(request.frame)
