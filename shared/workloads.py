"""Every workload of Rumpus: what triggers it, what it may touch, and where it lives in each stage.

This is data only. The CDK app makes functions, event sources, grants and alarms from it; the
documents print it.
"""

from __future__ import annotations

from shared.workload_kinds import (
    Authorizer,
    CrossOrigin,
    Deploy,
    Grant,
    Http,
    Peers,
    Queue,
    Runtime,
    Schedule,
    Server,
    Stage,
    Stream,
    StreamSpec,
    WebSocket,
    Workload,
)

SOCKETS_METRIC = "Sockets"
"""How many a process of the gateway has, told every 20 s: its fleet is scaled by it."""

SOCKETS_OF_TASK = 5_000
"""What a gateway's processor bears with ease while its players play; its limit is far above."""

CROSS_ORIGIN = CrossOrigin(
    methods=("GET", "POST", "PUT", "DELETE"),
    request_headers=(
        *("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"),
        "Rumpus-Why",
    ),
    response_headers=("ETag", "Location", "Retry-After"),
)

_OF_LOG = "opaque, chosen by DynamoDB for each item: consumers order commits by position"

STREAMS: tuple[StreamSpec, ...] = (
    StreamSpec("events", _OF_LOG, "tableName", 24, {"local": 2, "dev": 1, "prod": 12}),
    # One process ships them, at most a few thousand a second.
    StreamSpec(
        "economy-events", "player id or listing", "service", 24, {"local": 1, "dev": 1, "prod": 2}
    ),
)

_GAME: tuple[Grant, ...] = ("log:append", "views:read", "valkey")

_POST: tuple[Grant, ...] = ("sockets:write", "connections:post", "queue:leaderboard")
"""Who finds a connection gone takes it out of all tables and boards."""

_QUEUES: tuple[Grant, ...] = (
    *("queue:deferred", "queue:broadcast", "queue:leaderboard"),
    *("queue:default", "queue:notifications", "queue:payouts"),
)

_API: tuple[Grant, ...] = (
    *(*_GAME, *_POST, "queue:deferred", "queue:default"),
    *("players:write", "views:write", "tokens:read", "operator_key:read", "letters:read"),
)

# Nothing but what the launcher of the embedded stage starts itself.
_ON_FARGATE: dict[Stage, Runtime] = {"local": "none", "dev": "fargate", "prod": "fargate"}


def _consumer(name: str, of: Stream, grants: tuple[Grant, ...]) -> Workload:
    return Workload(name, of, f"functions.streams.{name}.handler", grants, timeout_seconds=30)


def _worker(
    of: Queue, grants: tuple[Grant, ...], *, timeout_seconds: int = 60, memory_mb: int = 512
) -> Workload:
    """A queue and its worker have one name."""
    handler = f"functions.queues.{of.name}.handler"
    return Workload(of.name, of, handler, grants, "", memory_mb, timeout_seconds)


def _tick(name: str, grants: tuple[Grant, ...], *, reserved: int = 0) -> Workload:
    handler = f"functions.scheduled.{name}.handler"
    return Workload(name, Schedule(1), handler, grants, timeout_seconds=60, reserved=reserved)


