"""The closed loop of `bench.gateway.commands` with a client of DynamoDB in the path, or none."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from statistics import median

from bench.codec import encode_commit
from bench.gateway.commands import EACH, PLAYERS, ROUNDS, WARM, closed_loop, playing
from bench.gateway.stacks import Spent
from bench.rows import Row
from bench.stand_in import found_at, right_answer, stand_in

NAME = f"Gateway: commands of {PLAYERS} players in a closed loop, by the client in the path"
LOGS = {
    "memory": "in-memory log",
    "dynamodb": "DynamoDB's own client",
    "botocore": "botocore",
}
REACH = {"dynamodb": "(to reach: 0.75)"}


def run() -> list[Row]:
    with stand_in(encode_commit(right_answer())) as endpoint, ExitStack() as kept:
        os.environ.update(found_at(endpoint))
        stacks = {log: kept.enter_context(playing("--log", log)) for log in LOGS}
        for stack in stacks.values():
            stack.crowd.act(WARM, stack.frame)
        rounds = [
            {log: closed_loop(stack, EACH) for log, stack in stacks.items()} for _ in range(ROUNDS)
        ]
    return [row for log in LOGS for row in _rows(log, rounds)]


def _rows(log: str, rounds: Sequence[Mapping[str, Spent]]) -> list[Row]:
    rate = median(_rate(each[log]) for each in rounds)
    share = median(_rate(each[log]) / _rate(each["memory"]) for each in rounds)
    return [
        (LOGS[log], rate, "commands per CPU second"),
        ("  of what it does in memory", share, REACH.get(log, "")),
    ]


def _rate(spent: Spent) -> float:
    return spent.report.answered / spent.cpu_seconds
