"""Chooses the player who takes the place of one that has left a match."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from shared.kernel.matchmaking import MatchQueue
from shared.matchmaking.party import Party, window_of


class Vacancy(Struct, frozen=True):
    """A place in a match: its player's rating, and since when it is empty, in seconds.

    `even` is the rating with which its team would be as good as the others.
    """

    mu: float
    even: float
    born: float


def substitute(
    vacancy: Vacancy, parties: Iterable[Party], queue: MatchQueue, now: float
) -> Party | None:
    """Return the party that makes the teams most even, among those as good as who has left.

    Return None if there is none. How near is decided by the windows of both: the vacancy's grows
    from when it began. Only players who wait alone are considered: no party is split.
    """
    own = min(queue.widest, queue.window + queue.grows * max(0.0, now - vacancy.born))
    fitting = [
        each
        for each in parties
        if each.size == 1 and abs(each.mu - vacancy.mu) <= min(own, window_of(queue, each, now))
    ]
    return min(
        fitting,
        key=lambda each: (abs(each.mu - vacancy.even), each.born, each.players),
        default=None,
    )
