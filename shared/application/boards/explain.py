"""Explains a player's points: lists each commit that changed them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from shared.application.boards.record import entries_of
from shared.application.commands.ports import Log
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.kernel.names import player_stream

READ_AT_ONCE = 500
"""Commits that one page reads from the log."""


class ScoreStep(Struct, frozen=True):
    """A commit that set a player's points, with the stored names of its facts."""

    position: int
    at: datetime
    facts: tuple[str, ...]
    by: str
    command_id: str
    points: int
    columns: tuple[int, ...]


class Explanation(Struct, frozen=True):
    """The steps in a part of a stream; `after` is where the next part begins, None at the end."""

    stream: str
    steps: tuple[ScoreStep, ...]
    after: int | None


def explain(log: Log, game: Game, room: str, username: str, after: int = 0) -> Explanation:
    """Return the steps that changed a player's points; refuse `no_board` and `unknown_player`.

    Points come from one stream alone: the player's if it has one, else the room's.
    """
    if game.board is None:
        raise CommandRefused("no_board")
    own = player_stream(room, username)
    stream = own if log.latest(own, 1) else room
    commits = list(log.read(stream, after, READ_AT_ONCE))
    if not after and not commits:
        raise CommandRefused("unknown_player")
    names = {kind: name for name, kind in game.facts.items()}
    steps = tuple(
        ScoreStep(
            commit.position,
            commit.at,
            tuple(names[type(fact)] for fact in commit.facts),
            commit.by,
            commit.command_id,
            entry.points,
            entry.columns,
        )
        for commit in commits
        for entry in entries_of(game.board, commit)
        if entry.member == username
    )
    return Explanation(stream, steps, _next(commits))


def _next(commits: list[Commit]) -> int | None:
    return commits[-1].position if len(commits) == READ_AT_ONCE else None
