"""Players who listen and say nothing: memory of each, and how fast a crowd comes back."""

from __future__ import annotations

import time
from statistics import median

from bench.gateway.crowd import RECEIVES, Client
from bench.gateway.scene import BATTLE, EPOCH, player
from bench.gateway.stacks import Spent, Stack, client, gateway, measured, subscribe
from bench.names import board_channel, private_channel
from bench.rows import Row

NAME = "Gateway: 18,000 idle players, each with a session and two subscriptions"
FEW, MANY = 2_000, 18_000
"""A process of this machine has 20,000 descriptors, and the load needs as many."""

RETURNING = 10_000
AT_ONCE = 1_000
ROUNDS = 3
NOTICED_SECONDS = 30.0
TASK_BYTES = 512 * 1024 * 1024
PLAYERS_OF_TASK = 35_000


def run() -> list[Row]:
    clients = [_client(number) for number in range(MANY)]
    with gateway(clients, answer='"recovered":true') as stack:
        empty = stack.server.resident_bytes
        stack.crowd.open(FEW, AT_ONCE)
        few = stack.server.resident_bytes
        stack.crowd.open(MANY, AT_ONCE)
        many = stack.server.resident_bytes
        each = (many - few) / (MANY - FEW)
        task = (empty + each * PLAYERS_OF_TASK) / TASK_BYTES
        return [
            (f"resident memory, {FEW:,} to {MANY:,}", each / 1024, "KB each (to reach: 12)"),
            (f"{PLAYERS_OF_TASK:,} players in a task of 512 MB", task, "of it (to reach: 1)"),
            ("descriptors", stack.server.descriptors, ""),
            *_storms(stack),
        ]


def _client(number: int) -> Client:
    """Return a client that has received nothing yet of its stream or of the board."""
    private = subscribe(private_channel(BATTLE, player(number)), f',"epoch":"{EPOCH}","offset":0')
    return client(number, RECEIVES, private, subscribe(board_channel(BATTLE)))


def _storms(stack: Stack) -> list[Row]:
    found = [_storm(stack) for _ in range(ROUNDS)]
    label = f"{RETURNING:,} come back and resume"
    return [
        (label, median(each.report.seconds for each in found), "s (to reach: 5)"),
        ("  processor time", median(each.cpu_seconds for each in found), "s"),
        ("  recovered", min(each.report.answered for each in found), "players"),
    ]


def _storm(stack: Stack) -> Spent:
    """Break connections without a goodbye, wait until the server knows, and let them come back."""
    before = stack.server.descriptors
    stack.crowd.cut(RETURNING)
    until = time.monotonic() + NOTICED_SECONDS
    while stack.server.descriptors > before - RETURNING:
        if time.monotonic() > until:
            raise RuntimeError("the server does not notice that players are gone")
        time.sleep(0.05)
    return measured(stack, lambda load: load.open(MANY, AT_ONCE))
