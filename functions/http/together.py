"""Carries out the commands of several requests together: they share a write and what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock

from shared.application.commands.handle_group import handle_together
from shared.application.commands.request import CommandRequest, ask
from shared.application.commands.result import CommandResult
from shared.kernel.facts import Command, Commit
from shared.kernel.game import Game
from shared.runtime import clock
from shared.runtime.bootstrap import Application

GROUP = 25
"""Maximum commands written in one request (BatchExecuteStatement)."""

PATIENCE_SECONDS = 0.02
"""Seconds after which a command no longer waits for the write before it."""


class _Waiting:
    """A command, and the event that wakes its thread."""

    __slots__ = ("asked", "result", "wakes")

    def __init__(self, asked: CommandRequest) -> None:
        self.asked = asked
        self.result: CommandResult | Exception | None = None
        self.wakes: SimpleQueue[None] = SimpleQueue()


class Together:
    """Groups commands: those that come while a write is in progress share the next one.

    The first of a group writes it, in its own thread, and publishes before anybody is answered. A
    command that comes alone waits for nobody, and none waits long for a store that hangs. Safe for
    threads.
    """

    def __init__(self, parts: Application) -> None:
        self._parts = parts
        self._lock = Lock()
        self._waiting: list[_Waiting] = []
        self._writer: _Waiting | None = None

    def handle(self, game: Game, command: Command, *, by: str, command_id: str) -> CommandResult:
        """Do what `Application.handle` does."""
        asked = ask(game, command, by, command_id)
        if not self._may_share(asked):
            return self._parts.handle(game, command, by=by, command_id=command_id)
        mine = _Waiting(asked)
        if self._enter(mine) or self._waits_to_write(mine):
            self._write(mine)
        result = mine.result
        assert result is not None
        if isinstance(result, Exception):
            raise result
        return result.granted()

    def _may_share(self, asked: CommandRequest) -> bool:
        """Whether a command may share a request: its one stream is cached and needs no read."""
        parts, writes = self._parts, asked.scope.writes
        if len(writes) > 1 or parts.cache.to_write(writes[0]) is None:
            return False
        return parts.owners is None or not parts.owners.takes(asked)

    def _enter(self, mine: _Waiting) -> bool:
        """Join the line; return whether nobody is writing."""
        with self._lock:
            self._waiting.append(mine)
            if self._writer is None:
                self._writer = mine
            return self._writer is mine

    def _waits_to_write(self, mine: _Waiting) -> bool:
        """Wait for the turn to write and return True; return False if another thread wrote it."""
        while True:
            with suppress(Empty):
                mine.wakes.get(timeout=PATIENCE_SECONDS)
            if mine.result is not None:
                return False
            with self._lock:
                if mine in self._waiting:
                    self._writer = mine
                    return True

    def _write(self, mine: _Waiting) -> None:
        with self._lock:
            group = self._taken(mine)
        results = handle_together(self._parts, [each.asked for each in group], clock.pause)
        self._parts.publish([commit for each in results for commit in _commits(each)])
        for each, result in zip(group, results, strict=True):
            each.result = result
            if each is not mine:
                each.wakes.put(None)
        with self._lock:
            if self._writer is mine:
                self._writer = self._waiting[0] if self._waiting else None
                if self._writer is not None:
                    self._writer.wakes.put(None)

    def _taken(self, mine: _Waiting) -> Sequence[_Waiting]:
        """Take a command and others out of the line, no two of one stream."""
        group = {mine.asked.scope.writes[0]: mine}
        for each in self._waiting:
            if len(group) < GROUP:
                group.setdefault(each.asked.scope.writes[0], each)
        taken = list(group.values())
        self._waiting = [each for each in self._waiting if each not in taken]
        return taken


def _commits(result: CommandResult | Exception) -> Sequence[Commit]:
    return result.commits if isinstance(result, CommandResult) else ()
