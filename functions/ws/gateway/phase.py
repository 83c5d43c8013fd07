"""The phase of a player's socket."""

from __future__ import annotations

from enum import Enum, auto


class Phase(Enum):
    """A socket moves from each phase to a later one, and from SLOW back to OPEN."""

    ASKING = auto()  # the request is arriving
    WAITING = auto()  # for admission
    OPEN = auto()
    SLOW = auto()  # open, but the peer does not read now
    CLOSING = auto()  # our last bytes are being written
    GONE = auto()
