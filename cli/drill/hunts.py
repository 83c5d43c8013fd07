"""The world of journal drills: hunts whose slots processes own, all in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from random import Random

from msgspec import Struct

from cli.drill.network import Network
from cli.drill.owner import COMMANDS, Owner
from cli.drill.stores import CODEC, START, VirtualClock
from cli.drill.tasks import Process, Tasks
from cli.drill.turns import Turns
from cli.rehearse.loop import Loop
from cli.rehearse.models import read_models
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.owners.connection import SILENCE, ConnectionLost
from shared.adapters.owners.directory import Address, Addresses
from shared.adapters.owners.slot_owners import ANSWER_SECONDS, SlotOwners
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.application.commands.request import ask
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.kernel.facts import Command
from shared.wire.owner_calls import AnyAnswer, AnyCall, Carried, Carry

OWNERS, HUNTS, PLAYERS, REST = 4, 8, 16, 4.0
"""Processes, rooms, seekers in all of them, and seconds that each rests between two steps."""

PLANNED, BEGIN, OVER, SETTLED = 4.0, 8.0, 72.0, 90.0
"""Seconds: owners have slots by the first, and faults come between the next two."""

AGAIN_SECONDS = 1.0
RULES = r.Rules(
    ("..",), {".": 0}, {"coin": r.Kind((r.Points(5),))}, (r.Treasure("t", "coin", 1, 0, "A coin"),)
)


class Left(Exception):  # noqa: N818 - a fact
    """The caller has left: it waits for no answer, and asks no more."""


class Asked(Struct):
    """A seeker's command; `told` has each outcome that an owner sent, received or not."""

    by: str
    ident: str
    began: float
    took: float | None = None
    told: list[dict[str, object]] = []
    left: bool = False


class Owners(SlotOwners):
    """Asks owners in virtual time; one that is silent for long enough is given up."""

    def __init__(self, world: Hunts, turns: Turns, tasks: Tasks) -> None:
        super().__init__(
            Addresses(world.journal, turns.now),
            CODEC,
            COMMANDS,
            turns.now,
            lambda _: tasks.sleep(0.05),
        )
        self._world, self._turns, self._tasks = world, turns, tasks
        self._numbers = count(1)

    def ask_at(self, address: Address, make: Callable[[int], AnyCall]) -> AnyAnswer:
        owner, call = self._world.owners[address.place], make(next(self._numbers))
        assert isinstance(call, Carry), "players give commands, and nothing else"
        answered, answers = self._turns.event(), list[AnyAnswer]()

        def tell(answer: AnyAnswer) -> None:
            if isinstance(answer, Carried):
                self._world.asked[call.command_id].told.append(answer.outcome)
            answers.append(answer)
            answered.set()

        self._tasks.sleep(self._world.wire())
        if not owner.process.is_alive:
            raise ConnectionLost(f"nobody listens at {address.place}")
        owner.take(call, tell)
        for _ in range(int(ANSWER_SECONDS / SILENCE)):
            if answered.wait(SILENCE):
                self._tasks.sleep(self._world.wire())
                return answers[0]
            if owner.is_silent:
                break
        if self._world.chance.random() < self._world.leaves:
            raise Left
        raise ConnectionLost(f"{address.place} does not answer")


@dataclass(frozen=True)
class JournalParts:
    """The parts of a journal drill; a test removes a protection by giving a broken part."""

    journal: Callable[[], InMemoryJournal] = InMemoryJournal
    owner: Callable[..., Owner] = Owner


class Hunts:
    """Seekers walk to and fro, a step after the other, in hunts that four processes own.

    Of those who ask somebody silent a share `leaves`.
    """

    def __init__(self, seed: int, parts: JournalParts) -> None:
        self.loop = Loop()
        self.chance = Random(seed)  # noqa: S311 - a drill, not a secret
        self.tasks = Tasks(self.loop)
        self._models = read_models()
        self.network = Network(self.tasks, self._models, self.chance)
        self.journal = parts.journal()
        self.callers = Process("gateway")
        self.asked: dict[str, Asked] = {}
        self.leaves = 0.0
        self.slept: set[str] = set()
        self.killed = 0
        self.deposed: dict[str, int] = {}
        self._turns = Turns(self.loop, self.tasks, self.callers)
        self._now = VirtualClock(self.loop)
        known = (self.loop, self.tasks, self.network, self.journal, self.chance)
        names = [f"o{number}" for number in range(OWNERS)]
        self.owners = {name: parts.owner(name, *known) for name in names}
        self._asks = Owners(self, self._turns, self.tasks)

    def run(self) -> None:
        """Play until all is settled, and let no thread of it go on."""
        self.loop.at(PLANNED, partial(self._start, self._plan))
        self.loop.run(lambda: self.loop.now > SETTLED)
        living = [each for each in self.owners.values() if each.process.is_alive]
        self.killed = len(self.owners) - len(living)
        self.deposed = {each.process.name: each.log.host.figures().deposed for each in living}
        for each in (self.callers, *(each.process for each in self.owners.values())):
            each.is_alive, each.stands_until = False, 0.0
        self.tasks.end()
        self.loop.run()

    def kill(self, name: str) -> None:
        """Let an owner die with what it does."""
        self.owners[name].process.is_alive = False

    def pause(self, name: str, seconds: float) -> None:
        """Let an owner stand still; what is due meanwhile comes when it goes on."""
        self.owners[name].process.stands_until = self.loop.now + seconds
        self.slept.add(name)

    def wire(self) -> float:
        """Draw the seconds of one way to an owner or back."""
        return self._models.network.draw(self.chance) / 2

    def _start(self, work: Callable[[], object]) -> None:
        self.tasks.start(self.callers, work, lambda _: None)

    def _plan(self) -> None:
        for number in range(HUNTS):
            end = START + timedelta(hours=1)
            plan = c.PlanHunt(self._now(), f"h{number}", "A drill", START, end, RULES)
            self._ask("op", plan)
        for number in range(PLAYERS):
            self._start(partial(self._play, f"u{number}", f"h{number % HUNTS}"))

    def _play(self, name: str, room: str) -> None:
        self._ask(name, c.JoinHunt(self._now(), room, name, name))
        self.tasks.sleep(max(0.0, BEGIN - self.loop.now))
        for step in count(1):
            self.tasks.sleep(self.chance.uniform(0, 2 * REST))
            if self.loop.now > OVER:
                return
            self._ask(name, c.Move(self._now(), room, name, step % 2, 0))

    def _ask(self, by: str, command: Command) -> None:
        """Ask under the same id until there is an answer, as clients do."""
        ident = f"{len(self.asked):016x}"
        asked = self.asked[ident] = Asked(by, ident, self.loop.now)
        request = ask(HUNT, command, by, ident, trace="")
        while asked.took is None:
            try:
                self._asks.carry_out(request, shows=False)
            except (LogUnavailable, StreamMoved):
                self.tasks.sleep(AGAIN_SECONDS)
            except Left:
                asked.left = True
                return
            else:
                asked.took = self.loop.now - asked.began
