"""Commands of players on their way: sent, tried again, repeated, and settled later if deferred."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from msgspec import Struct

from cli.load.results import Kind
from cli.rehearse.fleet import Fleet
from cli.rehearse.gateway import Job
from cli.rehearse.measured import Measured
from cli.rehearse.models import Models
from cli.rehearse.plays import id_of
from client.requests import REPEAT_AFTER
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.kernel.facts import PlayerCommand
from shared.kernel.game import Game

TRIES = 5
"""Times that a player sends a command again that ended in a fault."""

RETRY_SECONDS = 1.0

type Told = Callable[[int, PlayerCommand, CommandResult | str | None], None]
"""Takes what came of a player's command: a text if its outcome follows, None if it is given up."""


class Sent(Struct, frozen=True):
    """A command, and when it was sent first."""

    player: int
    kind: Kind
    command: PlayerCommand
    ident: str
    began: float


class Commands:
    """Players who `repeat` send again what is not answered."""

    def __init__(
        self,
        game: Game,
        models: Models,
        fleet: Fleet,
        measured: Measured,
        chance: Random,
        told: Told,
        *,
        repeats: bool,
    ) -> None:
        self.deferred = 0
        self.acknowledged: list[tuple[str, str, str]] = []
        """By whom, the id, and each stream that was written; no stream is known of a repeat."""
        self.waiting: set[str] = set()
        """Ids of commands that are not answered."""
        self.answers: dict[str, list[CommandResult]] = {}
        """What was answered to each, where players repeat."""
        self._loop, self._game = fleet.loop, game
        self._models, self._fleet, self._measured, self._chance = models, fleet, measured, chance
        self._told, self._repeats = told, repeats
        self._names = 0

    def send(self, player: int, kind: Kind, command: PlayerCommand) -> None:
        self._names += 1
        ident = f"{self._names:016x}"
        self.waiting.add(ident)
        self._try(Sent(player, kind, command, ident, self._loop.now), 1)

    def _try(self, sent: Sent, tries: int) -> None:
        asked = ask(self._game, sent.command, id_of(sent.player), sent.ident, trace="")
        network = self._models.network.draw(self._chance) / 2

        def answered(result: CommandResult | str) -> None:
            self._loop.after(network, lambda: self._back(sent, tries, result))

        if self._repeats:
            self._loop.after(REPEAT_AFTER, partial(self._repeat, sent, tries))
        job = Job(asked, answered)
        self._loop.after(network, lambda: self._fleet.send(sent.player, job))

    def _back(self, sent: Sent, tries: int, result: CommandResult | str) -> None:
        """Take an answer in; a fault is tried again, a few times."""
        if isinstance(result, str) and result != "deferred":
            self._measured.fault(sent.kind, result)
            if tries < TRIES:
                self._loop.after(RETRY_SECONDS, partial(self._try, sent, tries + 1))
            else:
                self._told(sent.player, sent.command, None)
            return
        if self._repeats and not self._is_first(sent.ident, result):
            return
        self.waiting.discard(sent.ident)
        self._measured.took(sent.kind, sent.began, result)
        if isinstance(result, str):
            self._settle(sent)
        else:
            self._acknowledge(sent, result)
        self._told(sent.player, sent.command, result)

    def _is_first(self, ident: str, result: CommandResult | str) -> bool:
        """Keep an answer, and say whether it is the first one."""
        if isinstance(result, CommandResult):
            self.answers.setdefault(ident, []).append(result)
        return ident in self.waiting

    def _repeat(self, sent: Sent, tries: int) -> None:
        if sent.ident in self.waiting:
            self._try(sent, tries)

    def _acknowledge(self, sent: Sent, result: CommandResult) -> None:
        if result.refusal:
            return
        by = id_of(sent.player)
        for stream in [each.stream for each in result.commits] or [""]:
            self.acknowledged.append((by, sent.ident, stream))

    def _settle(self, sent: Sent) -> None:
        """Carry out what was accepted for later, as the worker of its queue does."""
        self.deferred += 1
        asked = ask(
            self._game,
            sent.command,
            id_of(sent.player),
            sent.ident,
            replaces=sent.command,
            trace="",
        )

        def settled(result: CommandResult | str) -> None:
            if isinstance(result, str):
                self._settle(sent)
            else:
                self._acknowledge(sent, result)

        wait = self._models.queue.draw(self._chance)
        self._loop.after(wait, lambda: self._fleet.worker.take(Job(asked, settled)))
