"""Commands, facts, and the commit: what one command wrote to one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from msgspec import Struct

from shared.kernel.moments import Moment

type Outcome = Mapping[str, Any]
"""What the sender of a command is told: a flat mapping of JSON values."""

REFUSED = "refused"
"""In an outcome, the reason why the command was refused; `DETAILS` are what helps the player."""

DETAILS = "details"


class Command(Struct, frozen=True):
    """An intention, with the time at which it arrived."""

    now: datetime


class PlayerCommand(Command, frozen=True):
    """A command that players send. Its tag names it on the wire.

    Rumpus fills in the time, the room and the player, and fields of these names: `player_id`, and
    `chance`, a random number of 64 bits, of which a fact must record what came of it. All other
    fields come from the player, checked by their types.
    """

    room: str
    username: str


class OperatorCommand(Command, frozen=True):
    """A command that operators send. Its tag names it on the wire.

    Rumpus fills in the time and the room.
    """

    room: str


class Fact(Struct, frozen=True):
    """Something that happened, with its time; never changed, never removed."""

    at: datetime


class Event(Struct, frozen=True, kw_only=True):
    """What a fact looks like to a viewer, under a name. `timestamp` is the time of the fact."""

    name: ClassVar[str]

    timestamp: Moment


class IdempotencyRecord(Struct, frozen=True):
    """A command that a stream has seen, who gave it, and what its sender was told."""

    by: str
    command_id: str
    digest: str
    outcome: dict[str, Any]


def sent(by: str, command_id: str) -> str:
    """Name a command among those of all senders."""
    return f"{by}/{command_id}"


class StreamState(Struct, frozen=True):
    """A stream up to `position`: the game's state and the last commands by id.

    `began` is the time of its first commit; None for a stream without commits. `expires` is that of
    its commits.
    """

    stream: str
    position: int = 0
    state: Any = None
    recent: dict[str, IdempotencyRecord] = {}
    began: datetime | None = None
    expires: int = 0

    def remembered(self, by: str, command_id: str) -> IdempotencyRecord | None:
        """Return what that command was answered, if it is among the last that this stream saw.

        Ids are the sender's own: those of two senders never meet.
        """
        return self.recent.get(sent(by, command_id))


class Commit(Struct, frozen=True):
    """The facts that one command wrote to one stream at one position.

    `outcome` is set on the command's own stream only; a second stream that it touched carries None.
    A refusal that is remembered is a commit without facts. `trace` is the `traceparent` that the
    client sent with the command, if it did (shared/kernel/trace.py). `expires` are seconds since
    1970: then the stream is as if it had never been; 0 for a stream that is kept for ever.
    """

    stream: str
    position: int
    facts: tuple[Fact, ...]
    at: datetime
    by: str
    command_id: str
    digest: str
    outcome: dict[str, Any] | None = None
    snapshot: StreamState | None = None
    trace: str = ""
    expires: int = 0


def unexpired(commits: Iterable[Commit], clock: Callable[[], datetime]) -> Iterator[Commit]:
    """Yield what is there still."""
    for each in commits:
        if not each.expires or clock().timestamp() < each.expires:
            yield each
