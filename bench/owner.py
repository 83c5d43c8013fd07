"""A hunt's commands at an even pace through a process that owns slots: a job of the rehearsal."""

from __future__ import annotations

import time
from concurrent.futures import Future
from statistics import median, quantiles
from threading import Semaphore

from msgspec import Struct

from bench.gateway.processes import Process, cores, python, running
from bench.rows import Row
from cli.rehearse.plays import Asked, id_of
from cli.rehearse.plays.hunt import HuntPlay
from cli.rehearse.validate import Measurement, measurements
from shared.adapters.owners.connection import Connection
from shared.application.commands.result import CommandResult
from shared.games.hunt import HUNT
from shared.kernel.facts import Command
from shared.runtime.clock import now
from shared.wire.owner_calls import AnyAnswer, Carried, Carry, CommandCodec

NAME = "Owner: a hunt's commands at an even pace, put of 5 ms (p99 15 ms), over a real socket"
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
    (job,) = (each for each in measurements() if each.game == "hunt")
    rounds = [_round(job) for _ in range(ROUNDS)]
    quietest = min(rounds, key=lambda each: each.waited)
    rows: list[Row] = [("commands", job.answers, f"({job.rate:,}/s for {job.seconds:g} s)")]
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
        connection = Connection(f"127.0.0.1:{int(server.line())}")
        seekers = _Seekers(connection, job)
        seekers.come()
        found = seekers.play(server)
        connection.close()
    return found


class _Seekers:
    """The players that the rehearsal's job has, with the same commands in the same order."""

    def __init__(self, connection: Connection, job: Measurement) -> None:
        self._connection, self._job = connection, job
        self._play = HuntPlay(job.profile, 1)
        self._codec = CommandCodec([HUNT])
        self._waits: list[float] = []
        self._refused = 0
        self._answered = Semaphore(0)

    def come(self) -> None:
        """Plan the hunt, and let everybody join."""
        for command in self._play.opening(now()):
            self._send(command, "operator", "plan").result(ANSWER_SECONDS)
        players = range(self._job.players)
        joins = [self._send(self._play.join(n, now()), id_of(n), "join") for n in players]
        for each in joins:
            each.result(ANSWER_SECONDS)

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
                lambda call: Carry(call, HUNT.name, b"", "", "", "", False)
            )
            answer.result(ANSWER_SECONDS)
            waits.append(time.perf_counter() - began)
            time.sleep(1 / self._job.rate)
        return median(waits)

    def _do(self, number: int, due: float) -> None:
        player = number % self._job.players
        asked = self._play.ask(player, "deed", now())
        assert asked is not None

        def answered(answer: Future[AnyAnswer]) -> None:
            self._waits.append(time.perf_counter() - due)
            self._told(player, asked, answer.result())
            self._answered.release()

        self._send(asked[1], id_of(player), f"a{number}").add_done_callback(answered)

    def _told(self, player: int, asked: Asked, answer: AnyAnswer) -> None:
        assert isinstance(answer, Carried), answer
        result = CommandResult(answer.outcome)
        self._refused += result.refusal is not None
        self._play.told(player, asked[1], result)

    def _send(self, command: Command, by: str, ident: str) -> Future[AnyAnswer]:
        sent = (HUNT.name, self._codec.encode(command) or b"", by, ident, "", False)
        return self._connection.call(lambda call: Carry(call, *sent))
