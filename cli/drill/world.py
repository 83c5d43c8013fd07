"""The world of a drill: a battle on functions, its stores, its players, all in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from os import devnull
from pathlib import Path
from random import Random

from cli.drill.changes import CONSUMERS, Changes, Consume
from cli.drill.environment import Environment, Environments
from cli.drill.network import Network
from cli.drill.player import Player, PlayerCore, Track
from cli.drill.sockets import Wires
from cli.drill.stores import START, Stores, VirtualClock
from cli.drill.tasks import Tasks
from cli.drill.workers import Workers
from cli.rehearse.loop import Loop
from cli.rehearse.models import read_models
from client.channels import tracker
from shared.adapters.valkey.client import TIMEOUT
from shared.application.lifecycle.announce_rooms import announce_rooms
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules

BATTLE = "b1"
ROOM = f"codebattle/{BATTLE}"
PLAYERS = 8
ACTS = 16
"""Commands of each player."""

ANSWERS, RIGHT = 0.5, 0.7
"""The share of answers among the commands, and of right ones among them."""

QUESTIONS = tuple(Question(f"q{n}", "?", ("!",), points=3) for n in range(60))
RULES = Rules(shields_at_start=1, arrows_at_start=20, shield_every=5)
BEGIN, OVER, SETTLED = 5.0, 65.0, 190.0
"""Seconds: the faults come between the first two, and all must be well at the last."""


@dataclass(frozen=True)
class Parts:
    """The parts of a drill; a test removes a protection by giving a broken part."""

    stores: Callable[[VirtualClock], Stores] = Stores
    consumers: dict[str, Consume] = field(default_factory=lambda: dict(CONSUMERS))
    track: Track = tracker
    core: Callable[[str, Track], PlayerCore] = PlayerCore
    environment: type[Environment] = Environment
    patience: float = TIMEOUT
    """Seconds to wait for an answer of Valkey."""


class World:
    """`run` plays it; afterwards the players and stores are what they have become."""

    def __init__(self, seed: int, parts: Parts) -> None:
        self.loop = Loop()
        self.chance = Random(seed)  # noqa: S311 - a drill, not a secret
        self.models = read_models()
        self._kind, self.patience = parts.environment, parts.patience
        self.stores = parts.stores(VirtualClock(self.loop))
        self.tasks = Tasks(self.loop)
        self.network = Network(self.tasks, self.models, self.chance)
        self.environments = Environments(self.loop, self.tasks, self._environment, self.chance)
        self.wires = Wires(self.loop, self.environments, self.models.network, self.chance)
        self.changes = Changes(self.loop, self.environments, self.chance, parts.consumers, SETTLED)
        self.stores.log.taps.append(self.changes.tell)
        self.workers = Workers(self.loop, self.environments, self.stores, SETTLED)
        self.players = [
            Player(f"u{n}", ROOM, self.loop, self.wires, parts.core(f"u{n}", parts.track))
            for n in range(PLAYERS)
        ]

    def run(self) -> None:
        """Play until all is settled; what the functions print goes nowhere."""
        with Path(devnull).open("w") as nowhere, redirect_stdout(nowhere):
            self.environments.call(self._plan, self._begin)
            self._announce()
            self.loop.run()

    def strikes(self, share: float) -> bool:
        """Whether a fault comes here: so often, while there are faults."""
        return BEGIN < self.loop.now < OVER and self.chance.random() < share

    def _plan(self, environment: Environment) -> None:
        end = START + timedelta(hours=6)
        command = ScheduleBattle(START, BATTLE, "A drill", START, end, QUESTIONS, RULES)
        environment.handle(CODE_BATTLE, command, by="op", command_id="plan")

    def _begin(self, _: bool) -> None:
        for player in self.players:
            self.loop.after(self.chance.uniform(0, 1), partial(player.start, SETTLED))
            for number in range(ACTS):
                at = BEGIN + self.chance.uniform(0, OVER - BEGIN)
                self.loop.at(at, partial(self._act, player, number))

    def _act(self, player: Player, number: int) -> None:
        if self.chance.random() < ANSWERS:
            right = self.chance.random() < RIGHT
            player.do("answer", question=f"q{number}", answer="!" if right else "no idea")
        else:
            player.do("attack", target=self.chance.choice(self.players).name)

    def _announce(self) -> None:
        """Do what the scheduler of lifecycles does each minute."""

        def work(environment: Environment) -> None:
            announce_rooms(environment, environment.on_fault)

        self.environments.call(work, lambda _: None)
        if self.loop.now < SETTLED - 60:
            self.loop.after(60, self._announce)

    def _environment(self, name: str) -> Environment:
        return self._kind(name, self.stores, self.network, self.tasks, self.wires, self.chance)
