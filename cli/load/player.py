"""One player of the crowd, without any I/O: what it asks, and what it makes of what it hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.json import encode

from cli.load.channels import Picture, Private
from cli.load.hand import Hand
from cli.load.heard import Heard, kind_of, read
from cli.load.plan import Account
from cli.load.requests import Request, Requests
from cli.load.results import Kind
from cli.load.scene import Scene
from cli.load.schedule import Deed
from client.channels import Event

KEEP_ALIVE = 540.0
"""Seconds of silence after which a ping frame goes: API Gateway hangs up after ten minutes."""

FINAL = frozenset({4001, 1008})
"""Codes of `closing` after which a client stays away."""

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
        self._private: Private | None = None
        self._pictures = {each.name: each for each in _pictures(scene)}
        self._broken_at: float | None = None
        self._spoke = 0.0

    @property
    def sees_board(self) -> bool:
        board = self._pictures.get(f"battle.{self._scene.battle}")
        return board is not None and bool(board.epoch)

    def opened(self, send: Send, now: float) -> None:
        """There is a socket: listen, join if that is still to be done, and repeat."""
        self.send, self._spoke, self.moves_within = send, now, None
        unanswered = self.requests.unanswered(now)
        for each in unanswered:
            self._say(each, now)
        self._subscribe(now)
        if not self._hand.joined and not unanswered:
            self._ask("join", {"type": "join", "battle": self._scene.battle}, now)
        self._play(now)

    def broken(self, now: float) -> None:
        """The socket is gone; commands under way are repeated on the next."""
        self.send, self._broken_at = None, now
        for each in self._channels():
            each.disconnected()

    def do(self, deed: Deed, now: float) -> None:
        """Answer a question or attack, now or as soon as that is possible."""
        self._hand.owe(deed)
        self._play(now)

    def hear(self, payload: bytes | memoryview, now: float) -> None:
        """Take a frame of the server."""
        frame = read(payload)
        self._recorder.heard(kind_of(frame), len(payload))
        match frame.type:
            case "message":
                self._message(frame, now)
            case "closing":
                self._recorder.happened(f"closing_{frame.code}")
                self.over |= frame.code in FINAL
            case "please_move":
                self._recorder.happened("asked_to_move")
                self.moves_within = frame.within
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

    def check(self, now: float) -> None:
        """Compare the private channel with the log."""
        if self._private is not None and self.send is not None:
            self._private.check()
            self._subscribe(now)

    def _message(self, frame: Heard, now: float) -> None:
        order = self._recorder.results.order
        if (picture := self._pictures.get(frame.channel)) is not None:
            picture.message(frame, order)
        elif self._private is not None and frame.channel == self._private.name:
            self._take(self._private.message(frame, order), now)

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
        private = self._private
        if request.kind == "join" and self._hand.joined and private is None:
            self._listen()
        elif frame.type == "subscribed" and private is not None and frame.channel == private.name:
            self._take(private.subscribed(frame, self._recorder.results.order), now)
            self._returned(now)
        self._play(now)

    def _listen(self) -> None:
        """Only a participant has a private channel."""
        if "private" in self._scene.profile.channels:
            me, battle = self.account.username, self._scene.battle
            self._private = Private(f"private-participant.{battle}.{me}")

    def _returned(self, now: float) -> None:
        if self._broken_at is not None:
            self._recorder.results.returns.add(now - self._broken_at)
            self._broken_at = None

    def _channels(self) -> Iterator[Private | Picture]:
        if self._private is not None:
            yield self._private
        yield from self._pictures.values()

    def _subscribe(self, now: float) -> None:
        """Ask for every channel that wants it."""
        for each in self._channels():
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
            self._spoke = now
            self.send(encode(request.frame))


def _pictures(scene: Scene) -> Iterator[Picture]:
    if "board" in scene.profile.channels:
        yield Picture(f"battle.{scene.battle}")
    if "presence" in scene.profile.channels:
        yield Picture(f"presence-battle.{scene.battle}")
