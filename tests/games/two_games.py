"""The application on twins, with code battles and duels, and a duel of ann and bo."""

from __future__ import annotations

from datetime import datetime

from shared.adapters.memory.log import InMemoryLog
from shared.application.channels.channel_request import Request
from shared.application.channels.subscribe import subscribe
from shared.application.commands.result import CommandResult
from shared.games.codebattle import CODE_BATTLE
from shared.kernel.facts import PlayerCommand
from shared.kernel.games import Games
from shared.kernel.players import OPERATOR_SCOPE, Identity
from shared.runtime.once import once
from shared.wire.stored import Codec, codec_of
from tests.games.duel import DUEL, Open, Pick, duel_stream
from tests.memory import MemoryApplication

ROOM = "d1"
STREAM = duel_stream(ROOM)


class TwoGames(MemoryApplication):
    @once
    def games(self) -> Games:
        return Games(CODE_BATTLE, DUEL)

    @once
    def codec(self) -> Codec:
        return codec_of(self.games)

    @once
    def log(self) -> InMemoryLog:
        return InMemoryLog(self.codec)

    def open(self, room: str = ROOM) -> CommandResult:
        return self.play(Open(self.tick(), room, "ann", "p-ann", "bo"), f"open-{room}")

    def pick(self, username: str, number: int) -> CommandResult:
        return self.play(Pick(self.tick(), ROOM, username, number), f"pick-{username}")

    def play(self, command: PlayerCommand, command_id: str) -> CommandResult:
        return self.handle(DUEL, command, by=f"p-{command.username}", command_id=command_id)

    def tick(self) -> datetime:
        self.time.pass_seconds(1)
        return self.time.now

    def ask(
        self, channel: str, who: str, *, epoch: str = "", offset: int | None = None
    ) -> list[dict[str, object]]:
        """Subscribe a connection named like its player; return the frames that came of it.

        `op` is an operator.
        """
        had = len(self.sockets.sent.get(who, []))
        identity = Identity(f"p-{who}", who, (OPERATOR_SCOPE,) if who == "op" else ())
        subscribe(self, Request("s1", who, identity, channel, epoch, offset, self.time.now))
        return self.sockets.sent[who][had:]

    def facts(self, room: str = ROOM) -> list[str]:
        commits = self.log.read(duel_stream(room))
        return [type(fact).__name__ for commit in commits for fact in commit.facts]
