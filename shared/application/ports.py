"""What every context needs from the world; each port has one suite of tests for all who fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

LONGEST_DELAY = 900
"""Seconds by which SQS delays a message at most."""
FIRST, LAST = " ", "~"
"""Before and after every order of a listed view: ASCII without spaces and tildes."""


class Unavailable(Exception):  # noqa: N818 - a fact: it throttles or does not answer
    """Nothing is wrong with what was asked; whether something was written is not known.

    Every adapter raises it, or one of its subclasses, when a store or a service of AWS is away,
    throttles or does not answer in time. Whoever can wait asks again later.
    A channel that another process delivers is unavailable in the same sense.
    """


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
        """Enqueue a message. `group` keeps order and `key` drops repeats (FIFO queues only).

        `delay` is in seconds, from 0 to `LONGEST_DELAY`: SQS refuses any other.
        """


class FailedRecords(Protocol):
    """Records that no consumer could handle, kept whole until somebody looks."""

    def keep(self, workload: str, name: str, record: Any, reason: str) -> None:
        """Keep a JSON value under the workload; the same name again replaces it."""


class Listed(Struct, frozen=True):
    """Where a view is listed: in a group, at an order that no other view of it has."""

    group: str
    order: str


class Views(Protocol):
    """Stored views for reading: the list of battles, the last snapshot of each board."""

    def put(
        self,
        kind: str,
        key: str,
        view: Any,
        position: int = 0,
        listed: Listed | None = None,
        *,
        until: datetime | None = None,
        once: bool = False,
    ) -> bool:
        """Store a JSON value unless one of a later position is there; return whether it was stored.

        Where it is listed moves. After `until` it may be gone. With `once`, one of this position
        stays as well: of several at once that store a value of one position, one does.
        """

    def get(self, kind: str, key: str) -> Any | None:
        """Return the value, or None."""

    def listed(
        self, group: str, low: str = FIRST, high: str = LAST, *, newest: bool = False
    ) -> Iterator[Any]:
        """The values of a group with `low <= order < high`, ascending, or `newest` first.

        They are read as they are taken, and may be behind `put` for a moment.
        """


class Turn(Struct, frozen=True):
    """A lease of a stream's deliveries, and how far each connection is by cursor."""

    token: str
    cursors: dict[str, int]


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

    def begin_turn(self, stream: str, newest: int, milliseconds: int) -> Turn | None:
        """Take the lease of a stream's deliveries; None when another holds it.

        Then that one is left word, in the same step, that the stream is at `newest`; 0 leaves none.
        """

    def end_turn(self, stream: str, token: str, cursors: dict[str, int], milliseconds: int) -> int:
        """Raise cursors, which are kept so long, and give the lease back; return the newest word.

        A cursor that is already higher stays. A token that holds no lease gives none back.
        """

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


class Each(Protocol):
    """Maps a function over items, in order; a pool's `map` does it side by side."""

    def __call__[A, B](self, work: Callable[[A], B], items: Iterable[A], /) -> Iterable[B]: ...


class Ports(Protocol):
    """What every context has. The ports of a context are these, its own, and those it builds on."""

    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def coordination(self) -> Coordination: ...
    @property
    def queues(self) -> Queues: ...
    @property
    def views(self) -> Views: ...
