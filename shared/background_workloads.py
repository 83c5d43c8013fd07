"""Workloads for which no player waits: consumers of streams, workers of queues, clocks."""

from __future__ import annotations

from shared.workload_grants import GAME, POST, QUEUES
from shared.workload_kinds import Grant, Lines, Queue, Schedule, Stream, Workload


def _consumer(name: str, of: Stream, grants: tuple[Grant, ...]) -> Workload:
    return Workload(name, of, f"functions.streams.{name}.handler", grants, timeout_seconds=30)


def _worker(
    of: Queue, grants: tuple[Grant, ...], *, timeout_seconds: int = 60, memory_mb: int = 512
) -> Workload:
    """Return the worker of a queue, which has the queue's name."""
    handler = f"functions.queues.{of.name}.handler"
    return Workload(of.name, of, handler, grants, "", memory_mb, timeout_seconds)


def _tick(name: str, grants: tuple[Grant, ...], *, reserved: int = 0) -> Workload:
    handler = f"functions.scheduled.{name}.handler"
    return Workload(name, Schedule(1), handler, grants, timeout_seconds=60, reserved=reserved)


BACKGROUND: tuple[Workload, ...] = (
    Workload(
        "prescale",
        Schedule(1),
        "functions.scheduled.prescale.handler",
        ("log:read", "views:read", "fleet:scale"),
        timeout_seconds=60,
        runtime={"local": "none", "dev": "lambda", "prod": "lambda"},
    ),
    Workload(
        "forward",  # in a stage with logs=loki
        Lines(),
        "functions.lines.forward.handler",
        ("loki",),
        timeout_seconds=30,
        runtime={"local": "none", "dev": "lambda", "prod": "lambda"},
    ),
    Workload(
        "export",  # in a stage with otlp=URL
        Lines(),
        "functions.lines.export.handler",
        ("otlp",),
        timeout_seconds=30,
        runtime={"local": "none", "dev": "lambda", "prod": "lambda"},
    ),
    Workload(
        "keep_up",
        Schedule(1),
        "functions.scheduled.keep_up.handler",
        ("consumers:scale",),
        timeout_seconds=60,
        runtime={"local": "none", "dev": "none", "prod": "lambda"},
    ),
    _consumer(
        "rank",
        Stream("events", parallelization=4),  # of a shard: 160 commits a second, not 40
        ("log:read", "views:write", "queue:leaderboard", "queue:default", "failed:write", "valkey"),
    ),
    _consumer(
        "delivery",
        Stream("events", parallelization=4),
        ("log:read", "views:write", *POST, "failed:write", "valkey"),
    ),
    _consumer(
        "reward",
        Stream("events", batch=1000, window_seconds=5),
        ("views:write", "queue:payouts", "failed:write"),
    ),
    _consumer("notices", Stream("economy-events"), ("queue:notifications", "failed:write")),
    _worker(
        Queue("deferred", workers=30, fifo=True),
        (*GAME, *POST, "queue:default"),
        timeout_seconds=15,
    ),
    _worker(
        Queue("broadcast", workers=100),
        (*POST, "valkey"),
        memory_mb=1769,  # a whole vCPU: a post takes 1 ms of it, 20,000 make 1,250 a bucket
        timeout_seconds=10,
    ),
    _worker(
        Queue("leaderboard", workers=20, kept_days=3),
        (
            *("sockets:read", "views:write", "valkey"),
            *("queue:broadcast", "queue:leaderboard", "queue:default"),
        ),
        timeout_seconds=30,
    ),
    _worker(
        Queue("default", workers=50),
        (*GAME, *POST, "views:write", "queue:default", "queue:payouts"),
        memory_mb=1769,  # a whole processor: a rebuild reads a stream for each player
    ),
    _worker(
        Queue("notifications", workers=15, late_seconds=300),
        (*GAME, *POST, "players:read"),
    ),
    _worker(
        Queue("payouts", workers=5, late_seconds=600, tries=20),
        (
            *("log:read", "players:read", "economy", "archive:thaw"),
            *("queue:payouts", "queue:default", "failed:write", "valkey"),
        ),
    ),
    _tick(
        "lifecycle", ("log:append", "views:write", "queue:leaderboard", "queue:default", "valkey")
    ),
    _tick("letters", ("letters", "views:write", *QUEUES, "valkey"), reserved=1),
    _tick("ship", ("economy", "stream:economy-events", "valkey"), reserved=1),
    _tick("expiry", ("economy", "valkey"), reserved=1),
    Workload(
        "housekeeping",
        Schedule(24 * 60, tries=3),
        "functions.scheduled.housekeeping.handler",
        ("economy", "archive:write", "valkey", "log:read", "views:write"),
        memory_mb=1769,  # a whole processor: it packs a month of trades
        timeout_seconds=900,
        reserved=1,
    ),
    Workload(
        "archive",
        Schedule(60),
        "functions.scheduled.archive.handler",
        (
            *("economy", "archive:players", "players:read", "log:read", "views:read", "valkey"),
            "slots:keep",
        ),
        memory_mb=1769,  # a whole processor: it packs what a player has
        timeout_seconds=900,
        reserved=1,
    ),
    Workload(
        "audit",
        Schedule(1),  # looks each minute whether it is night, or an operator has asked
        "functions.scheduled.audit.handler",
        ("economy", "log:read", "players:read", "views:write"),
        memory_mb=1024,
        timeout_seconds=900,
        reserved=2,
    ),
)
