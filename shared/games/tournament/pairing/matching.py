"""Edmonds' matching: the maximum number of pairs, preferring the wanted ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

type May = Callable[[int, int], bool]

NONE = -1


def match_all(size: int, may: May) -> list[int]:
    """Return the partner of each of `size`, or -1 for those left alone.

    Everybody is paired with the next one that `may` be its partner; one left over is included by
    the shortest exchange of partners. So no other pairing leaves fewer alone.
    """
    mates = [NONE] * size
    for one in range(size):
        if mates[one] == NONE:
            nearest = (other for other in range(one + 1, size) if mates[other] == NONE)
            other = next((each for each in nearest if may(one, each)), NONE)
            if other != NONE:
                mates[one], mates[other] = other, one
    for one in range(size - 1, -1, -1):
        if mates[one] == NONE:
            _Search(mates, may).let_in(one)
    return mates


class _Search:
    """Searches an augmenting path from one left alone to another: Edmonds, 1965.

    Odd cycles are contracted: `base` is the vertex at which a contracted cycle hangs.
    """

    def __init__(self, mates: list[int], may: May) -> None:
        self._mates, self._may = mates, may
        self._base = list(range(len(mates)))
        self._parent = [NONE] * len(mates)
        self._queued = [False] * len(mates)
        self._queue: deque[int] = deque()

    def let_in(self, root: int) -> None:
        """Augment along the shortest path, if there is one."""
        self._put(root)
        while self._queue:
            one = self._queue.popleft()
            for other in self._reach(one):
                if self._is_even(other, root):
                    self._contract(one, other)
                elif self._parent[other] == NONE:
                    self._parent[other] = one
                    if self._mates[other] == NONE:
                        self._exchange(other)
                        return
                    self._put(self._mates[other])

    def _reach(self, one: int) -> Iterator[int]:
        """Yield possible partners: unmatched ones first, then from the last on."""
        others = range(len(self._mates) - 1, -1, -1)
        for alone in (True, False):
            for other in others:
                if (self._mates[other] == NONE) is alone and self._is_way(one, other):
                    yield other

    def _is_way(self, one: int, other: int) -> bool:
        return (
            other not in {one, self._mates[one]}
            and self._base[one] != self._base[other]
            and self._may(one, other)
        )

    def _is_even(self, other: int, root: int) -> bool:
        mate = self._mates[other]
        return other == root or (mate != NONE and self._parent[mate] != NONE)

    def _put(self, one: int) -> None:
        if not self._queued[one]:
            self._queued[one] = True
            self._queue.append(one)

    def _contract(self, one: int, other: int) -> None:
        meet = self._meeting(one, other)
        circle = [False] * len(self._mates)
        self._mark(one, meet, other, circle)
        self._mark(other, meet, one, circle)
        for each, base in enumerate(self._base):
            if circle[base]:
                self._base[each] = meet
                self._put(each)

    def _meeting(self, one: int, other: int) -> int:
        """Return where the paths of both to the root meet."""
        seen = set()
        while True:
            one = self._base[one]
            seen.add(one)
            if self._mates[one] == NONE or self._parent[self._mates[one]] == NONE:
                break
            one = self._parent[self._mates[one]]
        while self._base[other] not in seen:
            other = self._parent[self._mates[self._base[other]]]
        return self._base[other]

    def _mark(self, one: int, meet: int, child: int, circle: list[bool]) -> None:
        while self._base[one] != meet:
            mate = self._mates[one]
            circle[self._base[one]] = circle[self._base[mate]] = True
            self._parent[one] = child
            child, one = mate, self._parent[mate]

    def _exchange(self, last: int) -> None:
        while last != NONE:
            before = self._parent[last]
            following = self._mates[before]
            self._mates[last], self._mates[before] = before, last
            last = following
