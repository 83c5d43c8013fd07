"""Who plays the hunt of the drill."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, pairwise
from threading import Event

from shared.adapters.owners.slot_owners import SlotOwners
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.application.commands.request import ask
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.kernel.facts import Command
from shared.runtime.clock import monotonic, new_id, now

ROOM = "h"

RULES = r.Rules(
    ("..",), {".": 0}, {"coin": r.Kind((r.Points(5),))}, (r.Treasure("t", "coin", 1, 0, "A coin"),)
)


@dataclass
class Player:
    """Walks to and fro between two cells; `answered` are times and ids, in order."""

    name: str
    owners: SlotOwners
    over: Event
    answered: list[tuple[float, str]] = field(default_factory=list)
    busy: int = 0

    def join(self) -> None:
        self.ask(c.JoinHunt(now(), ROOM, self.name, self.name))

    def play(self) -> None:
        self.join()
        for step in count(1):
            if self.over.is_set():
                return
            self.ask(c.Move(now(), ROOM, self.name, step % 2, 0))

    def ask(self, command: Command) -> None:
        asked = ask(HUNT, command, self.name, new_id(), trace="")
        while True:
            with suppress(LogUnavailable, StreamMoved):
                self.owners.carry_out(asked, shows=False).granted()
                self.answered.append((monotonic(), asked.command_id))
                return
            self.busy += 1
            time.sleep(0.05)

    def gap(self, since: float) -> float:
        times = [since, *(at for at, _ in self.answered if at >= since)]
        return max((after - before for before, after in pairwise(times)), default=0.0)
