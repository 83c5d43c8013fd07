"""Load a stream: from the cache and the tail it missed, or from the newest commits of the log."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import inf
from threading import Lock

from shared.application.commands.ports import Log
from shared.application.commands.replay import replay
from shared.kernel.facts import StreamState
from shared.kernel.rules import FRESH_FOR, SNAPSHOT_EVERY, Rules, fold

_FRESH_SECONDS = FRESH_FOR.total_seconds()


class StreamCache:
    """The states of the streams that a process used last; may be shared by threads.

    `now` gives monotonic seconds. An entry is at most some 40 KB, so 2,000 are at most 80 MB.
    `tried_for` are the seconds for which a stream is written to without reading it again: a process
    among many that write to the same streams has few, and one that has its players' streams to
    itself any number.
    """

    def __init__(
        self, now: Callable[[], float], *, size: int = 2000, tried_for: float = inf
    ) -> None:
        self.now = now
        self._size = size
        self._tried_for = tried_for
        self._entries: OrderedDict[str, tuple[StreamState, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, stream: str) -> StreamState | None:
        """Return what is known of the stream, however old."""
        with self._lock:
            if entry := self._entries.get(stream):
                self._entries.move_to_end(stream)
                return entry[0]
            return None

    def to_read(self, stream: str) -> StreamState | None:
        """Return what is known of a stream that a command only reads, if it is fresh.

        No append finds out that it has moved on.
        """
        return self._known_for(stream, _FRESH_SECONDS)

    def to_write(self, stream: str) -> StreamState | None:
        """Return what is known of a stream that a command writes to, if that may be tried."""
        return (
            self.get(stream) if self._tried_for == inf else self._known_for(stream, self._tried_for)
        )

    def _known_for(self, stream: str, seconds: float) -> StreamState | None:
        with self._lock:
            entry = self._entries.get(stream)
            if entry and self.now() - entry[1] <= seconds:
                self._entries.move_to_end(stream)
                return entry[0]
            return None

    def put(self, stream_state: StreamState, since: float) -> None:
        """Keep a stream as it was at `since` or later: the time before its reading began.

        An older position never replaces a newer one. A stream without commits is not kept: names
        that nobody has must not push others out.
        """
        if stream_state.position == 0:
            return
        with self._lock:
            entry = self._entries.get(stream_state.stream)
            if entry and (entry[0].position, entry[1]) > (stream_state.position, since):
                return
            self._entries[stream_state.stream] = (stream_state, since)
            self._entries.move_to_end(stream_state.stream)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)


def load(log: Log, cache: StreamCache, game: Rules, stream: str) -> StreamState:
    """Return the stream as it is now: one query of the tail, or of the newest 16 commits."""
    since = cache.now()
    if known := cache.get(stream):
        loaded = fold(game, known, log.read(stream, after=known.position))
    else:
        loaded = _load_newest(log, game, stream)
    cache.put(loaded, since)
    return loaded


def _load_newest(log: Log, game: Rules, stream: str) -> StreamState:
    newest = log.latest(stream, SNAPSHOT_EVERY)
    for index in range(len(newest) - 1, -1, -1):
        if stream_state := newest[index].snapshot:
            return fold(game, stream_state, newest[index + 1 :])
    if newest and newest[0].position > 1:
        return fold(game, StreamState(stream), log.read(stream))
    return fold(game, StreamState(stream), newest)


def load_at(log: Log, game: Rules, stream: str, position: int) -> StreamState:
    """Return the stream as it was at a position: one query, from the last snapshot before it on.

    Without that it is read from the first commit on.
    """
    snapshot = position - position % SNAPSHOT_EVERY
    if snapshot:
        newest = list(log.read(stream, snapshot - 1, position - snapshot + 1))
        if newest and (stream_state := newest[0].snapshot):
            return fold(game, stream_state, newest[1:])
    return replay(log, game, stream, position=position)
