"""A player of the load generator's crowd, and what is said to it."""

from __future__ import annotations

from collections import deque
from random import Random
from typing import Any

from msgspec.json import encode

from cli.load.context import RunContext
from cli.load.entry import Entry
from cli.load.keep_alive import KeepAlive
from cli.load.lifecycle import Lifecycle
from cli.load.plan import Account, Plan
from cli.load.player import Player
from cli.load.profiles import ChannelKind, Profile
from cli.load.recorder import Recorder
from cli.load.results import Results
from cli.load.schedule import Action
from client.channels import own_channel, value_channel
from client.phases import Connecting, Moving, Over

OWN = own_channel("codebattle/b", "ann")
BOARD = value_channel("codebattle/b", "board")


class Wire:
    """Keeps what is sent over it."""

    def __init__(self, sent: list[dict[str, Any]]) -> None:
        self._sent = sent

    def flush(self, outgoing: deque[dict[str, Any]]) -> None:
        while outgoing:
            self._sent.append(outgoing.popleft())

    def hang_up(self) -> None:
        """Nobody is at the other end."""


class Talk:
    """A player, and the frames that it sends; time is what the test says."""

    def __init__(self, channels: tuple[ChannelKind, ...] = ("stream", "board")) -> None:
        profile = Profile("x", 2, 10, 0, channels=channels, right_answers=1)
        self.recorder = Recorder(0.0, 1.0)
        self.context = RunContext("b", profile, self.recorder, Random(1))  # noqa: S311 - a crowd
        self.player = Player(self.context, Account("ann", "t"), seed=1)
        plan = Plan("http://nowhere", "b", profile, [])
        entry = Entry(KeepAlive(plan.url), self.recorder, plan)
        self.now = 0.0
        self.lifecycle = Lifecycle(self.player, entry, self.context, lambda: self.now)
        self.sent: list[dict[str, Any]] = []
        self.socket = 0
        self.open()

    @property
    def results(self) -> Results:
        return self.recorder.results

    @property
    def over(self) -> bool:
        return isinstance(self.lifecycle.manager.phase, Over)

    def open(self) -> None:
        self.socket = self.lifecycle.manager.opened(Wire(self.sent))

    def reopen(self) -> None:
        """Go on over another socket, as the player does after a pause."""
        self.lifecycle.manager.phase = Connecting(1)
        self.open()

    def lose(self, socket: int | None = None) -> None:
        """The newest socket ends, unless told otherwise."""
        self.lifecycle.ended(socket or self.socket, 0)

    def hear(self, socket: int | None = None, **frame: Any) -> None:
        """A frame comes over the newest socket, unless told otherwise."""
        self.say(encode(frame), socket)

    def say(self, payload: bytes, socket: int | None = None) -> None:
        self.lifecycle.hear(socket or self.socket, payload, len(payload))

    def do(self, action: Action) -> None:
        self.lifecycle.do(action)

    def tick(self, now: float) -> None:
        self.now = now
        self.lifecycle.manager.tick()

    def ask_to_move(self) -> None:
        """The host wants the socket to be left, and another one is being opened."""
        self.hear(type="please_move", within=0.0, reason="draining")
        self.lifecycle.manager.tick()
        assert isinstance(self.lifecycle.manager.phase, Moving)

    def move(self) -> None:
        """Open another socket beside the one that is there."""
        self.ask_to_move()
        self.open()

    def take(self, kind: str) -> list[dict[str, Any]]:
        """Return the frames of that kind which were sent since."""
        found = [each for each in self.sent if each["type"] == kind]
        self.sent[:] = [each for each in self.sent if each["type"] != kind]
        return found

    def join(self) -> None:
        (frame,) = self.take("codebattle.join")
        self.hear(type="done", id=frame["id"], username="ann", arrows=1, shields=1)

    def follow(self, offset: int) -> None:
        """Take the first subscription of the player's stream."""
        self.subscribed(self.asked(OWN), offset, recovered=False)
        self.told(offset, "snapshot")

    def asked(self, channel: str) -> dict[str, Any]:
        """Return the one subscription of a channel that was sent since."""
        (frame,) = [each for each in self.take("subscribe") if each["channel"] == channel]
        return frame

    def subscribed(self, frame: dict[str, Any], offset: int, *, recovered: bool = True) -> None:
        answer = {"channel": frame["channel"], "epoch": "e", "offset": offset}
        self.hear(type="subscribed", id=frame["id"], recovered=recovered, **answer)

    def told(
        self, offset: int, event: str = "answer.solved", *, over: int | None = None, **data: Any
    ) -> None:
        channel = {"channel": OWN, "epoch": "e", "offset": offset}
        self.hear(over, type="message", event=event, data=data, **channel)

    def board(self, offset: int, base: int | None = None, *, over: int | None = None) -> None:
        channel = {"channel": BOARD, "epoch": "e", "offset": offset}
        head = {"type": "message", "event": "board", "data": {}} | channel
        self.hear(over, **head, **({"base": base} if base else {}))


def joined() -> Talk:
    """A player who follows the player's stream, and whose board is on its way."""
    talk = Talk()
    subscriptions = [each for each in talk.sent if each["type"] == "subscribe"]
    talk.join()
    talk.follow(1)
    for each in subscriptions:
        talk.subscribed(each, 0)
    return talk


def check(talk: Talk, log: int, *, quiet: bool = True) -> None:
    """Have the player compare with a log of that length."""
    talk.lifecycle.check(quiet=quiet)
    talk.subscribed(talk.asked(OWN), log)
