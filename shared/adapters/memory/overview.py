"""The overview of rooms in memory: the Valkey adapter's twin for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from shared.application.lifecycle.overview import Found, Head, Pace, Row, faded
from shared.application.ports import CacheUnavailable


class InMemoryOverview:
    """`down = True` makes it unavailable, `flush()` empties it."""

    def __init__(self) -> None:
        self.down = False
        self._rows: dict[str, dict[str, Row]] = {}
        self._whole: set[str] = set()
        self._beats: dict[int, int] = {}

    def flush(self) -> None:
        """Lose everything, as FLUSHALL does."""
        self._rows.clear()
        self._whole.clear()
        self._beats.clear()

    def put(self, game: str, heads: Sequence[Head], *, whole: bool = False) -> None:
        rows = self._of(game)
        for each in heads:
            rows[each.room] = _headed(rows.get(each.room), each)
        if whole:
            self._whole.add(game)

    def drop(self, game: str, rooms: Sequence[str]) -> None:
        for each in rooms:
            self._of(game).pop(each, None)

    def note(self, game: str, paces: Sequence[Pace]) -> None:
        rows = self._of(game)
        for each in paces:
            if each.room in rows:
                rows[each.room] = _moved(rows[each.room], each)

    def read(self, game: str) -> Found:
        return Found(dict(self._of(game)), game in self._whole)

    def one(self, game: str, room: str) -> Row | None:
        return self._of(game).get(room)

    def beat(self, slots: Iterable[int], at: int) -> None:
        self._check()
        self._beats |= dict.fromkeys(slots, at)

    def beats(self) -> Mapping[int, int]:
        self._check()
        return dict(self._beats)

    def _of(self, game: str) -> dict[str, Row]:
        self._check()
        return self._rows.setdefault(game, {})

    def _check(self) -> None:
        if self.down:
            raise CacheUnavailable("down")


def _headed(row: Row | None, head: Head) -> Row:
    new = Row(head.position, head.title, head.starts_at, head.ends_at)
    if row is None:
        return new
    if row.position >= head.position:
        return row
    return replace(new, newest=row.newest, seen=row.seen, rate=row.rate, lead=row.lead)


def _moved(row: Row, pace: Pace) -> Row:
    newest = max(row.newest, pace.newest)
    rate = faded(row.rate, newest - row.newest) + faded(pace.rate, newest - pace.newest)
    lead = row.lead if pace.lead is None else pace.lead
    return replace(row, newest=newest, seen=max(row.seen, pace.seen), rate=rate, lead=lead)
