"""A party that waits in a queue."""

from __future__ import annotations

from msgspec import Struct

from shared.kernel.matchmaking import MatchQueue
from shared.kernel.rating import Rating


class Party(Struct, frozen=True):
    """Players who want to be in one team; `born` is when the first of them began to wait."""

    players: tuple[str, ...]
    ratings: tuple[Rating, ...]
    born: float

    @property
    def size(self) -> int:
        return len(self.players)

    @property
    def mu(self) -> float:
        """The party's mean rating per player."""
        return sum(each.mu for each in self.ratings) / len(self.ratings)


type Teams = tuple[tuple[Party, ...], ...]


def window_of(queue: MatchQueue, party: Party, now: float) -> float:
    return min(queue.widest, queue.window + queue.grows * max(0.0, now - party.born))
