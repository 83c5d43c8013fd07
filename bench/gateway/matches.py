"""Actions in matches through the whole gateway, in turn with a code battle's commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median

from bench.gateway import commands
from bench.gateway.crowd import RECEIVES, SENDS
from bench.gateway.scene import EIGHT, match_of, player
from bench.gateway.stacks import Spent, Stack, client, gateway, latencies, measured, subscribe
from bench.rows import Row
from cli.rehearse.validate import measurements

NAME = "Gateway: actions in matches of 8 at once, each seen by all through their own eyes"
PLAYERS = 496
ROUNDS = 5
EACH = commands.EACH
ONE_EACH = 20

PACED = (50, 100, 150)
"""Matches whose players each act twice a second."""

A_SECOND = 2
SECONDS = 8.0
PACED_ROUNDS = 3
REACH_MS = 50

ACT = '{"type":"match.act","id":"#N","room":"m#G","seq":#S,"action":{"kind":"#K"}}'


def run() -> list[Row]:
    with ExitStack() as kept:
        stacks = [
            kept.enter_context(each) for each in (commands.playing(), fighting(range(PLAYERS)))
        ]
        for stack in stacks:
            stack.crowd.act(commands.WARM, stack.frame)
        rounds = [[commands.closed_loop(stack, EACH) for stack in stacks] for _ in range(ROUNDS)]
    rows = _throughput(rounds) + _one_match()
    for matches in PACED:
        with fighting(range(matches * EIGHT)) as stack:
            rows += _paced(matches, stack)
    return rows + _rehearsed()


@contextmanager
def fighting(players: Sequence[int], *flags: str) -> Iterator[Stack]:
    """Each player listens to its own view of its match; they act in this order."""
    clients = [
        client(n, RECEIVES | SENDS, subscribe(f"match/{match_of(n)}@{player(n)}")) for n in players
    ]
    with gateway(clients, "--matches", *flags, answer=commands.DONE) as stack:
        stack.crowd.open(len(players), commands.AT_ONCE)
        yield Stack("matches", stack.server, stack.crowd, ACT)


def _throughput(rounds: Sequence[Sequence[Spent]]) -> list[Row]:
    def rate(of: Spent) -> float:
        return of.report.answered / of.cpu_seconds

    def frames(of: Spent) -> float:
        return of.report.delivered / of.report.answered

    def size(of: Spent) -> float:
        return of.report.bytes / of.report.answered

    battle, match = zip(*rounds, strict=True)
    return [
        ("code battle, closed loop", median(map(rate, battle)), "commands per CPU second"),
        ("  frames for each command", median(map(frames, battle)), ""),
        ("  bytes for each command", median(map(size, battle)), ""),
        ("matches, closed loop", median(map(rate, match)), "actions per CPU second"),
        ("  frames for each action", median(map(frames, match)), ""),
        ("  bytes for each action", median(map(size, match)), ""),
        (
            "matches / code battle",
            median(rate(each[1]) / rate(each[0]) for each in rounds),
            "x (to reach: 0.95)",
        ),
    ]


def _one_match() -> list[Row]:
    """All actions go to one stream, whose log takes its time."""
    with fighting(range(EIGHT), "--log", "modelled") as stack:
        stack.crowd.act(commands.WARM, stack.frame)
        found = [commands.closed_loop(stack, ONE_EACH) for _ in range(ROUNDS)]
    rate = median(each.report.answered / each.report.seconds for each in found)
    return [
        ("one match, log of 5 ms (p99 15 ms), closed loop", rate, "actions/s"),
        ("  p50", median(each.report.p50 for each in found), "ms"),
        ("  p99", median(each.report.p99 for each in found), "ms"),
    ]


def _paced(matches: int, stack: Stack) -> list[Row]:
    rate = matches * EIGHT * A_SECOND
    stack.crowd.spread(rate, 1.0, stack.frame)
    found = [
        measured(stack, lambda load: load.spread(rate, SECONDS, stack.frame))
        for _ in range(PACED_ROUNDS)
    ]
    lost = sum(each.report.published - each.report.answered for each in found)
    busy = median(each.cpu_seconds / each.report.seconds for each in found)
    return [
        *latencies(f"{matches} matches, {rate:,} actions/s", found, REACH_MS),
        ("  load of the core", busy, ""),
        ("  actions that were not answered", lost, ""),
    ]


def _rehearsed() -> list[Row]:
    """The job that a rehearsal is held to: the matches act in turn."""
    (job,) = (each for each in measurements() if (each.game, each.at) == ("match", "gateway"))
    matches = job.players // EIGHT
    order = [at % matches * EIGHT + at // matches for at in range(job.players)]
    with fighting(order, "--log", "modelled") as stack:
        frame = ACT.replace("#G", "#I")
        found = [
            measured(stack, lambda load: load.spread(job.rate, job.seconds, frame))
            for _ in range(ROUNDS)
        ]
    busy = median(each.cpu_seconds / each.report.seconds for each in found)
    return [
        ("actions", median(each.report.answered for each in found), ""),
        *latencies(f"log of 5 ms (p99 15 ms), {job.rate:,} actions/s", found, REACH_MS),
        ("  load of the core", busy, ""),
    ]
