"""Real writers under load, one killed and one stopped: `python -m tests.journal.drill --pause 60`.

Players repeat what is not answered, with the same id, at the other writer.
"""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from msgspec.json import decode, encode

from shared.adapters.dynamodb.journal import DynamoDbJournal
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.games.hunt.streams import hunt_stream, seeker_stream
from shared.kernel.facts import Command
from shared.kernel.names import roster
from shared.runtime.clock import monotonic, new_id, now
from shared.wire.packed import PackedCodec
from tests.journal.asked import Asked
from tests.ports.journals import new_journal_tables
from tests.ports.log_stores import lean_dynamodb, ministack

PLAYERS = 8
ROOM = "h"
PATIENCE = 1.0
"""Seconds that a player waits for an answer before it asks elsewhere."""

RULES = r.Rules(
    ("..",), {".": 0}, {"coin": r.Kind((r.Points(5),))}, (r.Treasure("t", "coin", 1, 0, "A coin"),)
)


@dataclass
class Writer:
    """A process, and where it listens."""

    process: subprocess.Popen[str]
    port: int

    def tell(self, number: int) -> None:
        self.process.send_signal(number)


@dataclass
class Player:
    """Walks to and fro between two cells; `answered` are times, ids and the ports that answered."""

    name: str
    ports: list[int]
    over: Event
    answered: list[tuple[float, str, int]] = field(default_factory=list)
    left: list[tuple[str, socket.socket]] = field(default_factory=list)
    """Connections to writers that did not answer in time: what they say yet is heard later."""

    def play(self) -> None:
        self.ask(c.JoinHunt(now(), ROOM, self.name, self.name))
        for step in count(1):
            if self.over.is_set():
                return
            self.ask(c.Move(now(), ROOM, self.name, step % 2, 0))

    def ask(self, command: Command) -> None:
        asked = encode(Asked(command, self.name, new_id())) + b"\n"
        for _ in iter(lambda: self.over.is_set() and "Move" in type(command).__name__, True):
            if self._try(asked):
                return
            self.ports.append(self.ports.pop(0))
            time.sleep(0.05)

    def _try(self, asked: bytes) -> bool:
        port = self.ports[0]
        with suppress(ConnectionError):
            connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
            try:
                connection.sendall(asked)
                answer = connection.makefile("rb").readline()
            except TimeoutError:
                self.left.append((decode(asked)["id"], connection))
                return False
            except ConnectionError:
                connection.close()
                return False
            connection.close()
            if answer and "done" in decode(answer):
                self.answered.append((monotonic(), decode(asked)["id"], port))
                return True
        return False

    def late_answers(self) -> Iterator[str]:
        """Yield the ids that writers acknowledged after all."""
        for id_, connection in self.left:
            with connection, suppress(ConnectionError, TimeoutError):
                line = connection.makefile("rb").readline()
                if line and "done" in decode(line):
                    yield id_


@dataclass(frozen=True)
class Figures:
    """Seconds of the longest wait for an answer around each fault, and what must be nothing.

    A writer that wakes may repeat its answers to what it had written before. `of_zombie` counts
    what else it acknowledges.
    """

    killed: float
    stopped: float
    answered: int
    lost: int
    twice: int
    disordered: int
    of_zombie: int


class Drill:
    """Kills one writer and stops another one, with players at work."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._tables = new_journal_tables(endpoint)
        self._over = Event()

    def run(self, pause: float, calm: float = 2.0) -> Figures:
        with self._writer() as first, self._writer() as second, self._writer() as third:
            begin = now()
            operator = Player("operator", [first.port], self._over)
            end = begin + timedelta(hours=1)
            operator.ask(c.PlanHunt(begin, ROOM, "Drill", begin, end, RULES))
            players = [
                Player(f"p{n}", [first.port, second.port], self._over) for n in range(PLAYERS)
            ]
            threads = [Thread(target=each.play) for each in players]
            for each in threads:
                each.start()
            self._wait_for(players, first.port)
            time.sleep(calm)
            first.tell(signal.SIGKILL)
            killed = self._gap(players, second.port, calm)
            for player in players:
                player.ports[:] = [second.port, third.port]
            time.sleep(calm)
            second.tell(signal.SIGSTOP)
            stopped_at = monotonic()
            stopped = self._gap(players, third.port, calm)
            time.sleep(max(0.0, pause - (monotonic() - stopped_at)))
            woken = monotonic()
            second.tell(signal.SIGCONT)
            time.sleep(calm)
            self._over.set()
            for each in threads:
                each.join()
            return self._judge(players, killed, stopped, second.port, woken)

    def _wait_for(self, players: list[Player], port: int) -> None:
        """Wait until every player has had an answer of a writer."""
        deadline = monotonic() + 60
        while monotonic() < deadline:
            if all(any(at == port for _, _, at in player.answered) for player in players):
                return
            time.sleep(0.02)
        raise TimeoutError(f"writer at {port} never served all")

    def _gap(self, players: list[Player], port: int, calm: float) -> float:
        """Return the longest wait of a player until another writer serves all."""
        since = monotonic() - calm
        self._wait_for(players, port)
        time.sleep(calm)
        return max(
            _longest([at for at, *_ in player.answered if at >= since]) for player in players
        )

    def _judge(
        self, players: list[Player], killed: float, stopped: float, zombie: int, woken: float
    ) -> Figures:
        lost = twice = disordered = of_zombie = 0
        with lean_dynamodb(self._endpoint) as client:
            store = DynamoDbJournal(client, *self._tables)
            log = JournalLog(store, PackedCodec([HUNT]), new_id, Settings(claims=False))
            for player in players:
                stream = seeker_stream(ROOM, player.name)
                ids = [each.command_id for each in log.read(stream)]
                acknowledged = [id_ for _, id_, _ in player.answered]
                lost += len(set(acknowledged) - set(ids))
                twice += len(ids) - len(set(ids))
                disordered += [each for each in ids if each in set(acknowledged)] != acknowledged
                of_zombie += len(set(player.late_answers()) - set(ids))
                of_zombie += sum(at >= woken and p == zombie for at, _, p in player.answered)
            assert set(log.streams(roster(hunt_stream(ROOM)))) == {
                seeker_stream(ROOM, each.name) for each in players
            }
            log.close()
        answered = sum(len(each.answered) for each in players)
        return Figures(killed, stopped, answered, lost, twice, disordered, of_zombie)

    @contextmanager
    def _writer(self) -> Iterator[Writer]:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "tests.journal.writer_process", self._endpoint, *self._tables],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        try:
            yield Writer(process, int(process.stdout.readline()))
        finally:
            process.kill()
            process.communicate()


def _longest(times: list[float]) -> float:
    return max((after - before for before, after in pairwise(times)), default=0.0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="drill", description=__doc__)
    parser.add_argument(
        "--pause", type=float, default=60.0, help="seconds that a writer is stopped"
    )
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder, ministack(Path(folder)) as endpoint:
        sys.stdout.write(f"{Drill(endpoint).run(arguments.pause)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
