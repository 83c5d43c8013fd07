"""Commands at an even pace through a process that owns slots: the jobs of the rehearsal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future
from statistics import median, quantiles
from threading import Semaphore

from msgspec import Struct

from bench.gateway.processes import Process, cores, python, running
from bench.owner_server import KEY
from bench.rows import Row
from cli.rehearse.plays import id_of
from cli.rehearse.validate import ACTIONS, Measurement, measurements
from shared.adapters.owners.connection import Connection
from shared.application.commands.result import CommandResult
from shared.kernel.facts import Command, PlayerCommand
from shared.runtime.clock import now
from shared.wire.owner_calls import AnyAnswer, Carried, Carry, CommandCodec

NAME = "Owner: commands at an even pace, put of 5 ms (p99 15 ms), over a real socket"
ROUNDS = 7
ANSWER_SECONDS = 60.0
HOPS = 200


class Round(Struct, frozen=True):
    """Milliseconds, the share of a core, and the seconds in line behind other programs.

    `hop` is what a call takes that the owner refuses at once; the others are without it.
    """

    hop: float
    p50: float
    p95: float
    p99: float
    core: float
    refused: int
    waited: float


def run() -> list[Row]:
    """Play the jobs in turn, so that what else the machine does comes to all alike."""
    jobs = [each for each in measurements() if each.at == "owner"]
    turns = [[_round(job) for job in jobs] for _ in range(ROUNDS)]
    each_job = zip(jobs, zip(*turns, strict=True), strict=True)
    return [row for job, rounds in each_job for row in _rows(job, rounds)]


def _rows(job: Measurement, rounds: Sequence[Round]) -> list[Row]:
    quietest = min(rounds, key=lambda each: each.waited)
    rows: list[Row] = [(job.name, job.answers, f"({job.rate:,}/s for {job.seconds:g} s)")]
    for name in ("hop", "p50", "p95", "p99"):
        rows += [
            (name, median(getattr(each, name) for each in rounds), "ms"),
            ("  of the round that was disturbed least", getattr(quietest, name), "ms"),
        ]
    return [
        *rows,
        ("load of the core", median(each.core for each in rounds), ""),
        ("commands that were refused", median(each.refused for each in rounds), ""),
        ("seconds in line behind other programs", median(each.waited for each in rounds), "s"),
        ("  in that round", quietest.waited, "s"),
    ]


def _round(job: Measurement) -> Round:
    server_core, _ = cores()
    with running(python("bench.owner_server"), server_core) as server:
        connection = Connection(f"127.0.0.1:{int(server.line())}", KEY)
        crowd = _Crowd(connection, job)
        crowd.come()
        found = crowd.play(server)
        connection.close()
    return found


class _Crowd:
    """The players that the rehearsal's job has, with the same commands in the same order."""

    def __init__(self, connection: Connection, job: Measurement) -> None:
        self._connection, self._job = connection, job
        self._play = job.play()
        self._codec = CommandCodec([self._play.game])
        self._waits: list[float] = []
        self._refused = 0
        self._answered = Semaphore(0)

    def come(self) -> None:
        """Open the rooms, and let everybody join."""
        for number, command in enumerate(self._play.opening(now())):
            self._send(command, "operator", f"open{number}").result(ANSWER_SECONDS)
        players = range(self._job.players)
        joins = [self._play.join(player, now()) for player in players]
        sent = [self._send(join, id_of(n), "join") for n, join in zip(players, joins, strict=True)]
        for player, join, each in zip(players, joins, sent, strict=True):
            self._told(player, join, each.result(ANSWER_SECONDS))

    def play(self, server: Process) -> Round:
        job, hop = self._job, self._hop()
        began = time.perf_counter()
        cpu, waited = server.cpu_seconds, server.waited_seconds
        for number in range(job.answers):
            due = began + number / job.rate
            time.sleep(max(0.0, due - time.perf_counter()))
            self._do(number, due)
        for _ in range(job.answers):
            self._answered.acquire(timeout=ANSWER_SECONDS)
        seconds = time.perf_counter() - began
        percents = quantiles(self._waits, n=100)
        p50, p95, p99 = (1000 * (percents[each - 1] - hop) for each in (50, 95, 99))
        core = (server.cpu_seconds - cpu) / seconds
        waited = server.waited_seconds - waited
        return Round(1000 * hop, p50, p95, p99, core, self._refused, waited)

    def _hop(self) -> float:
        """Return the median of seconds that it takes to be refused, at the pace of the job."""
        waits: list[float] = []
        for _ in range(HOPS):
            began = time.perf_counter()
            answer = self._connection.call(
                lambda call: Carry(call, self._play.game.name, b"", "", "", "", False)
            )
            answer.result(ANSWER_SECONDS)
            waits.append(time.perf_counter() - began)
            time.sleep(1 / self._job.rate)
        return median(waits)

    def _do(self, number: int, due: float) -> None:
        player = number % self._job.players
        asked = self._play.ask(player, ACTIONS[self._job.game], now())
        assert asked is not None

        def answered(answer: Future[AnyAnswer]) -> None:
            self._waits.append(time.perf_counter() - due)
            self._told(player, asked[1], answer.result())
            self._answered.release()

        self._send(asked[1], id_of(player), f"a{number}").add_done_callback(answered)

    def _told(self, player: int, command: PlayerCommand, answer: AnyAnswer) -> None:
        assert isinstance(answer, Carried), answer
        result = CommandResult(answer.outcome)
        self._refused += result.refusal is not None
        self._play.told(player, command, result)

    def _send(self, command: Command, by: str, ident: str) -> Future[AnyAnswer]:
        sent = (self._play.game.name, self._codec.encode(command) or b"", by, ident, "", False)
        return self._connection.call(lambda call: Carry(call, *sent))
