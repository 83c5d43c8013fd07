"""Every duty of Rumpus: what triggers it, what it may touch, and where it lives in each stage.

This is data only. The CDK app makes functions, event sources, grants and alarms from it; the
documents print it. Moving a duty to another home is one word.
"""

from __future__ import annotations

from shared.duty_kinds import (
    Authorizer,
    CrossOrigin,
    Deploy,
    Duty,
    Grant,
    Home,
    Http,
    Queue,
    Schedule,
    Server,
    Stage,
    Stream,
    StreamSpec,
    Trigger,
    WebSocket,
)

__all__ = [
    "CROSS_ORIGIN",
    "DUTIES",
    "MIGRATION",
    "SOCKETS_METRIC",
    "SOCKETS_OF_TASK",
    "STREAMS",
    "Authorizer",
    "Deploy",
    "Duty",
    "Grant",
    "Home",
    "Http",
    "Queue",
    "Schedule",
    "Server",
    "Stage",
    "Stream",
    "StreamSpec",
    "Trigger",
    "WebSocket",
    "duty",
]

SOCKETS_METRIC = "Sockets"
"""How many a process of the gateway has, told every 20 s: its fleet is scaled by it."""

SOCKETS_OF_TASK = 5_000
"""What a gateway's processor bears with ease while its players play; its limit is far above."""

