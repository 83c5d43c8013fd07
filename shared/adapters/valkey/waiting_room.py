"""Stores in Valkey who waits for a match: a hash for each game, changed by one script."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import batched

from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client
from shared.adapters.valkey.script import Script

KEPT_MS = 10 * 60_000
"""Milliseconds to keep the hash after its last change; waiting players renew every few seconds."""

CHANGE = Script("""
local needs, drop = tonumber(ARGV[2]), tonumber(ARGV[3])
for i = 4, 3 + needs, 2 do
  if (redis.call('HGET', KEYS[1], ARGV[i]) or '') ~= ARGV[i + 1] then return 0 end
end
for i = 4 + needs, 3 + needs + drop do redis.call('HDEL', KEYS[1], ARGV[i]) end
for i = 4 + needs + drop, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
""")
"""ARGV: ms to keep, how many words are of needs, how many of drops, then these and those to put."""


class ValkeyWaitingRoom:
    """Shares its breaker with the boards, which are in the same store."""

    def __init__(self, client: Client, breaker: Breaker) -> None:
        self._client = client
        self._breaker = breaker

    def read(self, game: str) -> Mapping[str, bytes]:
        found = self._breaker.call(self._client.execute_command, "HGETALL", _key(game))
        return {name.decode(): bytes(value) for name, value in batched(found, 2, strict=True)}

    def get(self, game: str, names: Sequence[str]) -> list[bytes | None]:
        if not names:
            return []
        ask = self._client.execute_command
        found = self._breaker.call(ask, "HMGET", _key(game), *names)
        return [None if value is None else bytes(value) for value in found]

    def change(
        self,
        game: str,
        *,
        needs: Mapping[str, bytes] | None = None,
        drop: Collection[str] = (),
        put: Mapping[str, bytes] | None = None,
    ) -> bool:
        same = [part for pair in (needs or {}).items() for part in pair]
        pairs = [part for pair in (put or {}).items() for part in pair]
        args = (KEPT_MS, len(same), len(drop), *same, *drop, *pairs)
        return bool(self._breaker.call(CHANGE.run, self._client, (_key(game),), *args))


def _key(game: str) -> str:
    return f"waiting:{game}"
