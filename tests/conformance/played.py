"""A game's example, carried out on a log in memory."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.load import load
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.facts import Command, Commit, PlayerCommand, StreamState
from tests.conformance.plays import Play
from tests.conformance.sound import Unsound, sound, told

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Played:
    """What came of each command of the example, or of the first so many, and what the log has."""

    def __init__(self, play: Play, first: int | None = None) -> None:
        self.game = sound(play.game)
        self.codec = play.codec
        self.log = InMemoryLog(self.codec)
        self.cache = StreamCache(lambda: 0.0)
        self.sent = play.sent(NOON)[:first]
        self.players: list[str] = []
        self.streams: list[str] = []
        self.results = [self.handle(number) for number in range(len(self.sent))]

    def handle(self, number: int) -> CommandResult:
        by, command = self.sent[number]
        return self.do(command, by, f"c{number}")

    def do(self, command: Command, by: str, command_id: str) -> CommandResult:
        if isinstance(command, PlayerCommand) and command.username not in self.players:
            self.players.append(command.username)
        handled = self._handle(command, by, command_id)
        written = [commit.stream for commit in handled.commits]
        self.streams += [each for each in written if each not in self.streams]
        return handled

    def _handle(self, command: Command, by: str, command_id: str) -> CommandResult:
        try:
            return handle_command(
                self.log,
                self.cache,
                self.game,
                command,
                by=by,
                command_id=command_id,
                pause=lambda _: None,
            )
        except Unsound:
            raise
        except Exception as error:
            raise Unsound(
                told(
                    f"what comes of a {type(command).__name__} can't be stored: "
                    f"{type(error).__name__}.",
                    f"{error!r} for {command!r}",
                )
            ) from error

    @property
    def commands(self) -> list[Command]:
        return [command for _, command in self.sent]

    @property
    def commits(self) -> list[Commit]:
        return [commit for stream in self.streams for commit in self.log.read(stream)]

    def fresh(self, stream: str) -> StreamState:
        """Return a stream as a process sees it that knew nothing of it."""
        return load(self.log, StreamCache(lambda: 0.0), self.game, stream)
