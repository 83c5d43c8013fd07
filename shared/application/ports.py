"""What every context needs from the world; each port has one suite of tests for all who fill it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from shared.application.unavailable import Unavailable


class Overloaded(Exception):  # noqa: N818 - a fact: too much waits for a store
    """Nothing was done; `seconds` is when to try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:.1f} s")
        self.seconds = seconds


class CacheUnavailable(Unavailable):
    """The cache does not answer; the caller goes on without it."""


class Queues(Protocol):
    """Work for later; see the queues in `workloads.py`."""

    def put(
        self, queue: str, message: Struct, *, group: str = "", key: str = "", delay: int = 0
    ) -> None:
        """Enqueue a message. `group` keeps order and `key` drops repeats (FIFO queues only)."""


class FailedRecords(Protocol):
    """Records that no consumer could handle, kept whole until somebody looks."""

    def keep(self, workload: str, name: str, record: Any, reason: str) -> None:
        """Keep a JSON value under the workload; the same name again replaces it."""


class Coordination(Protocol):
    """Short-lived marks in the cache; every method may raise CacheUnavailable."""

    def claim(self, key: str, milliseconds: int) -> str | None:
        """Take a lease; return its token, or None when another holds it."""

    def release(self, key: str, token: str) -> None:
        """Give a lease back; a token that no longer holds it changes nothing."""

    def get(self, key: str) -> bytes | None:
        """A small value."""

    def put(self, key: str, value: bytes, milliseconds: int) -> None:
        """Keep a small value for a time."""

    def advance(self, key: str, fields: dict[str, int], milliseconds: int) -> None:
        """Raise each field of a hash to the given number; one that is already higher stays."""

    def positions(self, key: str) -> dict[str, int]:
        """The fields that `advance` has set."""

    def spend(self, key: str, burst: int, every_ms: int, now: datetime) -> int:
        """Take a token of a bucket of `burst` that gains one every `every_ms`.

        Return 0, or in how many milliseconds there will be one: then nothing was taken.
        """

    def mark_present(self, channel: str, members: dict[str, datetime], now: datetime) -> None:
        """Note until when each member is present on a presence channel."""

    def mark_absent(self, channel: str, member: str) -> None:
        """Take a member off a presence channel."""

    def present(self, channel: str, now: datetime, sample: int = 100) -> tuple[int, list[str]]:
        """How many are present, and a sample of them in order of name."""
