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
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.slots import slot_of
from shared.adapters.owners.directory import Addresses
from shared.adapters.owners.slot_owners import SlotOwners
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt.streams import hunt_stream, seeker_stream
from shared.kernel.names import roster
from shared.runtime.clock import monotonic, new_id, now, pause
from shared.wire.cdc import decode_commits
from shared.wire.owner_calls import CommandCodec
from shared.wire.packed import PackedCodec
from shared.wire.shipped import ShippedCodec
from shared.wire.stored import codec_of
from tests.journal.late import LateCalls
from tests.journal.owner_process import Ground, OwnerProcess, ground
from tests.journal.players import ROOM, RULES, Player
from tests.journal.spread import is_spread, slots_of
from tests.ports.log_stores import lean_dynamodb

PLAYERS = 8
DEADLINE = 300.0

SPREAD_SECONDS = 600.0
"""For which owners may spread the slots among them: a busy emulator does few requests a second."""

COMMANDS = CommandCodec([HUNT])


@dataclass(frozen=True)
class Figures:
    """Seconds of the longest wait for an answer around each fault, and what must be nothing.

    `busy` counts who had to try again while slots were handed over. `of_zombie` counts what a
    process that was stopped acknowledged of what it was asked meanwhile, and what is not in the
    log. `unshipped` counts commits that were not passed on.
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
        self._late = [Player(f"late{n}", self._owners, self._over) for n in range(PLAYERS)]
        self._running: dict[str, OwnerProcess] = {}

    def run(self, stopped_for: float, calm: float = 2.0) -> Figures:
        with ExitStack() as stack:
            for _ in range(3):
                process = stack.enter_context(self._ground.owner())
                self._running[process.address] = process
            self._plan()
            for late in self._late:
                late.join()
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
        self._spread()
        since = monotonic()
        first = self._owner()
        self._end(first, signal.SIGKILL)
        self._served_by_another(first, players)
        killed = max(each.gap(since) for each in players)

        self._spread()
        since = monotonic()
        second = self._owner()
        late = LateCalls(second, COMMANDS)
        self._running[second].tell(signal.SIGSTOP)
        late.send([each.name for each in self._late])
        self._served_by_another(second, players)
        stopped = max(each.gap(since) for each in players)
        time.sleep(max(0.0, stopped_for - (monotonic() - since)))
        self._running[second].tell(signal.SIGCONT)
        acknowledged = late.acknowledged(DEADLINE)

        time.sleep(calm)
        self._spread()
        since, busy = monotonic(), sum(each.busy for each in players)
        third = self._owner()
        self._end(third, signal.SIGTERM)
        self._served_by_another(third, players)
        moved = max(each.gap(since) for each in players)
        busy = sum(each.busy for each in players) - busy
        self._over.set()
        for each in threads:
            each.join()
        of_zombie = len(acknowledged - self._written_late())
        return Figures(killed, stopped, moved, *self._judge(players), of_zombie, busy, self._left())

    def _end(self, address: str, number: int) -> None:
        self._running.pop(address).tell(number)

    def _spread(self) -> None:
        """Wait until the processes that run own all slots, each about as many: none moves now."""
        deadline = monotonic() + SPREAD_SECONDS
        while not is_spread(slots := slots_of(self._store), self._running):
            assert monotonic() < deadline, f"the slots are not spread: {slots}"
            time.sleep(0.1)

    def _owner(self) -> str:
        """Return where the hunt's owner is reached; nothing while there is none."""
        owner = self._store.read_slot(slot_of(f"hunt/{ROOM}")).owner
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
        log = self._log()
        for player in players:
            ids = [each.command_id for each in log.read(seeker_stream(ROOM, player.name))]
            acknowledged = [id_ for _, id_ in player.answered]
            lost += len(set(acknowledged) - set(ids))
            twice += len(ids) - len(set(ids))
            disordered += [each for each in ids if each in set(acknowledged)] != acknowledged
        streams = [seeker_stream(ROOM, each.name) for each in (*players, *self._late)]
        assert set(log.streams(roster(hunt_stream(ROOM)))) == set(streams)
        self._written = {
            (stream, each.position)
            for stream in [hunt_stream(ROOM), *streams]
            for each in log.read(stream)
        }
        log.close()
        return sum(len(each.answered) for each in players), lost, twice, disordered

    def _written_late(self) -> set[str]:
        log = self._log()
        streams = [seeker_stream(ROOM, each.name) for each in self._late]
        found = {each.command_id for stream in streams for each in log.read(stream)}
        log.close()
        return found

    def _log(self) -> JournalLog:
        return JournalLog(self._store, self._codec, new_id, Settings(claims=False))

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


def drill(folder: Path, stopped_for: float, calm: float = 2.0) -> Figures:
    with ground(folder) as on, lean_dynamodb(on.endpoint) as client:
        return Drill(on, DynamoDbJournal(client, on.journal, on.slots, now)).run(stopped_for, calm)


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
