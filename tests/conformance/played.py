"""A game's example, carried out on a log in memory."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import Handled, handle_command
from shared.application.commands.load import StreamCache, load
from shared.kernel.facts import Command, Commit, Folded
from shared.wire.stored import codec_of
from tests.conformance.plays import ROOM, Play

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Played:
    """What came of each command of the example, and what the log has of it."""

    def __init__(self, play: Play) -> None:
        self.game = play.game
        self.log = InMemoryLog(codec_of((play.game,)))
        self.cache = StreamCache(lambda: 0.0)
        self.sent = play.example(ROOM, NOON)
        self.results = [self.handle(number) for number in range(len(self.sent))]

    def handle(self, number: int) -> Handled:
        by, command = self.sent[number]
        return handle_command(
            self.log,
            self.cache,
            self.game,
            command,
            by=by,
            command_id=f"c{number}",
            pause=lambda _: None,
        )

    @property
    def commands(self) -> list[Command]:
        return [command for _, command in self.sent]

    @property
    def commits(self) -> list[Commit]:
        return [commit for handled in self.results for commit in handled.commits]

    @property
    def streams(self) -> list[str]:
        return list(dict.fromkeys(commit.stream for commit in self.commits))

    def fresh(self, stream: str) -> Folded:
        """Return a stream as a process sees it that knew nothing of it."""
        return load(self.log, StreamCache(lambda: 0.0), self.game, stream)
