"""What any store of lines can do: one typed query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cli.logs.columns import LEVELS


@dataclass(frozen=True)
class LogQuery:
    """Which lines: those from `since` until `until`, in milliseconds, for which all holds.

    `text` is a part of the message, the error
    or the name of a span. The newest `limit` lines are found, oldest first.
    """

    since: int
    until: int
    kind: str = ""
    workload: str = ""
    level: str = ""
    game: str = ""
    stream: str = ""
    player: str = ""
    trace: str = ""
    error: str = ""
    text: str = ""
    limit: int = 100


@dataclass(frozen=True)
class Entry:
    """A stored line; what it does not have is empty."""

    at: int
    kind: str
    level: str
    workload: str
    game: str
    stream: str
    player: str
    trace: str
    span: str
    parent: str
    name: str
    ms: float
    error: str
    message: str
    place: str
    metrics: str


class LogStore(Protocol):
    """Where lines are kept."""

    def search(self, query: LogQuery) -> Sequence[Entry]:
        """Return the lines that a query finds, oldest first."""


_EXACT = ("kind", "workload", "game", "stream", "trace", "error")
_OWN_STREAM = "split_part(\"stream\", '/player/', 2)"
"""Whose stream it is: a line of it need not name its player again."""


def conditions(query: LogQuery) -> tuple[str, list[str | int]]:
    """Return the condition of SQL that a query means, and its parameters, for any dialect."""
    found = list(_conditions(query))
    return " AND ".join(each for each, _ in found), [value for _, some in found for value in some]


def _conditions(query: LogQuery) -> Iterator[tuple[str, list[str | int]]]:
    yield '"at" >= ? AND "at" < ?', [query.since, query.until]
    for name in _EXACT:
        if value := getattr(query, name):
            yield f'"{name}" = ?', [value]
    if query.player:
        yield f'("player" = ? OR {_OWN_STREAM} = ?)', [query.player] * 2
    if query.level:
        wanted = LEVELS[LEVELS.index(query.level) :]
        yield f"level IN ({', '.join('?' * len(wanted))})", list(wanted)
    if query.text:
        found = [f"strpos({name}, ?) > 0" for name in ("message", "error", "name")]
        yield f"({' OR '.join(found)})", [query.text] * 3
