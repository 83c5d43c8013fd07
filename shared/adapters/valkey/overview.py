"""Stores the overview of rooms in Valkey: a hash for each game and one for all slots.

Scripts change them atomically.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any

from msgspec import DecodeError, msgpack, to_builtins

from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client
from shared.adapters.valkey.script import Argument, Script
from shared.application.lifecycle.overview import MEAN_MS, Found, Head, Pace, Row

KEPT_MS = 7 * 24 * 3600 * 1000
BEATS_KEPT_MS = 3600 * 1000

BATCH = 500
"""Rows that one script changes: some 2 ms during which the store answers no other client."""

WHOLE = b""
"""The field whose presence says that all rooms are stored; no room has an empty name."""

SLOTS = "overview:slots"

PUT = Script("""
for i = 2, #ARGV, 3 do
  local old = redis.call('HGET', KEYS[1], ARGV[i])
  local new = ARGV[i + 2]
  pcall(function()
    local row = cmsgpack.unpack(old)
    if row[1] >= tonumber(ARGV[i + 1]) then new = old return end
    local head = cmsgpack.unpack(new)
    for n = 1, 4 do row[n] = head[n] end
    new = cmsgpack.pack(row)
  end)
  redis.call('HSET', KEYS[1], ARGV[i], new)
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
""")
"""ARGV: ms to keep, then room, position and row of each. An unreadable row is replaced."""

NOTE = Script("""
local mean = tonumber(ARGV[2])
local function moved(packed, newest, seen, rate, lead)
  local row = cmsgpack.unpack(packed)
  local last = math.max(row[5], newest)
  row[7] = row[7] * math.exp((row[5] - last) / mean) + rate * math.exp((newest - last) / mean)
  row[5], row[6] = last, math.max(row[6], seen)
  if lead ~= '' then row[8] = cmsgpack.unpack(lead) end
  return cmsgpack.pack(row)
end
for i = 3, #ARGV, 5 do
  local packed = redis.call('HGET', KEYS[1], ARGV[i])
  if packed then
    local newest, seen, rate = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
    local ok, row = pcall(moved, packed, newest, seen, rate, ARGV[i + 4])
    if ok then redis.call('HSET', KEYS[1], ARGV[i], row) end
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
""")
"""ARGV: ms to keep, ms of the mean, then room, newest, seen, rate and lead of each. An unreadable
row is left as it is."""


class ValkeyOverview:
    """Shares its breaker with the boards, which are in the same store."""

    def __init__(self, client: Client, breaker: Breaker) -> None:
        self._client = client
        self._breaker = breaker
        self._row = msgpack.Decoder(Row)

    def put(self, game: str, heads: Sequence[Head], *, whole: bool = False) -> None:
        for some in batched(heads, BATCH, strict=False):
            args: list[Argument] = [KEPT_MS]
            for each in some:
                row = Row(each.position, each.title, each.starts_at, each.ends_at)
                plain = to_builtins(row)  # times as texts: scripts can't read msgpack's timestamps
                args += (each.room, each.position, msgpack.encode(plain))
            self._run(PUT, game, *args)
        if whole:
            self._command("HSET", _key(game), WHOLE, 1)

    def drop(self, game: str, rooms: Sequence[str]) -> None:
        if rooms:
            self._command("HDEL", _key(game), *rooms)

    def note(self, game: str, paces: Sequence[Pace]) -> None:
        for some in batched(paces, BATCH, strict=False):
            args: list[Argument] = [KEPT_MS, MEAN_MS]
            for each in some:
                lead = b"" if each.lead is None else msgpack.encode(each.lead)
                args += (each.room, each.newest, each.seen, repr(each.rate), lead)
            self._run(NOTE, game, *args)

    def read(self, game: str) -> Found:
        found = self._command("HGETALL", _key(game))
        pairs = dict(batched(found, 2, strict=True))
        whole = pairs.pop(WHOLE, None) is not None
        rows: dict[str, Row] = {}
        broken: list[bytes] = []
        for room, packed in pairs.items():
            try:
                rows[room.decode()] = self._row.decode(packed)
            except (DecodeError, UnicodeDecodeError):
                broken.append(room)
        if broken:
            self._command("HDEL", _key(game), WHOLE, *broken)
        return Found(rows, whole and not broken)

    def one(self, game: str, room: str) -> Row | None:
        packed = self._command("HGET", _key(game), room)
        try:
            return None if packed is None else self._row.decode(packed)
        except (DecodeError, UnicodeDecodeError):
            return None

    def beat(self, slots: Iterable[int], at: int) -> None:
        if pairs := [each for slot in slots for each in (slot, at)]:
            self._command("HSET", SLOTS, *pairs)
            self._command("PEXPIRE", SLOTS, BEATS_KEPT_MS)

    def beats(self) -> Mapping[int, int]:
        found = self._command("HGETALL", SLOTS)
        return {int(slot): int(at) for slot, at in batched(found, 2, strict=True)}

    def _command(self, *args: Argument) -> Any:
        return self._breaker.call(self._client.execute_command, *args)

    def _run(self, script: Script, game: str, *args: Argument) -> object:
        return self._breaker.call(script.run, self._client, (_key(game),), *args)


def _key(game: str) -> str:
    """Return a game's key; its number is the rows' format, so releases don't read other formats."""
    return f"overview:1:{game}"
