"""The composition root: a process's ports, and the use cases that need many of them."""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from shared.runtime import clock
from shared.runtime.observability import log_fault, metric
from shared.runtime.once import once, once_each
from shared.runtime.ports import Ports
from shared.runtime.settings import on_lambda, read_settings

if TYPE_CHECKING:
    from shared.application.commands.result import CommandResult
    from shared.application.economy.ports import Economy
    from shared.kernel.facts import Command, Commit
    from shared.kernel.game import Game
    from shared.realtime.publisher import Publisher


def _pause(attempt: int) -> None:
    """Count a conflict, then wait before the next try."""
    metric("commands", "CommandConflicts", 1)
    clock.pause(attempt)


class Application(Ports):
    """The use cases of a process, whatever its workload."""

    is_server = not on_lambda()
    """Whether this process serves many callers at once, rather than one at a time."""

    def handle(self, game: Game, command: Command, *, by: str, command_id: str) -> CommandResult:
        """Handle a command and take the fast path; a contended command may go to the queue.

        Raise CommandRefused, StreamMoved, or Deferred for a command that waits in the queue.
        """
        from shared.application.commands.defer import handle_or_defer
        from shared.application.commands.request import ask

        handled = handle_or_defer(self, ask(game, command, by, command_id), _pause)
        if handled.is_published:
            self._deliver(handled.commits)
        else:
            self.publish(handled.commits)
        return handled.granted()

    def _deliver(self, commits: Sequence[Commit]) -> None:
        """Send commits to API Gateway's subscribers: an owner of slots leaves this to functions."""
        from shared.realtime.publisher import commits_by_stream

        if (deliver := self.publisher.deliver) is None:
            return
        for stream, written in commits_by_stream(commits).items():
            try:
                deliver(stream, written)
            except Exception as fault:  # noqa: BLE001 - the delivery consumer retries it
                self.on_fault(fault)

    def publish(self, commits: Sequence[Commit]) -> None:
        """Take the fast path; a failure is logged, and the consumers make up for it."""
        from shared.runtime.spans import span, subjects

        with span("publish", *subjects(commits)):
            self.publisher.publish(commits)

    @once
    def publisher(self) -> Publisher:
        """Return a function's publisher, or a server's in a stage with gateways.

        A workload without the grant to post leaves API Gateway's subscribers to the consumers.
        """
        if self.settings.gateway_url and self.is_server:
            return self.gateway_publisher
        from shared.application.channels.deliver import deliver
        from shared.application.channels.rank import rank
        from shared.application.lifecycle.timers import set_timers
        from shared.application.matchmaking.effects import ask_for_effects
        from shared.realtime.publisher import Publisher

        bus = self.bus if self.settings.gateway_url else None
        boards = partial(rank, self)
        timers = partial(set_timers, self, sure=False, known={})
        effects = partial(ask_for_effects, self, sure=False)
        posts = partial(deliver, self) if self.settings.sockets_table else None
        return Publisher(self.games, self.cache, bus, boards, posts, timers, effects, self.on_fault)

    @once
    def gateway_publisher(self) -> Publisher:
        """Return a server's publisher, which leaves API Gateway's subscribers to the consumers."""
        from shared.application.boards.record import record
        from shared.application.lifecycle.timers import set_timers
        from shared.application.matchmaking.effects import ask_for_effects
        from shared.realtime.publisher import Publisher

        boards = partial(record, self.games, self.leaderboard)
        timers = partial(set_timers, self, sure=False, known={})
        effects = partial(ask_for_effects, self, sure=False)
        return Publisher(
            self.games, self.cache, self.bus, boards, None, timers, effects, self.on_fault
        )

    def rebuild(self, room: str) -> int | None:
        """Rebuild a board from the log, reading streams in parallel."""
        from concurrent.futures import ThreadPoolExecutor

        from shared.application.boards.rebuild_board import rebuild_board

        game = self.games.of(room)
        if game is None or game.board is None:
            return None
        with ThreadPoolExecutor(16) as pool:
            return rebuild_board(self.log, self.leaderboard, game.board, room, each=pool.map)

    def remove_stale(self, connection: str) -> None:
        """Forget a connection that is gone."""
        from shared.application.players.connect import disconnect

        disconnect(self, connection)

    @once
    def economy(self) -> Economy:
        """Return the economy; it brings back archived players whom a command names."""
        from shared.application.economy.thawing_economy import ThawingEconomy

        return ThawingEconomy(self.noted_economy, self.bring_back)

    def bring_back(self, player: str) -> str:
        """Bring a player back from the archive, because a request needs that player."""
        from shared.application.archive.thaw import restore

        return restore(self, player)

    def on_fault(self, fault: Exception) -> None:
        """Log a fault that no caller gets to see."""
        log_fault(fault)


@once_each
def application() -> Application:
    """Return the process's application."""
    return Application(read_settings())
