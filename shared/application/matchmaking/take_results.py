"""Tells games of the end of other games' contests: a tournament, of its match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.application.commands.load import load
from shared.application.commands.ports import StreamMoved
from shared.application.lifecycle.ports import Ports
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.wire.messages import TakeResult

BY = "results"


def ask_for_results(parts: Ports, commits: Iterable[Commit]) -> None:
    """Queue the ends of contests for the games that take them; idempotent."""
    for commit in commits:
        game = parts.games.of(commit.stream)
        if game is None or game.contest is None or game.ended is None:
            continue
        is_over = any(game.ended(fact) for fact in commit.facts)
        if is_over and any(_takers(parts, commit.stream, commit.position)):
            parts.queues.put("default", TakeResult(commit.stream, commit.position))


def take_result(parts: Ports, message: TakeResult) -> None:
    """Send the game the command that takes the end of a contest."""
    stream = message.stream
    game = parts.games.of(stream)
    if game is None or game.contest is None:
        return
    contest = game.contest(load(parts.log, parts.cache, game, stream).state)
    for taker in _takers(parts, stream, message.position):
        assert taker.takes
        command = taker.takes(parts.clock(), stream, message.position, contest)
        if command is not None:
            try:
                parts.handle(taker, command, by=BY, command_id=f"{BY}/{stream}")
            except CommandRefused:  # it is of no contest that this game knows
                pass
            except StreamMoved:
                parts.queues.put("default", message, delay=1)


def _takers(parts: Ports, stream: str, position: int) -> Iterator[Game]:
    for game in parts.games:
        if game.takes is not None and game.takes(parts.clock(), stream, position, None):
            yield game
