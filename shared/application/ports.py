"""What the use cases need from the world; each port has one suite of tests for all who fill it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

from msgspec import Struct

from shared.application.unavailable import Unavailable
from shared.kernel.facts import Commit


class StreamMoved(Exception):  # noqa: N818 - a fact: somebody else appended first
    """A position was taken; `streams` are those that have moved on. Nothing was written."""

    def __init__(self, *streams: str) -> None:
        super().__init__(", ".join(streams))
        self.streams = streams


class LogUnavailable(Unavailable):
    """The log does not answer; the same command id may be tried again."""


class Overloaded(Exception):  # noqa: N818 - a fact: too much waits for a store
    """Nothing was done; `seconds` is when to try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:.1f} s")
        self.seconds = seconds


class Postponed(Exception):  # noqa: N818 - a fact: the command waits in its queue
    """Too many met on one stream; what comes of the command follows on the private channel."""


class ConnectionGone(Exception):  # noqa: N818 - a fact: the player's socket is closed
    """Nobody is at the other end of the connection."""


class CacheUnavailable(Unavailable):
    """The disposable store does not answer; the caller goes on without it (D11)."""


class Log(Protocol):
    """The append-only log of commits (D1, D2)."""

    def append(self, *commits: Commit) -> None:
        """Write all or none, at most two streams; raise StreamMoved when a position is taken."""

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        """Write each all or none, no two of a stream; return the failure of each `append`."""

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        """Return the newest commits, ascending; strongly consistent."""

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        """Yield commits with a position greater than `after`, ascending; strongly consistent."""

    def streams(self, family: str) -> Iterator[str]:
        """Yield the ids of a family's streams, such as a battle's roster; eventually consistent."""


type Operator = Literal["best", "set", "incr", "decr"]


class Standing(Struct, frozen=True):
    """A member's place; `rank` is 1-based (S4-60)."""

    member: str
    points: int
    rank: int


class Entry(Struct, frozen=True):
    """A member's points after the commit at `position` of its stream, reached `at` that time."""

    member: str
    points: int
    at: datetime
    position: int


class RebuildClaim(Struct, frozen=True):
    """The right to rebuild a board; `after` is the last stream that an unfinished try recorded."""

    token: str
    after: str = ""


class Leaderboard(Protocol):
    """Boards in the disposable store; every method may raise CacheUnavailable (D11, D13).

    Points outside 0..MOST_POINTS raise PointsOutOfRange; writing to a sealed board, BoardSealed
    (see `board.py`). Equal points go to the earlier, to the millisecond, then by name.
    """

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        """Set each member's points unless a later position is there; return how many changed."""

    def score(
        self, board: str, member: str, operator: Operator, value: int, at: datetime
    ) -> Standing:
        """Apply an operator without a position and return the member's standing."""

    def top(self, board: str, count: int = 100) -> list[Standing]:
        """The first `count` (at most 100)."""

    def rank(self, board: str, member: str) -> Standing | None:
        """The member's standing, or None for one that is not on the board."""

    def ranks(self, board: str, members: Sequence[str]) -> list[Standing]:
        """The standings of those of the members that are on the board, in their order."""

    def around(self, board: str, member: str, radius: int = 5) -> list[Standing]:
        """The member with up to `radius` on either side; empty for one that is not on the board."""

    def size(self, board: str) -> int:
        """How many members the board has."""

    def complete(self, board: str) -> bool:
        """Whether the board has been built since the store was last emptied."""

    def claim_rebuild(self, board: str) -> RebuildClaim | None:
        """A claim for 30 s, for one caller at a time; None if the board is complete or claimed."""

    def extend_rebuild(self, board: str, claim: RebuildClaim, through: str) -> bool:
        """Hold the claim for 30 s more, with all streams up to `through` recorded.

        False when the store was emptied meanwhile or another caller has the claim.
        """

    def mark_complete(self, board: str, claim: RebuildClaim) -> bool:
        """Say that every member is on the board; False as for `extend_rebuild`."""

    def seal(self, board: str, season: str) -> None:
        """Freeze a copy of the board as `season`, readable as board `{board}@{season}`."""


class Sockets(Protocol):
    """Players' connections, whoever hosts them."""

    def send(self, connection: str, frame: bytes) -> None:
        """Deliver one frame; raise ConnectionGone when nobody is there."""

    def close(self, connection: str, code: int, reason: str) -> None:
        """Close the connection; one that is already gone is no error."""


class Identity(Struct, frozen=True):
    """Who is at a connection."""

    player_id: str
    username: str
    scopes: tuple[str, ...] = ()


class Subscriber(Struct, frozen=True):
    """A connection that listens to a channel; `offset` is what it had when it subscribed."""

    connection: str
    username: str
    offset: int


class Subscriptions(Protocol):
    """Who listens to which channel; large channels are spread over buckets."""

    def add(self, channel: str, subscriber: Subscriber) -> None:
        """Subscribe; a repeat replaces the offset."""

    def advance(self, channel: str, subscriber: Subscriber) -> None:
        """Replace the offset of one that is there; one that has left stays away."""

    def remove(self, channel: str, connection: str) -> bool:
        """Unsubscribe; False for one that was not there."""

    def remove_all(self, connection: str) -> list[str]:
        """Forget a connection; return the channels that it listened to."""

    def channels(self, connection: str) -> list[str]:
        """The channels that a connection listens to; eventually consistent."""

    def buckets(self, channel: str) -> int:
        """How many buckets the channel is spread over."""

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        """Yield the subscribers of one bucket, or of all."""


class Queues(Protocol):
    """Work for later; see the queues in `duties.py`."""

    def put(
        self, queue: str, message: Any, *, group: str = "", key: str = "", delay: int = 0
    ) -> None:
        """Enqueue a JSON value. `group` keeps order and `key` drops repeats (FIFO queues only)."""


class FailedRecords(Protocol):
    """Records that no consumer could handle, kept whole until somebody looks (S2-23)."""

    def keep(self, duty: str, name: str, record: Any, reason: str) -> None:
        """Keep a JSON value under the duty; the same name again replaces it."""


class Coordination(Protocol):
    """Short-lived marks in the disposable store; every method may raise CacheUnavailable."""

    def claim(self, key: str, milliseconds: int, holder: str = "") -> str | None:
        """Take a lease under a name; return its token, or None when another holds it."""

    def holder(self, key: str) -> str | None:
        """The name of who holds a lease, or None when nobody does."""

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


FIRST, LAST = " ", "~"
"""Before and after every order of a listed picture: ASCII without spaces and tildes."""


class Listed(Struct, frozen=True):
    """Where a picture is listed: in a group, at an order that no other picture of it has."""

    group: str
    order: str


class Views(Protocol):
    """Stored pictures for reading: the list of battles, the last snapshot of each board."""

    def put(
        self, kind: str, key: str, picture: Any, position: int = 0, listed: Listed | None = None
    ) -> None:
        """Store a JSON value unless one of a later position is there; where it is listed moves."""

    def get(self, kind: str, key: str) -> Any | None:
        """Return the value, or None."""

    def listed(
        self, group: str, low: str = FIRST, high: str = LAST, *, newest: bool = False
    ) -> Iterator[Any]:
        """The values of a group with `low <= order < high`, ascending, or `newest` first.

        They are read as they are taken, and may be behind `put` for a moment.
        """
