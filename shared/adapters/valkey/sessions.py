"""Stores sessions in Valkey: a hash for each connection, which scripts change atomically."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client
from shared.adapters.valkey.script import Argument, Script
from shared.application.players.pace import BURST, EVERY_MS, SEEN_EVERY_MS, Counted
from shared.application.players.ports import SessionOver
from shared.kernel.moments import milliseconds

KEPT_MS = 130 * 60_000
"""Milliseconds for which a session is kept: API Gateway ends a connection after two hours."""

OPEN = Script("""
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'full_at', 0, 'strikes', 0, 'seen_at', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
""")
"""ARGV: ms to keep, ms at which the player was seen."""

COUNT = Script("""
local known = redis.call('HMGET', KEYS[1], 'over', 'full_at', 'strikes', 'seen_at')
if known[1] then return {-1, 0, 0} end
if not known[2] then return nil end
local now, good, every = tonumber(ARGV[2]), ARGV[3] == '1', tonumber(ARGV[5])
local before, strikes, seen_at = tonumber(known[2]), tonumber(known[3]), tonumber(known[4])
local full_at = math.max(now, before) + every
local wait = math.min(math.max(0, full_at - now - tonumber(ARGV[4]) * every), every)
local served = good and wait == 0
if served then strikes = math.max(0, strikes - 1) else strikes = strikes + 1 end
local seen = served and now - seen_at > tonumber(ARGV[6])
if wait > 0 then full_at = before end
if seen then seen_at = now end
redis.call('HSET', KEYS[1], 'full_at', string.format('%.0f', full_at), 'strikes', strikes,
  'seen_at', string.format('%.0f', seen_at))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {wait, strikes, seen and 1 or 0}
""")
"""The rule of `shared/application/players/pace.py`. Returns -1 for a session that is over.

ARGV: ms to keep, now in ms, 1 for a good frame, tokens of a full bucket, ms a token, ms between two
renewals of presence.
"""

END = Script("""
redis.call('HSET', KEYS[1], 'over', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
""")
"""ARGV: ms to keep."""


class ValkeySessions:
    """Shares its breaker with the boards, which are in the same store."""

    def __init__(self, client: Client, breaker: Breaker) -> None:
        self._client = client
        self._breaker = breaker

    def open(self, connection: str, seen_at: datetime | None = None) -> None:
        self._run(OPEN, connection, KEPT_MS, 0 if seen_at is None else milliseconds(seen_at))

    def count(self, connection: str, now: datetime, *, good: bool) -> Counted | None:
        rule = (BURST, EVERY_MS, SEEN_EVERY_MS)
        counted = self._run(COUNT, connection, KEPT_MS, milliseconds(now), int(good), *rule)
        if counted is None:
            return None
        wait, strikes, seen = counted
        if wait < 0:
            raise SessionOver(connection)
        return Counted(wait, strikes, bool(seen))

    def end(self, connection: str) -> None:
        self._run(END, connection, KEPT_MS)

    def is_over(self, connection: str) -> bool:
        ask = self._client.execute_command
        return bool(self._breaker.call(ask, "HEXISTS", _key(connection), "over"))

    def _run(self, script: Script, connection: str, *args: Argument) -> Any:
        return self._breaker.call(script.run, self._client, (_key(connection),), *args)


def _key(connection: str) -> str:
    return f"session:{connection}"
