"""Lets one piece of work at a time hold a key, so that a process never conflicts with itself.

Why: docs/decisions/0010-commands-take-turns.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable


class Slot[K: Hashable, T]:
    """A piece of work with the keys that it needs; it holds the first `held` of them."""

    __slots__ = ("held", "keys", "work")

    def __init__(self, work: T, keys: Iterable[K]) -> None:
        self.work = work
        self.keys = tuple(keys)
        self.held = 0

    @property
    def is_ready(self) -> bool:
        """Whether the work holds all its keys."""
        return self.held == len(self.keys)


class Scheduler[K: Hashable, T]:
    """Gives keys to work in order of arrival; belongs to one thread.

    Work that holds a key may share it with those waiting for it: they are then done together.

    Work that needs several keys names them in one global order, so two pieces never deadlock. At
    most `most` slots are taken, and at most `most_waiting` wait for one key.
    """

    def __init__(self, most: int, most_waiting: int) -> None:
        self.size = 0
        self._most = most
        self._most_waiting = most_waiting
        self._waiting: dict[K, deque[Slot[K, T]]] = {}  # for each key that is held
        self._sharing: dict[K, int] = {}  # how many share a key with its holder

    def enter(self, work: T, keys: Iterable[K]) -> Slot[K, T] | None:
        """Return a slot, ready or not; None if the scheduler or the key's queue is full."""
        slot = Slot(work, keys)
        if self.size >= self._most or self._is_full(slot):
            return None
        self.size += 1
        self._take(slot)
        return slot

    def share(
        self, slot: Slot[K, T], most: int, joins: Callable[[T], bool] = lambda _: True
    ) -> list[Slot[K, T]]:
        """Share the only key of a slot with the next waiting slots that need no other key.

        Return those. The first whose work does not join, and all behind it, wait on.
        """
        key = slot.keys[0]
        waiting = self._waiting[key] if len(slot.keys) == 1 else deque()
        shared: list[Slot[K, T]] = []
        while waiting and len(waiting[0].keys) == 1 and len(shared) < most:
            if not joins(waiting[0].work):
                break
            shared.append(waiting.popleft())
            shared[-1].held = 1
        if shared:
            self._sharing[key] = self._sharing.get(key, 0) + len(shared)
        return shared

    def leave(self, slot: Slot[K, T]) -> list[Slot[K, T]]:
        """Pass the keys of a finished slot to the next ones; return the slots that are now ready.

        The last slot that shares a key passes it on.
        """
        self.size -= 1
        ready = []
        for key in slot.keys:
            if sharing := self._sharing.pop(key, 0):
                if sharing > 1:
                    self._sharing[key] = sharing - 1
                continue
            waiting = self._waiting[key]
            if not waiting:
                del self._waiting[key]
                continue
            following = waiting.popleft()
            following.held += 1
            if self._take(following):
                ready.append(following)
        return ready

    def _take(self, slot: Slot[K, T]) -> bool:
        while slot.held < len(slot.keys):
            key = slot.keys[slot.held]
            if key in self._waiting:
                self._waiting[key].append(slot)
                return False
            self._waiting[key] = deque()
            slot.held += 1
        return True

    def _is_full(self, slot: Slot[K, T]) -> bool:
        for key in slot.keys:
            waiting = self._waiting.get(key)
            if waiting is not None and len(waiting) >= self._most_waiting:
                return True
        return False
