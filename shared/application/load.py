"""Load a stream: from the cache and the tail it missed, or from the newest commits of the log."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from shared.application.ports import Log
from shared.domain.kernel.facts import Folded
from shared.domain.kernel.game import SNAPSHOT_EVERY, Game, fold


class StreamCache:
    """The folded streams that a process used last; may be shared by threads.

    `monotonic` gives seconds. An entry is at most some 40 KB, so 2,000 are at most 80 MB.
    """

    def __init__(
        self, monotonic: Callable[[], float], *, size: int = 2000, fresh_for: float = 5.0
    ) -> None:
        self._monotonic = monotonic
        self._size = size
        self._fresh_for = fresh_for
        self._entries: OrderedDict[str, tuple[Folded, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, stream: str) -> Folded | None:
        """Return what is known of the stream, however old."""
        with self._lock:
            if entry := self._entries.get(stream):
                self._entries.move_to_end(stream)
                return entry[0]
            return None

    def get_fresh(self, stream: str) -> Folded | None:
        """Return what is known of the stream if it was read at most `fresh_for` seconds ago."""
        with self._lock:
            entry = self._entries.get(stream)
            if entry and self._monotonic() - entry[1] <= self._fresh_for:
                self._entries.move_to_end(stream)
                return entry[0]
            return None

    def put(self, folded: Folded) -> None:
        """Keep a stream as just read; an older position never replaces a newer one.

        A stream without commits is not kept: names that nobody has must not push others out.
        """
        if folded.position == 0:
            return
        with self._lock:
            entry = self._entries.get(folded.stream)
            if entry and entry[0].position > folded.position:
                return
            self._entries[folded.stream] = (folded, self._monotonic())
            self._entries.move_to_end(folded.stream)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)


def load(log: Log, cache: StreamCache, game: Game, stream: str) -> Folded:
    """Return the stream as it is now: one query of the tail, or of the newest 16 commits."""
    if known := cache.get(stream):
        loaded = fold(game, known, log.read(stream, after=known.position))
    else:
        loaded = _load_newest(log, game, stream)
    cache.put(loaded)
    return loaded


def _load_newest(log: Log, game: Game, stream: str) -> Folded:
    newest = log.latest(stream, SNAPSHOT_EVERY)
    for index in range(len(newest) - 1, -1, -1):
        if folded := newest[index].folded:
            return fold(game, folded, newest[index + 1 :])
    if newest and newest[0].position > 1:
        return fold(game, Folded(stream), log.read(stream))
    return fold(game, Folded(stream), newest)
