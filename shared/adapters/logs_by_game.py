"""Combines two logs: each game's streams are in the log that its manifest names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shared.application.commands.ports import Log
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.kernel.names import game_of
from shared.kernel.rules import SNAPSHOT_EVERY


class LogsByGame:
    """Streams of no game are in the direct log. One append writes to streams of one game."""

    def __init__(self, direct: Log, journal: Log, games: Iterable[Game]) -> None:
        self._direct = direct
        self._journal = journal
        self._journaled = {game.name for game in games if game.log == "journal"}

    def append(self, *commits: Commit) -> None:
        self._of(commits[0].stream).append(*commits)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        failures: list[Exception | None] = [None] * len(appends)
        for log in (self._journal, self._direct):
            mine = [n for n, commits in enumerate(appends) if self._of(commits[0].stream) is log]
            if mine:
                found = log.append_each([appends[n] for n in mine])
                for number, failure in zip(mine, found, strict=True):
                    failures[number] = failure
        return failures

    def latest(self, stream: str, limit: int = SNAPSHOT_EVERY) -> Sequence[Commit]:
        return self._of(stream).latest(stream, limit)

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        return self._of(stream).read(stream, after, limit)

    def streams(self, family: str) -> Iterator[str]:
        return self._of(family).streams(family)

    def _of(self, name: str) -> Log:
        return self._journal if game_of(name) in self._journaled else self._direct
