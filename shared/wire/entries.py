"""Packs and reads entries of a journal: the commits of many streams in MessagePack, deflated.

An entry is `[base, first, lines, tokens, rows]`. `base` is in milliseconds since 1970. A line is a
stream, the author of its next commits, and its position before them. A journal numbers its lines
and names each one once; `first` is the number of the first line here. `tokens` are the ids and
digests of commands. A row is a line's number, a time after `base`, and the body of a commit. An
entry that deflating does not shrink is stored as it is: its first byte tells.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from shared.kernel.facts import Commit
from shared.wire.packed import Kept, Prepared, token_size

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

_encode = Encoder().encode

type Called = tuple[str, int]
"""The author of a stream's last commit, and the number of the line that names both."""

UNCALLED: Called = ("", -1)


class Line(Struct, frozen=True, array_like=True):
    """A stream and the author of its next commits; `after` is the stream's position before them."""

    stream: str
    by: str
    after: int


class Packed(Struct, frozen=True, array_like=True):
    """The content of an entry."""

    base: int
    first: int
    lines: list[Line]
    tokens: bytes
    rows: list[list[Any]]


_decode = Decoder(Packed).decode

_FIVE = b"\x95"
"""The first byte of an array of five in MessagePack; deflated data never begins with it."""


class Packer:
    """Packs the commits of one journal, in the order of the calls."""

    def __init__(self) -> None:
        self._named = 0
        self._begin(None)

    @property
    def size(self) -> int:
        """Return the approximate size of the current entry in bytes, before deflating."""
        return len(self._tokens) + len(self._rows) + self._named_bytes

    def add(self, prepared: Prepared, called: Called = UNCALLED) -> Called:
        """Pack one commit, given the author and line of its stream so far; return them anew."""
        commit = prepared.commit
        if self._base is None:
            self._begin((commit.at - _EPOCH) // _MILLISECOND)
        called = self._line(commit, called)
        self._rows += _row(_encode(called[1]), _encode(self._time(commit.at)), prepared.body)
        self._tokens += prepared.token
        self._count += 1
        return called

    def take(self) -> bytes:
        """Return the current entry and begin the next."""
        first = _encode(self._named - len(self._lines))
        head = _FIVE + _encode(self._base) + first + _encode(self._lines)
        entry = head + _encode(self._tokens) + _array(self._count) + self._rows
        self._begin(None)
        return min(zlib.compress(entry, 1), entry, key=len)

    def _begin(self, base: int | None) -> None:
        self._base = base
        self._lines: list[Line] = []
        self._tokens, self._rows = bytearray(), bytearray()
        self._count = self._named_bytes = 0

    def _line(self, commit: Commit, called: Called) -> Called:
        by, number = called
        if by == commit.by and number >= 0:
            return called
        line = Line(commit.stream, commit.by, commit.position - 1)
        self._lines.append(line)
        self._named_bytes += len(_encode(line))
        self._named += 1
        return commit.by, self._named - 1

    def _time(self, at: datetime) -> int | datetime:
        since = at - _EPOCH
        return since // _MILLISECOND - (self._base or 0) if not since % _MILLISECOND else at


class Unpacker:
    """Reads a journal's entries in order, from any entry on.

    It skips rows whose line an earlier entry named, unless the line is `known` by its number: the
    others are of slots that another reader reads. `since` is the entry up to which a stream is
    known already.
    """

    def __init__(
        self,
        known: Iterable[tuple[int, Line]] = (),
        since: Callable[[str], int] = lambda _: -1,
    ) -> None:
        self._lines = dict(known)
        self._positions = {each.stream: each.after for each in self._lines.values()}
        self._since = since

    def lines(self) -> dict[str, tuple[int, Line]]:
        """Return the last line of each stream, with the position at which the stream is now."""
        return {
            line.stream: (number, Line(line.stream, line.by, self._positions[line.stream]))
            for number, line in sorted(self._lines.items())
        }

    def read(self, entry: bytes, at: int = 0) -> Iterator[tuple[str, int, bytes]]:
        """Yield stream, position and kept form of each commit of the entry at position `at`."""
        packed = _read(entry)
        for number, named in enumerate(packed.lines, packed.first):
            self._lines[number] = named
            if at > self._since(named.stream):
                self._positions[named.stream] = named.after
        begin = 0
        for number, time, code, *rest in packed.rows:
            end = begin + token_size(code)
            line = self._lines.get(number)
            if line is not None and at > self._since(line.stream):
                position = self._positions[line.stream] = self._positions[line.stream] + 1
                token, body = packed.tokens[begin:end], _encode((code, *rest))
                written = _at(packed.base, time)
                yield line.stream, position, _encode(Kept(written, line.by, token, body))
            begin = end


def called_in(entries: Iterable[bytes]) -> set[int]:
    """Return the numbers of the lines that some entries use or name."""
    numbers: set[int] = set()
    for each in entries:
        packed = _read(each)
        numbers.update(row[0] for row in packed.rows)
        numbers.update(range(packed.first, packed.first + len(packed.lines)))
    return numbers


def _read(entry: bytes) -> Packed:
    return _decode(entry if entry.startswith(_FIVE) else zlib.decompress(entry))


def _at(base: int, time: int | datetime) -> datetime:
    return time if isinstance(time, datetime) else _EPOCH + (base + time) * _MILLISECOND


def _row(line: bytes, time: bytes, body: bytes) -> bytes:
    """Put line and time before the elements of a body, which is an array."""
    short = body[0] < 0xA0  # noqa: PLR2004 - MessagePack: up to 15 elements
    count = body[0] & 0x0F if short else int.from_bytes(body[1:3])
    return _array(count + 2) + line + time + body[1 if short else 3 :]


def _array(count: int) -> bytes:
    if count < 16:  # noqa: PLR2004 - MessagePack
        return bytes([0x90 | count])
    return b"\xdc" + count.to_bytes(2) if count < 1 << 16 else b"\xdd" + count.to_bytes(4)
