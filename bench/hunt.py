"""Seekers in a hunt, for the benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from shared.application.commands.handle_group import handle_group
from shared.application.commands.plan import Plan, finish, plan
from shared.application.commands.ports import Log
from shared.application.commands.request import CommandRequest, ask
from shared.application.commands.stream_cache import StreamCache
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.kernel.facts import Command, Commit
from shared.runtime.clock import monotonic

PLAYERS = 2000
SIDE = 100
START = datetime(2026, 1, 1, tzinfo=UTC)

RULES = r.Rules(
    ("." * SIDE,) * SIDE,
    {".": 0},
    {"coin": r.Kind((r.Points(5),), radius=2)},
    tuple(r.Treasure(f"t{n}", "coin", 7 * n % SIDE, 3 * n % SIDE, "A coin") for n in range(50)),
    energy=r.Energy(regain=1, search=1, dig=1),
)


class Seekers:
    """They walk to and fro, and now and then search and dig, one thing at a time."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._cache = StreamCache(monotonic, size=2 * PLAYERS)
        self._chance = Random(1)  # noqa: S311 - a model, not a secret
        self._turns = count()
        self._dug: set[int] = set()
        self._steps = [0] * PLAYERS

    def opening(self) -> list[CommandRequest]:
        """Return the plan of the hunt, and all who join."""
        planned = c.PlanHunt(START, "h", "Bench", START, START + timedelta(hours=1), RULES)
        joining = [c.JoinHunt(START, "h", f"p{n}", f"id-{n}") for n in range(PLAYERS)]
        seekers = [self._asked(each, each.player_id) for each in joining]
        return [self._asked(planned, "operator"), *seekers]

    def next(self, at: datetime) -> CommandRequest:
        """Return the next seeker's command: of twenty, some eighteen are steps."""
        number = next(self._turns) % PLAYERS
        name, by = f"p{number}", f"id-{number}"
        act = self._chance.randrange(20)
        if act == 0:
            return self._asked(c.Search(at, "h", name), by)
        if act == 1 and number not in self._dug:
            self._dug.add(number)
            return self._asked(c.Dig(at, "h", name), by)
        self._dug.discard(number)
        self._steps[number] += 1
        y, x = divmod(self._steps[number], SIDE)
        return self._asked(c.Move(at, "h", name, SIDE - 1 - x if y % 2 else x, y), by)

    def handle(self, asked: Sequence[CommandRequest]) -> None:
        """Carry out commands of different seekers."""
        for each in handle_group(self._log, self._cache, asked):
            if isinstance(each, Exception):
                raise each

    def commits(self, asked: CommandRequest) -> Sequence[Commit]:
        """Decide as if what comes of it were written at once."""
        planned = plan(self._log, self._cache, asked)
        assert isinstance(planned, Plan)
        return finish(self._cache, planned).commits

    def _asked(self, command: Command, by: str) -> CommandRequest:
        """An id has 62 bits at random."""
        return ask(HUNT, command, by, f"{self._chance.getrandbits(62):016x}")
