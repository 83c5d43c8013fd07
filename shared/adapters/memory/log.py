"""The log in memory: the DynamoDB log's twin, with the same items and the same limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from threading import Lock

from shared.application.commands.ports import StreamMoved, moved_on
from shared.kernel.facts import Commit, unexpired
from shared.kernel.names import family_of
from shared.wire.stored import Codec, Item


class InMemoryLog:
    """Lives as long as its process. Thread-safe."""

    def __init__(self, codec: Codec, clock: Callable[[], datetime] | None = None) -> None:
        self._codec = codec
        self._clock = clock
        self._streams: dict[str, list[Item]] = {}
        self._lock = Lock()

    def append(self, *commits: Commit) -> None:
        items = [self._codec.encode(commit) for commit in commits]
        with self._lock:
            if moved := moved_on(commits, lambda stream: len(self._streams.get(stream, ()))):
                raise StreamMoved(*moved)
            for commit, item in zip(commits, items, strict=True):
                self._streams.setdefault(commit.stream, []).append(item)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        return [self._try(commits) for commits in appends]

    def _try(self, commits: Sequence[Commit]) -> Exception | None:
        try:
            self.append(*commits)
        except StreamMoved as moved:
            return moved
        return None

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        return list(self._decoded(self._items(stream)[-limit:]))

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        end = None if limit is None else after + limit
        return self._decoded(self._items(stream)[after:end])

    def streams(self, family: str) -> Iterator[str]:
        with self._lock:
            ids = list(self._streams)
        return (each for each in ids if family_of(each) == family)

    def _decoded(self, items: Iterable[Item]) -> Iterator[Commit]:
        found = map(self._codec.decode, items)
        return found if self._clock is None else unexpired(found, self._clock)

    def _items(self, stream: str) -> list[Item]:
        with self._lock:
            return list(self._streams.get(stream, ()))
