"""Asks the owners of slots: to carry out commands, to write commits and to read streams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Any

from shared.adapters.journal.slots import slot_of
from shared.adapters.owners.connection import Connection, ConnectionLost
from shared.adapters.owners.directory import Address, Addresses, NoOwner
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.application.commands.request import CommandRequest
from shared.application.commands.result import CommandResult
from shared.application.ports import Overloaded
from shared.wire.owner_calls import (
    AnyAnswer,
    AnyCall,
    Carried,
    Carry,
    CommandCodec,
    Elsewhere,
    Failed,
    Moved,
)
from shared.wire.stored import Codec

PATIENCE = 3.0
"""Seconds for which a caller looks for a slot's owner: a planned move takes less than one."""

ANSWER_SECONDS = 10.0
"""Seconds for which a caller waits for a live owner: a new owner may have much to read first.

Calls are idempotent, so the caller may retry.
"""


class OwnerFault(Exception):  # noqa: N818 - a fact: the owner has logged it
    """The owner could not carry out the call, and has logged why."""


class SlotOwners:
    """One connection to each owner. Thread-safe.

    `pause(n)` waits before the n-th try to find the owner, counted from 0.
    """

    def __init__(
        self,
        addresses: Addresses,
        codec: Codec,
        commands: CommandCodec,
        now: Callable[[], float],
        pause: Callable[[int], None],
    ) -> None:
        self.addresses = addresses
        self._codec = codec
        self._commands = commands
        self._now = now
        self._pause = pause
        self._connections: dict[Address, Connection] = {}
        self._lock = Lock()

    def takes(self, asked: CommandRequest) -> bool:
        """Return whether owners carry out this command: only those of players and operators."""
        is_sent = bool(asked.command.__struct_config__.tag) and asked.replaces is None
        return asked.game.log == "journal" and is_sent

    def carry_out(self, asked: CommandRequest, *, shows: bool = True) -> CommandResult:
        """Return a command's result; raise StreamMoved, LogUnavailable or Overloaded."""
        return self.result(self.ask((slot_of(asked.scope.writes[0]),), self._carry(asked, shows)))

    def begin(self, asked: CommandRequest) -> Future[AnyAnswer] | None:
        """Send a command to its owner, once, without waiting; the answer omits the commits.

        Return None if the owner is unknown or has no open connection: `carry_out` finds it.
        """
        owner = self.addresses.known(slot_of(asked.scope.writes[0]))
        connection = self._connections.get(owner) if owner else None
        if connection is None or not connection.is_open:
            return None
        return connection.call(self._carry(asked, shows=False))

    def result(self, answer: AnyAnswer) -> CommandResult:
        """Return the command's result in an answer; raise the error that the answer names."""
        if not isinstance(answer, Carried):
            raise failure_of(answer)
        commits = tuple([self._codec.decode(each) for each in answer.commits])
        return CommandResult(answer.outcome, commits, repeated=answer.repeated, is_published=True)

    def ask(self, slots: Sequence[int], make: Callable[[int], AnyCall]) -> AnyAnswer:
        """Ask the present owner of a slot; raise NoOwner if no process answers.

        Of several slots it asks the first one's owner, who may answer that others are elsewhere.
        """
        until = self._now() + PATIENCE
        attempt = 0
        while True:
            began = self._now()
            try:
                owner = self.addresses.of(slots[0])
                answer = self.ask_at(owner, make)
            except LogUnavailable as failure:
                reason = str(failure)
            else:
                if not isinstance(answer, Elsewhere):
                    self.addresses.note(slots[0], owner)
                    return answer
                if len(slots) > 1:
                    return answer
                reason = "its owner has changed"
            if self._now() >= until:
                raise NoOwner(f"slot {slots[0]} has no owner that answers: {reason}")
            self._pause(min(attempt, 2))
            attempt += 1
            self.addresses.refresh(began)

    def ask_at(self, owner: Address, make: Callable[[int], AnyCall]) -> AnyAnswer:
        """Ask one process, once."""
        try:
            return self._connection(owner).call(make).result(ANSWER_SECONDS)
        except TimeoutError as late:
            raise ConnectionLost(f"{owner.place} does not answer") from late

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for each in self._connections.values():
                each.close()
            self._connections.clear()

    def _carry(self, asked: CommandRequest, shows: bool) -> Callable[[int], AnyCall]:
        command = self._commands.encode(asked.command) or b""
        sent = (asked.game.name, command, asked.by, asked.command_id, asked.trace, shows)
        return lambda number: Carry(number, *sent)

    def _connection(self, owner: Address) -> Connection:
        connection = self._connections.get(owner)
        if connection is not None and connection.is_open:
            return connection
        made = Connection(owner.place, owner.key)
        with self._lock:
            connection = self._connections.get(owner)
            if connection is None or not connection.is_open:
                connection = self._connections[owner] = made
        if connection is not made:
            made.close()
        return connection


def failure_of(answer: AnyAnswer) -> Exception:
    """Return the exception for an answer that reports a failure."""
    match answer:
        case Moved(_, streams):
            return StreamMoved(*streams)
        case Failed(_, "overloaded", _, seconds):
            return Overloaded(seconds)
        case Failed(_, "busy", message):
            return LogUnavailable(message)
        case Elsewhere():
            return NoOwner("its owner has changed")
        case _:
            told: Any = answer
            return OwnerFault(f"the owner says: {told}")
