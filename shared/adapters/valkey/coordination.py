"""Implements leases, turns, rate limits and presence in Valkey; every key expires."""

from __future__ import annotations

from datetime import datetime
from itertools import batched
from secrets import token_hex
from typing import Any

from shared.adapters.valkey import coordination_scripts as scripts
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client
from shared.adapters.valkey.script import Argument, Script
from shared.application.ports import Turn
from shared.kernel.moments import milliseconds

BATCH = 1000
GRACE_MS = 60_000
"""Milliseconds for which a presence channel outlives the last of its members."""


class ValkeyCoordination:
    """Shares its breaker with the boards, which are in the same store."""

    def __init__(self, client: Client, breaker: Breaker) -> None:
        self._client = client
        self._breaker = breaker

    def claim(self, key: str, milliseconds: int) -> str | None:
        token = token_hex(8)
        taken = self._command("SET", f"claim:{key}", token, "NX", "PX", milliseconds)
        return token if taken else None

    def release(self, key: str, token: str) -> None:
        self._run(scripts.RELEASE, (f"claim:{key}",), token)

    def get(self, key: str) -> bytes | None:
        value = self._command("GET", f"value:{key}")
        return None if value is None else bytes(value)

    def put(self, key: str, value: bytes, milliseconds: int) -> None:
        self._command("SET", f"value:{key}", value, "PX", milliseconds)

    def begin_turn(self, stream: str, newest: int, milliseconds: int) -> Turn | None:
        token = token_hex(8)
        found = self._run(scripts.BEGIN_TURN, _turn(stream), token, milliseconds, newest)
        if found is None:
            return None
        pairs = batched(found, 2, strict=True)
        return Turn(token, {name.decode(): int(position) for name, position in pairs})

    def end_turn(self, stream: str, token: str, cursors: dict[str, int], milliseconds: int) -> int:
        pairs = [part for pair in cursors.items() for part in pair]
        return int(self._run(scripts.END_TURN, _turn(stream), token, milliseconds, *pairs))

    def spend(self, key: str, burst: int, every_ms: int, now: datetime) -> int:
        return int(self._run(scripts.SPEND, (f"bucket:{key}",), burst, every_ms, milliseconds(now)))

    def mark_present(self, channel: str, members: dict[str, datetime], now: datetime) -> None:
        for batch in batched(members.items(), BATCH, strict=False):
            longest = max(until for _, until in batch)
            keep = max(0, milliseconds(longest) - milliseconds(now)) + GRACE_MS
            pairs = [part for name, until in batch for part in (name, milliseconds(until))]
            self._run(scripts.MARK_PRESENT, _presence(channel), keep, *pairs)

    def mark_absent(self, channel: str, member: str) -> None:
        self._run(scripts.MARK_ABSENT, _presence(channel), member)

    def present(self, channel: str, now: datetime, sample: int = 100) -> tuple[int, list[str]]:
        args = (milliseconds(now), max(1, sample))
        count, names = self._run(scripts.PRESENT, _presence(channel), *args)
        return count, [name.decode() for name in names[: max(0, sample)]]

    def _command(self, *args: Argument) -> Any:
        return self._breaker.call(self._client.execute_command, *args)

    def _run(self, script: Script, keys: tuple[str, ...], *args: Argument) -> Any:
        return self._breaker.call(script.run, self._client, keys, *args)


def _turn(stream: str) -> tuple[str, str, str]:
    key = f"turn:{{{stream}}}"
    return f"{key}:lease", f"{key}:cursors", f"{key}:newest"


def _presence(channel: str) -> tuple[str, str]:
    return f"presence:{{{channel}}}:expiries", f"presence:{{{channel}}}:names"
