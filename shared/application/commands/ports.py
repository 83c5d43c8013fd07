"""Ports of command handling: the log, the owners of slots, and their errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from shared.application import ports

if TYPE_CHECKING:  # other packages build on these ports and need no games
    from shared.application.commands.request import CommandRequest
    from shared.application.commands.result import CommandResult
    from shared.application.commands.stream_cache import StreamCache
    from shared.kernel.facts import Commit
    from shared.kernel.games import Games


class StreamMoved(Exception):  # noqa: N818 - a fact: somebody else appended first
    """A position was taken by another writer; `streams` are those that have moved on.

    Nothing was written.
    """

    def __init__(self, *streams: str) -> None:
        super().__init__(", ".join(streams))
        self.streams = streams


def moved_on(commits: Iterable[Commit], position: Callable[[str], int]) -> list[str]:
    """Return the streams of commits that do not follow the last `position` of their stream."""
    last: dict[str, int] = {}
    moved = []
    for commit in commits:
        last[commit.stream] = last.get(commit.stream, position(commit.stream)) + 1
        if commit.position != last[commit.stream]:
            moved.append(commit.stream)
    return moved


class LogUnavailable(ports.Unavailable):
    """The log does not answer; the same command id may be tried again."""


class Deferred(Exception):  # noqa: N818 - a fact: the command waits in a queue
    """Too many commands met on one stream.

    The outcome of this one follows on the player's private channel.
    """


class Log(Protocol):
    """The append-only log of commits."""

    def append(self, *commits: Commit) -> None:
        """Write the commits, of at most two streams, all or none.

        Raise StreamMoved when a position is taken. Commits of one stream have consecutive
        positions.
        """

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        """Perform several appends, each all or none, no two of one stream.

        Return the failure of each, or None.
        """

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        """Return the newest commits, ascending; strongly consistent."""

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        """Yield commits with a position greater than `after`, ascending; strongly consistent."""

    def streams(self, family: str) -> Iterator[str]:
        """Yield the ids of a family's streams, such as a battle's roster; eventually consistent."""


class Owners(Protocol):
    """The processes that carry out the commands of games whose log is a journal."""

    def takes(self, asked: CommandRequest) -> bool:
        """Return whether an owner, not this process, must carry out the command."""

    def carry_out(self, asked: CommandRequest) -> CommandResult:
        """Carry out a command in the process that owns its streams.

        Raises StreamMoved or LogUnavailable.
        """


class Ports(ports.Ports, Protocol):
    """The games that this process knows, their log, and the cache of streams read from it."""

    @property
    def games(self) -> Games: ...
    @property
    def log(self) -> Log: ...
    @property
    def owners(self) -> Owners | None:
        """The owners of slots; None on a stage without a journal, and in an owner itself."""

    @property
    def cache(self) -> StreamCache: ...
    @property
    def publish(self) -> Callable[[Sequence[Commit]], None]:
        """Take the fast path for commits that were just written."""
