"""Orders the writes and acknowledgements of a journal's entries, without I/O."""

from __future__ import annotations


class Writer[Entry]:
    """Numbers entries, lets a few be written at once, and acknowledges them strictly in order.

    A seal takes the first free position. An entry is acknowledged only when all entries before it
    are written, so no acknowledged entry can stand behind a seal.
    """

    def __init__(self, incarnation: str, at_once: int) -> None:
        self.incarnation = incarnation
        self.acknowledged = 0
        self._at_once = at_once
        self._started: dict[int, Entry] = {}
        self._landed: set[int] = set()

    @property
    def next(self) -> int:
        """Return the position that the next entry will have."""
        return self.acknowledged + len(self._started) + 1

    @property
    def is_full(self) -> bool:
        return len(self._started) >= self._at_once

    def start(self, entry: Entry) -> int:
        """Give an entry its position; it is written there, and nowhere else, until it is in."""
        position = self.next
        self._started[position] = entry
        return position

    def land(self, position: int) -> list[Entry]:
        """Note that a position was written; return the entries that this acknowledges."""
        self._landed.add(position)
        acknowledged = []
        while (following := self.acknowledged + 1) in self._landed:
            self._landed.remove(following)
            acknowledged.append(self._started.pop(following))
            self.acknowledged = following
        return acknowledged

    def depose(self) -> list[Entry]:
        """Stop for ever; return the entries whose outcome is unknown."""
        unanswered = list(self._started.values())
        self._started.clear()
        self._landed.clear()
        return unanswered
