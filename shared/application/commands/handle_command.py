"""Handles one command of any game: one effect and one answer per id, also for repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from shared.application.commands.plan import finish, plan
from shared.application.commands.ports import Log, StreamMoved
from shared.application.commands.request import CommandRequest, ask
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.facts import Command
from shared.kernel.game import Game

RETRIES = 3


class Handle(Protocol):
    """Handles one command of a game to its end; raises CommandRefused, StreamMoved or Deferred."""

    def __call__(
        self, game: Game, command: Command, *, by: str, command_id: str
    ) -> CommandResult: ...


def handle_command(
    log: Log,
    cache: StreamCache,
    game: Game,
    command: Command,
    *,
    by: str,
    command_id: str,
    pause: Callable[[int], None],
) -> CommandResult:
    """Decide, append, answer; a repeat of `command_id` gets the first outcome and writes nothing.

    A refusal is an outcome and is written too, if the sender owns the command's own stream: so
    concurrent repeats of one id all get the same answer. On other streams a refusal is not written
    and does not bind a later repeat. Raises StreamMoved when other writers came first at all four
    tries; `pause(n)` waits a random time before the n-th retry, counted from 0.
    """
    return handle_request(log, cache, ask(game, command, by, command_id), pause)


def handle_request(
    log: Log, cache: StreamCache, asked: CommandRequest, pause: Callable[[int], None]
) -> CommandResult:
    """Do what `handle_command` does."""
    behind: tuple[str, ...] = ()
    for attempt in range(RETRIES):
        try:
            return _try(log, cache, asked, behind)
        except StreamMoved as moved:
            behind = moved.streams
        pause(attempt)
    return _try(log, cache, asked, behind)


def _try(
    log: Log, cache: StreamCache, asked: CommandRequest, behind: Iterable[str]
) -> CommandResult:
    planned = plan(log, cache, asked, behind)
    if planned.handled.commits:
        log.append(*planned.handled.commits)
    return finish(cache, planned)
