"""Lets one command at a time touch a stream, so that a process never conflicts with itself.

Why: docs/decisions/0010-turns-at-a-desk.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable


class Turn[T]:
    """A command's turn: it holds its streams from the moment it is ready until it is done."""

    __slots__ = ("held", "streams", "work")

    def __init__(self, work: T, streams: Iterable[str]) -> None:
        self.work = work
        self.streams = tuple(sorted(set(streams)))
        self.held = 0

    @property
    def is_ready(self) -> bool:
        """Whether it holds all its streams."""
        return self.held == len(self.streams)


class Desk[T]:
    """Gives streams to commands in the order in which they came; belongs to one thread.

    Streams are taken in order of name, so two commands never wait for each other. At most `most`
    commands are here, and at most `most_on_one` wait for one stream.
    """

    def __init__(self, most: int, most_on_one: int) -> None:
        self.size = 0
        self._most = most
        self._most_on_one = most_on_one
        self._waiting: dict[str, deque[Turn[T]]] = {}  # a key is a stream that somebody holds

    def enter(self, work: T, streams: Iterable[str]) -> Turn[T] | None:
        """Return the turn, ready or not; None if there is no room for it."""
        turn = Turn(work, streams)
        if self.size >= self._most or any(self._full(each) for each in turn.streams):
            return None
        self.size += 1
        self._take(turn)
        return turn

    def leave(self, turn: Turn[T]) -> list[Turn[T]]:
        """Give the streams of a turn that is done to the next ones; return who is ready now."""
        self.size -= 1
        ready = []
        for stream in turn.streams:
            waiting = self._waiting[stream]
            if not waiting:
                del self._waiting[stream]
                continue
            following = waiting.popleft()
            following.held += 1
            if self._take(following):
                ready.append(following)
        return ready

    def _take(self, turn: Turn[T]) -> bool:
        while turn.held < len(turn.streams):
            stream = turn.streams[turn.held]
            if stream in self._waiting:
                self._waiting[stream].append(turn)
                return False
            self._waiting[stream] = deque()
            turn.held += 1
        return True

    def _full(self, stream: str) -> bool:
        return len(self._waiting.get(stream, ())) >= self._most_on_one
