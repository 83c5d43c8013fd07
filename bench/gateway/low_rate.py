"""What a command costs when few come: each pays alone for waking the process and its threads."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.codec import encode_commit
from bench.gateway.commands import playing
from bench.gateway.processes import ROOT
from bench.gateway.stacks import Spent, Stack, measured
from bench.rows import Row
from bench.stand_in import found_at, right_answer, stand_in

NAME = "Gateway: few commands a second, each acknowledged and sent to 20 sockets"
RATES = (80, 400)
SECONDS = 4.0
ROUNDS = 5
LOGS = {
    "dynamodb": "DynamoDB's own client in the path",
    "botocore": "botocore in the path",
    "memory": "in-memory log",
}

OLD = os.environ.get("RUMPUS_BENCH_OLD", "")
"""A folder with other code of the gateway, which is measured in turn with this."""

THIS = str(ROOT)
CODES = [THIS, OLD] if OLD else [THIS]


def run() -> list[Row]:
    with stand_in(encode_commit(right_answer())) as endpoint, ExitStack() as kept:
        os.environ.update(found_at(endpoint))
        stacks = {
            (log, code): kept.enter_context(playing("--log", log, code=Path(code)))
            for log in LOGS
            for code in (CODES if log != "botocore" else [THIS])
        }
        for stack in stacks.values():
            stack.crowd.act(1, stack.frame)
        return [row for rate in RATES for row in _rates(rate, stacks)]


def _rates(rate: int, stacks: Mapping[tuple[str, str], Stack]) -> list[Row]:
    rounds = [{key: _paced(stack, rate) for key, stack in stacks.items()} for _ in range(ROUNDS)]
    return [row for log in LOGS for row in _rows(f"{rate}/s, {LOGS[log]}", log, rounds)]


def _paced(stack: Stack, rate: int) -> Spent:
    return measured(stack, lambda load: load.spread(rate, SECONDS, stack.frame))


def _rows(label: str, log: str, rounds: Sequence[Mapping[tuple[str, str], Spent]]) -> list[Row]:
    found = [each[log, THIS] for each in rounds]
    rows = [
        (label, median(map(_cost, found)), "ms of CPU a command"),
        ("  p50", median(each.report.p50 for each in found), "ms"),
        ("  p99", median(each.report.p99 for each in found), "ms"),
    ]
    if log == "dynamodb":
        ratio = median(_cost(each[log, THIS]) / _cost(each["botocore", THIS]) for each in rounds)
        rows.append(("  own client / botocore", ratio, "(to reach: 0.4)"))
    if (log, OLD) in rounds[0]:
        ratio = median(_cost(each[log, THIS]) / _cost(each[log, OLD]) for each in rounds)
        rows += [
            ("  the other code", median(_cost(each[log, OLD]) for each in rounds), "ms"),
            ("  this / the other code", ratio, ""),
        ]
    return rows


def _cost(spent: Spent) -> float:
    return spent.cpu_seconds * 1000 / spent.report.answered
