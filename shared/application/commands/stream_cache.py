"""The streams that a process used last, as they were then."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import inf, nan
from threading import Lock

from shared.kernel.facts import StreamState
from shared.kernel.rules import FRESH_FOR

_FRESH_SECONDS = FRESH_FOR.total_seconds()
_MOVED = nan
"""When a stream was read that has moved on since: it is fresh at no time."""


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
        return self._known_for(stream, self._tried_for)

    def _known_for(self, stream: str, seconds: float) -> StreamState | None:
        with self._lock:
            entry = self._entries.get(stream)
            if entry and entry[1] >= self.now() - seconds:
                self._entries.move_to_end(stream)
                return entry[0]
            return None

    def moved(self, stream: str, position: int) -> None:
        """A stream is said to be at a position: one that is known before it is read, then written.

        A read costs a fifth of an append that is refused. What is known stays, to read on from.
        """
        with self._lock:
            entry = self._entries.get(stream)
            if entry and entry[0].position < position:
                self._entries[stream] = (entry[0], _MOVED)

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
