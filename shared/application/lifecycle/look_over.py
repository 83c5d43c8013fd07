"""Shows an operator the state of all rooms of a game at once.

While the cache is away it returns what is stored of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from msgspec import Struct

from shared.application.lifecycle.list_rooms import RoomRow, open_rooms, stored_room
from shared.application.lifecycle.overview import Head, Row, faded
from shared.application.lifecycle.ports import Ports
from shared.application.ports import CacheUnavailable
from shared.kernel.game import Game, Phase, phase_of
from shared.kernel.moments import milliseconds
from shared.kernel.names import parse_stream, room_stream

SILENT_MS = 3_000
"""Milliseconds without a report after which an owner counts as silent.

It reports its slots each second.
"""

LEFT = timedelta(hours=1)
"""Time after its end for which a room stays shown while nobody has announced the end."""


class Live(Struct, frozen=True, gc=False):
    """The live figures of a room.

    Attributes:
        players: how many are on its board; `leader` is the first of them, with `points` and the
            numbers of the board's columns.
        events_per_second: a mean over some ten seconds. An event that is read twice counts twice.
        idle_seconds: since the newest event; None before the first.
        lag_seconds: how old the newest event was when it was counted.
        silent_seconds: since the last report that the room's slot has an owner; None while reports
            come, and on a stage whose slots have no owners.
    """

    players: int
    leader: str | None
    points: int
    columns: tuple[int, ...]
    events_per_second: float
    idle_seconds: float | None
    lag_seconds: float
    silent_seconds: float | None


class Look(Struct, frozen=True, gc=False):
    """A room with its live figures; `live` is None while the cache is away."""

    room: str
    title: str
    phase: Phase
    starts_at: datetime
    ends_at: datetime
    live: Live | None


class Looks(Struct, frozen=True):
    """The scheduled and running rooms, in no order. `stale`: they are as last stored."""

    rooms: Sequence[Look]
    stale: bool


def look_over(ports: Ports, game: Game) -> Looks:
    """Return all scheduled and running rooms of a game."""
    now = ports.clock()
    try:
        looks = list(_looks(ports, game, now, _rows(ports, game, now)))
    except CacheUnavailable:
        return Looks([_stored(each, now) for each in open_rooms(ports.views, game)], stale=True)
    return Looks(looks, stale=False)


def look_at(ports: Ports, game: Game, room: str) -> Look | None:
    """Return one room, also an ended one; None if there is none."""
    now = ports.clock()
    with suppress(CacheUnavailable):
        if row := ports.overview.one(game.name, room):
            return next(_looks(ports, game, now, {room: row}))
    stored = stored_room(ports.views, room_stream(game.name, room))
    return None if stored is None else _stored(stored, now)


def _rows(ports: Ports, game: Game, now: datetime) -> Mapping[str, Row]:
    """Return the overview's rows; restore rows that the cache has lost from the stored list."""
    found = ports.overview.read(game.name)
    if not found.whole:
        heads = [_head(each) for each in open_rooms(ports.views, game)]
        ports.overview.put(game.name, heads, whole=True)
        found = ports.overview.read(game.name)
    limit = now - LEFT
    left = {room for room, row in found.rows.items() if row.ends_at < limit}
    if not left:
        return found.rows
    ports.overview.drop(game.name, sorted(left))
    return {room: row for room, row in found.rows.items() if room not in left}


def _looks(ports: Ports, game: Game, now: datetime, rows: Mapping[str, Row]) -> Iterator[Look]:
    """Make looks of thousands of rows at a time, so each line here costs."""
    at, silent = milliseconds(now), _silent(ports, game, now)
    for room, row in rows.items():
        lead = row.lead
        live = Live(
            lead.players,
            lead.leader or None,
            lead.points,
            lead.columns,
            faded(row.rate, at - row.seen),
            max(0, at - row.newest) / 1000 if row.newest else None,
            max(0, row.seen - row.newest) / 1000,
            _silence(ports.slots_of(room_stream(game.name, room)), silent) if silent else None,
        )
        phase = phase_of(row.starts_at, row.ends_at, now)
        yield Look(room, row.title, phase, row.starts_at, row.ends_at, live)


def _silent(ports: Ports, game: Game, now: datetime) -> Mapping[int, float]:
    """Return the slots whose owner is silent, and for how many seconds."""
    if game.log != "journal":
        return {}
    at = milliseconds(now)
    beats = ports.overview.beats().items()
    return {slot: (at - beat) / 1000 for slot, beat in beats if at - beat > SILENT_MS}


def _silence(slots: Sequence[int], silent: Mapping[int, float]) -> float | None:
    """Return the longest silence among a room's slots; a wide room has all of them."""
    return max((silent[each] for each in slots if each in silent), default=None)


def _head(row: RoomRow) -> Head:
    return Head(parse_stream(row.room).room, 0, row.title, row.starts_at, row.ends_at)


def _stored(row: RoomRow, now: datetime) -> Look:
    room = parse_stream(row.room).room
    return Look(room, row.title, row.phase(now), row.starts_at, row.ends_at, None)
