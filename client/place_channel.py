"""A channel on which a player is told its own place."""

from __future__ import annotations

from collections.abc import Iterator

from client.events import Event
from client.frames import Frame
from client.value_channel import ValueChannel


class PlaceChannel(ValueChannel):
    """A value for each player; a player without a place gets no message."""

    def subscribed(self, _frame: Frame) -> Iterator[Event]:
        """Take the answer to a request; it promises nothing."""
        self.wants = False
        yield from ()
