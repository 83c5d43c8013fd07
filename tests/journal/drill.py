"""Real owners of slots under load: one is killed, one stopped, one told to end.

`python -m tests.journal.drill --pause 60` prints what it came to. Players repeat what is not
answered, with the same id, as a gateway's do.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.journal.heads import slot_of_room
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.adapters.owners.connection import Connection
from shared.adapters.owners.directory import Addresses
from shared.adapters.owners.slot_owners import SlotOwners
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.application.commands.request import ask
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.games.hunt.streams import hunt_stream, seeker_stream
from shared.kernel.facts import Command
from shared.kernel.names import roster
from shared.runtime.clock import monotonic, new_id, now, pause
from shared.wire.cdc import decode_commits
from shared.wire.owner_calls import Carried, Carry, CommandCodec
from shared.wire.packed import PackedCodec
from shared.wire.shipped import ShippedCodec
from shared.wire.stored import codec_of
from tests.journal.owner_process import Ground, OwnerProcess, ground
from tests.ports.log_stores import lean_dynamodb

PLAYERS = 8
ROOM = "h"
DEADLINE = 60.0

RULES = r.Rules(
    ("..",), {".": 0}, {"coin": r.Kind((r.Points(5),))}, (r.Treasure("t", "coin", 1, 0, "A coin"),)
)
COMMANDS = CommandCodec([HUNT])


@dataclass
class Player:
    """Walks to and fro between two cells; `answered` are times and ids, in order."""

    name: str
    owners: SlotOwners
    over: Event
    answered: list[tuple[float, str]] = field(default_factory=list)
    busy: int = 0

    def play(self) -> None:
        self.ask(c.JoinHunt(now(), ROOM, self.name, self.name))
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


@dataclass(frozen=True)
class Figures:
    """Seconds of the longest wait for an answer around each fault, and what must be nothing.

    `busy` counts who had to try again while slots were handed over, `of_zombie` what a process
    acknowledged that was stopped, of what it was asked meanwhile, and `unshipped` commits that
    were not passed on.
    """

    killed: float
    stopped: float
    moved: float
    answered: int
    lost: int
    twice: int
    disordered: int
    of_zombie: int
    busy: int
    unshipped: int


class Drill:
    """Kills an owner, stops the next one, and ends the third, with players at work."""

    def __init__(self, on: Ground, store: DynamoDbJournal) -> None:
        self._ground = on
        self._store = store
        self._codec = PackedCodec([HUNT])
        addresses = Addresses(store, monotonic)
        codec = codec_of([HUNT])
        self._owners = SlotOwners(addresses, codec, COMMANDS, monotonic, pause)
        self._over = Event()
        self._running: dict[str, OwnerProcess] = {}

    def run(self, stopped_for: float, calm: float = 2.0) -> Figures:
        with ExitStack() as stack:
            for _ in range(3):
                process = stack.enter_context(self._ground.owner())
                self._running[process.address] = process
            self._plan()
            players = [Player(f"p{n}", self._owners, self._over) for n in range(PLAYERS)]
            threads = [Thread(target=each.play) for each in players]
            stack.callback(self._owners.close)
            for each in threads:
                stack.callback(each.join)
            stack.callback(self._over.set)
            for each in threads:
                each.start()
            self._all_go_on(players)
            return self._disturb(players, threads, stopped_for, calm)

    def _plan(self) -> None:
        begin = now()
        end = begin + timedelta(hours=1)
        operator = Player("operator", self._owners, self._over)
        operator.ask(c.PlanHunt(begin, ROOM, "Drill", begin, end, RULES))

    def _disturb(
        self, players: list[Player], threads: list[Thread], stopped_for: float, calm: float
    ) -> Figures:
        since = monotonic()
        first = self._owner()
        self._running[first].tell(signal.SIGKILL)
        second = self._served_by_another(first, players)
        killed = max(each.gap(since) for each in players)

        since = monotonic()
        zombie = Connection(second)
        self._running[second].tell(signal.SIGSTOP)
        asked = [zombie.call(_late(each.name, n)) for n, each in enumerate(players)]
        third = self._served_by_another(second, players)
        stopped = max(each.gap(since) for each in players)
        time.sleep(max(0.0, stopped_for - (monotonic() - since)))
        self._running[second].tell(signal.SIGCONT)
        of_zombie = sum(_is_carried(each) for each in asked)

        time.sleep(calm)
        since, busy = monotonic(), sum(each.busy for each in players)
        self._running[third].tell(signal.SIGTERM)
        self._served_by_another(third, players)
        moved = max(each.gap(since) for each in players)
        busy = sum(each.busy for each in players) - busy
        self._over.set()
        for each in threads:
            each.join()
        return Figures(killed, stopped, moved, *self._judge(players), of_zombie, busy, self._left())

    def _owner(self) -> str:
        """Return where the hunt's owner is reached; nothing while there is none."""
        owner = self._store.read_slot(slot_of_room(f"hunt/{ROOM}")).owner
        return {m.incarnation: m.address for m in self._store.read_members()}.get(owner or "", "")

    def _served_by_another(self, former: str, players: Sequence[Player]) -> str:
        deadline = monotonic() + DEADLINE
        while (owner := self._owner()) in {"", former}:
            assert monotonic() < deadline, "nobody has taken over"
            time.sleep(0.02)
        self._all_go_on(players)
        return owner

    def _all_go_on(self, players: Sequence[Player]) -> None:
        """Wait until each player has had an answer more, and another one."""
        counts = [len(each.answered) for each in players]
        deadline = monotonic() + DEADLINE
        while any(len(p.answered) < n + 2 for p, n in zip(players, counts, strict=True)):
            assert monotonic() < deadline, "somebody is not answered"
            time.sleep(0.02)

    def _judge(self, players: list[Player]) -> tuple[int, int, int, int]:
        lost = twice = disordered = 0
        log = JournalLog(self._store, self._codec, new_id, Settings(claims=False))
        for player in players:
            commits = list(log.read(seeker_stream(ROOM, player.name)))
            ids = [each.command_id for each in commits if not each.command_id.startswith("late")]
            acknowledged = [id_ for _, id_ in player.answered]
            lost += len(set(acknowledged) - set(ids))
            twice += len(ids) - len(set(ids))
            disordered += [each for each in ids if each in set(acknowledged)] != acknowledged
        assert set(log.streams(roster(hunt_stream(ROOM)))) == {
            seeker_stream(ROOM, each.name) for each in players
        }
        self._written = {
            (stream, each.position)
            for stream in [hunt_stream(ROOM), *(seeker_stream(ROOM, p.name) for p in players)]
            for each in log.read(stream)
        }
        log.close()
        return sum(len(each.answered) for each in players), lost, twice, disordered

    def _left(self) -> int:
        """Wait until all is passed on; return how much is not in time."""
        reader = ShippedCodec(self._codec)
        deadline = monotonic() + DEADLINE
        while True:
            told = set(self._shipped(reader))
            if not (left := self._written - told) or monotonic() > deadline:
                return len(left)
            time.sleep(0.5)

    def _shipped(self, reader: ShippedCodec) -> Iterator[tuple[str, int]]:
        for record in self._ground.shipped():
            for commit in decode_commits(codec_of([HUNT]), lambda: reader, record):
                yield commit.stream, commit.position


def _late(player: str, number: int) -> Any:
    """Make a call that a process finds that was stopped, when it wakes."""
    command = COMMANDS.encode(c.Move(now(), ROOM, player, 1, 0)) or b""
    return lambda call: Carry(call, "hunt", command, player, f"late-{number}", "", shows=False)


def _is_carried(asked: Any) -> bool:
    try:
        return isinstance(asked.result(DEADLINE), Carried)
    except LogUnavailable:
        return False


def drill(folder: Path, stopped_for: float, calm: float = 2.0) -> Figures:
    with ground(folder) as on, lean_dynamodb(on.endpoint) as client:
        return Drill(on, DynamoDbJournal(client, on.journal, on.slots)).run(stopped_for, calm)


def main() -> int:
    parser = argparse.ArgumentParser(prog="drill", description=__doc__)
    parser.add_argument(
        "--pause", type=float, default=60.0, help="seconds for which an owner is stopped"
    )
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        sys.stdout.write(f"{drill(Path(folder), arguments.pause)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
