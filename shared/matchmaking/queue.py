"""A queue of players who wait for a match, and its settings."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from shared.kernel.rating import Rating


class Queue(Struct, frozen=True):
    """How the matches of a mode are made.

    A party is matched with those whose rating is within its window. The window grows with its
    waiting, from `window` by `grows` a second to `widest`. A match that is found must be accepted
    by all within `accept_seconds`; 0 begins it at once.
    """

    teams: Annotated[int, Meta(ge=2, le=16)] = 2
    size: Annotated[int, Meta(ge=1, le=8)] = 1
    window: Annotated[float, Meta(ge=0)] = 1.0
    grows: Annotated[float, Meta(ge=0)] = 0.25
    widest: Annotated[float, Meta(ge=0)] = 12.0
    accept_seconds: Annotated[int, Meta(ge=0, le=60)] = 0

    @property
    def players(self) -> int:
        return self.teams * self.size


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
        """What the party is as good as, a player."""
        return sum(each.mu for each in self.ratings) / len(self.ratings)


type Teams = tuple[tuple[Party, ...], ...]


def window_of(queue: Queue, party: Party, now: float) -> float:
    return min(queue.widest, queue.window + queue.grows * max(0.0, now - party.born))
