"""A cache of the streams that a process used last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import inf, nan
from threading import Lock

from shared.kernel.facts import StreamState
from shared.kernel.rules import FRESH_FOR

_FRESH_SECONDS = FRESH_FOR.total_seconds()
_MOVED = nan
"""The time of reading for a stream that has moved on since: never fresh."""


class StreamCache:
    """The last known states of the streams that a process used last; threads may share it.

    `now` gives monotonic seconds. An entry is at most some 40 KB, so 2,000 are at most 80 MB.
    `tried_for` is for how many seconds a command may write to a cached stream without reading it
    again: few in a process among many that write to the same streams, any number in one that is the
    only writer of its streams.
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
        """Return the last known state of the stream, however old."""
        with self._lock:
            if entry := self._entries.get(stream):
                self._entries.move_to_end(stream)
                return entry[0]
            return None

    def to_read(self, stream: str) -> StreamState | None:
        """Return the cached state of a stream that a command only reads, if it is fresh.

        It must be fresh because no append would detect a stale one.
        """
        return self._known_for(stream, _FRESH_SECONDS)

    def to_write(self, stream: str) -> StreamState | None:
        """Return the cached state of a stream that a command writes to, if an append may try it."""
        return self._known_for(stream, self._tried_for)

    def _known_for(self, stream: str, seconds: float) -> StreamState | None:
        with self._lock:
            entry = self._entries.get(stream)
            if entry and entry[1] >= self.now() - seconds:
                self._entries.move_to_end(stream)
                return entry[0]
            return None

    def moved(self, stream: str, position: int) -> None:
        """Note that a stream has reached a position, so an older state is read on before a write.

        A read costs a fifth of an append that is refused. The old state stays, so that only the
        commits after it are read.
        """
        with self._lock:
            entry = self._entries.get(stream)
            if entry and entry[0].position < position:
                self._entries[stream] = (entry[0], _MOVED)

    def put(self, stream_state: StreamState, since: float) -> None:
        """Keep a stream as it was at `since` or later.

        `since` is a time before the read of it began. An older position never replaces a newer one.
        A stream without commits is not kept, so that invented names can't push others out.
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
