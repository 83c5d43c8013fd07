"""The channels of one player of the crowd, over one socket, or over two while it moves."""

from __future__ import annotations

from collections.abc import Iterator

from cli.load.channels import Picture, Private
from cli.load.heard import Heard
from cli.load.scene import Scene
from client.channels import Event


class Listening:
    """Which channels there are, and what a message of any of them brings."""

    def __init__(self, scene: Scene, username: str) -> None:
        self.private: Private | None = None
        self._scene = scene
        self._username = username
        self._pictures = {each.name: each for each in _pictures(scene)}

    def __iter__(self) -> Iterator[Private | Picture]:
        if self.private is not None:
            yield self.private
        yield from self._pictures.values()

    @property
    def sees_board(self) -> bool:
        board = self._pictures.get(f"battle.{self._scene.battle}")
        return board is not None and bool(board.epoch)

    @property
    def gone_on(self) -> bool:
        """Whether every channel has what it asked for."""
        return not any(each.wants or each.behind for each in self)

    @property
    def unchecked(self) -> bool:
        """Whether the private channel, if there is to be one, was not compared with the log."""
        wanted = "private" in self._scene.profile.channels
        return wanted and (self.private is None or not self.private.checked)

    def joined(self) -> None:
        """Only a participant has a private channel."""
        if self.private is None and "private" in self._scene.profile.channels:
            self.private = Private(f"private-participant.{self._scene.battle}.{self._username}")

    def moved(self) -> None:
        for each in self:
            each.moved()

    def disconnected(self) -> None:
        for each in self:
            each.disconnected()

    def message(self, frame: Heard, *, old: bool) -> list[Event]:
        """Return what the private channel tells; pictures are only counted."""
        order = self._scene.recorder.results.order
        if (picture := self._pictures.get(frame.channel)) is not None:
            picture.message(frame, order, old=old)
        elif self.private is not None and frame.channel == self.private.name:
            return self.private.message(frame, order, old=old)
        return []

    def subscribed(self, frame: Heard) -> list[Event] | None:
        """Return what the private channel tells; None if it is another channel's answer."""
        if self.private is None or frame.channel != self.private.name:
            return None
        return self.private.subscribed(frame, self._scene.recorder.results.order)


def _pictures(scene: Scene) -> Iterator[Picture]:
    if "board" in scene.profile.channels:
        yield Picture(f"battle.{scene.battle}")
    if "presence" in scene.profile.channels:
        yield Picture(f"presence-battle.{scene.battle}")
