"""The types of a workload: its trigger, its grants, its runtimes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

type Runtime = Literal["lambda", "fargate", "none"]
type Stage = Literal["local", "dev", "prod"]

# What a workload may do with a store: each word is granted as the narrowest possible IAM actions.
# No workload may update or delete in the log.
type Grant = Literal[
    "log:append",  # conditional inserts, alone or in a transaction, and reading
    "log:read",
    "slots:own",  # to write a journal: its entries, who owns which slot, what is known of writers
    "slots:keep",  # to write segments of journals, and to let entries stay for longer
    "players:write",
    "players:read",
    "sockets:write",  # connections, logins, tickets, subscriptions
    "sockets:read",
    "tickets:redeem",  # in the same table
    "views:write",  # the lists of rooms, the last snapshot of each board
    "views:read",
    "connections:post",  # execute-api:ManageConnections
    "queue:deferred",
    "queue:broadcast",
    "queue:leaderboard",
    "queue:default",
    "queue:notifications",
    "queue:payouts",
    "letters",  # dead letters: to take them, and to give them to workloads again
    "letters:read",  # the bodies of dead letters
    "failed:write",  # the bucket of records that could not be handled
    "tokens:read",  # the secret that signs session tokens
    "operator_key:read",  # the secret whose holder is an operator
    "valkey",
    "economy:migrate",  # the same database as its owner
    "economy",  # the ledger on PostgreSQL: whatever the role `rumpus` may do there
    "stream:economy-events",  # ships the economy's facts
    "archive:write",  # the bucket of what is kept for years
    "archive:thaw",  # the objects of players in it: to bring one back
    "archive:players",  # the same, to put them there and to delete them as well
    "fleet:scale",  # how many gateways there are at least
    "loki",  # to push lines to it
    "otlp",  # to send spans to an endpoint: the secret that says who sends them
    "consumers:scale",  # how many batches of a shard a consumer handles at once
]


@dataclass(frozen=True)
class Authorizer:
    """The REQUEST authorizer of the WebSocket API: trades a one-use ticket for an identity."""


@dataclass(frozen=True)
class WebSocket:
    """Routes by the type of a frame; the function's response answers the frames of `routes`.

    Frames of `silent` get no response; answers to them are posted. Otherwise API Gateway may send
    an empty message if a route has a response and the function returns nothing.
    """

    routes: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Http:
    """The HTTP API: the routes are FastAPI's.

    A function with `paths` serves the routes that begin with one of them, the other one the rest.
    """

    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class CrossOrigin:
    """What pages of other origins may send to the HTTP API, and read of its answers.

    Any origin is allowed: a token travels in a header, never in a cookie, so a page can't act for a
    player whose token it lacks.
    """

    methods: tuple[str, ...]
    request_headers: tuple[str, ...]
    response_headers: tuple[str, ...]
    preflight_seconds: int = 2 * 60 * 60  # browsers keep the answer no longer


@dataclass(frozen=True)
class Stream:
    """A consumer of a Kinesis stream; Lambda keeps the order of a shard's records of one key.

    The consumer sets bad records aside itself, so Lambda's retries are for outages: without limit,
    until an hour before the stream drops the record. Then Lambda puts it, whole, into the bucket of
    failed records.
    """

    name: Literal["events", "economy-events"]
    batch: int = 100
    window_seconds: int = 0
    parallelization: int = 1
    max_age_seconds: int = 23 * 3600


BEHIND = "behind-"
"""Prefix of the name of the alarm of a consumer's lag, before the consumer's name."""

FEWEST_TRIES = 5
"""Minimum tries, as AWS advises: a throttled poll, or a worker that a deploy ended, counts as one.
"""


@dataclass(frozen=True)
class Queue:
    """A worker of an SQS queue; it works on at most `workers` batches at once.

    A try that fails, or whose worker dies, hides the message for six times the workload's
    `timeout_seconds`. So `tries` also determines for how long failures are tolerated before the
    message is a dead letter. An alarm reports messages older than `late_seconds`. A message that no
    worker took for `kept_days` is dropped.
    """

    name: Literal["deferred", "broadcast", "leaderboard", "default", "notifications", "payouts"]
    workers: int
    late_seconds: int = 60
    tries: int = FEWEST_TRIES
    batch: int = 1
    fifo: bool = False
    kept_days: int = 4


@dataclass(frozen=True)
class Schedule:
    """A clock; a daily one ticks at 3:00 UTC.

    `tries` is for one tick; for a clock that ticks often, the next tick is the next try.
    """

    every_minutes: int
    tries: int = 1


@dataclass(frozen=True)
class Server:
    """Listens for players on Fargate, if its stage has a fleet of it (`cdk/config.py`).

    `port` is the load balancer's; the path `health` answers 200 while a task can serve.
    """

    port: int
    health: str


@dataclass(frozen=True)
class Peers:
    """Listens for the stage's own processes on Fargate, if its stage has a fleet of it.

    Neither players nor a load balancer can reach it.
    """

    port: int


@dataclass(frozen=True)
class Deploy:
    """Runs in each deploy that changes it, before new code of workloads that use the economy."""


@dataclass(frozen=True)
class Lines:
    """Gets from CloudWatch the output of all other workloads; its own would loop for ever."""


type Trigger = (
    Authorizer | WebSocket | Http | Stream | Queue | Schedule | Lines | Server | Peers | Deploy
)


@dataclass(frozen=True)
class Workload:
    """`handler` is called on Lambda, `main` is the module that runs on Fargate.

    On Fargate, `timeout_seconds` is the time that a process has to end.
    """

    name: str
    trigger: Trigger
    handler: str
    grants: tuple[Grant, ...]
    main: str = ""
    memory_mb: int = 512
    timeout_seconds: int = 10
    reserved: int = 0  # how many run at once at most; 0: no limit of its own
    runtime: dict[Stage, Runtime] = field(
        default_factory=lambda: {"local": "lambda", "dev": "lambda", "prod": "lambda"}
    )


@dataclass(frozen=True)
class StreamSpec:
    """A Kinesis stream; `partition_key` says how records are spread over its shards.

    Only this stream's records have the field `mark`, which tells them apart in a stage that has one
    stream for all.
    """

    name: str
    partition_key: str
    mark: str
    retention_hours: int
    shards: dict[Stage, int]
