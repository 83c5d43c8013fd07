"""Servers with their crowds, ready to be measured in turn: noise of the machine meets them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from msgspec import Struct

from bench.gateway.crowd import RECEIVES, SENDS, Client, Crowd, Report, crowd
from bench.gateway.processes import ROOT, Process, cores, program, python, running
from bench.gateway.scene import BATTLE, CROWD, field_of, player
from bench.names import private_channel
from bench.rows import Row

MESSAGE_BYTES = 200


class Stack(Struct, frozen=True):
    """A server, its clients, and the frame that publishes."""

    name: str
    server: Process
    crowd: Crowd
    frame: str


class Spent(Struct, frozen=True):
    """A job's report, the processor time that the server took for it, and the time in line.

    Server and load wait in line while other programs use their cores; wall-clock figures include
    that wait.
    """

    report: Report
    cpu_seconds: float
    waited_seconds: float

    @property
    def per_cpu_second(self) -> float:
        return self.report.delivered / self.cpu_seconds


def measured(stack: Stack, job: Callable[[Crowd], Report]) -> Spent:
    server = stack.server
    cpu, waited = server.cpu_seconds, server.waited_seconds + stack.crowd.waited_seconds
    report = job(stack.crowd)
    waited = server.waited_seconds + stack.crowd.waited_seconds - waited
    return Spent(report, server.cpu_seconds - cpu, waited)


def latencies(label: str, rounds: Sequence[Spent], reach: float) -> list[Row]:
    """Return the percentiles of rounds that were paced, and how much the machine disturbed them."""
    quietest = min(rounds, key=lambda each: each.waited_seconds / each.report.seconds)
    waited = median(each.waited_seconds / each.report.seconds for each in rounds)
    return [
        (f"{label}, p50", median(each.report.p50 for each in rounds), "ms"),
        ("  p95", median(each.report.p95 for each in rounds), "ms"),
        (f"{label}, p99", median(each.report.p99 for each in rounds), f"ms (to reach: {reach:g})"),
        ("  p50 of the round that was disturbed least", quietest.report.p50, "ms"),
        ("  its p95", quietest.report.p95, "ms"),
        ("  its p99", quietest.report.p99, "ms"),
        ("  seconds a second in line behind other programs", waited, ""),
        ("  in that round", quietest.waited_seconds / quietest.report.seconds, ""),
    ]


@contextmanager
def bare(subscribers: int, *flags: str) -> Iterator[Stack]:
    """The bare epoll server in C."""
    clients = [Client(RECEIVES, "/0/r") for _ in range(subscribers)] + [Client(SENDS, "/0/s")]
    frame = "#T".ljust(MESSAGE_BYTES - 16, "x")  # the stamp has 18 characters
    argv = [program("fanout_server", "fanout_server.c"), *flags]
    with running(argv, cores()[0]) as server, crowd(int(server.line()), clients) as load:
        load.open(len(clients))
        yield Stack(" ".join(("C", *flags)), server, load, frame)


@contextmanager
def gateway(
    clients: Sequence[Client], *flags: str, answer: str = "done", code: Path = ROOT
) -> Iterator[Stack]:
    """The gateway of some code, with as many players as clients."""
    argv = python("bench.gateway.server", "--players", str(len(clients)), *flags)
    with (
        running(argv, cores()[0], code) as server,
        crowd(int(server.line()), clients, answer) as load,
    ):
        yield Stack("gateway", server, load, '{"type":"ping","id":"#T"}')


@contextmanager
def gateway_with_crowd(subscribers: int) -> Iterator[Stack]:
    """The gateway with one channel that all clients but the last listen to."""
    listen = subscribe(private_channel(BATTLE, CROWD))
    clients = [
        *(client(number, RECEIVES, listen) for number in range(subscribers)),
        client(subscribers, SENDS),
    ]
    with gateway(clients) as stack:
        stack.crowd.open(len(clients))
        yield stack


def client(number: int, does: int, *greeting: str, answers: int | None = None) -> Client:
    """A player; each `subscribe` of a greeting is answered by two frames if nothing is said."""
    expected = 2 * len(greeting) if answers is None else answers
    return Client(does, "/", (field_of(player(number)),), greeting, expected)


def subscribe(channel: str, more: str = "") -> str:
    return f'{{"type":"subscribe","id":"s","channel":"{channel}"{more}}}'
