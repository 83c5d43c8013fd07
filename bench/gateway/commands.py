"""Players' commands through the whole gateway: rules, log, acknowledgement and receivers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench.gateway.crowd import RECEIVES, SENDS, Client, crowd
from bench.gateway.processes import ROOT, cores, program, running
from bench.gateway.scene import BATTLE, player
from bench.gateway.stacks import Spent, Stack, client, gateway, latencies, measured, subscribe
from bench.names import private_channel
from bench.rows import Row

NAME = "Gateway: commands of 500 players, each acknowledged and sent to 20 sockets"
PLAYERS = 500
ROOM = 20
ROUNDS = 5
EACH = 7
"""Commands of a player in a round: one after the other, half of them right answers."""

FASTER = 10
"""Factor of commands for the server in C, which has no rules."""

RATE = 1600
PACED_ROUNDS = 5
SECONDS = 2.0
REACH_MS = 40

ANSWER = (
    f'{{"type": "codebattle.answer","id":"#N","room":"{BATTLE}","question":"q#H","answer":"#P"}}'
)
DONE = '"type":"done"'
WARM = 3
AT_ONCE = 100
"""Sockets opened at once: with more, a gateway on a busy machine turns some away."""


def run() -> list[Row]:
    with ExitStack() as kept:
        c = kept.enter_context(_bare())
        ours = kept.enter_context(playing())
        for stack in (c, ours):
            stack.crowd.act(WARM, stack.frame)
        figures = [(closed_loop(c, EACH * FASTER), closed_loop(ours, EACH)) for _ in range(ROUNDS)]
        rows = _throughput([each[0] for each in figures], [each[1] for each in figures])
    with playing("--log", "modelled") as modelled:
        modelled.crowd.spread(RATE, 1.0, modelled.frame)
        return rows + _modelled(modelled)


@contextmanager
def _bare() -> Iterator[Stack]:
    clients = [Client(RECEIVES | SENDS, f"/{n // ROOM}/b") for n in range(PLAYERS)]
    argv = [program("fanout_server", "fanout_server.c")]
    with running(argv, cores()[0]) as server, crowd(int(server.line()), clients) as load:
        load.open(PLAYERS)
        yield Stack("C", server, load, "#T".ljust(184, "x"))


@contextmanager
def playing(*flags: str, code: Path = ROOT) -> Iterator[Stack]:
    """Each player of a room of 20 listens to the private channels of all twenty."""
    clients = []
    for number in range(PLAYERS):
        first = number - number % ROOM
        room = [private_channel(BATTLE, player(n)) for n in range(first, first + ROOM)]
        clients.append(client(number, RECEIVES | SENDS, *map(subscribe, room)))
    with gateway(clients, *flags, answer=DONE, code=code) as stack:
        stack.crowd.open(PLAYERS, AT_ONCE)
        yield Stack(stack.name, stack.server, stack.crowd, ANSWER)


def closed_loop(stack: Stack, each: int) -> Spent:
    return measured(stack, lambda load: load.act(each, stack.frame))


def _throughput(c: Sequence[Spent], ours: Sequence[Spent]) -> list[Row]:
    rate = median(each.report.answered / each.cpu_seconds for each in ours)
    theirs = median(each.report.answered / each.cpu_seconds for each in c)
    frames = median(each.report.delivered / each.report.answered for each in ours)
    return [
        ("in-memory log, closed loop", rate, "commands per CPU second (to reach: 12,000)"),
        (
            "  by the clock",
            median(each.report.answered / each.report.seconds for each in ours),
            "commands/s",
        ),
        ("  frames for each command", frames, ""),
        ("  p50", median(each.report.p50 for each in ours), "ms"),
        ("  p99", median(each.report.p99 for each in ours), "ms (to reach: 50)"),
        ("C, without rules or log", theirs, "commands per CPU second"),
        ("gateway / C", rate / theirs, ""),
    ]


def _modelled(stack: Stack) -> list[Row]:
    found = [
        measured(stack, lambda load: load.spread(RATE, SECONDS, stack.frame))
        for _ in range(PACED_ROUNDS)
    ]
    label = f"log of 5 ms (p99 15 ms), {RATE:,} commands/s"
    busy = median(each.cpu_seconds / each.report.seconds for each in found)
    return [*latencies(label, found, REACH_MS), ("  load of the core", busy, "")]
