"""Lines in Loki, asked over its HTTP API: the store of a stage with `logs=loki`, or any other's.

The labels are `workload`, `game` and `level`: few values each, so that Loki has few streams. All
else is in the line, as it was printed, and is filtered there. A line's time is that of its field
`at`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import httpx
from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from cli.failure import Failed
from cli.logs.columns import COLUMNS, LEVELS
from cli.logs.rows import row_of
from cli.logs.store import Entry, LogQuery
from cli.outside import shown

PATH = "/loki/api/v1/query_range"
MOST_SECONDS = 60.0
MOST_SAID = 300
"""Characters of what Loki says against a question."""

NANOSECONDS = 1_000_000
"""Nanoseconds in a millisecond: Loki's times are in nanoseconds."""

_LABELS = ("workload", "game")
_FIELDS = ("kind", "stream", "trace", "error")
_TEXTS = ("message", "error", "name")
_EMPTY = {name: "" if kind == "VARCHAR" else 0 for name, kind in COLUMNS.items()}
_PLAIN = re.compile(r"[\w.-]+", re.ASCII)
"""What each writer of JSON writes alike: Loki looks for it before it reads a line as JSON."""


class _Stream(Struct):
    stream: dict[str, str]
    values: list[tuple[str, str]]


class _Data(Struct):
    result: list[_Stream]


class _Answer(Struct):
    data: _Data


_decode = Decoder(_Answer).decode


class LokiLogs:
    """Asks the Loki at a URL, which may have a name and a password in it."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def search(self, query: LogQuery) -> Sequence[Entry]:
        """Return the newest lines that match, oldest first; what Loki refuses is Failed.

        Loki 3.7.3 passes over a line at the start itself if it is the last of a chunk on S3.
        """
        asked: dict[str, str | int] = {
            "query": logql(query),
            "start": max(query.since - 1, 0) * NANOSECONDS,
            "end": min(query.until * NANOSECONDS, 2**63 - 1),
            "limit": query.limit,
            "direction": "backward",
        }
        answer = self._ask(asked)
        if answer.status_code != httpx.codes.OK:
            said = shown(answer.text[:MOST_SAID].strip())
            raise Failed(f"Loki says: {said or answer.status_code}")
        try:
            streams = _decode(answer.content).data.result
        except DecodeError:
            raise Failed("What answers is no Loki.") from None
        found = chain.from_iterable(map(_entries, streams))
        wanted = (each for each in found if each.at >= query.since)
        return sorted(wanted, key=lambda each: each.at)

    def _ask(self, asked: Mapping[str, str | int]) -> httpx.Response:
        """Send a question. The URL is in no message: a password may be in it."""
        try:
            return httpx.get(f"{self._url}{PATH}", params=asked, timeout=MOST_SECONDS)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Failed(f"No Loki answers at that URL ({type(error).__name__}).") from None


def logql(query: LogQuery) -> str:
    """Return the question in LogQL; whatever is asked for stands within quotes."""
    return " ".join(("{" + ", ".join(_matchers(query)) + "}", *_filters(query)))


def _matchers(query: LogQuery) -> Iterator[str]:
    """Yield matchers for labels; Loki requires one that does not match the empty value."""
    yield f"workload={_quoted(query.workload)}" if query.workload else 'workload=~".+"'
    if query.game:
        yield f"game={_quoted(query.game)}"
    if query.level:
        yield f'level=~"{"|".join(LEVELS[LEVELS.index(query.level) :])}"'


def _filters(query: LogQuery) -> Iterator[str]:
    """Yield what is asked of a line: first what it has in it, then its fields."""
    wanted = {name: value for name in _FIELDS if (value := getattr(query, name))}
    for value in (*wanted.values(), query.player):
        if _PLAIN.fullmatch(value):
            yield f"|= {_quoted(value)}"
    read = {
        *wanted,
        *(_TEXTS if query.text else ()),
        *(("player", "stream") if query.player else ()),
    }
    if read:
        yield "| json " + ", ".join(f'{name}="{name}"' for name in sorted(read))
    for name, value in wanted.items():
        yield f"| {name}={_quoted(value)}"
    if query.player:
        own = _quoted(f".*/player/{re.escape(query.player)}")
        yield f"| player={_quoted(query.player)} or stream=~{own}"
    if query.text:
        part = _quoted(f"(?s).*{re.escape(query.text)}.*")
        yield "| " + " or ".join(f"{name}=~{part}" for name in _TEXTS)


def _quoted(value: str) -> str:
    """Write a string of LogQL, which is one of Go: JSON's, with all characters as they are."""
    text = value.encode(errors="backslashreplace").decode()
    return json.dumps(text, ensure_ascii=False)


def _entries(found: _Stream) -> Iterator[Entry]:
    workload = found.stream.get("workload", "")
    for at, line in found.values:
        row = row_of(line.encode(), workload, int(at) // NANOSECONDS)
        yield Entry(**(_EMPTY | row))
