"""Plays a room that is over again, by the rules of this checkout and perhaps other settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, ValidationError, convert, to_builtins

from cli.failure import Failed
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.log import InMemoryLog
from shared.application.boards.board import boards_of, kept
from shared.application.boards.explain import ScoreStep, explain
from shared.application.boards.rebuild_board import rebuild_board
from shared.application.boards.record import entries_of
from shared.application.commands.handle_command import handle_command
from shared.application.commands.replay import replay
from shared.application.commands.stream_cache import StreamCache
from shared.application.matchmaking.carry_out import BY
from shared.games.catalogue import GAMES
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, Commit, OperatorCommand
from shared.kernel.game import Game
from shared.kernel.names import room_of, roster
from shared.wire.stored import codec_of

type Changes = Mapping[str, Any]
"""Fields of the command that opened the room, with other values, such as rules."""


class Refused(Struct, frozen=True):
    """A command that was carried out then, and is refused now."""

    stream: str
    position: int
    reason: str


class Again(Struct, frozen=True):
    """A room as it was and as it would have been; points are by player, the best first.

    `left_out` are commits that no command of a player or operator brought about.
    """

    game: Game
    room: str
    before: InMemoryLog
    after: InMemoryLog
    points: Mapping[str, int]
    points_now: Mapping[str, int]
    refused: tuple[Refused, ...]
    left_out: int

    def steps(self, username: str) -> tuple[Sequence[ScoreStep], Sequence[ScoreStep]]:
        """Return each commit that moved a player's points, then and now."""
        return self._steps(self.before, username), self._steps(self.after, username)

    def moved(self) -> dict[str, tuple[int, int]]:
        """Return whose points differ, then and now."""
        names = {**self.points, **self.points_now}
        both = {who: (self.points.get(who, 0), self.points_now.get(who, 0)) for who in names}
        return {who: pair for who, pair in both.items() if pair[0] != pair[1]}

    @property
    def winners(self) -> tuple[str, str]:
        """Return who was first, then and now; empty for nobody."""
        return next(iter(self.points), ""), next(iter(self.points_now), "")

    def _steps(self, log: InMemoryLog, username: str) -> Sequence[ScoreStep]:
        steps: list[ScoreStep] = []
        after: int | None = 0
        try:
            while after is not None:
                found = explain(log, self.game, self.room, username, after)
                steps += found.steps
                after = found.after
        except CommandRefused:
            return ()
        return steps


def play_again(stored: Iterable[dict[str, Any]], changes: Changes) -> Again:
    """Carry out again what a room's commits came of; raises Failed.

    Commands that were refused then are not known any more, so none of them is accepted now.
    """
    codec = codec_of(GAMES)
    before, after = InMemoryLog(codec), InMemoryLog(codec)
    commits = [codec.decode(item) for item in stored]
    for commit in commits:
        before.append(commit)
    if not commits:
        raise Failed("There is no such room, or nothing has happened in it.")
    room = room_of(commits[0].stream)
    game = GAMES.of(room)
    if game is None or game.again is None:
        raise Failed(f"The game of {room} does not say how it is played again.")
    refused, left_out = _carry_out(game, _in_order(commits), before, after, changes)
    return Again(
        game, room, before, after, _points(before, room), _points(after, room), refused, left_out
    )


def _in_order(commits: list[Commit]) -> list[Commit]:
    """By time; of a stream by position, whatever the clocks said; second streams are left.

    Of the same millisecond, what an effect brought about comes after what it may have come of.
    """
    own = [each for each in commits if each.outcome is not None]
    return sorted(own, key=lambda each: (each.at, each.by == BY, each.stream, each.position))


def _carry_out(
    game: Game, commits: list[Commit], before: InMemoryLog, log: InMemoryLog, changes: Changes
) -> tuple[tuple[Refused, ...], int]:
    assert game.again is not None
    cache = StreamCache(lambda: 0.0, size=1_000_000)
    state = replay(before, game, room_of(commits[0].stream)).state if commits else None
    refused: list[Refused] = []
    left_out = 0
    for number, commit in enumerate(commits):
        command = game.again(commit, state)
        if command is None:
            left_out += bool(commit.facts)
            continue
        if number == 0:
            command = _changed(command, changes)
        result = handle_command(
            log,
            cache,
            game,
            command,
            by=commit.by,
            command_id=commit.command_id,
            pause=lambda _: None,
        )
        if refusal := result.refusal:
            refused.append(Refused(commit.stream, commit.position, refusal.reason))
    return tuple(refused), left_out


def _changed(command: Command, changes: Changes) -> Command:
    """Return the opening command with what is to be otherwise; maps are merged."""
    if not changes:
        return command
    if not isinstance(command, OperatorCommand):
        raise Failed("The room was not opened by an operator: nothing of it can be changed.")
    merged = _merged(to_builtins(command), changes)
    try:
        return convert(merged, type(command))
    except ValidationError as error:
        raise Failed(f"The changes don't fit: {error}.") from error


def _merged(before: dict[str, Any], changes: Changes) -> dict[str, Any]:
    merged = dict(before)
    for name, value in changes.items():
        if name not in before:
            raise Failed(f"There is no {name} to be changed; there are {', '.join(before)}.")
        nested = isinstance(value, dict) and isinstance(before[name], dict)
        merged[name] = before[name] | value if nested else value
    return merged


def _points(log: InMemoryLog, room: str) -> dict[str, int]:
    """Return everybody's points as a log has them, the best first."""
    game = GAMES.of(room)
    assert game is not None
    if game.board is None:
        return {}
    leaderboard = InMemoryLeaderboard(lambda: 0.0, boards_of(GAMES))
    rebuild_board(log, leaderboard, game.board, room)
    first = {each.member: each.points for each in leaderboard.top(room)}
    streams = (room, *log.streams(roster(room)))
    entries = (
        entry
        for stream in streams
        for commit in log.read(stream)
        for entry in entries_of(game.board, commit)
    )
    return first | {each.member: each.points for each in kept(game.board, entries)}
