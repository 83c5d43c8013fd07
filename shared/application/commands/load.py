"""Loads a stream: from the cache and the commits after it, or from the log's newest commits."""

from __future__ import annotations

from shared.application.commands.ports import Log
from shared.application.commands.replay import replay
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.facts import StreamState
from shared.kernel.rules import SNAPSHOT_EVERY, Rules, fold


def load(log: Log, cache: StreamCache, game: Rules, stream: str) -> StreamState:
    """Return the current state with one query: the tail after a cached one, or the newest 16."""
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
    """Return the stream as it was at a position, with one query from the last snapshot up to there.

    Without a snapshot it reads from the first commit.
    """
    snapshot = position - position % SNAPSHOT_EVERY
    if snapshot:
        newest = list(log.read(stream, snapshot - 1, position - snapshot + 1))
        if newest and (stream_state := newest[0].snapshot):
            return fold(game, stream_state, newest[1:])
    return replay(log, game, stream, position=position)
