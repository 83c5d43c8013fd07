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
"""Key of an outcome for the reason of a refusal.

`DETAILS` is the key for values that help the player.
"""

DETAILS = "details"


class Command(Struct, frozen=True):
    """An intention, with the time at which it arrived."""

    now: datetime


class PlayerCommand(Command, frozen=True):
    """A command that players send. Its tag names it on the wire.

    Rumpus fills in the time, the room and the player. It also fills in fields with these names:
    `player_id`, and `chance`, a random number of 64 bits; a fact must record what was made of it.
    All other fields come from the player and are checked against their types.
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

    `began` is the time of its first commit; None for a stream without commits. `expires` is the
    expiry time of its commits.
    """

    stream: str
    position: int = 0
    state: Any = None
    recent: dict[str, IdempotencyRecord] = {}
    began: datetime | None = None
    expires: int = 0

    def remembered(self, by: str, command_id: str) -> IdempotencyRecord | None:
        """Return the record of that command, if it is among the last that this stream saw.

        Ids are scoped to their sender: equal ids of two senders are different commands.
        """
        return self.recent.get(sent(by, command_id))


class Commit(Struct, frozen=True):
    """The facts that one command wrote to one stream at one position.

    `outcome` is set on the command's own stream only; a second stream that it wrote carries None. A
    recorded refusal is a commit without facts. `trace` is the `traceparent` that the client sent
    with the command, if any (shared/kernel/trace.py). `expires` is in seconds since 1970: from then
    on the stream is as if it had never been; 0 for a stream that is kept for ever.
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
    """Yield the commits that have not expired."""
    for each in commits:
        if not each.expires or clock().timestamp() < each.expires:
            yield each