WORKLOADS: tuple[Workload, ...] = (
    Workload(
        "authorize",
        Authorizer(),
        "functions.ws.authorize.handler",
        ("tickets:redeem",),
        memory_mb=256,
    ),
    Workload(
        "connect",
        WebSocket(silent=("$connect", "$disconnect")),
        "functions.ws.connection.handler",
        (*_POST, "valkey"),
    ),
    Workload(
        "message",
        WebSocket(("$default",), silent=("subscribe",)),
        "functions.ws.message.handler",
        (*_GAME, *_POST, "queue:deferred", "queue:default"),
        memory_mb=1024,
        timeout_seconds=15,
    ),
    Workload(
        "http", Http(), "functions.http.api.handler", _API, memory_mb=1024, timeout_seconds=20
    ),
    Workload(
        "entry",  # whoever comes may have to be brought back from the archive
        Http(("/v1/guests", "/v1/sessions", "/v1/friends", "/v1/players", "/v1/tiers")),
        "functions.http.api.handler",
        (
            *("economy", "archive:players", "players:write", "sockets:read", "log:read"),
            *("views:write", "tokens:read", "operator_key:read", "valkey"),
        ),
        memory_mb=1024,
        reserved=9,
    ),
    Workload(
        "economy",
        Http(("/v1/economy",)),
        "functions.http.api.handler",
        (
            *("economy", "archive:thaw", "tokens:read", "operator_key:read"),
            *("players:read", "views:write", "valkey"),
        ),
        memory_mb=1024,
        reserved=20,
    ),
    Workload(
        "economy_message",
        WebSocket(("economy",)),
        "functions.ws.economy.handler",
        ("economy", "archive:thaw", "players:read", *_POST, "valkey"),
        memory_mb=1024,
        reserved=30,
    ),
    Workload(
        "gateway",
        Server(443, "/health/ws"),
        "",
        (
            *(*_GAME, *_POST, "queue:deferred", "queue:broadcast", "queue:default"),
            *("players:read", "views:write", "tokens:read", "economy", "archive:thaw"),
        ),
        main="functions.ws.gateway",
        memory_mb=2048,
        timeout_seconds=120,  # its drain takes 90
        runtime=_ON_FARGATE,
    ),
    Workload(
        "web",  # all of the HTTP API: what `http` and `economy` do on Lambda
        Server(8443, "/health"),
        "",
        (*_API, "economy", "archive:players"),
        main="functions.http",
        memory_mb=2048,
        timeout_seconds=30,
        runtime=_ON_FARGATE,
    ),
    Workload(
        "owner",  # of slots: carries out the commands of games whose log is a journal
        Peers(8081),
        "",
        ("log:append", "slots:own", "queue:default", "valkey"),
        main="functions.owner",
        memory_mb=2048,
        timeout_seconds=60,
        runtime=_ON_FARGATE,
    ),
    Workload(
        "prescale",
        Schedule(1),
        "functions.scheduled.prescale.handler",
        ("log:read", "views:read", "fleet:scale"),
        timeout_seconds=60,
        runtime={"local": "none", "dev": "lambda", "prod": "lambda"},
    ),
    _consumer(
        "rank",
        Stream("events", parallelization=4),  # of a shard: 160 commits a second, not 40
        ("log:read", "views:write", "queue:leaderboard", "queue:default", "failed:write", "valkey"),
    ),
    _consumer(
        "delivery",
        Stream("events", parallelization=4),
        ("log:read", "views:write", *_POST, "failed:write", "valkey"),
    ),
    _consumer(
        "reward",
        Stream("events", batch=1000, window_seconds=5),
        ("views:write", "queue:payouts", "failed:write"),
    ),
    _consumer("notices", Stream("economy-events"), ("queue:notifications", "failed:write")),
    _worker(
        Queue("deferred", workers=30, fifo=True),
        (*_GAME, *_POST, "queue:default"),
        timeout_seconds=15,
    ),
    _worker(
        Queue("broadcast", workers=100),
        (*_POST, "valkey"),
        memory_mb=1769,  # a whole vCPU: a post takes 1 ms of it, 20,000 make 1,250 a bucket
        timeout_seconds=10,
    ),
    _worker(
        Queue("leaderboard", workers=20),
        (
            *("sockets:read", "views:write", "valkey"),
            *("queue:broadcast", "queue:leaderboard", "queue:default"),
        ),
        timeout_seconds=30,
    ),
    _worker(
        Queue("default", workers=50),
        (*_GAME, *_POST, "views:write", "queue:default"),
        memory_mb=1769,  # a whole processor: a rebuild reads a stream for each player
    ),
    _worker(
        Queue("notifications", workers=15, late_seconds=300),
        (*_GAME, *_POST, "players:read"),
    ),
    _worker(
        Queue("payouts", workers=5, late_seconds=600, tries=20),
        (
            *("log:read", "players:read", "economy", "archive:thaw"),
            *("queue:payouts", "failed:write", "valkey"),
        ),
    ),
    _tick(
        "lifecycle", ("log:append", "views:write", "queue:leaderboard", "queue:default", "valkey")
    ),
    _tick("letters", ("letters", "views:write", *_QUEUES, "valkey"), reserved=1),
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
        ("economy", "archive:players", "players:read", "log:read", "views:read", "valkey"),
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

MIGRATION = Workload(
    "migrate",
    Deploy(),
    "functions.deploy.migrate.handler",
    ("economy", "economy:migrate"),
    timeout_seconds=300,
)
"""Where the database is the stage's own; the launcher of the embedded stage migrates itself."""


def workload(name: str) -> Workload:
    """The workload of that name; a KeyError names one that is not in the table."""
    return {each.name: each for each in WORKLOADS}[name]