CROSS_ORIGIN = CrossOrigin(
    methods=("GET", "POST", "PUT"),
    request_headers=("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match"),
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

_API: tuple[Grant, ...] = (
    *_GAME,
    "players:write",
    "sockets:write",
    "views:write",
    "tokens:read",
    "operator_key:read",
    "connections:post",
    "queue:deferred",
    "queue:leaderboard",
    "queue:timers",
)

# Nothing but what the launcher of the embedded stage starts itself.
_ON_FARGATE: dict[Stage, Home] = {"local": "none", "dev": "fargate", "prod": "fargate"}

DUTIES: tuple[Duty, ...] = (
    Duty(
        "authorize",
        Authorizer(),
        "functions.ws.authorize.handler",
        ("tickets:redeem",),
        memory_mb=256,
    ),
    Duty(
        "connect",
        WebSocket(silent=("$connect", "$disconnect")),
        "functions.ws.connection.handler",
        ("sockets:write", "connections:post", "queue:leaderboard", "valkey"),
    ),
    Duty(
        "message",
        WebSocket(("$default",), silent=("subscribe",)),
        "functions.ws.message.handler",
        (
            *_GAME,
            "sockets:write",
            "connections:post",
            "queue:deferred",
            "queue:leaderboard",
            "queue:timers",
        ),
        memory_mb=1024,
        timeout_seconds=15,
    ),
    Duty(
        "http",
        Http(),
        "functions.http.api.handler",
        _API,
        memory_mb=1024,
        timeout_seconds=20,
    ),
    Duty(
        "economy",
        Http(("/v1/economy",)),
        "functions.http.api.handler",
        (
            "economy",
            "tokens:read",
            "operator_key:read",
            "players:read",
            "views:write",
            "valkey",
        ),
        memory_mb=1024,
        timeout_seconds=10,
        reserved=30,
    ),
    Duty(
        "economy_message",
        WebSocket(("economy",)),
        "functions.ws.economy.handler",
        (
            "economy",
            "players:read",
            "sockets:write",
            "connections:post",
            "queue:leaderboard",
            "valkey",
        ),
        memory_mb=1024,
        timeout_seconds=10,
        reserved=30,
    ),
    Duty(
        "gateway",
        Server(443, "/health/ws"),
        "",
        (
            *_GAME,
            "players:read",
            "sockets:write",
            "views:write",
            "tokens:read",
            "connections:post",
            "queue:deferred",
            "queue:broadcast",
            "queue:default",
            "queue:leaderboard",
            "queue:timers",
            "economy",
        ),
        main="functions.ws.gateway",
        memory_mb=2048,
        timeout_seconds=120,  # its drain takes 90
        home=_ON_FARGATE,
    ),
    Duty(
        "web",  # all of the HTTP API: what `http` and `economy` do on Lambda
        Server(8443, "/health"),
        "",
        (*_API, "economy"),
        main="functions.http",
        memory_mb=2048,
        timeout_seconds=30,
        home=_ON_FARGATE,
    ),
    Duty(
        "prescale",
        Schedule(1),
        "functions.scheduled.prescale.handler",
        ("log:read", "views:read", "fleet:scale"),
        timeout_seconds=60,
        home={"local": "none", "dev": "lambda", "prod": "lambda"},
    ),
    Duty(
        "rank",
        Stream("events", parallelization=4),  # of a shard: 160 commits a second, not 40
        "functions.streams.rank.handler",
        ("log:read", "views:write", "queue:leaderboard", "queue:timers", "failed:write", "valkey"),
        timeout_seconds=30,
        partition_key=_OF_LOG,
    ),
    Duty(
        "feed",
        Stream("events", parallelization=4),
        "functions.streams.feed.handler",
        (
            "log:read",
            "views:write",
            "sockets:write",
            "connections:post",
            "queue:leaderboard",
            "failed:write",
            "valkey",
        ),
        timeout_seconds=30,
        partition_key=_OF_LOG,
    ),
    Duty(
        "reward",
        Stream("events", batch=1000, window_seconds=5),
        "functions.streams.reward.handler",
        ("views:write", "queue:payouts", "failed:write"),
        timeout_seconds=30,
        partition_key=_OF_LOG,
    ),
    Duty(
        "notices",
        Stream("economy-events"),
        "functions.streams.notices.handler",
        ("queue:notifications", "failed:write"),
        timeout_seconds=30,
        partition_key="player id or listing",
    ),
    Duty(
        "deferred",
        Queue("deferred", 10, (5, 30), 5, 15, 100, fifo=True),
        "functions.queues.deferred.handler",
        (*_GAME, "sockets:write", "connections:post", "queue:leaderboard", "queue:timers"),
        timeout_seconds=15,
    ),
    Duty(
        "timers",
        Queue("timers", 10, (2, 10), 5, 15, 1000),
        "functions.queues.timers.handler",
        (*_GAME, "sockets:write", "connections:post", "queue:leaderboard", "queue:timers"),
        timeout_seconds=15,
    ),
    Duty(
        "broadcast",
        Queue("broadcast", 8, (10, 100), 5, 10, 200),
        "functions.queues.broadcast.handler",
        ("sockets:write", "connections:post", "queue:leaderboard", "valkey"),
        memory_mb=1769,  # a whole vCPU: a post takes 1 ms of it, 20,000 make 1,250 a bucket
        timeout_seconds=10,
    ),
    Duty(
        "leaderboard",
        Queue("leaderboard", 5, (3, 20), 5, 30, 500),
        "functions.queues.leaderboard.handler",
        (
            "sockets:read",
            "views:write",
            "queue:broadcast",
            "queue:leaderboard",
            "queue:default",
            "valkey",
        ),
        timeout_seconds=30,
    ),
    Duty(
        "default",
        Queue("default", 5, (5, 50), 5, 60, 60_000, balance="simple"),
        "functions.queues.default.handler",
        ("log:read", "valkey"),
        memory_mb=1769,  # a whole processor: a rebuild reads a stream for each participant
        timeout_seconds=60,
    ),
    Duty(
        "notifications",
        Queue("notifications", 3, (2, 15), 5, 60, 60_000, balance="simple"),
        "functions.queues.notifications.handler",
        ("sockets:write", "connections:post", "queue:leaderboard", "valkey"),
        timeout_seconds=60,
    ),
    Duty(
        "payouts",
        Queue("payouts", 4, (2, 5), 20, 60, 60_000, balance="simple"),
        "functions.queues.payouts.handler",
        ("log:read", "players:read", "economy", "queue:payouts", "failed:write", "valkey"),
        timeout_seconds=60,
    ),
    Duty(
        "herald",
        Schedule(1),
        "functions.scheduled.herald.handler",
        ("log:append", "views:write", "queue:leaderboard", "queue:timers", "valkey"),
        timeout_seconds=60,
    ),
    Duty(
        "ship",
        Schedule(1),
        "functions.scheduled.ship.handler",
        ("economy", "stream:economy-events", "valkey"),
        timeout_seconds=60,
        reserved=1,
    ),
    Duty(
        "expiry",
        Schedule(1),
        "functions.scheduled.expiry.handler",
        ("economy", "valkey"),
        timeout_seconds=60,
        reserved=1,
    ),
    Duty(
        "housekeeping",
        Schedule(24 * 60, tries=3),
        "functions.scheduled.housekeeping.handler",
        ("economy", "archive:write", "valkey", "log:read", "views:write"),
        memory_mb=1769,  # a whole processor: it packs a month of trades
        timeout_seconds=900,
        reserved=1,
    ),
    Duty(
        "audit",
        Schedule(1),  # looks each minute whether it is night, or an operator has asked
        "functions.scheduled.audit.handler",
        ("economy", "log:read", "players:read", "views:write"),
        memory_mb=1024,
        timeout_seconds=900,
        reserved=2,
    ),
)

MIGRATION = Duty(
    "migrate",
    Deploy(),
    "functions.deploy.migrate.handler",
    ("economy", "economy:migrate"),
    timeout_seconds=300,
)
"""Where the database is the stage's own; the launcher of the embedded stage migrates itself."""


def duty(name: str) -> Duty:
    """The duty of that name; a KeyError names one that is not in the table."""
    return {each.name: each for each in DUTIES}[name]
