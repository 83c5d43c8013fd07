"""Every workload of Rumpus: its trigger, its grants, and its runtime in each stage.

This is data only. The CDK app makes functions, event sources, grants and alarms from it, and the
documents print it. Workloads for which no player waits are in `background_workloads.py`.
"""

from __future__ import annotations

from shared.background_workloads import BACKGROUND
from shared.workload_grants import API, GAME, POST
from shared.workload_kinds import (
    Authorizer,
    CrossOrigin,
    Deploy,
    Http,
    Peers,
    Runtime,
    Server,
    Stage,
    StreamSpec,
    WebSocket,
    Workload,
)

SOCKETS_METRIC = "Sockets"
"""Metric of the sockets of a gateway process, written every 20 s; it scales the fleet."""

SOCKETS_OF_TASK = 5_000
"""Sockets that a gateway's processor serves with ease while players play; its limit is far above.
"""

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

# Nothing but what the launcher of the embedded stage starts itself.
_ON_FARGATE: dict[Stage, Runtime] = {"local": "none", "dev": "fargate", "prod": "fargate"}


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
        (*POST, "valkey"),
    ),
    Workload(
        "message",
        WebSocket(("$default",), silent=("subscribe",)),
        "functions.ws.message.handler",
        (*GAME, *POST, "views:write", "queue:deferred", "queue:default"),
        memory_mb=1024,
        timeout_seconds=15,
    ),
    Workload("http", Http(), "functions.http.api.handler", API, memory_mb=1024, timeout_seconds=20),
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
        ("economy", "archive:thaw", "players:read", *POST, "valkey"),
        memory_mb=1024,
        reserved=30,
    ),
    Workload(
        "gateway",
        Server(443, "/health/ws"),
        "",
        (
            *(*GAME, *POST, "queue:deferred", "queue:broadcast", "queue:default"),
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
        (*API, "economy", "archive:players"),
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
    *BACKGROUND,
)

MIGRATION = Workload(
    "migrate",
    Deploy(),
    "functions.deploy.migrate.handler",
    ("economy", "economy:migrate"),
    timeout_seconds=300,
)
"""Migrates the database if it is the stage's own; the embedded stage's launcher does it itself."""


def workload(name: str) -> Workload:
    """Return a workload by its name; raise KeyError for an unknown one."""
    return {each.name: each for each in WORKLOADS}[name]
