"""A function's environment: the real application over stores that are asked in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import count
from random import Random

from cli.drill.network import CACHED, Network, Remote
from cli.drill.stores import CODEC, Stores
from cli.drill.tasks import Process, Tasks
from cli.rehearse.loop import Loop
from shared.adapters.valkey.breaker import Breaker
from shared.application.boards.rebuild_board import rebuild_board
from shared.application.channels.ports import Sockets
from shared.application.commands.defer import handle_or_defer
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.games.catalogue import GAMES
from shared.kernel.facts import Command, Commit
from shared.kernel.game import Game
from shared.runtime.bootstrap import Application
from shared.runtime.log_ports import TRIED_FOR
from shared.runtime.settings import Settings
from shared.wire.commands import CommandFrames
from shared.wire.frames import MAX_FRAME, OWN_FRAMES, ClientFrame
from shared.wire.read_frame import FrameReader

FRAMES = CommandFrames(GAMES, lambda: 0)
READER = FrameReader[ClientFrame](*FRAMES.of_players, *OWN_FRAMES, most=MAX_FRAME)
"""Built once: every process has the same, and no chance is drawn in code battles."""

REMOTE = (
    *("log", "leaderboard", "coordination", "sessions", "subscriptions"),
    *("connections", "logins", "views", "queues", "failed_records", "overview"),
)


class Environment(Application):
    """A process whose stores and clock are simulated; `process` may be killed or paused."""

    is_server = False

    def __init__(
        self,
        name: str,
        stores: Stores,
        network: Network,
        tasks: Tasks,
        sockets: Sockets,
        chance: Random,
    ) -> None:
        super().__init__(Settings(stage="drill", sockets_table="sockets"))
        self.process = Process(name)
        self.faults: list[Exception] = []
        self._stores, self._tasks, self._chance = stores, tasks, chance
        cached = Breaker(stores.clock.monotonic).call
        for each in REMOTE:
            asked = network, self.process, each, getattr(stores, each)
            vars(self)[each] = Remote(*asked, cached) if each in CACHED else Remote(*asked)
        vars(self)["sockets"] = Remote(network, self.process, "sockets", sockets)
        vars(self)["cache"] = StreamCache(stores.clock.monotonic, tried_for=TRIED_FOR)
        vars(self).update(owners=None, codec=CODEC, frames=FRAMES, reader=READER)

    @property
    def clock(self) -> Callable[[], datetime]:
        return self._stores.clock

    @property
    def new_id(self) -> Callable[[], str]:
        return lambda: f"{self._chance.getrandbits(128):032x}"

    def handle(self, game: Game, command: Command, *, by: str, command_id: str) -> CommandResult:
        """Do what the real one does, but wait in virtual time."""
        handled = handle_or_defer(self, ask(game, command, by, command_id, trace=""), self.pause)
        self.publish(handled.commits)
        return handled.granted()

    def publish(self, commits: Sequence[Commit]) -> None:
        self.publisher.publish(commits)

    def rebuild(self, room: str) -> int | None:
        """Read one stream after the other, as no task has threads."""
        game = self.games.of(room)
        if game is None or game.board is None:
            return None
        return rebuild_board(self.log, self.leaderboard, game.board, room)

    def pause(self, attempt: int) -> None:
        """Wait as long as the real one does."""
        self._tasks.sleep(self._chance.uniform(0, 0.02 * 2**attempt))

    def on_fault(self, fault: Exception) -> None:
        self.faults.append(fault)


TIME_LIMIT = 15.0
"""Seconds that a call may take."""

type Work = Callable[[Environment], object]


class Environments:
    """As Lambda has them: one call at a time each, and one more when all have something to do."""

    def __init__(
        self, loop: Loop, tasks: Tasks, make: Callable[[str], Environment], chance: Random
    ) -> None:
        self._loop, self._tasks, self._make, self._chance = loop, tasks, make, chance
        self._idle: list[Environment] = []
        self._numbers, self._calls = count(1), count(1)
        self.busy: list[Environment] = []
        self.killed = 0
        self.refuses: Callable[[], bool] = lambda: False
        """Whether a call finds no place to run; its caller may retry."""

    def call(self, work: Work, done: Callable[[bool], object]) -> None:
        """Run it somewhere; `done` is told whether it came to its end.

        What takes longer than a function may is killed, with its process.
        """
        if self.refuses():
            self._loop.after(0, lambda: done(False))
            return
        environment = self._take()
        self.busy.append(environment)
        process, number = environment.process, next(self._calls)
        process.call = number

        def ended(well: bool) -> None:
            self.busy.remove(environment)
            if well:
                self._idle.append(environment)
            else:
                self.killed += 1
            done(well)

        def expire() -> None:
            if process.call == number and environment in self.busy:
                process.is_alive = False

        self._loop.after(TIME_LIMIT, expire)
        self._tasks.start(process, partial(work, environment), ended)

    def every(self) -> Iterator[Environment]:
        yield from self._idle
        yield from self.busy

    def _take(self) -> Environment:
        if self._idle:
            return self._idle.pop(self._chance.randrange(len(self._idle)))
        return self._make(f"e{next(self._numbers)}")
