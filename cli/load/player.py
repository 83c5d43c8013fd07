"""One player of the crowd, without any I/O: what it asks, and what it makes of what it hears.

Its sockets have numbers, in the order in which they were asked for: it speaks over the newest, and
an older one beside it may still answer what was sent over it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from msgspec import MsgspecError
from msgspec.json import encode

from cli.load.hand import Hand
from cli.load.heard import Heard, kind_of, read
from cli.load.listening import Listening
from cli.load.plan import Account
from cli.load.requests import Request, Requests
from cli.load.results import Kind
from cli.load.scene import Scene
from cli.load.schedule import Deed
from client.channels import Event
from client.lines import EXCUSED, POLICY, SUPERSEDED

KEEP_ALIVE = 540.0
"""Seconds of silence after which a ping frame goes: API Gateway hangs up after ten minutes."""

type Send = Callable[[bytes], None]


class Player:
    """`send` is None without a socket; `moves_within` is set when the host asks to move."""

    def __init__(self, scene: Scene, account: Account, seed: int) -> None:
        self.account = account
        self.send: Send | None = None
        self.over = False
        self.moves_within: float | None = None
        self.etag = ""
        self.requests = Requests(scene.recorder)
        self._scene = scene
        self._recorder = scene.recorder
        self._hand = Hand(scene, account.username, seed)
        self._channels = Listening(scene, account.username)
        self._last = self._newest = 0
        self._open: set[int] = set()
        self._broken_at: float | None = None
        self._asked_at: float | None = None
        self._moving_since: float | None = None
        self._excused_until = -inf
        self._spoke = 0.0

    @property
    def sees_board(self) -> bool:
        return self._channels.sees_board

    @property
    def unchecked(self) -> bool:
        return self._channels.unchecked

    def next_socket(self) -> int:
        """Return the number of a socket that is being opened."""
        self._last += 1
        return self._last

    def moves(self, now: float) -> None:
        """A socket is asked for beside the one that is there, which the host may end for it."""
        self._asked_at, self._excused_until = now, now + EXCUSED

    def stays(self) -> None:
        """There was no other socket to be had."""
        self._asked_at = None

    def opened(self, number: int, send: Send, now: float) -> None:
        """There is a socket: listen, join if that is still to be done, and repeat.

        What an older socket may still answer is not repeated before that one has ended.
        """
        if self.send is not None:
            self._channels.moved()
        if self._asked_at is not None:
            self._moving_since, self._asked_at, self._broken_at = self._asked_at, None, None
        self._newest, self._excused_until = number, -inf
        self._open.add(number)
        self.send, self._spoke, self.moves_within = send, now, None
        self.requests.forget_subscriptions()
        idle = not self.requests
        self._repeat(now)
        self._subscribe(now)
        if not self._hand.joined and idle:
            self._ask("join", {"type": "join", "battle": self._scene.battle}, now)
        self._play(now)

    def broken(self, number: int, now: float) -> None:
        """A socket is gone; commands under way on it are repeated on the newest, or the next."""
        self._open.discard(number)
        if number == self._newest:
            self.send, self._broken_at = None, now
            self._channels.disconnected()
        elif self.send is not None:
            self._repeat(now)

    def awaits(self, number: int) -> bool:
        """Whether an older socket may be of use: for an answer, or until channels have gone on."""
        return self.requests.expects(number) or not self._channels.gone_on

    def do(self, deed: Deed, now: float) -> None:
        """Answer a question or attack, now or as soon as that is possible."""
        self._hand.owe(deed)
        self._play(now)

    def hear(self, number: int, payload: bytes | memoryview, size: int, now: float) -> None:
        """Take a frame of the server, which was `size` bytes on the wire."""
        try:
            frame = read(payload)
        except MsgspecError:
            self._recorder.heard("unreadable", size)
            self._recorder.happened("unreadable")
            return
        self._recorder.heard(kind_of(frame), size)
        match frame.type:
            case "message":
                self._take(self._channels.message(frame, old=number < self._newest), now)
            case "closing":
                self._recorder.happened(f"closing_{frame.code}")
                superseded = frame.code == SUPERSEDED and number >= self._newest
                self.over |= frame.code == POLICY or (superseded and now >= self._excused_until)
            case "please_move" if number == self._newest:
                self._recorder.happened("asked_to_move")
                self.moves_within = frame.within
            case "":
                self._recorder.happened("gateway_error")
            case _:
                self._answered(frame, now)
        self._subscribe(now)

    def tick(self, now: float) -> None:
        """Repeat what is due; called about once a second."""
        if self.send is None:
            return
        for each in self.requests.due(now):
            self._say(each, now)
        if now - self._spoke > KEEP_ALIVE:
            self._spoke = now
            self.send(encode({"type": "ping", "id": "keep-alive"}))

    def check(self, now: float, *, quiet: bool) -> None:
        """Compare the private channel with the log; unless all is `quiet`, messages still come."""
        if self._channels.private is not None and self.send is not None:
            self._channels.private.check(quiet=quiet)
            self._subscribe(now)

    def _take(self, events: list[Event], now: float) -> None:
        me = self.account.username
        for each in events:
            if each.name == "attack.received":
                self._scene.hit(each.data["attacker"], me, now)
            elif each.name == "attack.failed":
                self._scene.missed(me, each.data["target"])

    def _answered(self, frame: Heard, now: float) -> None:
        request = self.requests.answered(frame, now)
        if request is None:
            return
        self._hand.outcome(request.kind, frame, request.frame)
        if request.kind == "join" and self._hand.joined:
            self._channels.joined()
        elif frame.type == "subscribed":
            events = self._channels.subscribed(frame)
            if events is not None:
                self._take(events, now)
                self._returned(now)
        self._play(now)

    def _returned(self, now: float) -> None:
        results = self._recorder.results
        if self._moving_since is not None:
            results.moves.add(now - self._moving_since)
        elif self._broken_at is not None:
            results.returns.add(now - self._broken_at)
        self._broken_at = self._moving_since = None

    def _repeat(self, now: float) -> None:
        for each in self.requests.orphans(self._open, now):
            self._say(each, now)

    def _subscribe(self, now: float) -> None:
        """Ask for every channel that wants it."""
        for each in self._channels:
            if each.wants and self.send is not None:
                kind = each.kind
                self._ask(kind, {"type": "subscribe"} | each.request(), now)

    def _play(self, now: float) -> None:
        if self.send is not None:
            for kind, frame in self._hand.moves(now):
                self._ask(kind, frame, now)

    def _ask(self, kind: Kind, frame: dict[str, Any], now: float) -> None:
        self._say(self.requests.new(kind, frame, now), now)

    def _say(self, request: Request, now: float) -> None:
        if self.send is not None:
            request.socket = self._newest
            self._spoke = now
            self.send(encode(request.frame))
