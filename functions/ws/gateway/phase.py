"""The phase of a player's socket."""

from __future__ import annotations

from enum import Enum, auto


class Phase(Enum):
    """A socket moves from each phase to a later one, and from SLOW back to OPEN."""

    ASKING = auto()  # its request comes
    WAITING = auto()  # to be let in
    OPEN = auto()
    SLOW = auto()  # open, but the peer takes nothing now
    CLOSING = auto()  # our last bytes are written
    GONE = auto()
