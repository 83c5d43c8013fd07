"""A player of the load generator's crowd, and what is said to it."""

from __future__ import annotations

from random import Random
from typing import Any

from msgspec.json import decode, encode

from cli.load.plan import Account
from cli.load.player import Player
from cli.load.profiles import Profile
from cli.load.recorder import Recorder
from cli.load.results import Results
from cli.load.scene import Scene

PRIVATE = "codebattle/b/player/ann@ann"


class Talk:
    """A player, and the frames that it sends; time is what the test says."""

    def __init__(self, channels: tuple[str, ...] = ("private", "board")) -> None:
        profile = Profile("x", 2, 10, 0, channels=channels, right_answers=1)  # type: ignore[arg-type] # as a file's
        self.recorder = Recorder(0.0, 1.0)
        self.scene = Scene("b", profile, self.recorder, Random(1))  # noqa: S311 - a crowd
        self.player = Player(self.scene, Account("ann", "t"), seed=1)
        self.sent: list[dict[str, Any]] = []
        self.socket = 0
        self.now = 0.0
        self.open()

    @property
    def results(self) -> Results:
        return self.recorder.results

    def open(self) -> None:
        self.socket = self.player.next_socket()
        self.player.opened(self.socket, lambda frame: self.sent.append(decode(frame)), self.now)

    def lose(self, socket: int | None = None) -> None:
        """The newest socket ends, unless told otherwise."""
        self.player.broken(socket or self.socket, self.now)

    def hear(self, socket: int | None = None, **frame: Any) -> None:
        """A frame comes over the newest socket, unless told otherwise."""
        payload = encode(frame)
        self.player.hear(socket or self.socket, payload, len(payload), self.now)

    def move(self) -> None:
        """Open another socket beside the one that is there."""
        self.player.moves(self.now)
        self.open()

    def take(self, kind: str) -> list[dict[str, Any]]:
        """Return the frames of that kind which were sent since."""
        found = [each for each in self.sent if each["type"] == kind]
        self.sent = [each for each in self.sent if each["type"] != kind]
        return found

    def join(self) -> None:
        (frame,) = self.take("join")
        self.hear(type="done", id=frame["id"], username="ann", arrows=1, shields=1)

    def follow(self, offset: int) -> None:
        """Take the first subscription of the private channel."""
        (frame,) = [each for each in self.take("subscribe") if each["channel"] == PRIVATE]
        self.subscribed(frame, offset, recovered=False)
        self.private(offset, "snapshot")

    def subscribed(self, frame: dict[str, Any], offset: int, *, recovered: bool = True) -> None:
        answer = {"channel": frame["channel"], "epoch": "e", "offset": offset}
        self.hear(type="subscribed", id=frame["id"], recovered=recovered, **answer)

    def private(
        self, offset: int, event: str = "answer.solved", *, over: int | None = None, **data: Any
    ) -> None:
        channel = {"channel": PRIVATE, "epoch": "e", "offset": offset}
        self.hear(over, type="message", event=event, data=data, **channel)

    def board(self, offset: int, base: int | None = None, *, over: int | None = None) -> None:
        channel = {"channel": "codebattle/b/board", "epoch": "e", "offset": offset}
        head = {"type": "message", "event": "board", "data": {}} | channel
        self.hear(over, **head, **({"base": base} if base else {}))


def joined() -> Talk:
    talk = Talk()
    talk.join()
    talk.follow(1)
    return talk


def check(talk: Talk, log: int, *, quiet: bool = True) -> None:
    """Have the player compare with a log of that length."""
    talk.player.check(talk.now, quiet=quiet)
    (frame,) = [each for each in talk.take("subscribe") if each["channel"] == PRIVATE]
    talk.subscribed(frame, log)
