"""The world of money drills: orders, rewards and facts of the economy, all in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from msgspec import Struct

from cli.drill.environment import Environment, Environments
from cli.drill.ledger import Ledger
from cli.drill.network import Network, Remote
from cli.drill.sockets import Wires
from cli.drill.stores import START, Stores, VirtualClock
from cli.drill.tasks import Tasks
from cli.drill.world import BEGIN, OVER, QUESTIONS, ROOM, RULES, SETTLED
from cli.rehearse.loop import Loop
from cli.rehearse.models import read_models
from shared.adapters.memory.fact_stream import InMemoryFactStream
from shared.adapters.memory.profiles import InMemoryProfiles
from shared.application.economy.perform import perform
from shared.application.economy.ports import EconomyUnavailable, Results
from shared.application.economy.reward_room import QUEUE, reward_room
from shared.application.economy.ship_facts import ship_facts
from shared.economy.commands import Transfer
from shared.economy.money import Payment, issuance
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import JoinBattle, ScheduleBattle
from shared.kernel.errors import CommandRefused

NAMES = tuple(f"u{n}" for n in range(8))
ORDERS, PURSE, MOST = 12, 300, 60
"""Orders of each player, the coins it begins with, and the most that it sends at once."""

AGAIN_SECONDS, SHIP_SECONDS = 2.0, 5.0
CURRENCY = "coins"


class Asked(Struct):
    """An order of a player; `told` is each answer that came back, a refusal by its reason.

    A player who `left` got no answer and does not ask again.
    """

    owner: str
    key: str
    command: Transfer
    began: float
    took: float | None = None
    told: list[Results | str] = []
    left: bool = False


def order(environment: Environment, asked: Asked) -> Results:
    """Do what the route and the frame of an order do."""
    now = environment.clock()
    return perform(environment.economy, asked.command, scope=asked.owner, key=asked.key, now=now)


@dataclass(frozen=True)
class MoneyParts:
    """The parts of a drill on money; a test removes a protection by giving a broken part."""

    ledger: Callable[[], Ledger] = Ledger
    order: Callable[[Environment, Asked], Results] = order


class MoneyWorld:
    """Players send each other coins, and are rewarded for a battle; `payouts` come so often.

    A share of the players who are not answered `leaves`; the others ask again.
    """

    def __init__(self, seed: int, parts: MoneyParts) -> None:
        self.loop = Loop()
        self.chance = Random(seed)  # noqa: S311 - a drill, not a secret
        self.tasks = Tasks(self.loop)
        self.network = Network(self.tasks, read_models(), self.chance)
        self.stores = Stores(VirtualClock(self.loop))
        self.ledger = parts.ledger()
        self.facts, self.profiles = InMemoryFactStream(), InMemoryProfiles()
        self.environments = Environments(self.loop, self.tasks, self._environment, self.chance)
        network = read_models().network
        self._wires = Wires(self.loop, self.environments, network, self.chance)
        self.asked: list[Asked] = []
        self.payouts, self.leaves = 1, 0.0
        self._order = parts.order

    def run(self) -> None:
        """Play until all is settled."""
        for name in NAMES:
            self._do(Asked("op", f"purse-{name}", _transfer(issuance(name), name, PURSE), 0.0))
        self.environments.call(self._battle, lambda _: self._begin())
        self.loop.run()

    def strikes(self, share: float) -> bool:
        """Whether a fault comes here: so often, while there are faults."""
        return BEGIN < self.loop.now < OVER and self.chance.random() < share

    def _begin(self) -> None:
        for name in NAMES:
            for number in range(ORDERS):
                at = BEGIN + self.chance.uniform(0, OVER - BEGIN)
                self.loop.at(at, partial(self._send, name, f"{name}-{number}"))
        for _ in range(self.payouts):
            self.loop.at(BEGIN + self.chance.uniform(1, 20), self._pay)
        self._poll()
        self._ship()

    def _send(self, name: str, key: str) -> None:
        other = self.chance.choice([each for each in NAMES if each != name])
        command = _transfer(name, other, self.chance.randint(1, MOST))
        self._do(Asked(name, key, command, self.loop.now))

    def _do(self, asked: Asked) -> None:
        self.asked.append(asked)
        self._try(asked)

    def _try(self, asked: Asked) -> None:
        """Ask under the same key until there is an answer, as clients do."""
        got: list[Results | str] = []

        def work(environment: Environment) -> None:
            try:
                got.append(self._order(environment, asked))
            except CommandRefused as refusal:
                got.append(refusal.reason)
            except EconomyUnavailable as outage:
                environment.on_fault(outage)

        def done(well: bool) -> None:
            if well and got:
                asked.told += got
                asked.took = self.loop.now - asked.began
            elif self.strikes(self.leaves):
                asked.left = True
            elif self.loop.now < SETTLED:
                self.loop.after(AGAIN_SECONDS, partial(self._try, asked))

        self.environments.call(work, done)

    def _battle(self, environment: Environment) -> None:
        _, _, battle = ROOM.partition("/")
        end = START + timedelta(hours=6)
        plan = ScheduleBattle(START, battle, "A drill", START, end, QUESTIONS, RULES)
        environment.handle(CODE_BATTLE, plan, by="op", command_id="plan")
        for name in NAMES:
            join = JoinBattle(environment.clock(), battle, name, name)
            environment.handle(CODE_BATTLE, join, by=name, command_id=f"join-{name}")

    def _pay(self) -> None:
        """Do what the worker of payouts does with its message, which comes again if it dies."""

        def work(environment: Environment) -> None:
            reward_room(environment, ROOM, START, "")

        def done(well: bool) -> None:
            if not well and self.loop.now < SETTLED:
                self.loop.after(AGAIN_SECONDS, self._pay)

        self.environments.call(work, done)

    def _poll(self) -> None:
        """Take what the worker put back into its queue, as the ledger was away."""
        for _ in self.stores.queues.take(QUEUE):
            self._pay()
        if self.loop.now < SETTLED:
            self.loop.after(AGAIN_SECONDS, self._poll)

    def _ship(self) -> None:
        """Do what the clock of `ship` does."""

        def work(environment: Environment) -> None:
            until = environment.clock() + timedelta(seconds=SHIP_SECONDS)
            try:
                ship_facts(environment, self.facts, until, lambda _: None)
            except EconomyUnavailable as outage:
                environment.on_fault(outage)

        self.environments.call(work, lambda _: None)
        if self.loop.now < SETTLED:
            self.loop.after(SHIP_SECONDS, self._ship)

    def _environment(self, name: str) -> Environment:
        made = Environment(name, self.stores, self.network, self.tasks, self._wires, self.chance)
        remote: dict[str, Any] = {"economy": self.ledger, "outbox": self.ledger}
        for port, twin in (remote | {"profiles": self.profiles}).items():
            vars(made)[port] = Remote(self.network, made.process, port, twin)
        return made


def _transfer(source: str, destination: str, amount: int) -> Transfer:
    return Transfer((Payment(source, destination, CURRENCY, amount),))
